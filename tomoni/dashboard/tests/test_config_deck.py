"""dashboard.toml: what an author may write, and what is said when something is not right."""

import json

import pytest

from tomoni.dashboard.config import deck, editor
from tomoni.dashboard.config.model import Value
from tomoni.dashboard.config.options import OPTIONS

TYPES = ("number", "bar", "stacked", "line", "table", "tree", "map", "text")
GOOD = """# 市のカード
[[card]]
id = "patients-by-day"
type = "bar"
dataset = "patients"
title = { ja = "陽性者数", en = "Confirmed cases" }
x = "公表_年月日"
mean7 = true

[[card]]
id = "severe"
type = "number"
dataset = "patients"
title = "重症"
filter = { "患者_状態" = ["重症"] }
"""


def test_cards_are_read_in_the_authors_order_with_their_lines():
    made = deck.parse(GOOD, TYPES)
    assert [(card.id, card.type, card.line) for card in made.cards] == [
        ("patients-by-day", "bar", 2),
        ("severe", "number", 10),
    ]
    assert made.all_problems() == []
    assert made.cards[0].title.en == "Confirmed cases"
    assert made.cards[1].title.en == "重症"
    assert made.cards[1].filter == {"患者_状態": ("重症",)}


@pytest.mark.parametrize(
    ("text", "kind", "field"),
    [
        ("count", "count", ""),
        ("sum:件数", "sum", "件数"),
        ("last:入院中", "last", "入院中"),
        ("検査: 件数", "field", "検査: 件数"),
    ],
)
def test_a_value_says_what_is_counted(text, kind, field):
    assert Value.parse(text) == Value(kind, field)
    assert str(Value.parse(text)) == text


class TestFaults:
    def test_an_unknown_key_names_line_key_and_the_likely_word(self):
        made = deck.parse(GOOD.replace("mean7 = true", "mean_7 = true"), TYPES)
        (problem,) = made.all_problems()
        assert (problem.file, problem.line, problem.key) == ("dashboard.toml", 8, "mean_7")
        assert "mean7" in problem.message.ja and "mean7" in problem.message.en

    def test_a_missing_quote_costs_one_card_only(self):
        made = deck.parse(GOOD.replace('dataset = "patients"\ntitle = {', 'dataset = "patients\ntitle = {'), TYPES)
        first, second = made.cards
        assert first.id == "patients-by-day" and first.problems[0].line == 5
        assert second.problems == () and second.filter

    def test_a_type_that_does_not_exist_lists_those_that_do(self):
        (problem,) = deck.parse(GOOD.replace('"bar"', '"pie"'), TYPES).all_problems()
        assert problem.line == 4 and "stacked" in problem.message.ja

    def test_two_cards_with_one_id_keep_apart(self):
        made = deck.parse(GOOD.replace('"severe"', '"patients-by-day"'), TYPES)
        assert len({card.id for card in made.cards}) == 2
        assert "2 行目" in made.cards[1].problems[0].message.ja

    @pytest.mark.parametrize("junk", ["", "\x00", "[[card]]", "[[card]]\nid=1\n", "= =", "[[card]]\n[[card]]\nnodes=3"])
    def test_nothing_an_author_writes_raises(self, junk):
        for problem in deck.parse(junk, TYPES).all_problems():
            assert problem.to_text().ja and problem.to_text().en

    def test_a_value_of_the_wrong_kind_says_what_to_write(self):
        (problem,) = deck.parse(GOOD.replace("mean7 = true", 'mean7 = "yes"'), TYPES).all_problems()
        assert problem.message.en == "Write true or false."


def test_the_editors_schema_lists_the_same_options():
    schema = json.loads(editor.SHIPPED.read_text(encoding="utf-8"))
    assert set(schema["$defs"]["card"]["properties"]) == set(OPTIONS)
    assert set(editor.MEANINGS) == set(OPTIONS)


def test_a_second_axis_is_refused_with_what_to_do_instead():
    (problem,) = deck.parse(GOOD.replace("mean7 = true", 'y2 = "病床使用率"'), TYPES).all_problems()
    assert (problem.line, problem.key) == (8, "y2")
    assert '"many"' in problem.message.ja and '"many"' in problem.message.en


class TestShared:
    def test_a_metric_is_defined_once_and_a_card_may_say_otherwise(self, tmp_path):
        (tmp_path / "dashboard.toml").write_text(
            GOOD.replace("mean7 = true", 'metric = "cases"').replace(
                'title = "重症"', 'title = "重症"\nmetric = "cases"'
            ),
            encoding="utf-8",
        )
        (tmp_path / "metrics.toml").write_text(
            '[cases]\ntitle = "陽性者"\ndefinition = { ja = "公表日", en = "By announcement" }\nunit = "人"\n',
            encoding="utf-8",
        )
        first, second = deck.load(tmp_path, TYPES).cards
        assert first.definition.en == second.definition.en == "By announcement"
        assert first.title.en == "Confirmed cases" and second.title.ja == "重症" and second.unit.ja == "人"

    def test_events_stand_on_the_cards_they_name(self, tmp_path):
        (tmp_path / "dashboard.toml").write_text(GOOD, encoding="utf-8")
        (tmp_path / "events.toml").write_text(
            '[[event]]\nday = 2020-04-07\ntext = "宣言"\n[[event]]\nday = "x"\ntext = "?"\n'
            '[[event]]\nday = 2020-04-01\ntext = "開始"\ncards = ["severe"]\n',
            encoding="utf-8",
        )
        made = deck.load(tmp_path, TYPES)
        assert [[event.text.ja for event in card.events] for card in made.cards] == [["宣言"], ["開始", "宣言"]]
        (problem,) = made.problems
        assert (problem.file, problem.line) == ("events.toml", 4) and "2020-04-07" in problem.message.ja

    @pytest.mark.parametrize(
        "junk", ["", "[a", "a = 1", "[a]\nb = 2", "event = 3", "[[event]]", "\x00", "[a]\ntitle = 3"]
    )
    def test_nothing_in_them_takes_a_card_down(self, tmp_path, junk):
        (tmp_path / "dashboard.toml").write_text(GOOD, encoding="utf-8")
        for name in ("metrics.toml", "events.toml"):
            (tmp_path / name).write_text(junk, encoding="utf-8")
        made = deck.load(tmp_path, TYPES)
        assert [card.problems for card in made.cards] == [(), ()]
        assert all(problem.to_text().ja and problem.to_text().en for problem in made.all_problems())
