"""Every rule proves itself: its bad example is found and becomes what is promised, its good example is left alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tomoni.tables import outputs, pipeline
from tomoni.tables.finding import Finding
from tomoni.tables.recipe import Recipe
from tomoni.tables.region import Override
from tomoni.tables.rules import CATALOGUE, Repair
from tomoni.tables.rules.filename import copies
from tomoni.tables.table import FileResult
from tomoni.tables.tests.proofs import (
    ADVISED,
    DETECTED,
    ELSEWHERE,
    EXPLAINED,
    PROOFS,
    PROPOSED,
    REPAIRED,
    Proof,
    book,
    csv,
)

HERE = Path(__file__).resolve().parent


def run(data: bytes, proof: Proof, accept: str = "") -> FileResult:
    override = Override(accept=(accept,)) if accept else None
    return pipeline.check(data, name=proof.name, schema=proof.schema, override=override)


def about(result: FileResult, rule: str) -> list[Finding]:
    return [item for item in result.all_findings if item.rule == rule]


def holds(result: FileResult, proof: Proof) -> dict[str, list[str | None]]:
    frame = result.tables[0].frame
    return {name: frame[name].to_list() if name in frame.columns else [] for name in proof.holds}


@pytest.mark.parametrize("rule", PROOFS)
def test_the_bad_example_is_found(rule: str) -> None:
    proof = PROOFS[rule]
    result = run(proof.bad, proof)
    (found, *_) = about(result, rule) or [None]
    assert found is not None, sorted({item.rule for item in result.all_findings})
    if proof.want == REPAIRED:
        assert found.repaired
        assert holds(result, proof) == proof.holds
    if proof.want == PROPOSED:
        assert not found.repaired and found.proposal is not None
    if proof.want == ADVISED:
        assert found.proposal is not None and not found.proposal.override


@pytest.mark.parametrize("rule", PROOFS)
def test_the_good_example_is_left_alone(rule: str) -> None:
    proof = PROOFS[rule]
    good = Proof(proof.want, proof.good, b"")
    assert about(run(proof.good, good), rule) == []


@pytest.mark.parametrize("rule", [rule for rule, proof in PROOFS.items() if proof.want == PROPOSED])
def test_a_yes_takes_effect_and_replays_to_the_same_bytes(rule: str) -> None:
    proof = PROOFS[rule]
    made = run(proof.bad, proof, proof.accept)
    assert holds(made, proof) == proof.holds
    assert [item for item in about(made, rule) if item.proposal] == []
    table = made.tables[0]
    recipe = Recipe.from_json(json.loads(table.recipe.dumps()))
    assert recipe.accept == (proof.accept,)
    again = pipeline.replay(proof.bad, recipe, name=proof.name).tables[0]
    assert outputs.data_bytes(again, "csv") == outputs.data_bytes(table, "csv")
    assert again.recipe.dumps() == table.recipe.dumps()


@pytest.mark.parametrize("rule", [rule for rule, proof in PROOFS.items() if proof.want == PROPOSED])
def test_the_override_of_a_proposal_is_one_that_works(rule: str) -> None:
    proof = PROOFS[rule]
    offers = [item.proposal.override for item in about(run(proof.bad, proof), rule) if item.proposal]
    words = [word for offer in offers for word in offer.get("accept", ())]  # type: ignore[attr-defined]
    if not words:  # a year, a name: only a person knows; the text says where to put it
        assert "--accept" in "".join(
            item.proposal.message.ja for item in about(run(proof.bad, proof), rule) if item.proposal
        )
        return
    assert [item for item in about(run(proof.bad, proof, words[0]), rule) if item.proposal] == []


@pytest.mark.parametrize("rule", [rule for rule, proof in PROOFS.items() if proof.want == PROPOSED])
def test_every_new_value_names_a_cell(rule: str) -> None:
    proof = PROOFS[rule]
    table = run(proof.bad, proof, proof.accept).tables[0]
    col = table.frame.columns.index(next(iter(proof.holds)))
    rows = [row for row, value in enumerate(table.frame.to_series(col)) if value is not None]
    assert all(table.provenance.cells(row, col) for row in rows)


def test_every_rule_is_proven_or_explained() -> None:
    assert set(CATALOGUE) == set(PROOFS) | set(ELSEWHERE) | set(EXPLAINED)
    assert not set(EXPLAINED) & (set(PROOFS) | set(ELSEWHERE))


@pytest.mark.parametrize("rule", [rule.id for rule in CATALOGUE.values() if rule.repair is Repair.AUTO])
def test_a_rule_marked_auto_has_a_test_that_proves_its_repair(rule: str) -> None:
    assert rule in ELSEWHERE or PROOFS[rule].want == REPAIRED


@pytest.mark.parametrize("rule", ELSEWHERE)
def test_tests_that_are_named_exist(rule: str) -> None:
    file, *names = ELSEWHERE[rule].split("::")
    place = HERE / file if (HERE / file).exists() else HERE.parents[2] / file
    text = place.read_text(encoding="utf-8")
    assert all(re.search(rf"^\s*(?:def|class) {name}\b", text, re.M) for name in names)


def test_kinds_of_proof_fit_the_catalogue() -> None:
    for rule, proof in PROOFS.items():
        if CATALOGUE[rule].repair is Repair.NONE:
            assert proof.want == DETECTED, rule


def test_copies_among_the_files_are_named() -> None:
    data = csv("町,人口", "北町,1", "南町,2")
    other = csv("町,人口", "北町,1", "南町,3")
    files = [
        pipeline.check(content, name=name).to_json()
        for name, content in (("一覧 (1).csv", data), ("一覧.csv", data), ("別.csv", other))
    ]
    copies(files)
    assert [[item["rule"] for item in file["findings"]] for file in files] == [["F04"], [], []]


def test_a_pasted_pivot_is_named() -> None:
    result = pipeline.check(book("行ラベル|データの個数 / 年代", "20代|3", "30代|4", "総計|7"))
    assert about(result, "S15")[0].repaired
    assert about(pipeline.check(book("年代|人数", "20代|3", "30代|4")), "S15") == []


@pytest.mark.parametrize(
    "text",
    [
        "500円/30分",
        "https://example.jp/a/b",
        "4/1",
        "3/11 AM",
        "1,000",
        "管理する医科、歯科、薬局のこと",
        "2020/4/1;",
        "800円/年",
    ],
)
def test_one_value_with_a_sign_in_it_is_no_list(text: str) -> None:
    result = pipeline.check(csv("館,内容", *(f'館{n},"{text}"' for n in range(9))))
    assert about(result, "C01") == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("8:30～18:30（土曜は17:00）", ("8:30～18:30", "土曜は17:00")),
        ("40人（長期休暇60人）", ("40人", "長期休暇60人")),
        ("4月1日（水）", None),
        ("令和2年（2020年）", None),
        ("本館（2階）", None),
        ("1,000円（税込）", None),
    ],
)
def test_a_note_is_words_beside_a_value(text: str, good: tuple[str, str] | None) -> None:
    from tomoni.tables.proposals.split import value_and_note

    assert value_and_note(text) == good
