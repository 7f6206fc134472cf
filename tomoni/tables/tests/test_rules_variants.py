"""Rules that repair by themselves, on tables made by seed: found and repaired in every one, silent on every clean twin."""

from __future__ import annotations

import random

import pytest

from tomoni.tables import pipeline
from tomoni.tables.codes import all_governments
from tomoni.tables.finding import Severity
from tomoni.tables.region import Override
from tomoni.tables.rules import CATALOGUE, Repair
from tomoni.tables.table import Table
from tomoni.tables.tests.variants import Variant, csv
from tomoni.tables.tests.variants_values import VARIANTS

SEEDS = 5


def made(rule: str, seed: int) -> Variant:
    return VARIANTS[rule](random.Random(f"{rule} {seed}"))


@pytest.mark.parametrize("rule", VARIANTS)
def test_every_variant_is_found_and_repaired(rule: str) -> None:
    for seed in range(SEEDS):
        one = made(rule, seed)
        result = pipeline.check(one.bad, name=one.name, schema=one.schema)
        shown = one.bad.decode("utf-8", "replace")[:600]
        found = [item for item in result.all_findings if item.rule == rule]
        if one.schema:  # without a schema only a proposal is made
            found = [item for item in found if not item.proposal]
        assert found and all(item.repaired for item in found), (seed, {i.rule for i in result.all_findings}, shown)
        assert len(result.tables) == one.tables, (seed, shown)
        conformed = result.tables[0].conformed
        frame = conformed.frame if conformed else result.tables[0].frame
        assert {name: frame[name].to_list() for name in one.holds if name in frame.columns} == one.holds, (seed, shown)


@pytest.mark.parametrize("rule", VARIANTS)
def test_its_clean_twin_is_left_alone(rule: str) -> None:
    for seed in range(SEEDS):
        one = made(rule, seed)
        result = pipeline.check(one.good, schema=one.schema)
        loud = [item for item in result.all_findings if item.severity != Severity.INFO]
        said = [item for item in result.all_findings if item.rule == rule]
        assert not said and not loud, (seed, said, loud, one.good.decode("utf-8", "replace")[:600])


def test_every_rule_that_repairs_by_itself_has_variants() -> None:
    auto = {rule.id for rule in CATALOGUE.values() if rule.repair is Repair.AUTO}
    assert auto - set(VARIANTS) == set()
    assert {rule for rule in VARIANTS if CATALOGUE[rule].repair is not Repair.AUTO} == set()


def accepted(data: bytes, rule: str) -> Table:
    """The first table after a yes to what the rule proposes."""
    offers = [item.proposal for item in pipeline.check(data).all_findings if item.rule == rule and item.proposal]
    words = tuple(word for offer in offers for word in offer.override.get("accept", ()))  # type: ignore[attr-defined]
    assert words, rule
    return pipeline.check(data, override=Override(accept=words)).tables[0]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_codes_of_local_governments_get_back_what_was_cut_off(seed: int) -> None:
    rng = random.Random(f"codes {seed}")
    codes = rng.sample([place.code for place in all_governments() if place.city and place.valid_to is None], 8)
    name = rng.choice(("市区町村コード", "全国地方公共団体コード", "団体コード"))
    way = rng.choice(("check digit", "both"))
    cut = [code[:5] if way == "check digit" else str(int(code[:5])) for code in codes]
    good = csv([[name, "件数"], *([code, str(number)] for number, code in enumerate(codes, 11))])
    bad = csv([[name, "件数"], *([code, str(number)] for number, code in enumerate(cut, 11))])
    assert accepted(bad, "K01").frame[name].to_list() == codes
    assert [item.rule for item in pipeline.check(good).all_findings if item.rule in ("K01", "C08")] == []


@pytest.mark.parametrize("seed", range(SEEDS))
def test_codes_without_their_zero_are_not_taken_for_others_without_their_check_digit(seed: int) -> None:
    """11002 is 01100-2 (札幌市), not 11002 of Saitama, which there is not: whichever proposal is accepted."""
    rng = random.Random(f"zeros {seed}")
    there = [place.code for place in all_governments() if place.city and place.valid_to is None]
    codes = rng.sample([code for code in there if code[0] == "0"], 4) + rng.sample(there, 4)
    cut = [str(int(code)) for code in codes]
    whole = csv([["団体コード", "件数"], *([code, str(number)] for number, code in enumerate(cut, 11))])
    assert accepted(whole, "C08").frame["団体コード"].to_list() == codes
    assert not [item for item in pipeline.check(whole).all_findings if item.rule == "K01"], "one fault, one finding"
    doubtful = csv([["団体コード", "件数"], *([code, "1"] for code in [*cut, "不明", "不詳"])])
    assert any(item.rule == "K01" for item in pipeline.check(doubtful).all_findings), "where C08 keeps quiet"
    mixed = csv([["団体コード", "件数"], *([code, "1"] for code in [*cut[:4], *(code[:5] for code in codes[4:])])])
    assert accepted(mixed, "K01").frame["団体コード"].to_list() == codes


@pytest.mark.parametrize("name", ["緯度（日本測地系）", "緯度(旧測地系)", "緯度[Tokyo Datum]"])
def test_degrees_on_the_old_datum_move_by_some_400_metres(name: str) -> None:
    rows = [["施設名", name, "経度"], *([f"館{n}", f"34.8{n}1234", f"138.3{n}5678"] for n in range(5))]
    table = accepted(csv(rows), "G01")
    for row, (_, lat, lon) in zip(table.frame.iter_rows(), rows[1:], strict=True):
        assert 0.002 < float(row[1]) - float(lat) < 0.004
        assert -0.004 < float(row[2]) - float(lon) < -0.002
    assert table.provenance.original(0, 1) == "34.801234"


def test_columns_of_coordinates_under_each_other_s_name_are_exchanged_after_a_yes() -> None:
    rows = [["施設名", "緯度", "経度"], *([f"館{n}", f"138.3{n}56", f"34.8{n}12"] for n in range(5))]
    table = accepted(csv(rows), "G01")
    assert table.frame["緯度"].to_list() == [row[2] for row in rows[1:]]
    assert table.provenance.cells(0, 1)[0].a1 == "C2"
