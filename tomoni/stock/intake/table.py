"""A plain table, or JSON, of one's own: a row a site, a column an item. Also what the main stream publishes of a sheet.

Columns by name: id, name, address, area, lat, lon, kind, hours, phone, url, and for each item its id, its titles or what
`columns` names (a count, a band or a word like 売り切れ); `<item>_reserved`, observed_at and note may follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tomoni.registry.errors import problem
from tomoni.stock.config import FeedConfig, Item
from tomoni.stock.feed.state import Sale
from tomoni.stock.intake import base
from tomoni.stock.intake.base import Notices, Place, Reading, Said

COLUMNS: Mapping[str, Sequence[str]] = {
    "id": ("id", "code", "ID", "番号", "コード", "施設番号", "No"),
    "name": ("name", "名称", "名前", "施設名", "店名", "場所"),
    "address": ("address", "住所", "所在地"),
    "area": ("area", "地区", "区", "市区町村", "地域"),
    "lat": ("lat", "latitude", "緯度"),
    "lon": ("lon", "lng", "longitude", "経度"),
    "kind": ("kind", "type", "種別", "種類"),
    "hours": ("hours", "営業時間", "開設時間", "利用可能時間"),
    "phone": ("phone", "tel", "電話番号", "電話"),
    "url": ("url", "URL"),
    "observed_at": ("observed_at", "更新日時", "確認日時", "時点"),
    "note": ("note", "備考", "メモ"),
}
WORDS = {
    "売り切れ": Sale.SOLD_OUT, "売切れ": Sale.SOLD_OUT, "なし": Sale.SOLD_OUT, "×": Sale.SOLD_OUT, "満": Sale.SOLD_OUT,
    "あり": Sale.ON_SALE, "○": Sale.ON_SALE, "◯": Sale.ON_SALE, "空き": Sale.ON_SALE, "△": Sale.ON_SALE,
    "休止": Sale.PAUSED, "休み": Sale.PAUSED, "終了": Sale.ENDED, "不明": Sale.UNKNOWN, "-": Sale.UNKNOWN,
}  # fmt: skip
FEW = ("△", "残りわずか", "少し", "わずか")


def read(config: FeedConfig, files: Sequence[tuple[str, bytes]]) -> Reading:
    """One CSV, or a JSON list of objects (also below "sites", "rows" or "data")."""
    notices = Notices()
    text = base.decode(files[0][1], config.encoding)
    rows: Iterable[Mapping[str, Any]]
    if text.lstrip().startswith(("{", "[")):
        said = base.json_value(text)
        if isinstance(said, dict):
            said = next((said[key] for key in ("sites", "rows", "data") if isinstance(said.get(key), list)), [])
        rows = [row for row in said if isinstance(row, dict)]
    else:
        rows = base.records(text, notices)
    return of_rows(config, list(rows), notices)


def of_rows(config: FeedConfig, rows: Sequence[Mapping[str, Any]], notices: Notices) -> Reading:
    """From rows by column name. Problem when there is no id, no name or none of the items."""
    names = list(dict.fromkeys(name for row in rows[:50] for name in row))
    columns = {key: base.column(names, known) for key, known in COLUMNS.items()}
    items = {item: column for item in config.items if (column := _column(item, names))}
    if not columns["name"] or not (items or config.kind == "push"):  # shops will say themselves what they have
        raise problem(
            f"場所の名称（name・名称）と、数える物の列（{'・'.join(item.id for item in config.items)}）が必要です。公開中の在庫は変わっていません。",
            f"A column with the name and one for an item ({', '.join(item.id for item in config.items)}) are needed. What is public has not changed.",
        )
    reading = Reading()
    for number, row in enumerate(rows, 1):
        _row(config, row, columns, items, number, reading, notices)
    reading.as_of = max((said.observed_at for said in reading.said if said.observed_at), key=base.instant, default="")
    base.missing_positions({} if config.positions else reading.places, notices)
    reading.notices = notices.all()
    return reading


def _column(item: Item, names: Sequence[str]) -> str:
    return base.column(names, (*item.columns, item.id, f"{item.id}_on_hand", item.title.ja, item.title.en))


def _row(
    config: FeedConfig,
    row: Mapping[str, Any],
    columns: Mapping[str, str],
    items: Mapping[Item, str],
    number: int,
    reading: Reading,
    notices: Notices,
) -> None:
    def cell(key: str, most: int = 200) -> str:
        return base.text_of(row.get(columns[key]), most) if columns[key] else ""

    name = cell("name")
    code = cell("id", 64)
    if not columns["id"]:
        code = f"row-{number}"
        notices.add("made-id", "番号の列がないため、行の順に番号を付けました。行を並べ替えると番号が変わります。", "There is no id column: ids were made from the order of the rows, and change with it.")  # fmt: skip
    if not base.CODE.fullmatch(code) or not name or code in reading.places:
        notices.add("bad-id", "番号か名称がない行、番号が重なる行は使っていません。", "Rows without id or name, or with an id that stands twice, were left out.", code or name)  # fmt: skip
        return
    place = base.place_of(cell("lat"), cell("lon"), code, notices)
    reading.places[code] = Place(
        code, name, cell("address", 300), cell("area", 80), cell("kind", 40), cell("hours", 300), cell("phone", 40),
        web(cell("url", 300)), *(place or (None, None)),
    )  # fmt: skip
    when, note = base.moment_of(cell("observed_at"), config.zone), cell("note")
    for item, column in items.items():
        said = said_of(item, code, row.get(column), when, note)
        if said is None:
            notices.add("no-count", "数や状態として読めない値は「不明」にしました。", "Values that are neither count nor state became “unknown”.", f"{code}: {str(row.get(column))[:40]}")  # fmt: skip
            said = Said(code, item.id, sale_state=Sale.UNKNOWN, observed_at=when, note=note)
        reading.said.append(said)


def said_of(item: Item, code: str, value: Any, when: str, note: str) -> Said | None:
    """A cell: a count, the word of a band, or a word about selling; None when it is none of them."""
    count = base.count_of(value)
    if count is not None:
        return Said(code, item.id, count, observed_at=when, note=note)
    text = base.text_of(value)
    if text in [word for _, word in item.bands]:
        return Said(code, item.id, band=text, observed_at=when, note=note)
    if text in FEW and "few" in [word for _, word in item.bands]:
        return Said(code, item.id, band="few", observed_at=when, note=note)
    state = WORDS.get(text) or (text if text in list(Sale) else "")
    return Said(code, item.id, sale_state=state, observed_at=when, note=note) if state else None


def web(address: str) -> str:
    """An address of the web, "" for anything else: it becomes a link."""
    return address if address.startswith(("https://", "http://")) and " " not in address else ""
