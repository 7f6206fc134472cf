"""Places: coordinates in the wrong column are turned round; the old Japanese datum is converted when a person says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tomoni.tables.grid import Ref
from tomoni.tables.proposals.edit import said, source, with_texts
from tomoni.tables.region import Fill, Region

LATITUDE = re.compile(r"緯度|(?<![a-z])lat(?:itude)?(?![a-z])", re.I)
LONGITUDE = re.compile(r"経度|(?<![a-z])(?:lon|lng|longitude)(?![a-z])", re.I)


def pairs(names: Sequence[str]) -> list[tuple[int, int]]:
    """(latitude column, longitude column), in order."""
    north = [index for index, name in enumerate(names) if LATITUDE.search(name)]
    east = [index for index, name in enumerate(names) if LONGITUDE.search(name)]
    return list(zip(north, east, strict=False))


def _degrees(texts: pl.Series) -> pl.Series:
    degrees = texts.cast(pl.Float64, strict=False)
    if degrees.null_count() == texts.null_count():
        return degrees
    return texts.str.strip_chars(" \u3000").cast(pl.Float64, strict=False)


def turned_round(region: Region, raws: Sequence[pl.Series], *, told: bool = False) -> Region | None:
    """G01: where the latitude is a longitude of Japan and the other way round, each cell goes into the other column. Where
    it is so in every row, only when a person said so (`told`)."""
    fills: list[Fill] = []
    for lat, lon in pairs([column.name for column in region.columns]):
        north, east = _degrees(raws[lat]), _degrees(raws[lon])
        swapped = (north.is_between(122, 154.5) & east.is_between(20, 46)).fill_null(False)
        right = (north.is_between(20, 46) & east.is_between(122, 154.5)).fill_null(False)
        if not told and not right.any():  # all of them: the names are wrong, not the cells; a person should look
            continue
        for row in swapped.arg_true().to_list():
            first, second = source(region, row, lat), source(region, row, lon)
            if first and second:
                fills += [Fill(row, lat, second, "G01", confidence=0.95), Fill(row, lon, first, "G01", confidence=0.95)]
    if not fills:
        return None
    taken = {(fill.row, fill.col) for fill in fills}
    kept = [fill for fill in region.fills if (fill.row, fill.col) not in taken]
    made = replace(region, fills=[*kept, *fills], findings=list(region.findings))
    cells = [Ref(region.rows[fill.row][1], fill.source.col) for fill in fills[1::2]]
    return said(
        made,
        "G01",
        cells,
        f"緯度と経度が逆に書かれている行が{len(cells)}行ありました。入れ替えました。",
        f"In {len(cells)} rows latitude and longitude stood in each other's column; they were exchanged.",
    )


def as_told(region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str) -> Region | None:
    """G01=swap: latitudes and longitudes exchanged in every row. G01=tokyo: degrees on the old Japanese datum as WGS84 degrees, to about ten metres (formula in common use, after
    飛田幹男 2001). Nothing for any other value."""
    if value.casefold() in ("swap", "入替"):
        return turned_round(region, raws, told=True)
    if value.casefold() not in ("tokyo", "日本測地系"):
        return None
    made = region
    cells: list[Ref] = []
    for lat, lon in pairs(names):
        north, east = _degrees(raws[lat]), _degrees(raws[lon])
        new_lat: dict[int, str] = {}
        new_lon: dict[int, str] = {}
        for row, (y, x) in enumerate(zip(north, east, strict=True)):
            if y is None or x is None:
                continue
            new_lat[row] = f"{y - 0.00010695 * y + 0.000017464 * x + 0.0046017:.6f}"
            new_lon[row] = f"{x - 0.000046038 * y - 0.000083043 * x + 0.010040:.6f}"
            cell = source(region, row, lat)
            cells += [cell] if cell else []
        made = with_texts(with_texts(made, lat, new_lat, "G01"), lon, new_lon, "G01")
    if not cells:
        return None
    return said(
        made, "G01", cells, "日本測地系の緯度経度を世界測地系に変換しました。", "Tokyo datum was converted to WGS84."
    )


ADDRESS = re.compile(r"(?:.*[^名称])?(?:住所|所在地)|所在地_連結表記|address", re.I)
PREFECTURE = re.compile(r"(?:北海道|東京都|大阪府|京都府|.{2,3}県)")


def prefecture_of(region: Region, raws: Sequence[pl.Series], names: Sequence[str]) -> str:
    """The prefecture that all rows name in a column of their own (its name or a local government code); "" when none."""
    from tomoni.tables.codes import prefecture_of as by_code

    for col, name in enumerate(names):
        if not re.search("県|団体コード|市区?町村コード|自治体コード", name):
            continue
        distinct = raws[col].drop_nulls().unique().to_list()
        if len(distinct) != 1:
            continue
        if PREFECTURE.fullmatch(distinct[0]) and "県" in name:
            return str(distinct[0])
        if re.fullmatch(r"\d{5,6}", distinct[0]):
            found = by_code(distinct[0].zfill(6))
            return found.prefecture if found else ""
    return ""


def with_prefecture(
    region: Region, raws: Sequence[pl.Series], names: Sequence[str], column: str, value: str
) -> Region | None:
    """G03:住所=静岡県 puts the prefecture before every address that has none; without a value, the one the rows name."""
    prefix = value or prefecture_of(region, raws, names)
    cols = [names.index(column)] if column in names else [i for i, name in enumerate(names) if ADDRESS.fullmatch(name)]
    if not PREFECTURE.fullmatch(prefix):
        return None
    made, cells = region, []
    for col in cols:
        texts = {
            row: prefix + text.strip(" \u3000")
            for row, text in enumerate(raws[col])
            if text and re.match(r"[ \u3000]*[一-龥ぁ-んァ-ヶ]", text) and not PREFECTURE.match(text.strip(" \u3000"))
        }
        made = with_texts(made, col, texts, "G03")
        cells += [cell for row in texts if (cell := source(region, row, col))]
    if not cells:
        return None
    return said(made, "G03", cells, f"住所に「{prefix}」を補いました。", f"“{prefix}” was put before addresses.")
