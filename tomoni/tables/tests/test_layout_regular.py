"""The quick way through a long table gives exactly the region that reading every row gives, whatever stands in it."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from datetime import date, datetime, time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables import layout
from tomoni.tables.grid import CellError, Grid, Marks, Rect, Scalar, text_of
from tomoni.tables.layout.regular import LONG
from tomoni.tables.packed import unpacked
from tomoni.tables.read.columns import ColumnGrid
from tomoni.tables.region import Region, RowKind
from tomoni.tables.runs import Kinds, Numbers, RowMap, runs_of, stretches
from tomoni.tables.textcolumns import as_text

Row = list[str | None]
HEIGHT = LONG + 400


def _patients(i: int, rng: random.Random) -> Row:
    return [
        *(
            "282103",
            str(i),
            "兵庫県",
            "加古川市",
            f"令和{rng.randint(2, 5)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        ),
        *(f"{rng.randrange(1, 9)}0代", rng.choice("男女") + "性", rng.choice([None, "退院", "－"])),
    ]


def _facilities(i: int, rng: random.Random) -> Row:
    return [
        f"施設{i}",
        f"シセツ{i}",
        f"本町{rng.randrange(99)}",
        f"{rng.random() + 35:.5f}",
        str(rng.randrange(50)),
        None,
    ]


def _monthly(i: int, rng: random.Random) -> Row:
    return [f"{i % 12 + 1}月", f"地区{i % 37}", *(str(rng.randrange(1000)) for _ in range(4))]


def _names(i: int, rng: random.Random) -> Row:
    return [str(i), f"名称{rng.randrange(500)}", rng.choice(["あり", "なし"]), f"{rng.randrange(9000):,}"]


TABLES: dict[str, tuple[Row, Callable[[int, random.Random], Row]]] = {
    "patients": (["団体コード", "No", "都道府県", "市区町村", "公表日", "年代", "性別", "状態"], _patients),
    "facilities": (["名称", "カナ", "住所", "緯度", "定員", "備考"], _facilities),
    "monthly": (["月", "地区", "人口", "男", "女", "世帯"], _monthly),
    "names": (["No", "名称", "有無", "人数"], _names),
}


def _odd(kind: str, header: Row, plain: Row) -> list[Row]:
    """Rows to be put in: what real sheets have between their rows."""
    width = len(header)
    nothing: Row = [None] * width

    def first(text: str) -> Row:
        return [text, *nothing[1:]]

    return {
        "blank": [nothing],
        "blanks": [nothing, nothing, nothing],
        "note": [first("※集計方法を変更しました。")],
        "group": [first("〈北部〉")],
        "words": [first("西地区")],
        "header": [header],
        "blank and header": [nothing, header],
        "title and header": [nothing, first("表2 別の集計"), header],
        "other header": [nothing, [f"項目{i}" for i in range(width)]],
        "total": [["合計", *plain[1:]]],
        "second total": [[plain[0], "小計", *plain[2:]]],
        "ditto": [[*plain[:2], "〃", *plain[3:]]] * 3,
        "no label": [[None, *plain[1:]]],
        "no second label": [[plain[0], None, *plain[2:]]],
        "spaces": [["　", " ", *plain[2:]]],
        "indented": [["　" + str(plain[0]), *plain[1:]]],
        "years": [["平成29年", *plain[1:]], ["30", *plain[1:]], ["31", *plain[1:]]],
        "last column": [[*plain[:-1], "あり"]],
        "one value": [[*nothing[:-1], "5"]],
        "all words": [["文字"] * width],
        "units": [["（人）"] * width],
        "dashes": [["-"] * width],
        "padded header": [[f" {header[0]}", *header[1:]]],
    }[kind]


KINDS = [
    *("blank", "blanks", "note", "group", "words", "header", "blank and header", "title and header", "other header"),
    *("total", "second total", "ditto", "no label", "no second label", "spaces", "indented", "years", "last column"),
    *("one value", "all words", "units", "dashes", "padded header"),
]


def _grid(name: str, seed: int, odd: list[tuple[str, int]], *, above: int = 0, below: int = 0) -> ColumnGrid:
    header, make = TABLES[name]
    rng = random.Random(seed)
    rows = [make(i + 1, rng) for i in range(HEIGHT)]
    for kind, at in sorted(odd, key=lambda item: -item[1]):
        rows[at:at] = _odd(kind, header, rows[at])
    nothing: Row = [None] * len(header)
    top = [["感染症の状況（令和5年12月1日現在）", *nothing[1:]], nothing][: 2 * above]
    end = [nothing, ["※速報値です。", *nothing[1:]]][: 2 * below]
    frame = pl.DataFrame([*top, header, *rows, *end], schema=[str(i) for i in range(len(header))], orient="row")
    return ColumnGrid(unpacked(frame.cast(pl.String).get_columns()))


def _quick(grid: Grid) -> Region | None:
    return layout.regular(grid, lambda page: layout._page(page, None, "", layout._DEPTH))


def _assert_same(quick: Region, full: Region) -> None:
    for item in dataclasses.fields(Region):
        mine, theirs = getattr(quick, item.name), getattr(full, item.name)
        if item.name in ("rows", "kinds"):
            mine, theirs = list(mine), list(theirs)
        assert item.name == "grid" or mine == theirs, item.name


@pytest.mark.parametrize("name", TABLES)
def test_a_plain_long_table_takes_the_quick_way(name: str) -> None:
    grid = _grid(name, 1, [], above=1, below=1)
    quick = _quick(grid)
    assert quick is not None
    assert len(quick.rows) == HEIGHT
    _assert_same(quick, layout._layout(grid, None, None, "", layout._DEPTH)[0])


@pytest.mark.parametrize("kind", ["total", "blank", "header", "ditto", "last column", "note"])
def test_rows_of_another_kind_are_found_in_the_middle(kind: str) -> None:
    grid = _grid("patients", 2, [(kind, 4000)])
    quick, full = _quick(grid), layout._layout(grid, None, None, "", layout._DEPTH)
    assert quick is not None
    assert len(full) == 1
    _assert_same(quick, full[0])


@settings(max_examples=30, deadline=None)
@given(
    name=st.sampled_from(sorted(TABLES)),
    seed=st.integers(0, 999),
    odd=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, HEIGHT - 1)), max_size=4),
    above=st.integers(0, 1),
    below=st.integers(0, 1),
)
def test_the_quick_way_gives_what_every_row_gives(
    name: str, seed: int, odd: list[tuple[str, int]], above: int, below: int
) -> None:
    grid = _grid(name, seed, odd, above=above, below=below)
    quick = _quick(grid)
    if quick is None:  # not proven: every row is read
        return
    full = layout._layout(grid, None, None, "", layout._DEPTH)
    assert len(full) == 1
    _assert_same(quick, full[0])


def test_runs_are_the_sequences_they_stand_for() -> None:
    rows = [(0, 3), (0, 4), (0, 6), (1, 2), (1, 3)]
    short = RowMap(stretches(rows))
    assert short == rows
    assert list(short) == rows
    assert short[-1] == (1, 3)
    assert short[1:3] == rows[1:3]
    assert runs_of([b for b, _ in rows], [r for _, r in rows]) == runs_of(short.blocks, short.grid_rows)
    with pytest.raises(IndexError):
        short[5]
    assert list(Numbers([(5, 3, 1), (9, 2, 0)])) == [5, 6, 7, 9, 9]
    kinds = Kinds(4, [2])
    assert list(kinds) == [RowKind.DATA, RowKind.DATA, RowKind.TOTAL, RowKind.DATA]
    assert kinds[2] is RowKind.TOTAL
    assert RowKind.TOTAL in kinds
    assert RowKind.TOTAL not in Kinds(4)


def test_text_of_columns_is_the_text_of_each_cell() -> None:
    values: list[Scalar] = [
        *(None, "", "人口", 12, -3, 10**17, 1e18, 10**18, 2.5, 3.0, 1e-7, True, 1, 1.0, False),
        *(date(2020, 4, 1), datetime(2020, 4, 1), datetime(2020, 4, 1, 9, 30), time(9, 0), CellError("#REF!")),
    ]
    kinds: list[Callable[[Scalar], bool]] = [
        lambda v: isinstance(v, int) and not isinstance(v, bool),
        lambda v: isinstance(v, str | int) and not isinstance(v, bool),
        lambda v: isinstance(v, int | float) and not isinstance(v, bool),
        lambda v: isinstance(v, date) and not isinstance(v, datetime),
        lambda v: isinstance(v, str | float | date),
        lambda v: True,
    ]
    for keep in kinds:
        chosen = [None, *(value for value in values if keep(value))]
        expected = [None if value is None else text_of(value) for value in chosen]
        assert as_text("x", chosen).to_list() == expected


def test_a_long_workbook_takes_the_quick_way_too() -> None:
    rows = [[f"地区{i % 90}", date(2020, 1, 1), i, i * 0.5] for i in range(HEIGHT)]
    merges = [Rect(2, 3, 2, 4)]
    grid = Grid(
        [["表題"], ["市町村", "調査日", "人数", None], [None, None, "男", "女"], *rows], marks=Marks(merges=merges)
    )
    quick = _quick(grid)
    assert quick is not None
    assert [column.name for column in quick.columns][2:] == ["人数_男", "人数_女"]
    _assert_same(quick, layout._layout(grid, None, None, "", layout._DEPTH)[0])
