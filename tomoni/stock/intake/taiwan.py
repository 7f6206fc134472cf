"""Taiwan's maskdata.csv of 2020 (健保特約機構口罩剩餘數量明細清單), in every spelling that was seen.

The column 成人口罩總剩餘數 lost its 總 within weeks; a file that went through a spreadsheet has English names and ids that
became numbers ("145080011.0"). One time for the whole file, without a zone; no positions; a shop that stops selling is
simply not there. All of this is repaired or said. The first day's file held a test pharmacy (虛擬) and shops at the
default 200/50.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tomoni.registry.errors import problem
from tomoni.stock.config import FeedConfig
from tomoni.stock.intake import base
from tomoni.stock.intake.base import Notices, Place, Reading, Said

ID = ("醫事機構代碼", "id", "code")
NAME = ("醫事機構名稱", "名稱", "name")
ADDRESS = ("醫事機構地址", "地址", "address")
PHONE = ("醫事機構電話", "電話", "phone")
TIME = ("來源資料時間", "time", "updated")
ADULT = ("成人口罩剩餘數", "成人口罩總剩餘數", "adult_count", "mask_adult")
CHILD = ("兒童口罩剩餘數", "兒童口罩總剩餘數", "child_count", "mask_child")
CURRENT = {ID[0], NAME[0], ADULT[0], CHILD[0], TIME[0]}
MANGLED = re.compile(r"([0-9]{8,10})\.0")
TEST = "虛擬"
DEFAULT = (200, 50)
AREA = re.compile(r"^.{2}[縣市](.{1,4}?[鄉鎮市區])?")


def read(config: FeedConfig, files: Sequence[tuple[str, bytes]]) -> Reading:
    """One CSV. The feed's items are "adult" and "child" in this order, whatever their ids."""
    notices = Notices()
    rows = base.records(base.decode(files[0][1], config.encoding), notices)
    names = list(rows[0]) if rows else []
    columns = {key: base.column(names, known) for key, known in _known(config)}
    if not columns["id"] or not columns["name"] or not columns["item0"]:
        raise problem(
            f"{files[0][0]}: 醫事機構代碼・名稱・口罩剩餘數 の列が見つかりません（列: {'、'.join(names)[:120]}）。公開中の在庫は変わっていません。",
            f"{files[0][0]}: the columns of id, name and count are not there (columns: {', '.join(names)[:120]}). What is public has not changed.",
        )
    if not set(names) >= CURRENT:
        notices.add("other-header", "列の名前が今の様式と違います。同じ意味の列として読みました。", "The header differs from the present form; the columns were taken by meaning.", ", ".join(names))  # fmt: skip
    reading = Reading()
    times = []
    for row in rows:
        code = _code(row[columns["id"]], notices)
        name = base.text_of(row[columns["name"]])
        if not _usable(code, name, reading, notices):
            continue
        address = base.text_of(row.get(columns["address"]), 300)
        area = AREA.match(address)
        phone = base.text_of(row.get(columns["phone"]), 40)
        reading.places[code] = Place(code, name, address, area[0] if area else "", "pharmacy", phone=phone)
        counts = []
        for number, item in enumerate(config.items[:2]):
            cell = row.get(columns[f"item{number}"], "")
            count = base.count_of(cell)
            counts.append(count)
            if count is None:
                notices.add("no-count", "数として読めない値は「不明」にしました。", "Values that are no count became “unknown”.", f"{code}: {cell}")  # fmt: skip
            reading.said.append(Said(code, item.id, count))
        if tuple(counts) == DEFAULT:
            notices.add("default-count", "初期値（200/50）のままかもしれない場所があります。", "Sites that may still hold the default 200/50.", code)  # fmt: skip
        times.append(base.moment_of(row.get(columns["time"]), config.zone))
    _time(reading, [time for time in times if time], notices)
    base.missing_positions({} if config.positions else reading.places, notices)
    reading.notices = notices.all()
    return reading


def _known(config: FeedConfig) -> list[tuple[str, Sequence[str]]]:
    counts = [(*item.columns, *known) for item, known in zip(config.items[:2], (ADULT, CHILD), strict=False)]
    fixed = [("id", ID), ("name", NAME), ("address", ADDRESS), ("phone", PHONE), ("time", TIME)]
    return [*fixed, *((f"item{number}", known) for number, known in enumerate(counts))]


def _code(cell: str, notices: Notices) -> str:
    """The ten characters of an id; a number that a spreadsheet made of it gets its zeros back."""
    if match := MANGLED.fullmatch(cell):
        code = match[1].zfill(10)
        notices.add("float-id", "数値に変わっていたコードを10桁に戻しました。", "Ids that had become numbers got their ten digits back.", f"{cell} → {code}")  # fmt: skip
        return code
    if cell.isascii() and cell.isdigit() and 8 <= len(cell) < 10:
        notices.add("short-id", "先頭の0が落ちたコードを10桁に戻しました。", "Ids that had lost leading zeros got their ten digits back.", cell)  # fmt: skip
        return cell.zfill(10)
    return cell


def _usable(code: str, name: str, reading: Reading, notices: Notices) -> bool:
    if not base.CODE.fullmatch(code) or not name:
        notices.add("bad-id", "コードか名称のない行は使っていません。", "Rows without an id or a name were left out.", code or name)  # fmt: skip
        return False
    if TEST in name:
        notices.add("test-site", "試験用の場所（虛擬）は載せていません。", "Test sites (虛擬) were left out.", f"{code} {name}")  # fmt: skip
        return False
    if code in reading.places:
        notices.add("twice", "同じコードが二度あります。あとの行は使っていません。", "The same id stands twice; the later row was left out.", code)  # fmt: skip
        return False
    return True


def _time(reading: Reading, times: list[str], notices: Notices) -> None:
    if not times:
        notices.add("no-time", "いつの数か書かれていません。", "The file does not say when it was made.")
        return
    reading.as_of = max(times, key=base.instant)
    if len(set(times)) == 1:
        notices.add("one-time", "時刻はファイルに一つだけです。場所ごとの時刻は、値が変わったのを見た時です。", "There is one time for the whole file; the time of each site is when its value was seen to change.")  # fmt: skip
    notices.add("no-zone", "時刻に時間帯がないため、設定の時間帯で読みました。", "Times have no zone and were read in the configured one.")  # fmt: skip
