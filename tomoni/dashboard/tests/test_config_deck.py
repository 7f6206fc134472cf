"""dashboard.toml: what an author may write, and what is said when something is not right."""

import json
from pathlib import Path

import pytest

from tomoni.dashboard.config import deck
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
    schema = json.loads((Path(deck.__file__).parents[1] / "data" / "card.schema.json").read_text(encoding="utf-8"))
    assert set(schema["$defs"]["card"]["properties"]) == set(OPTIONS)
