"""CSV and workbooks, read by the ground floor (encodings, title rows, merged cells): one row is one item.

Columns are recognised by name, freely named ones too. Columns whose values belong to another (a shifted header) are
noticed and none of theirs is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tomoni.i18n import Text
from tomoni.papermap.model import Item, Kind, Source
from tomoni.papermap.read.geojson import NAMES
from tomoni.papermap.read.shapes import set_shape
from tomoni.papermap.read.text import one_line, words
from tomoni.registry.errors import Problem
from tomoni.tables import Unreadable, repair

LATITUDES = ("緯度", "latitude", "lat", "y", "北緯", "緯度_10進")
LONGITUDES = ("経度", "longitude", "lon", "lng", "long", "x", "東経", "経度_10進")
ADDRESSES = ("所在地_連結表記", "住所", "所在地", "address", "所在地_町字")
KANAS = ("名称_カナ", "施設名_カナ", "かな", "カナ", "よみ", "読み")
CODES = ("ID", "id", "共通ID", "識別番号", "施設ID")
BLOCKS = ("地区", "町会", "小学校区", "所在地_市区町村", "行政区", "対象となる町会・自治会")
LAYERS = ("サブジャンル1", "ジャンル1", "種別", "カテゴリ", "分類", "category", "施設種別")
_AT_COLUMN = re.compile(r"((?:令和|平成)\d+年\d+月\d+日[^_]*時点?|\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?)")
_EXPECTS = {
    "内線番号": re.compile(r"^\d{1,5}$"),
    "連絡先メールアドレス": re.compile(r".+@.+"),
    "連絡先FormURL": re.compile(r"https?://"),
    "電話番号": re.compile(r"[\d()（）\-－+ ]{6,}"),
    "郵便番号": re.compile(r"^〒?\d{3}-?\d{4}"),
}


def items(data: bytes, source: Source, name: str) -> Iterator[Item]:
    """Every data row of every table of the file. Problem when nothing of it can be read."""
    try:
        result = repair(data, name=name)
    except Unreadable as broken:
        said = broken.finding().message
        raise Problem(Text(said.ja, said.en)) from broken
    tables = [table for table in result.tables if table.frame.height]
    if result.refused or not tables:
        said = next((one.message for one in result.all_findings), None)
        raise Problem(
            Text(said.ja, said.en) if said else Text("表が見つかりません。", "There is no table in this file.")
        )
    for finding in result.all_findings:
        if finding.rule.startswith("E"):
            source.notes.append(Text(finding.message.ja, finding.message.en))
    nth = 0
    for table in tables:
        columns = [one_line(column) for column in table.frame.columns]
        shifted = _shifted(columns, table.frame.head(400).rows(), source)
        for row in table.frame.iter_rows():
            nth += 1
            yield _item(columns, shifted, row, source, nth)


def _item(columns: Sequence[str], shifted: set[int], row: Sequence[str | None], source: Source, nth: int) -> Item:
    fields = {}
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        if value is not None and place not in shifted and (said := words(str(value))):
            fields[column] = said
    item = Item(source.id, _of(fields, LAYERS) or source.title, nth, one_line(_of(fields, NAMES)), fields=fields)
    if shifted and any(row[place] for place in shifted):
        item.marks.add("shifted")
    item.address = _of(fields, ADDRESSES)
    item.kana, item.code, item.block = _of(fields, KANAS), _of(fields, CODES)[:80], _of(fields, BLOCKS)
    item.names = {"en": fields["名称_英字"]} if fields.get("名称_英字") else {}
    for column in columns:
        if (when := _AT_COLUMN.search(column)) and fields.get(column):
            item.fields.setdefault("時点", when[1])
    y, x = _of(fields, LATITUDES), _of(fields, LONGITUDES)
    set_shape(item, Kind.POINT if x and y else None, [[(x, y)]] if x and y else [])
    return item


def _of(fields: dict[str, str], names: Sequence[str]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _shifted(columns: Sequence[str], rows: Sequence[Sequence[str | None]], source: Source) -> set[int]:
    """Columns where most values can't be what the header says; the neighbours between two such go with them."""
    found = set()
    for place, column in enumerate(columns):
        wanted = _EXPECTS.get(column)
        values = [str(row[place]) for row in rows if row[place]]
        if wanted and values and sum(bool(wanted.search(value)) for value in values) * 2 < len(values):
            found.add(place)
    if found:
        found |= set(range(min(found), max(found) + 1)) if max(found) - min(found) <= 4 else set()
        named = "、".join(columns[place] for place in sorted(found))
        source.notes.append(
            Text(
                f"見出しと中身がずれている列があります（{named}）。これらの列は印刷しません。",
                f"The header and the values do not match in these columns, which are not printed: {named}.",
            )
        )
    return found
