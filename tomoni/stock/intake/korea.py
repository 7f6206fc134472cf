"""Korea's public masks of 2020: `stores` (who and where) and `sales` (how many), as JSON pages or as CSV.

What the live data did and the description did not say: remain_stat "break" (paused), records without their "required"
keys, codes that no store has, blank positions, commas inside addresses. The form with exact counts that was described
two days before (remain_cnt, sold_out …) is read as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tomoni.registry.errors import problem
from tomoni.stock.config import FeedConfig
from tomoni.stock.feed.state import Sale
from tomoni.stock.intake import base
from tomoni.stock.intake.base import Notices, Place, Reading, Said

KINDS = {"01": "pharmacy", "02": "post", "03": "cooperative"}
STATES = {
    "plenty": Sale.ON_SALE,
    "some": Sale.ON_SALE,
    "few": Sale.ON_SALE,
    "empty": Sale.SOLD_OUT,
    "break": Sale.PAUSED,
}
BLANK = ("", "no_data", "null", "None")
REQUIRED = ("remain_stat", "stock_at")
EXACT = ("remain_cnt", "sold_out")
ADDRESS_COLUMN = 0


def read(config: FeedConfig, files: Sequence[tuple[str, bytes]]) -> Reading:
    """Any number of files; each is stores or sales by what is in it. Problem when one of the two is missing."""
    notices, stores, sales = Notices(), [], []
    for name, data in files:
        rows = _rows(base.decode(data, config.encoding), notices)
        first = rows[0] if rows else {}
        joined = "name" in first and ("remain_stat" in first or "stock_at" in first)
        if "name" in first or "addr" in first:
            stores += rows
        if joined or "remain_stat" in first or "remain_cnt" in first or "stock_at" in first:
            sales += rows
        elif "name" not in first:
            raise problem(
                f"{name}: stores でも sales でもありません（項目: {'、'.join(first)[:120]}）。",
                f"{name} is neither stores nor sales (keys: {', '.join(first)[:120]}).",
            )
    if not stores or not sales:
        what = "sales" if stores else "stores"
        raise problem(
            f"{what} のファイルがありません。stores と sales を一緒に渡してください。公開中の在庫は変わっていません。",
            f"There is no file of {what}. Give stores and sales together. What is public has not changed.",
        )
    reading = Reading(places=_places(stores, notices))
    _sales(config, sales, reading, notices)
    base.missing_positions(reading.places, notices)
    reading.notices = notices.all()
    return reading


def _rows(text: str, notices: Notices) -> list[dict[str, Any]]:
    """Records of a page of the API, of a list of pages, or of a CSV."""
    if not text.lstrip("\ufeff \n\r\t").startswith(("{", "[")):
        return list(base.records(text, notices, surplus=ADDRESS_COLUMN))
    said = base.json_value(text.lstrip("\ufeff"))
    found: list[dict[str, Any]] = []
    for page in said if isinstance(said, list) else [said]:
        if not isinstance(page, dict):
            continue
        lists = [page[key] for key in ("storeInfos", "stores", "sales") if isinstance(page.get(key), list)]
        if not lists and "code" in page:
            found.append(page)
        for rows in lists:
            found += [row for row in rows if isinstance(row, dict)]
    return found


def _blank(value: Any) -> bool:
    return value is None or str(value).strip() in BLANK


def _places(rows: Iterable[dict[str, Any]], notices: Notices) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for row in rows:
        code, name = base.text_of(row.get("code"), 64), base.text_of(row.get("name"))
        if not base.CODE.fullmatch(code) or not name:
            notices.add("bad-id", "コードか名称のない行は使っていません。", "Rows without an id or a name were left out.", code or name)  # fmt: skip
            continue
        if code in found:
            notices.add("twice", "同じコードが二度あります。あとの行は使っていません。", "The same id stands twice; the later row was left out.", code)  # fmt: skip
            continue
        given = row.get("lat", row.get("latitude")), row.get("lng", row.get("longitude"))
        lat, lon = (None if _blank(one) else one for one in given)
        place = base.place_of(lat, lon, code, notices)
        address = base.text_of(row.get("addr"), 300)
        kind = KINDS.get(str(row.get("type", "")).strip().zfill(2), "")
        area = " ".join(address.split()[:2])[:80]
        found[code] = Place(code, name, address, area, kind, "", "", "", *(place or (None, None)))
    return found


def _sales(config: FeedConfig, rows: Iterable[dict[str, Any]], reading: Reading, notices: Notices) -> None:
    item, made = config.items[0].id, []
    seen: set[str] = set()
    for row in rows:
        code = base.text_of(row.get("code"), 64)
        if code not in reading.places:
            notices.add("orphan", "stores にないコードの在庫は、場所が分からないため載せていません。", "Stock of codes that no store has was left out: nobody knows where it is.", code)  # fmt: skip
            continue
        if code in seen:
            notices.add("twice-sold", "同じ場所の在庫が二度あります。あとの行は使っていません。", "Stock of the same site stands twice; the later row was left out.", code)  # fmt: skip
            continue
        seen.add(code)
        if when := base.moment_of(row.get("created_at"), config.zone):
            made.append(when)
        reading.said.append(_said(config, item, code, row, notices))
    silent = reading.places.keys() - seen
    if silent:
        notices.add("no-sales", "在庫の知らせがない場所があります。「不明」ではなく、在庫の欄なしで載せています。", "Sites of which no stock is said are listed without any.", count=len(silent))  # fmt: skip
    reading.as_of = max(made, key=base.instant, default="")
    notices.add("no-zone", "時刻に時間帯がないため、設定の時間帯で読みました。", "Times have no zone and were read in the configured one.")  # fmt: skip


def _said(config: FeedConfig, item: str, code: str, row: dict[str, Any], notices: Notices) -> Said:
    observed = base.moment_of(row.get("stock_at", row.get("stock_t")), config.zone)
    if any(key in row for key in EXACT):
        count = base.count_of(row.get("remain_cnt"))
        sold_out = str(row.get("sold_out", "")).lower() in ("true", "1", "y")
        notices.add(
            "exact-counts", "数そのものの形（remain_cnt）で届きました。", "It came with exact counts (remain_cnt)."
        )
        return Said(code, item, count, sale_state=Sale.SOLD_OUT if sold_out else "", observed_at=observed)
    if any(_blank(row.get(key)) for key in REQUIRED):
        notices.add("missing-keys", "必須のはずの項目がないため、状態を「不明」にしました。", "A “required” key is missing: the state is “unknown”.", code)  # fmt: skip
        return Said(code, item, sale_state=Sale.UNKNOWN, observed_at=observed)
    word = str(row["remain_stat"]).strip().lower()
    state = STATES.get(word)
    if state is None:
        notices.add("unknown-state", "仕様にない状態を「不明」にしました。", "A state that the description does not know became “unknown”.", f"{code}: {word}")  # fmt: skip
        return Said(code, item, sale_state=Sale.UNKNOWN, observed_at=observed)
    if state is Sale.PAUSED:
        notices.add("break", "仕様にない状態 break を「販売休止中」として読みました。", "The undocumented state “break” was read as paused.", code)  # fmt: skip
        return Said(code, item, sale_state=state, observed_at=observed)
    return Said(code, item, sale_state=state, band=word, observed_at=observed)
