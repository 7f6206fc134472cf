"""The files that `tables.py` measures with: made with a fixed seed, nothing is downloaded."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from pathlib import Path

SEED = 20260323
HEADER = [
    "全国地方公共団体コード",
    "No",
    "都道府県名",
    "市区町村名",
    "公表_年月日",
    "発症_年月日",
    "患者_居住地",
    "患者_年代",
    "患者_性別",
    "検査件数",
    "相談件数",
    "緯度",
    "経度",
    "退院_年月日",
    "備考",
]
PLACES = [("132012", "東京都", "八王子市"), ("282103", "兵庫県", "加古川市"), ("222127", "静岡県", "焼津市")]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def era(day: date, style: int) -> str:
    """One day in one of the five spellings offices use."""
    number = day.year - 2018
    year = "元" if number == 1 else str(number)
    return (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"令和{year}年{day.month}月{day.day}日",
        f"R{number}.{day.month}.{day.day}",
        f"令和{year}年{day.month}月{day.day}日".translate(FULL_WIDTH),
    )[style]


def rows(count: int) -> list[tuple[list[str], list[str]]]:
    """(messy, clean) rows; about one in a hundred holds a value that cannot be right."""
    rng = random.Random(SEED)
    out = []
    for number in range(1, count + 1):
        code, prefecture, city = PLACES[rng.randrange(3)]
        days = [date(2020, 1, 1) + timedelta(days=rng.randrange(2000)) for _ in range(3)]
        tests, calls = rng.randrange(10_000), rng.randrange(100_000)
        clean = [
            *(code, str(number), prefecture, city, days[0].isoformat(), days[1].isoformat(), f"{city}{rng.randrange(900)}番地"),
            *(f"{rng.randrange(1, 10) * 10}代", rng.choice("男女") + "性", str(tests), str(calls)),
            *(f"{35 + rng.random():.6f}", f"{135 + rng.random():.6f}", days[2].isoformat(), "" if rng.random() < 0.7 else f"備考{rng.randrange(5000)}"),
        ]  # fmt: skip
        messy = list(clean)
        for column, day in ((4, days[0]), (5, days[1]), (13, days[2])):
            messy[column] = era(day, rng.randrange(5))
        messy[9] = str(tests).translate(FULL_WIDTH) if rng.random() < 0.4 else str(tests)
        messy[10] = f"{calls:,}"
        if rng.random() < 0.01:
            column = rng.choice((4, 5, 9, 13))
            messy[column] = {9: "不明分あり"}.get(column, "令和99年2月31日")
        out.append((messy, clean))
    return out


def csv_bytes(table: list[list[str]], encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *table])
    return text.getvalue().encode(encoding)


def workbook(path: Path, count: int) -> None:
    """A sheet with a title, two merged header rows and `count` rows of 12 columns."""
    import xlsxwriter

    rng = random.Random(SEED)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("集計")
    sheet.write(0, 0, "月別の状況（令和5年12月1日現在）")
    for group in range(5):
        sheet.merge_range(2, 2 + 2 * group, 2, 3 + 2 * group, f"区分{'甲乙丙丁戊'[group]}")
    sheet.write_row(2, 0, ["市町村", "調査日"])
    sheet.write_row(3, 2, ["男", "女"] * 5)
    for row in range(count):
        day = date(2020, 1, 1) + timedelta(days=row % 1400)
        sheet.write_row(4 + row, 0, [f"地区{row % 900}", day.isoformat(), *(rng.randrange(10_000) for _ in range(10))])
    book.close()


def ghost(path: Path) -> None:
    """A sheet of ten rows with one forgotten cell in the last column of the last row (XFD1048576)."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row in range(10):
        sheet.write_row(row, 0, ["地区", "人口"] if row == 0 else [f"地区{row}", row * 100])
    sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    book.close()


def large(path: Path, megabytes: int, block: int = 50_000) -> None:
    """A messy CSV of at least this size: the same rows again, with running numbers and positions of their own (so that
    three columns hardly repeat themselves)."""
    messy = [row for row, _ in rows(block)]
    rng = random.Random(SEED)
    with path.open("wb") as out:
        out.write(csv_bytes([], "cp932"))
        number = 0
        while out.tell() < megabytes * 1_000_000:
            text = io.StringIO()
            for row in messy:
                number += 1
                row[1] = str(number)
                row[11], row[12] = f"{35 + rng.random():.6f}", f"{135 + rng.random():.6f}"
            csv.writer(text, lineterminator="\n").writerows(messy)
            out.write(text.getvalue().encode("cp932"))
