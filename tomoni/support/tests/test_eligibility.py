"""Rules as data: yes, no, not known; figures with dates; the household; the question that helps most; the same in the
browser; and a form that staff fill in."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.registry.errors import Problem
from tomoni.support.eligibility import files, form, guide, rules, vocabulary

FACTS = vocabulary.load(None)
STATIC = Path(__file__).parents[1] / "static" / "support"
TEXT = """\
measure = "1a2b3c4d5e"
ask = ["世帯主でなくても申し込めますか"]

[[parameter]]
name = "limit"
from = 2025-04-01
value = 1800000
[[parameter]]
name = "limit"
from = 2026-04-01
value = 2000000

[[condition]]
words = { ja = "世帯の年収が上限まで", en = "income up to the limit" }
fact = "income_year"
op = "<="
parameter = "limit"

[[condition]]
words = { ja = "18歳までの子どもがいる", en = "a child up to 18" }
member = { fact = "age", op = "<=", value = 18 }

[[case]]
name = "子どもが一人"
on = 2026-05-01
answers = { age = 40, income_year = 1500000, members = [{ age = 8 }], members_complete = true }
expect = "likely"
"""
RULE = files.parse(TEXT, FACTS)
DAY = date(2026, 5, 1)
CHILD = {"age": 40, "members": [{"age": 8}], "members_complete": True}


def state(answers: dict[str, Any], day: date = DAY) -> str:
    return rules.decide(RULE, answers, day).state


class TestThreeAnswers:
    def test_nothing_said_is_not_known(self) -> None:
        found = rules.decide(RULE, {}, DAY)
        assert (found.state, found.open) == ("unknown", ("income_year", "age", "members_complete"))

    def test_one_no_decides_and_says_why(self) -> None:
        found = rules.decide(RULE, {"income_year": 9_000_000}, DAY)
        assert (found.state, [one.words.ja for one in found.against]) == ("unlikely", ["世帯の年収が上限まで"])

    def test_not_knowing_is_an_answer_and_is_not_asked_again(self) -> None:
        found = rules.decide(RULE, {**CHILD, "income_year": None}, DAY)
        assert (found.state, found.open) == ("unknown", ())

    @pytest.mark.parametrize(
        ("day", "income", "wanted"),
        [
            (date(2026, 3, 31), 1_900_000, "unlikely"),
            (date(2026, 4, 1), 1_900_000, "likely"),
            (date(2025, 3, 31), 1_000_000, "unknown"),
        ],
    )
    def test_a_figure_of_the_law_has_its_time(self, day: date, income: int, wanted: str) -> None:
        assert state({**CHILD, "income_year": income}, day) == wanted

    def test_the_household_counts_and_somebody_unnamed_may_count_too(self) -> None:
        rich = {"income_year": 1_000_000}
        assert state({**rich, "age": 40, "members": [{"age": 30}], "members_complete": True}) == "unlikely"
        assert state({**rich, "age": 40, "members": [{"age": 30}]}) == "unknown"
        assert state({**rich, "age": 40, "members": [{}], "members_complete": True}) == "unknown"
        assert state({**rich, "age": 17, "members": [], "members_complete": True}) == "likely"

    @settings(deadline=None)
    @given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=5))
    def test_all_and_any_are_each_others_mirror(self, said: list[bool | None]) -> None:
        names = [f"f{n}" for n in range(len(said))]
        answers = dict(zip(names, said, strict=True))
        parts = [{"fact": name, "op": "=", "value": True} for name in names]
        every = rules.value({"all": parts}, answers, {}, DAY)
        mirrored = rules.value({"not": {"any": [{"not": one} for one in parts]}}, answers, {}, DAY)
        assert every == mirrored == (False if False in said else None if None in said else True)

    @settings(deadline=None)
    @given(
        st.dictionaries(
            st.sampled_from(sorted(FACTS)), st.none() | st.booleans() | st.text() | st.floats() | st.lists(st.text())
        )
    )
    def test_no_answer_breaks_it(self, answers: dict[str, Any]) -> None:
        assert state(answers) in ("likely", "unknown", "unlikely")


class TestNextQuestion:
    def rule(self, key: str, *facts: str) -> rules.Rule:
        lines = "".join(f'[[condition]]\nwords = "{fact}"\nfact = "{fact}"\nop = "="\nvalue = true\n' for fact in facts)
        return files.parse(f'measure = "{key}"\n{lines}', FACTS)

    def test_it_is_the_fact_that_resolves_most(self) -> None:
        three = [
            self.rule("0000000001", "renting", "lost_job"),
            self.rule("0000000002", "lost_job"),
            self.rule("0000000003", "pregnant", "lost_job"),
        ]
        order = list(FACTS)
        assert rules.next_question(three, {}, DAY, order) == "lost_job"
        after = rules.next_question(three, {"lost_job": False}, DAY, order)
        assert after == "", "all three are decided by one no"
        assert rules.next_question(three, {"lost_job": True}, DAY, order) in ("renting", "pregnant")

    def test_a_fact_is_asked_once_for_all_measures(self) -> None:
        some = [
            self.rule(f"00000000{n:02}", "lost_job", fact) for n, fact in enumerate(("renting", "student", "pregnant"))
        ]
        answers: dict[str, Any] = {}
        asked = []
        while fact := rules.next_question(some, answers, DAY, list(FACTS)):
            asked.append(fact)
            answers[fact] = True
        assert sorted(asked) == ["lost_job", "pregnant", "renting", "student"] and asked[0] == "lost_job"


class TestFiles:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "measure"),
            ("measure = 1", "measure"),
            ('measure = "1a2b3c4d5e"', "一つもありません"),
            (TEXT.replace("income_year", "shoe_size", 1), "shoe_size"),
            (TEXT.replace('op = "<="', 'op = "~"', 1), "op"),
            (TEXT.replace('parameter = "limit"', 'parameter = "other"'), "other"),
            (TEXT.replace("from = 2025-04-01", 'from = "soon"'), "parameter"),
            (TEXT + "\nextra = 1\n[[[", "TOML"),
            (TEXT.replace('fact = "age"', 'fact = "renting"'), "比べられません"),
        ],
    )
    def test_what_is_wrong_is_said(self, text: str, said: str) -> None:
        with pytest.raises(Problem) as fault:
            files.parse(text, FACTS)
        assert said in fault.value.text.ja

    def test_a_rule_nested_without_end_is_refused(self) -> None:
        node = "{ not = " * 30 + '{ fact = "age", op = "=", value = 1 }' + " }" * 30
        with pytest.raises(Problem):
            files.parse(f'measure = "1a2b3c4d5e"\n[[condition]]\nwords = "x"\nnot = {node}', FACTS)

    def test_a_rule_whose_case_comes_out_otherwise_is_not_asked_and_staff_are_told(self, tmp_path: Path) -> None:
        folder = tmp_path / files.FOLDER
        folder.mkdir(parents=True)
        (folder / "1a2b3c4d5e.toml").write_text(TEXT, encoding="utf-8")
        (folder / "bad.toml").write_text(TEXT.replace("1500000", "9500000").replace("1a2b", "ffff"), encoding="utf-8")
        (folder / "bytes.toml").write_bytes(b"\xff\xfe\x00")
        found = files.load(tmp_path)
        assert list(found.by_measure) == ["1a2b3c4d5e"]
        assert len(found.problems) == 2 and "子どもが一人" in " ".join(one.ja for one in found.problems)

    def test_writing_is_whole_or_not_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(Problem):
            files.write(tmp_path, TEXT.replace('expect = "likely"', 'expect = "unlikely"'), FACTS)
        assert not (tmp_path / files.FOLDER).exists()
        path = files.write(tmp_path, TEXT, FACTS)
        assert files.parse(path.read_text(encoding="utf-8"), FACTS) == RULE

    def test_a_form_gives_back_the_rule_it_shows(self) -> None:
        given: dict[str, str] = {"ask": "世帯主でなくても申し込めますか"}
        shown = [("condition", form.lines(RULE)), ("parameter", form.parameters(RULE)), ("case", form.cases(RULE))]
        for kind, rows in shown:
            assert rows is not None
            for number, row in enumerate(rows):
                given |= {f"{kind}-{number}-{name}": value for name, value in row.items()}
        assert files.from_table(form.table("1a2b3c4d5e", given, FACTS), FACTS) == RULE

    def test_what_the_form_has_no_place_for_stays(self) -> None:
        before = files.parse(
            TEXT.replace('"世帯主でなくても申し込めますか"', '{ ja = "いつまで", en = "Until when" }, "別"'), FACTS
        )
        given = {
            "ask": "いつまで\n新しい問い",
            "condition-0-words": "a",
            "condition-0-fact": "renting",
            "condition-0-value": "はい",
        }
        given |= {"condition-0-op": "=", "condition-0-who": "self"}
        after = files.from_table(form.table("1a2b3c4d5e", given, FACTS, before), FACTS)
        assert [words.en for words in after.ask] == ["Until when", "新しい問い"]

    @pytest.mark.parametrize("name", ["condition-1-words", "parameter-0-value", "case-2-answers"])
    def test_a_line_that_was_begun_is_not_lost_without_a_word(self, name: str) -> None:
        with pytest.raises(Problem, match=r"line [123] of"):
            form.table("1a2b3c4d5e", {name: "1", "condition-0-op": "=", "condition-0-who": "self"}, FACTS)


class TestWords:
    def test_nobody_is_told_that_they_are_out(self) -> None:
        texts = [(STATIC / "guide.js").read_text(encoding="utf-8")]
        texts += [path.read_text(encoding="utf-8") for path in (STATIC.parents[1] / "templates").rglob("*.html")]
        public = [text for text in texts if "look/staff.html" not in text]
        assert public and not any("対象外" in text or "not eligible" in text.casefold() for text in public)
        assert "条件に合わない可能性" in texts[0] and "わからない" in texts[0]

    def test_the_guide_has_no_way_to_send_an_answer(self) -> None:
        script = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
        for word in (
            "fetch(",
            "XMLHttpRequest",
            "sendBeacon",
            "WebSocket",
            "EventSource",
            "innerHTML",
            "document.cookie",
            "localStorage",
        ):
            assert word not in script, word


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here; the browser's half is not compared")
def test_the_browser_comes_to_the_same() -> None:
    """The same answers through rules.js: outcome, facts still open, next question."""
    known = files.Rules(FACTS, {RULE.measure: RULE}, ())
    from tomoni.support.measure import Measure

    data = guide.data(known, [Measure("1a2b3c4d5e", "x", 1, "給付")])
    incomes: list[Any] = ["-", None, 0, 1_900_000, 2_000_000, 2_000_001]
    households: list[dict[str, Any]] = [{}, {"members": []}, {"members": [{"age": 8}]}, {"members": [{}, {"age": 50}]}]
    asked = []
    for income, home, complete, age in product(incomes, households, (None, True), ("-", None, 17, 40)):
        answers = dict(home) | ({"members_complete": complete} if complete else {})
        answers |= {} if income == "-" else {"income_year": income}
        answers |= {} if age == "-" else {"age": age}
        asked.append(answers)
    days = ["2025-03-31", "2026-03-31", "2026-05-01"]
    script = (
        (STATIC / "rules.js").read_text(encoding="utf-8")
        + """
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(given.asked.map((a) => given.days.map((d) => {
  const f = tomoniRules.decide(given.data.measures[0], a, d);
  return [f.state, f.open, tomoniRules.next(given.data.measures, a, d, given.order)];
}))));
"""
    )
    order = list(data["facts"])
    run = subprocess.run(
        ["node", "-e", script], input=json.dumps({"data": data, "asked": asked, "days": days, "order": order}),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ours = []
    for answers in asked:
        row = []
        for day in map(date.fromisoformat, days):
            found = rules.decide(RULE, answers, day)
            row.append([found.state, list(found.open), rules.next_question([RULE], answers, day, order)])
        ours.append(row)
    assert json.loads(run.stdout) == ours
    assert {one[0] for row in ours for one in row} == {"likely", "unknown", "unlikely"}
