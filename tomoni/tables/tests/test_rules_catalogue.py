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
