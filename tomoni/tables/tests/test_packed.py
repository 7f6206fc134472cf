"""Large tables kept by code: the same cells, findings and files as with all texts at hand, and never all rows as texts."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables import coded, outputs, packed, table, tall
from tomoni.tables.packed import Columns, Packed, joined, unpacked
from tomoni.tables.pipeline import check
from tomoni.tables.read import coder, columns
from tomoni.tables.table import FileResult

TEXTS = st.lists(st.one_of(st.none(), st.sampled_from("abcd"), st.text(max_size=2)), min_size=1, max_size=40)


def by_code(texts: list[str | None]) -> Packed:
    found = coded.by_codes(pl.Series(texts, dtype=pl.String))
    return Packed(found.counts["text"], found.codes)


@settings(max_examples=150, deadline=None)
@given(texts=TEXTS, top=st.integers(0, 5), length=st.integers(0, 9))
def test_a_packed_column_is_the_column(texts: list[str | None], top: int, length: int) -> None:
    one = by_code(texts)
    top, part = min(top, len(texts)), texts[top : top + length]
    assert one.series().to_list() == texts == [one[row] for row in range(len(one))]
    assert one.slice(top, length).series().to_list() == part
    assert one.null_count() == texts.count(None)
    assert one.held().to_list() == [text is not None for text in texts]
    assert one.take(range(len(texts) - 1, -1, -1)).series().to_list() == texts[::-1]
    assert joined([one.slice(top, length), one]).series().to_list() == [*part, *texts]
    emptied = Packed(one.texts.set(one.texts == "a", None), one.codes)  # a text that became nothing
    assert emptied.null_count() == texts.count(None) + texts.count("a")
    assert emptied.held().to_list() == [text not in (None, "a") for text in texts]


@pytest.mark.parametrize("keep", [0, 1_000])
@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(*[st.sampled_from(["x", "y", None])] * 3), min_size=1, max_size=30))
def test_rows_that_stand_there_twice(keep: int, rows: list[tuple[str | None, ...]]) -> None:
    found = Columns([by_code(list(column)) for column in zip(*rows, strict=True)])
    patch = pytest.MonkeyPatch()
    patch.setattr(packed, "KEEP", keep)
    try:
        doubled = found.doubled().to_list()
    finally:
        patch.undo()
    if keep or 4 * sum(doubled) <= len(rows):  # of many, a good guess is enough
        assert doubled == [rows.count(row) > 1 for row in rows]


@pytest.mark.parametrize("few", [-1.0, 2.0])
@settings(max_examples=150, deadline=None)
@given(parts=st.lists(TEXTS, min_size=1, max_size=6))
def test_a_column_in_stretches_is_known_as_the_whole(few: float, parts: list[list[str | None]]) -> None:
    patch = pytest.MonkeyPatch()
    for name, value in {"SOME": 3, "FEW": few, "AGAIN": 20, "MOST": 0.5}.items():
        patch.setattr(coder, name, value)
    try:
        made = coder.Coder()
        for part in parts:
            made.add(pl.Series(part, dtype=pl.String))
        texts = [text for part in parts for text in part]
        column, known = made.done(len(texts))
    finally:
        patch.undo()
    assert column.series().to_list() == texts
    assert known.counts.equals(coded.coded(pl.Series(texts, dtype=pl.String)).counts)
    if known.codes is not None:
        assert known.counts["text"].gather(known.codes).to_list() == texts
    if few == 2.0 and len(texts) >= 3:
        assert known.codes is not None


ROWS = 9_000


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A regular CSV whose columns repeat themselves, but for the first."""
    rng = random.Random(11)
    lines = ["No,市区町村名,公表日,件数,緯度,経度,備考"]
    for number in range(1, ROWS + 1):
        day = rng.choice((f"令和2年{rng.randrange(1, 13)}月3日", f"2021/{rng.randrange(1, 13)}/4", "令和99年2月31日"))
        count = rng.choice(("１２", f'"{rng.randrange(1000, 1200):,}"', "不明"))
        place = f"{35 + rng.randrange(500) / 1e5:.6f},{137 + rng.randrange(500) / 1e5:.6f}"
        lines.append(f"{number},焼津市,{day},{count},{place},{rng.choice(('', '=1+1', f'備考 その{number % 700}'))}")
    lines += lines[-3:]
    path = tmp_path_factory.mktemp("tall") / "表.csv"
    path.write_bytes("\n".join([*lines, ""]).encode("cp932"))
    return path


@pytest.fixture
def every_table_is_tall(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (packed, table, columns):
        monkeypatch.setattr(module, "KEEP", 0)
    monkeypatch.setattr(coder, "SOME", 1_000)
    monkeypatch.setattr(columns, "_TOGETHER", 2_000)
    monkeypatch.setattr(columns, "WORTHWHILE", 10_000)
    monkeypatch.setattr(tall, "STRETCH", 2_500)


def written(result: FileResult, folder: Path, data_format: str) -> dict[str, object]:
    outputs.write(result, folder, stem="t", data_format=data_format)
    return {
        path.name: pl.read_parquet(path).to_dict(as_series=False) if path.suffix == ".parquet" else path.read_bytes()
        for path in sorted(folder.iterdir())
    }


@pytest.mark.parametrize("data_format", ["csv", "parquet"])
def test_a_tall_table_gives_what_a_small_one_gives(
    file: Path, data_format: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plain = check(file)
    expected = written(plain, tmp_path / "small", data_format)
    request.getfixturevalue("every_table_is_tall")
    found = check(file)
    assert not found.tables[0].small
    assert found.to_json() == plain.to_json()
    assert written(found, tmp_path / "tall", data_format) == expected


@pytest.mark.usefixtures("every_table_is_tall")
@pytest.mark.parametrize("data_format", ["csv", "parquet"])
def test_the_rows_of_a_tall_table_never_stand_in_memory_as_texts(
    file: Path, data_format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heights: list[int] = []
    whole = Columns.rows

    def rows(self: Columns, top: int = 0, length: int | None = None) -> pl.DataFrame:
        made = whole(self, top, length)
        heights.append(made.height)
        return made

    monkeypatch.setattr(Columns, "rows", rows)
    result = check(file)
    outputs.write(result, tmp_path, stem="t", data_format=data_format)
    assert max(heights) <= tall.STRETCH < ROWS
    made = result.tables[0]
    assert result.book is not None
    grid = result.book.grids[0]
    assert isinstance(grid, columns.ColumnGrid)
    for held in (grid.columns, made.cells):
        assert all(one._made is None for one in held.packed)
        assert [one.codes is None for one in held.packed] == [True, *[False] * 6]
        size = sum(
            (one.texts if one.codes is None else one.codes).estimated_size() for one in held.packed
        )  # 16 bytes a row of what doesn't repeat itself, 1 or 2 of what does
        assert size <= 28 * ROWS


def test_columns_of_texts_are_packed_as_they_are() -> None:
    frame = pl.DataFrame({"a": ["1", None], "b": ["x", "y"]})
    found = unpacked(frame.get_columns())
    assert found.rows().equals(frame)
    assert found.put(1, pl.Series(["z", "z"])).rows().to_dict(as_series=False) == {"a": ["1", None], "b": ["z", "z"]}
    assert [series.name for series in found] == found.names == ["a", "b"]
