"""The questions for OpenSearch, answered here by what its documentation says of each kind of query: the same lists as ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tomoni.search import opensearch, queries, ranking, services
from tomoni.search.query import parse
from tomoni.search.services import Entry
from tomoni.search.tests.test_search import DOCUMENTS

Doc = Mapping[str, Any]
MORE = [
    *DOCUMENTS,
    Entry("gap", "案内", "オンラインで申し込みできます", order=(20260401, 2, 77)),
    Entry(
        "word", "案内", "オンライン即時申し込み、税の相談", facets={"area": ["全国"]}, order=(20260401, 1, 900_000_001)
    ),
    Entry("quote", 'a"b 税、税金', "給付\\金", facets={"area": ["神戸市"], "who": ["個人"]}, order=(3, 1, 5)),
]


def near(text: str, wanted: list[str], *, opens: bool = False) -> bool:
    """Whether the tokens follow one another in a field that is cut at spaces."""
    field = text.split(" ")
    for at in range(len(field) - len(wanted) + 1):
        here = field[at : at + len(wanted)]
        last = here[-1].startswith(wanted[-1]) if opens else here[-1] == wanted[-1]
        if here[:-1] == wanted[:-1] and last:
            return True
    return False


def score(query: Mapping[str, Any], doc: Doc) -> float | None:
    """None where a query doesn't match; filters score 0."""
    ((kind, said),) = query.items()
    if kind == "bool":
        needed = [score(one, doc) for one in (*said.get("filter", ()), *said.get("must", ()))]
        some = [one for one in said.get("should", ()) if score(one, doc) is not None]
        out = [one for one in said.get("must_not", ()) if score(one, doc) is not None]
        if None in needed or out or len(some) < said.get("minimum_should_match", 0):
            return None
        return sum(score(one, doc) or 0 for one in said.get("must", ()))
    if kind == "dis_max":
        found = [value for one in said["queries"] if (value := score(one, doc)) is not None]
        return max(found) if found else None
    if kind == "constant_score":
        return said["boost"] if score(said["filter"], doc) is not None else None
    ((name, value),) = said.items() if kind != "span_near" else (("", said),)
    if kind == "span_near":
        assert said["slop"] == 0 and said["in_order"]
        *terms, multi = said["clauses"]
        ((name, last),) = multi["span_multi"]["match"]["prefix"].items()
        matched = near(doc[name], [*(one["span_term"][name] for one in terms), last["value"]], opens=True)
    elif kind == "match_phrase":
        matched = near(doc[name], value.split(" "))
    elif kind == "prefix":
        matched = near(doc[name], [value["value"]], opens=True)
    elif kind == "terms":
        matched = bool(set(doc[name]) & set(value))
    elif kind == "term":
        matched = doc[name] == value
    else:
        assert kind == "range"
        matched = doc[name] >= value["gte"]
    return 0 if matched else None


def answer(body: Mapping[str, Any], docs: list[Doc]) -> dict[str, Any]:
    found = [(value, doc) for doc in docs if (value := score(body["query"], doc)) is not None]

    def place(pair: tuple[float, Doc]) -> list[Any]:
        made: list[Any] = []
        for one in body["sort"]:
            ((name, how),) = one.items()
            if name == "_score":
                made.append(-pair[0])
            elif name == "_script":
                params = how["script"]["params"]
                made.append(pair[1]["third"] * params["turn"] % params["modulus"])
            else:
                made.append(pair[1][name])
        return made

    found.sort(key=place)
    hits = [{"_score": value, "_source": doc} for value, doc in found[body["from"] : body["from"] + body["size"]]]
    return {"hits": {"total": {"value": min(len(found), body["track_total_hits"])}, "hits": hits}}


QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    *((text, {}) for text in ("給付", "税", "窓", "京都", "引越", "申込み", "一人親", "pcr", "wifi", "在宅勤務", "家賃　給付金", "")),
    *((text, {}) for text in ("オンラインで申し込み", "給付 窓口", "相談、税", "案内 オンライン 税")),
    ("", {"filters": {"area": ["全国", "神戸市"]}}),
    ("給付", {"filters": {"area": ["神戸市"]}, "unless": {"who": ["個人"]}}),
    ("", {"least": 20260401, "order": ranking.Order(("second", "third"), 1_234_567_891)}),
    ("案内", {"order": ranking.Order(("first", "third"), 2_000_000_001)}),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "more"), QUESTIONS)
def test_the_emitted_query_gives_the_list_of_the_database(text: str, more: dict[str, Any]) -> None:
    services.index("test", MORE)
    docs = [opensearch.source("test", entry) for entry in MORE] + [opensearch.source("other", entry) for entry in MORE]
    asked = ranking.Asked("test", tuple(parse(text)), **({"filters": {}} | more))
    ours = queries.search("test", text, limit=50, **more)
    hits, total, capped = opensearch.rows(answer(opensearch.question(asked, 50, 0, 1_000), docs), 1_000)
    assert [hit[1:] for hit in hits] == [(hit.key, hit.score) for hit in ours.hits]
    assert (total, capped) == (ours.total, ours.capped)


def test_what_is_put_in_is_what_the_index_knows() -> None:
    lines = list(opensearch.bulk("measures", "support:x", MORE))
    first, doc = json.loads(lines[0]), json.loads(lines[1])
    assert first == {"index": {"_index": "measures", "_id": "support:x/rent"}} and len(lines) == 2 * len(MORE)
    assert set(doc) == set(opensearch.INDEX["mappings"]["properties"]), "the mapping is strict"
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)


def test_counts_stop_at_the_cap() -> None:
    body = opensearch.question(ranking.Asked("c", tuple(parse("税")), {}), 20, 40, 1_000)
    assert (body["from"], body["size"], body["track_total_hits"]) == (40, 20, 1_001)
    assert opensearch.rows({"hits": {"total": {"value": 1_001}, "hits": []}}, 1_000) == ([], 1_000, True)
