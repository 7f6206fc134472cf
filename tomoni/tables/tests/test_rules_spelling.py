"""Offers about words: nothing is changed until somebody says yes, and then for one column."""

from __future__ import annotations

import json

import pytest

from tomoni.tables import check, outputs, pipeline
from tomoni.tables.recipe import Recipe
from tomoni.tables.region import Override


def data(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows]).replace("|", ",").encode()


SPACED = data("都道府県|氏名|人口", "北　海　道|森　茂|5", "東　　京|林　修|14", "神奈川|岡　文|9")
LIKE = data("名称|備考|数", "コンピュ―タ教室|A-1|3", "子育てセン夕ー|二階|4", "カ二カマ工場|八百屋|5")


@pytest.mark.parametrize(
    ("source", "word", "column", "after"),
    [
        (SPACED, "C04:都道府県", "都道府県", ["北海道", "東京", "神奈川"]),
        (LIKE, "E06:名称", "名称", ["コンピュータ教室", "子育てセンター", "カニカマ工場"]),
    ],
)
def test_a_yes_changes_one_column_and_replays(source: bytes, word: str, column: str, after: list[str]):
    before = check(source, name="a.csv").tables[0]
    offers = [item.proposal.override["accept"] for item in before.findings if item.rule == word[:3] and item.proposal]
    assert offers == [[word]]
    assert all(item.severity == "info" for item in before.findings if item.rule == word[:3])
    made = check(source, name="a.csv", override=Override(accept=(word,))).tables[0]
    assert made.frame[column].to_list() == after
    assert made.frame.drop(column).equals(before.frame.drop(column))
    assert not [item for item in made.findings if item.rule == word[:3] and item.proposal]
    again = pipeline.replay(source, Recipe.from_json(json.loads(made.recipe.dumps())), name="a.csv").tables[0]
    assert outputs.data_bytes(again, "csv") == outputs.data_bytes(made, "csv")


@pytest.mark.parametrize(
    "source",
    [
        data("氏名|数", "森　茂|5", "林　修|14", "岡　文|9"),
        data("名称|数", "中央　図書館|5", "東　公民館|14", "市民会館|9"),
        data("名称|数", "アルミ工場|5", "ゴミ二分別|14", "A―B|9", "スロープ八丁目|3"),
        data("名称|数", "ソフト-ハード|5", "カ-テン|14", "〇|9"),
    ],
)
def test_words_that_are_meant_so(source: bytes):
    assert not [item for item in check(source, name="a.csv").tables[0].findings if item.rule in ("C04", "E06")]
