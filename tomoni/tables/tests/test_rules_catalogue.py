"""The catalogue is complete, says everything in both languages, and every rule that a finding names is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tomoni.tables.rules import CATALOGUE, Repair, why
from tomoni.tables.rules.base import Rule

TABLES = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE)
def test_every_rule_is_explained_in_two_languages(rule: Rule) -> None:
    for message in (rule.title, rule.explain):
        assert re.search("[ぁ-ん]", message.ja)
        assert message.en.isascii() or not re.search("[ぁ-ん]{4}", message.en)
    assert rule.bad and rule.good and rule.bad != rule.good
    assert not rule.article or re.fullmatch(r"1-(?:[1-9]|1[0-5])", rule.article)


def test_findings_name_rules_of_the_catalogue() -> None:
    named = set()
    for path in TABLES.rglob("*.py"):
        if "tests" not in path.parts:
            named |= set(re.findall(r'"([A-Z]\d\d)"', path.read_text(encoding="utf-8")))
    assert named - set(CATALOGUE) == set()


OTHERWISE = {
    "C06": "repaired in columns of figures; signs in columns of words wait for a yes",
    "F06": "the survey has no limits",
    "S22": "seen after the survey: forms with labels down the side",
    "S06": "which sheets are one table is the publisher's word: asked, and one yes joins all",
    "M02": "a name may be in use elsewhere: asked, and the yes renames",
    "K03": "canonical only after a yes: it works as it is written",
}
"""Where the catalogue decides otherwise than the survey marks, and why (docs/decisions)."""


@pytest.mark.shared
def test_the_marks_are_those_of_the_survey_but_for_the_reasons_given() -> None:
    import csv

    survey = TABLES.parent.parent.parent / "shared" / "research" / "rules.csv"
    if not survey.exists():
        pytest.skip("../shared is not here")
    with survey.open(encoding="utf-8", newline="") as lines:
        marks = {row["rule_id"]: re.findall(r"auto|assist|none", row["repair"]) for row in csv.DictReader(lines)}
    differ = {rule.id for rule in CATALOGUE.values() if str(rule.repair) not in marks.get(rule.id, ())[:1]}
    assert differ == set(OTHERWISE)
    both = {rule for rule, words in marks.items() if len(set(words)) > 1}
    assert both == {"E06", "C04", "G01", "K03"}


def test_what_is_done_fits_the_mark() -> None:
    """auto is repaired; assist has a word that accepts it, is repaired, or names the next step; none is found."""
    from tomoni.tables.tests.proofs import (
        ACCEPTED_ELSEWHERE,
        ADVISED,
        DETECTED,
        ELSEWHERE,
        EXPLAINED,
        MENDED_ELSEWHERE,
        PROOFS,
    )

    assist = {rule.id for rule in CATALOGUE.values() if rule.repair is Repair.ASSIST}
    assert not assist & set(EXPLAINED)
    assert assist & set(ELSEWHERE) == set(ACCEPTED_ELSEWHERE) | MENDED_ELSEWHERE
    assert not [rule for rule in assist & set(PROOFS) if PROOFS[rule].want == DETECTED]
    assert {rule for rule, proof in PROOFS.items() if proof.want == ADVISED} == {"F01"}
    assert all(CATALOGUE[rule].repair is Repair.NONE for rule in EXPLAINED)


@pytest.mark.shared
def test_every_rule_of_the_survey_is_there(request: pytest.FixtureRequest) -> None:
    import csv

    survey = TABLES.parent.parent.parent / "shared" / "research" / "rules.csv"
    if not survey.exists():
        pytest.skip("../shared is not here")
    with survey.open(encoding="utf-8", newline="") as lines:
        wanted = {row["rule_id"] for row in csv.DictReader(lines)}
    assert wanted <= set(CATALOGUE)


def test_a_step_says_what_was_done() -> None:
    assert why("D05").ja == "Excel の通し番号などを日付に直しました"
    assert why("V07").ja == "決まった言い方に直しました"
    assert CATALOGUE["D05"].repair is Repair.AUTO


def test_the_reference_page_is_what_the_code_says() -> None:
    from tomoni.tables.rules.reference import page

    written = TABLES.parent.parent / "docs" / "rules.md"
    assert written.read_text(encoding="utf-8") == page(), "run: python -m tomoni.tables.rules.reference > docs/rules.md"
