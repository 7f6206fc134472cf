"""What holds for every sheet, however odd, and for the real files when they are there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables.grid import Grid, Marks, Rect
from tomoni.tables.layout import regions
from tomoni.tables.read import read
from tomoni.tables.region import Region

SHARED = Path(__file__).parents[4] / "shared" / "data"

WORDS = ["町", "人口", "総数", "計", "合計", "平成29年", "30", "令和 元 年", "※注", "（単位：人）", "資料：課", "x", "-", "〃", "〈北〉", "　A", "1月", "千円", "2020-04-01", "時点", "東", "北", "#property", "http://a.b/", "表1 題"]  # fmt: skip
CELL = st.one_of(st.none(), st.sampled_from(WORDS), st.integers(0, 2100), st.floats(0, 1, allow_nan=False))


def check(region: Region) -> None:
    """Positions are inside the sheet, no row comes out twice, and nothing is both header and data."""
    width = len(region.columns)
    assert len(region.rows) == len(region.kinds) > 0
    assert len({c.name for c in region.columns}) == width
    assert all(len(block.columns) == width for block in region.blocks)
    assert len(set(region.rows)) == len(region.rows)
    assert not {row for _, row in region.rows} & set(region.header_rows)
    for number, row in region.rows:
        assert region.grid.top <= row <= region.grid.bottom
        assert 0 <= number < len(region.blocks)
    for fill in region.fills:
        assert 0 <= fill.row < len(region.rows) and 0 <= fill.col < width
        assert fill.value or region.grid.value(*fill.source) is not None
    for finding in region.findings:
        assert finding.message.ja and finding.message.en and len(finding.cells) <= 20


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELL, max_size=7), max_size=14), st.booleans())
def test_any_sheet_gives_sound_regions(cells, merged):
    marks = Marks(merges=[Rect(1, 1, 1, 3), Rect(3, 1, 5, 1)]) if merged else None
    for region in regions(Grid(cells, marks=marks)):
        check(region)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize("folder", ["baddata", "dashboard"])
def test_real_files_give_sound_regions(folder):
    for path in sorted((SHARED / folder).rglob("*")):
        if path.suffix in {".csv", ".xlsx", ".xls"}:
            for grid in read(path).grids:
                for region in regions(grid):
                    check(region)


@pytest.mark.parametrize("kind", ["figures", "words", "marks"])
def test_long_sheets_take_seconds_not_minutes(kind):
    rows = 20_000
    middle = {"figures": lambda i: i, "words": lambda i: f"語{i % 97}", "marks": lambda i: "〃" if i % 3 else "本町"}[
        kind
    ]
    cells = [["名", "種別", "値", "備考"], *([f"{i}番", middle(i), middle(i + 1), None] for i in range(rows))]
    start = time.process_time()
    found = regions(Grid(cells))
    assert [len(r.rows) for r in found] == [rows]
    assert time.process_time() - start < 10
