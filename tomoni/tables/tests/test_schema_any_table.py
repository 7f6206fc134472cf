"""Whatever a table holds: match answers, conform keeps every data row and every value or says what became of it."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tomoni.tables import read_tables
from tomoni.tables.finding import Unreadable
from tomoni.tables.region import RowKind
from tomoni.tables.schema import conform, infer, library, load, match
from tomoni.tables.table import Table

WORDS = [f.name for s in library().values() for f in s.fields][::7]
CELLS = st.one_of(
    st.sampled_from(
        ["", "―", "0", "-3", "2,456", "40代", "男", "2020-04-31", "43859", "R2.4.1", "3月7日", "9" * 25, "1e400", "○"]
    ),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8),
    st.integers(-(10**20), 10**20).map(str),
    st.dates().map(str),
)
NAMES = st.one_of(st.sampled_from([*WORDS, "合計", "日付", "（計）", ""]), st.text(max_size=6))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    width = draw(st.integers(2, 6))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=3, max_size=8))
    out = io.StringIO()
    csv.writer(out).writerows([draw(st.lists(NAMES, min_size=width, max_size=width)), *rows])
    return out.getvalue().encode("utf-8", "replace")


def first(source: bytes) -> Table | None:
    try:
        return next(iter(read_tables(source)), None)
    except Unreadable:
        return None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files(), st.sampled_from(sorted(library())))
def test_nothing_raises_and_no_row_is_lost(source: bytes, schema_id: str) -> None:
    table = first(source)
    if table is None:
        return
    assert all(0 <= m.confidence <= 1 for m in match(table))
    kept = [i for i, kind in enumerate(table.kinds) if kind is RowKind.DATA]
    for schema in (load(schema_id), infer(table)):
        result = conform(table, schema)
        assert result.rows == kept
        assert result.frame.height == len(kept) or not result.frame.width
        assert set(result.columns) == set(result.frame.columns)
        assert {c for c in result.columns.values() if c is not None} == set(range(len(table.columns)))
        _nothing_silently_lost(table, result.frame, result.columns, kept, {f.rule for f in result.findings})
        result.provenance.to_json()


def _nothing_silently_lost(
    table: Table, frame: pl.DataFrame, columns: dict[str, int | None], kept: list[int], rules: set[str]
) -> None:
    for name, col in columns.items():
        if col is None:
            continue
        before = table.frame.to_series(col)[kept]
        gone = before.filter(before.is_not_null() & frame[name].is_null())
        if gone.len():
            assert rules & {"V02", "V07", "D02", "D08"} or all(_placeholder(value) for value in gone), (
                name,
                gone.to_list(),
            )


def _placeholder(text: str) -> bool:
    from tomoni.tables.values.missing import is_missing

    return is_missing(text) is not None


@pytest.mark.parametrize("kind", ["any", "datetime", "object", "yearmonth"])
def test_types_we_do_not_keep_stay_text(kind: str) -> None:
    from tomoni.tables.schema import Schema

    schema = Schema.from_json({"fields": [{"name": "開催日", "type": kind}, {"name": "参加者", "type": "integer"}]})
    table = first("開催日,参加者\n2020-04-01,3\n2020-04-02,4\n2020-04-03,5\n".encode())
    assert table is not None
    assert conform(table, schema).frame.schema["開催日"] == pl.String
