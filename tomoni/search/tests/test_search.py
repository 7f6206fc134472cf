"""Search over small documents: what must be found, in which order, and what must not."""

from __future__ import annotations

import pytest

from tomoni.search import queries, services, tokens
from tomoni.search.highlight import marked, passage, spans
from tomoni.search.query import parse
from tomoni.search.services import Entry

pytestmark = pytest.mark.django_db
DOCUMENTS = [
    Entry("rent", "家賃支援給付金", "引っ越しの費用も対象です。", facets={"area": ["全国"], "who": ["個人", "事業者"]}),
    Entry("loan", "中小企業向けの融資", "申し込みは窓口で。給付金ではありません。", facets={"area": ["神戸市"]}),
    Entry("kyoto", "京都の相談窓口", "ひとり親の家庭へ。", order=(0, 20200501, 0)),
    Entry("tokyo", "東京都の相談窓口", "Wi-Fi とＰＣＲ検査について。", order=(0, 20200401, 0)),
    Entry("work", "テレワーク導入", "インターネット、サーバーの費用。"),
]


@pytest.fixture
def indexed() -> str:
    services.index("test", DOCUMENTS)
    services.index("other", [Entry("rent", "家賃", "ほかの集まりの文書")])
    return "test"


def keys(text: str, **more: object) -> list[str]:
    return [hit.key for hit in queries.search("test", text, **more).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("給付", ["rent", "loan"]),
        ("家賃", ["rent"]),
        ("税", []),
        ("窓", ["tokyo", "kyoto", "loan"]),
        ("引越", ["rent"]),
        ("申込み", ["loan"]),
        ("一人親", ["kyoto"]),
        ("ｲﾝﾀｰﾈｯﾄ", ["work"]),
        ("wifi", ["tokyo"]),
        ("pcr", ["tokyo"]),
        ("サーバ", ["work"]),
        ("在宅勤務", ["work"]),
        ("京都", ["kyoto", "tokyo"]),
        ("家賃　給付金", ["rent"]),
        ("家賃 融資", []),
        ("対象です引っ越し", []),
    ],
)
def test_finds(indexed: str, typed: str, found: list[str]) -> None:
    assert keys(typed) == found


def test_a_gap_is_no_word(indexed: str) -> None:
    """Where a particle stood is a gap: 「オンラインで申し込み」 is no 「オンライン即時申し込み」, on either database."""
    services.index("test", [Entry("gap", "案内", "オンラインで申し込みできます")])
    services.index("test", [Entry("word", "案内", "オンライン即時申し込みできます")])
    assert keys("オンラインで申し込み") == ["gap"]


def test_a_title_comes_before_a_body_and_ties_go_by_the_documents_order(indexed: str) -> None:
    assert keys("相談窓口") == ["tokyo", "kyoto"]
    assert [hit.score for hit in queries.search("test", "給付金").hits] == [9, 7]


def test_synonyms_are_said_and_can_be_switched_off(indexed: str) -> None:
    found = queries.search("test", "在宅勤務")
    assert found.also == ("テレワーク", "リモートワーク")
    assert keys("在宅勤務", with_synonyms=False) == []


def test_filters_and_counts(indexed: str) -> None:
    assert keys("", filters={"area": ["全国", "神戸市"]}) == ["loan", "rent"]
    assert keys("給付", filters={"area": ["神戸市"], "who": ["個人"]}) == []
    counts = queries.facets("test", "給付", ["area", "who"], {"area": ["全国"]})
    assert counts == {"area": [("全国", 1), ("神戸市", 1)], "who": [("事業者", 1), ("個人", 1)]}


def test_nothing_typed_is_everything_and_signs_are_nothing(indexed: str) -> None:
    assert len(keys("")) == len(DOCUMENTS)
    assert keys("、。！") == []
    assert queries.facets("test", "、", ["area"]) == {"area": []}


def test_pages_and_counts_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    services.index("test", (Entry(f"{n:04}", "給付金の案内") for n in range(30)))
    monkeypatch.setattr(queries, "CAP", 10)
    first = queries.search("test", "給付", limit=5)
    assert (first.total, first.capped, [hit.key for hit in first.hits]) == (
        10,
        True,
        ["0000", "0001", "0002", "0003", "0004"],
    )
    assert queries.search("test", "給付", limit=5, offset=28).total == 30
    assert queries.search("test", "給付", limit=5, count_all=True).total == 30


def test_a_document_is_replaced_removed_and_the_collection_made_whole(indexed: str) -> None:
    services.index("test", [Entry("rent", "水道料金の減免")])
    assert (keys("家賃"), keys("水道")) == ([], ["rent"])
    assert services.remove("test", ["rent"]) == 1
    assert keys("水道") == []
    services.index("test", [Entry("new", "新しい文書")], whole=True)
    assert keys("") == ["new"]
    assert [hit.key for hit in queries.search("other", "家賃").hits] == ["rent"]


def test_reindex_renews_what_another_tokeniser_made(indexed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert services.reindex() == 0
    monkeypatch.setattr(tokens, "RULES", 99)
    assert services.reindex("test") == len(DOCUMENTS)
    assert (services.reindex("test"), services.reindex()) == (0, 1)
    assert keys("家賃", filters={"who": ["個人"]}) == ["rent"]


def test_did_you_mean(indexed: str) -> None:
    assert (
        queries.suggestion("test", "テレワクー導入") == "テレワーク導入"
        or queries.suggestion("test", "テレワクー") == "テレワーク"
    )
    assert queries.suggestion("test", "ぬぬぬぬ") == ""


def test_long_texts_are_found_to_their_end() -> None:
    body = "あ" * 9_000 + "最後の言葉"
    services.index("test", [Entry("long", "長い文", body)])
    assert keys("最後の言葉") == ["long"]
    assert len(keys("ああ")) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        '"',
        "' OR 1=1 --",
        '給付" OR t:"',
        "t:給付",
        "NEAR(",
        "\x00給付",
        "給付\\",
        "*",
        "𠮷野家",
        "%%s",
        "<b>給付</b>",
        "a" * 5000,
    ],
)
def test_hostile_queries_are_text(indexed: str, hostile: str) -> None:
    queries.search("test", hostile)
    services.index("test", [Entry("h", hostile, hostile * 2, facets={"area": [hostile]})])
    queries.search("test", hostile)


def test_hits_are_marked_where_they_stand() -> None:
    text = "ＰＣＲ検査と引越しの補助"
    assert marked(text, spans(text, parse("pcr 引っ越し"))) == [
        ("ＰＣＲ", True),
        ("検査と", False),
        ("引越し", True),
        ("の補助", False),
    ]
    long = "前" * 300 + "ｶﾞｲﾄﾞの話" + "後" * 300
    pieces = passage(long, parse("ガイド"))
    assert ("ｶﾞｲﾄﾞ", True) in pieces
    assert pieces[0] == pieces[-1] == ("…", False)


def test_without_a_dictionary_bigrams_still_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tomoni.search.words.dictionary", lambda: "none")
    services.index("test", DOCUMENTS)
    assert keys("給付") == ["rent", "loan"]
    assert keys("引越") == []


def test_counts_in_columns_are_those_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from tomoni.search import counting

    made = [
        Entry(f"k{n}", "家賃の補助" if n % 3 else "水道", facets={"who": [f"人{n % 5}", f"人{n % 7}"], "fee": ["free"]})
        for n in range(60)
    ]
    services.index("counted", made)

    def counts() -> list[object]:
        asked = [
            ("家賃", {}),
            ("", {"who": ["人1"]}),
            ("ない言葉", {}),
            ("家賃", {"who": ["人2", "人3"], "fee": ["free"]}),
        ]
        return [queries.facets("counted", text, ["who", "fee"], filters) for text, filters in asked]

    in_columns = counts()
    assert queries.stamp("counted") and in_columns[0]["fee"] == [("free", 40)]  # type: ignore[index]
    monkeypatch.setattr(counting, "MOST", 10)
    counting._kept.kept.clear()
    assert counts() == in_columns
    services.index("counted", [Entry("k1", "家賃の補助", facets={"fee": ["paid"]})])
    monkeypatch.setattr(counting, "MOST", 10_000)
    assert queries.facets("counted", "家賃", ["fee"])["fee"] == [("free", 39), ("paid", 1)]


def test_every_character_that_is_said_to_stay_one_does() -> None:
    import sys
    import unicodedata

    from tomoni.search.normalise import ONE_TO_ONE

    plain = [char for char in map(chr, range(sys.maxunicode)) if ONE_TO_ONE.fullmatch(char)]
    assert len(plain) > 20_000
    assert [char for char in plain if len(unicodedata.normalize("NFKC", char).casefold()) != 1] == []
    assert not any(unicodedata.combining(char) for char in plain)


def test_near_shows_the_surroundings_of_a_match_far_into_a_text() -> None:
    from tomoni.search.highlight import near
    from tomoni.search.query import parse

    text = "はじめ。" + "あ" * 9_000 + "ここに家賃の補助があります。" + "い" * 500
    pieces = near(text, parse("家賃"), 60)
    assert ("家賃", True) in pieces and pieces[0] == pieces[-1] == ("…", False)
    assert len("".join(piece for piece, _ in pieces)) < 80
    assert near(text, parse("ない"), 10)[0] == (text[:10], False)
