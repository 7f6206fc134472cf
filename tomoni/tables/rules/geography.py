"""Geography: coordinates that are too rough or too far from their municipality (G02, G04), addresses without a
prefecture (G03), degrees on the old Japanese datum (G01)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import polars as pl

from tomoni.tables.codes import find
from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.packed import Packed
from tomoni.tables.proposals import places
from tomoni.tables.region import RowKind
from tomoni.tables.rules.saying import addresses, finding
from tomoni.tables.table import Table
from tomoni.tables.values.code import AREA_CODE

MIN_ROWS = 10
_STRETCH = 1_000_000
"""Rows whose distances are worked out in one go."""
_FINE = r"\.\d{4}"
FAR = 100.0
"""Kilometres from a municipality's office to a point in it: 高山市 and 足寄町 reach some 50."""
_CITY = re.compile(r"市区?町村名?|自治体名|所在地_市区町村")
_DATUM = re.compile(r"日本測地系|旧測地系|旧日本測地系|Tokyo ?Datum", re.I)


def _sides(table: Table) -> Iterable[tuple[int, int]]:
    names = [column.name for column in table.columns]
    for lat, lon in places.pairs(names):
        if table.columns[lat].type in ("number", "integer") and table.columns[lon].type in ("number", "integer"):
            yield lat, lon


def _points(table: Table) -> Iterable[tuple[int, int, pl.Series, pl.Series]]:
    for lat, lon in _sides(table):
        yield lat, lon, table.numbers(lat), table.numbers(lon)


def _most(table: Table, col: int) -> int:
    """How often the most frequent value of a column stands there (total rows, if any, not counted)."""
    if RowKind.TOTAL in table.kinds:
        return table.height
    return int(str(table.counts(col)["count"].max() or 0))


def rough(table: Table) -> Iterable[Finding]:
    """G02: nearly all coordinates with three decimals or fewer (100 m and more), or one point for many rows."""
    for lat, lon, north, east in _points(table):
        known = (north.is_not_null() & east.is_not_null()).arg_true()
        if len(known) < MIN_ROWS:
            continue
        names = [table.columns[lat].name, table.columns[lon].name]
        texts = table.series(lat).gather(known)
        coarse = ~texts.head(len(known) // 4).str.contains(_FINE)  # so many fine ones settle it already, mostly
        if len(coarse) - int(coarse.sum()) <= 0.2 * len(known):
            coarse = ~texts.str.contains(_FINE)
        if int(coarse.sum()) >= 0.8 * len(known):
            rows = known.filter(coarse).to_list()
            yield finding(
                "G02", columns=names, cells=addresses(table, rows, lat), count=len(rows),
                detail=Message("小数点以下が3桁までで、100mほどの粗さです。", "Three decimals or fewer: some 100 m."),
            )  # fmt: skip
            continue
        if min(_most(table, lat), _most(table, lon)) <= max(4, 0.1 * len(known)):  # no value stands in so many rows
            continue
        pairs = pl.DataFrame([table.series(lat).alias("lat"), table.series(lon).alias("lon")]).with_row_index("row")
        counts = pairs.drop_nulls().group_by("lat", "lon", maintain_order=True).agg(pl.col("row"))
        many = counts.filter(pl.col("row").list.len() > max(4, 0.1 * len(known)))
        for rows in many.get_column("row").head(1).to_list():
            yield _one_point(table, rows, names, lat)


def _one_point(table: Table, rows: list[int], names: list[str], lat: int) -> Finding:
    """G02: rows that share a point. Rooms of one building do; when the rows name as many addresses as there are rows, the
    point stands in for places nobody looked up, and a map would show them all there: a warning."""
    said = max((_addresses(table, rows, col) for col in _address_columns(table)), default=0)
    if said > 0.5 * len(rows):
        return finding(
            "G02", columns=names, cells=addresses(table, rows, lat), count=len(rows), severity=Severity.WARNING,
            detail=Message(
                f"{len(rows)}行が同じ座標ですが、住所は{said}通りあります。座標をご確認ください。",
                f"{len(rows)} rows share one point but name {said} addresses. Please check the coordinates.",
            ),
        )  # fmt: skip
    return finding(
        "G02", columns=names, cells=addresses(table, rows, lat), count=len(rows),
        detail=Message(f"{len(rows)}行が同じ座標です。", f"{len(rows)} rows share one point."),
    )  # fmt: skip


def _address_columns(table: Table) -> list[int]:
    return [i for i, column in enumerate(table.columns) if places.ADDRESS.fullmatch(column.name)]


def _addresses(table: Table, rows: list[int], col: int) -> int:
    """How many different addresses these rows name; 0 when half of them name none."""
    said = table.series(col).gather(rows).drop_nulls().str.replace_all(r"[\s　]", "")
    return said.n_unique() if len(said) > 0.5 * len(rows) else 0


def far(table: Table) -> Iterable[Finding]:
    """G04: a point more than 100 km from the office of the municipality its row names, where nearly all are near."""
    names = [column.name for column in table.columns]
    cols = [i for i, name in enumerate(names) if _CITY.fullmatch(name)] or [
        i for i, name in enumerate(names) if AREA_CODE.fullmatch(name)
    ]
    if not cols:
        return
    offices: dict[str, tuple[float, float] | None] = {}
    for text in table.texts(cols[0]).unique():
        entries = [entry for entry in find(text) if entry.city]
        offices[text] = (entries[0].lat, entries[0].lon) if len(entries) == 1 else None
    office = {text: place for text, place in offices.items() if place}
    if not office:
        return
    for lat, lon in _sides(table):
        known, rows = 0, []
        for top in range(0, table.height, _STRETCH):
            length = min(_STRETCH, table.height - top)
            north, east = (table.numbers_in(col, top, length) for col in (lat, lon))
            inside = (north > 20) & (north < 46) & (east > 122) & (east < 154.5)
            said = table.cells.packed[cols[0]].slice(top, length)
            at = [_at(said, {text: place[side] for text, place in office.items()}) for side in (0, 1)]
            meant = inside.fill_null(False) & at[0].is_not_null()
            known += int(meant.sum())
            away = (_km((at[0], at[1]), (north, east)) > FAR).fill_null(False) & meant
            rows += [top + row for row in away.arg_true().to_list()]
        if rows and known >= MIN_ROWS and len(rows) <= 0.1 * known:
            yield finding(
                "G04",
                columns=[names[cols[0]], names[lat], names[lon]],
                cells=addresses(table, rows, lat),
                count=len(rows),
                detail=Message(
                    "市区町村の役所から100km以上離れた地点です。座標をご確認ください。",
                    "These points are more than 100 km from the office of their municipality.",
                ),
            )


def _at(said: Packed, office: dict[str, float]) -> pl.Series:
    """One side of the place that each row names; asked once for each distinct text where rows are known by codes."""
    found = said.texts.replace_strict(list(office), list(office.values()), default=None, return_dtype=pl.Float64)
    return found if said.codes is None else found.gather(said.codes)


def _km(a: tuple[pl.Series, pl.Series], b: tuple[pl.Series, pl.Series]) -> pl.Series:
    narrow = ((a[0] + b[0]) * (math.pi / 360)).cos()
    return 111.2 * ((a[0] - b[0]).pow(2) + ((a[1] - b[1]) * narrow).pow(2)).sqrt()


def without_prefecture(table: Table) -> Iterable[Finding]:
    """G03: addresses that start below the prefecture, and no column that says it."""
    names = [column.name for column in table.columns]
    if any("県" in name for name in names):
        return
    for col, name in enumerate(names):
        if not places.ADDRESS.fullmatch(name) or table.columns[col].type != "string":
            continue
        values = table.series(col)
        bare = values.str.contains(r"^[\u4e00-\u9fffぁ-んァ-ヶ]") & ~values.str.contains(
            f"^{places.PREFECTURE.pattern}"
        )
        rows = bare.fill_null(False).arg_true().to_list()
        local = (
            values.str.contains(r"^[^0-9０-９]{1,6}?[市区町村郡]|[町字丁目番]") & ~values.str.contains("[縣鄉號臺區]")
        ).fill_null(False)
        if (
            len(rows) < MIN_ROWS
            or len(rows) < 0.5 * (len(values) - values.null_count())
            or int(local.sum()) < 0.5 * len(rows)
        ):
            continue
        known = places.prefecture_of(table.region, table.cells, names)
        yield finding(
            "G03",
            columns=[name],
            cells=addresses(table, rows, col),
            count=len(rows),
            proposal=Message(
                f"先頭に「{known}」を補います。"
                if known
                else f"都道府県名を先頭に補えます（例: --accept G03:{name}=○○県）。",
                f"Put {known} in front." if known else f"Name the prefecture (--accept G03:{name}=○○県).",
            ),
            accept=f"G03:{name}={known}" if known else "",
        )


def old_datum(table: Table) -> Iterable[Finding]:
    """G01: the header or a note says that the degrees are on the old datum."""
    texts = [*(column.name for column in table.columns), *table.notes, table.title]
    if not any(_DATUM.search(text) for text in texts) or any("世界測地系" in text for text in texts):
        return
    for lat, lon, north, _ in _points(table):
        rows = north.is_not_null().arg_true().to_list()
        yield finding(
            "G01",
            columns=[table.columns[lat].name, table.columns[lon].name],
            cells=addresses(table, rows, lat),
            count=len(rows),
            detail=Message("日本測地系の座標です。地図では400mほどずれます。", "Tokyo datum: some 400 m off on maps."),
            proposal=Message("世界測地系に変換します。", "Convert to WGS84."),
            accept="G01=tokyo",
        )
