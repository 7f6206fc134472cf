"""Variants: for a rule that repairs by itself, any number of tables that break it, each with its clean twin.

A variant is made from a seed: other names, other figures, another height and width, another spelling of the same fault.
What must come out of the bad table is known, since the good one was there first.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl

Rows = list[list[str]]
_PLACES = (
    "青葉",
    "泉",
    "海野",
    "緑",
    "桜",
    "港",
    "山手",
    "本",
    "栄",
    "旭",
    "若葉",
    "東",
    "西",
    "南",
    "北",
    "中央",
    "川口",
    "田原",
    "松原",
    "宮前",
    "大池",
    "小島",
    "新田",
    "上野",
)
_COUNTS = ("人口", "世帯数", "件数", "利用者数", "面積", "貸出冊数", "職員数")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_HALF = {"センター": "ｾﾝﾀｰ", "ホール": "ﾎｰﾙ", "プール": "ﾌﾟｰﾙ", "グラウンド": "ｸﾞﾗｳﾝﾄﾞ", "ビル": "ﾋﾞﾙ"}


@dataclass(frozen=True)
class Variant:
    """`holds` are the columns of the first table of the repaired file; `tables` how many there are."""

    bad: bytes
    good: bytes
    holds: dict[str, list[str | None]] = field(default_factory=dict)
    tables: int = 1
    name: str = ""
    schema: str | None = None


VARIANTS: dict[str, Callable[[random.Random], Variant]] = {}


def of(rule: str) -> Callable[[Callable[[random.Random], Variant]], Callable[[random.Random], Variant]]:
    def keep(make: Callable[[random.Random], Variant]) -> Callable[[random.Random], Variant]:
        VARIANTS[rule] = make
        return make

    return keep


def csv(rows: Rows, codec: str = "utf-8", end: str = "\n", delimiter: str = ",") -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '",\n') else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows).encode(codec)


def book(rows: Rows, merges: tuple[str, ...] = (), raw: bool = False) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append([int(cell) if cell.isdecimal() and not raw else cell or None for cell in row])
    for merge in merges:
        made.active.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def towns(rng: random.Random, count: int, end: str = "町") -> list[str]:
    return [name + end for name in rng.sample(_PLACES, count)]


def table(rng: random.Random, least: int = 4, most: int = 10, columns: int = 0) -> Rows:
    """町名 and some columns of counts above 10."""
    names = rng.sample(_COUNTS, columns or rng.randint(2, 4))
    rows = [[town, *(str(rng.randint(11, 9_999)) for _ in names)] for town in towns(rng, rng.randint(least, most))]
    return [["町名", *names], *rows]


def column(rows: Rows, place: int) -> list[str | None]:
    return [row[place] or None for row in rows[1:]]


@of("F02")
def _wrong_name(rng: random.Random) -> Variant:
    rows = table(rng)
    data = rng.choice((book(rows), book(rows)))
    return Variant(
        data, data, {"町名": column(rows, 0)}, name=rng.choice(("list.csv", "list.xls", "list.txt", "一覧.ods"))
    )


@of("E01")
def _not_utf8(rng: random.Random) -> Variant:
    rows = table(rng)
    codec = rng.choice(("cp932", "euc_jp", "utf-16", "iso2022_jp"))
    return Variant(csv(rows, codec, rng.choice(("\n", "\r\n"))), csv(rows), {"町名": column(rows, 0)})


@of("E02")
def _garbled(rng: random.Random) -> Variant:
    rows = table(rng, 6, 12)
    rows[0].append("よみがな")
    rows[1:] = [[*row, rng.choice(("あおば", "いずみ", "みなと", "やまて", "かわぐち"))] for row in rows[1:]]
    codec = rng.choice(("cp932", "utf-8"))
    return Variant(csv(rows, codec).decode("latin-1").encode(), csv(rows), {"町名": column(rows, 0)})


@of("E04")
def _half_kana(rng: random.Random) -> Variant:
    rows = table(rng)
    words = rng.choices(list(_HALF), k=len(rows) - 1)
    good = [["施設名", *rows[0][1:]], *([row[0] + word, *row[1:]] for row, word in zip(rows[1:], words, strict=True))]
    bad = [
        ["施設名", *rows[0][1:]],
        *([row[0] + _HALF[word], *row[1:]] for row, word in zip(rows[1:], words, strict=True)),
    ]
    return Variant(csv(bad), csv(good), {"施設名": column(good, 0)})


@of("E05")
def _wide_digits(rng: random.Random) -> Variant:
    rows = table(rng)
    hit = {rng.randrange(1, len(rows)) for _ in range(3)}
    bad = [
        [cell.translate(WIDE) if r in hit and c else cell for c, cell in enumerate(row)] for r, row in enumerate(rows)
    ]
    return Variant(csv(bad), csv(rows), {rows[0][c]: column(rows, c) for c in range(len(rows[0]))})


@of("E06")
def _alike(rng: random.Random) -> Variant:
    rows = table(rng)
    name = rng.choice(("コード", "データ", "センター", "メール"))
    good = [[*rows[0], name], *([*row, rng.choice("abcdef") + row[1]] for row in rows[1:])]
    bad = [[*rows[0], name.replace("ー", rng.choice("―−－"))], *good[1:]]
    return Variant(csv(bad), csv(good), {name: column(good, len(rows[0]))})


@of("E08")
def _line_ends(rng: random.Random) -> Variant:
    rows = table(rng)
    lines = csv(rows).decode().splitlines()
    ends = ["\r\n" if rng.random() < 0.5 else "\n" for _ in lines]
    ends[:2] = ["\r\n", "\n"]
    return Variant("".join(map("".join, zip(lines, ends, strict=True))).encode(), csv(rows), {"町名": column(rows, 0)})


@of("S01")
def _merged(rng: random.Random) -> Variant:
    sizes = [rng.randint(2, 4) for _ in range(rng.randint(2, 4))]
    cities = towns(rng, len(sizes), "市")
    names = iter(rng.sample([p + "小学校" for p in _PLACES], sum(sizes)))
    good: Rows = [["市名", "学校名", "児童数"]]
    bad: Rows = [good[0]]
    merges = []
    for city, size in zip(cities, sizes, strict=True):
        merges.append(f"A{len(bad) + 1}:A{len(bad) + size}")
        for number in range(size):
            row = [city, next(names), str(rng.randint(50, 900))]
            good.append(row)
            bad.append(["" if number else city, *row[1:]])
    return Variant(book(bad, tuple(merges)), book(good), {"市名": column(good, 0)})


@of("S03")
def _stacked(rng: random.Random) -> Variant:
    first, second = table(rng, columns=2), table(rng, columns=3)
    second[0][0] = "地区名"
    title = rng.choice(("表{}", "（{}）", "第{}表"))
    blank = [[""]] if rng.random() < 0.7 else [[""], [""]]
    bad = [[title.format(1) + "　概要"], *first, *blank, [title.format(2) + "　内訳"], *second]
    return Variant(book(bad), book(first), {"町名": column(first, 0)}, tables=2)


@of("S04")
def _beside(rng: random.Random) -> Variant:
    rows = table(rng, 8, 12, columns=2)
    rows = rows[: 1 + 2 * ((len(rows) - 1) // 2)]
    half = 1 + (len(rows) - 1) // 2
    gap = [""] * rng.randint(0, 1)
    bad = [[*rows[0], *gap, *rows[0]], *([*a, *gap, *b] for a, b in zip(rows[1:half], rows[half:], strict=True))]
    return Variant(book(bad), book(rows), {"町名": column(rows, 0), rows[0][1]: column(rows, 1)})


@of("S05")
def _pages(rng: random.Random) -> Variant:
    rows = table(rng, 8, 14)
    cut = rng.randint(3, len(rows) - 3)
    bad = [*rows[:cut], *([[""] * len(rows[0])] if rng.random() < 0.5 else []), rows[0], *rows[cut:]]
    return Variant(csv(bad), csv(rows), {"町名": column(rows, 0), rows[0][1]: column(rows, 1)})


@of("S07")
def _titled(rng: random.Random) -> Variant:
    rows = table(rng)
    title = rng.choice(("町別の状況", "第2表　町別一覧", "令和5年度 町別統計", "町別人口等（令和5年4月1日現在）"))
    above = [[title], *([[""]] if rng.random() < 0.4 else []), *([["令和5年4月1日現在"]] if rng.random() < 0.3 else [])]
    return Variant(book([*above, *rows]), book(rows), {"町名": column(rows, 0), rows[0][1]: column(rows, 1)})


@of("S08")
def _noted(rng: random.Random) -> Variant:
    rows = table(rng)
    notes = [
        "※速報値です。",
        "注）四捨五入のため合計と合わないことがある。",
        "資料：総務課",
        "（注1）各年4月1日現在",
        "出典：住民基本台帳",
    ]
    bad = [*rows, *([[""]] if rng.random() < 0.5 else []), *([note] for note in rng.sample(notes, rng.randint(1, 3)))]
    return Variant(book(bad), book(rows), {"町名": column(rows, 0)})


@of("S09")
def _totals(rng: random.Random) -> Variant:
    rows = table(rng)
    word = rng.choice(("合計", "総数", "計", "総計", "合　計"))
    total = [word, *(str(sum(int(row[c]) for row in rows[1:])) for c in range(1, len(rows[0])))]
    bad = [rows[0], total, *rows[1:]] if rng.random() < 0.4 else [*rows, total]
    return Variant(csv(bad), csv(rows), {"町名": column(bad, 0)})


@of("S16")
def _ghost(rng: random.Random) -> Variant:
    rows = table(rng)
    made = openpyxl.load_workbook(io.BytesIO(book(rows)))
    sheet = made.active
    sheet.cell(rng.randint(500, 60_000), rng.randint(30, 900)).number_format = "0.00"
    out = io.BytesIO()
    made.save(out)
    return Variant(out.getvalue(), book(rows), {"町名": column(rows, 0)})


@of("S17")
def _comments(rng: random.Random) -> Variant:
    rows = table(rng)
    pad = [""] * (len(rows[0]) - 2)
    above = [["#title", "町別の状況", *pad], ["#lang", "ja", *pad], ["#license", "CC-BY", *pad]]
    bad = [*rng.sample(above, rng.randint(1, 3)), ["#property", *rows[0][1:]], *rows[1:]]
    return Variant(csv(bad), csv(rows), {rows[0][1]: column(rows, 1)})


@of("S19")
def _ditto(rng: random.Random) -> Variant:
    sizes = [rng.randint(2, 4) for _ in range(3)]
    groups = [g for g, size in zip(towns(rng, 3, "課"), sizes, strict=True) for _ in range(size)]
    good = [["所属", "車両", "距離"], *([g, f"{n + 1}号車", str(rng.randint(100, 9999))] for n, g in enumerate(groups))]
    sign = rng.choice(("〃", "同上", "″", "々"))
    bad = [good[0], *([sign if n and row[0] == good[n][0] else row[0], *row[1:]] for n, row in enumerate(good[1:]))]
    return Variant(csv(bad), csv(good), {"所属": column(good, 0)})


@of("H02")
def _two_rows(rng: random.Random) -> Variant:
    groups = rng.sample(("人口", "世帯", "学校", "職員"), rng.randint(2, 3))
    parts = rng.choice((("男", "女"), ("総数", "うち市外"), ("前年", "本年", "増減")))
    first = ["町名", *(group if not i else "" for group in groups for i in range(len(parts)))]
    second = ["", *(part for _ in groups for part in parts)]
    body = [[town, *(str(rng.randint(11, 999)) for _ in second[1:])] for town in towns(rng, rng.randint(3, 8))]
    names = [f"{group}_{part}" for group in groups for part in parts]
    width = len(parts)
    merges = ("A1:A2", *(f"{chr(66 + i * width)}1:{chr(65 + (i + 1) * width)}1" for i in range(len(groups))))
    good = [["町名", *names], *body]
    bad = book([first, second, *body], merges) if rng.random() < 0.6 else csv([first, second, *body])
    return Variant(bad, csv(good), {name: column(good, place) for place, name in enumerate(names, 1)})


@of("H03")
def _same_names(rng: random.Random) -> Variant:
    rows = table(rng, columns=3)
    bad = [[*rows[0][:2], rows[0][1], rows[0][3]], *rows[1:]]
    return Variant(csv(bad), csv(rows), {f"{rows[0][1]}_2": column(rows, 2)})


@of("H04")
def _padded_names(rng: random.Random) -> Variant:
    rows = table(rng)
    places = [c for c, name in enumerate(rows[0]) if len(name) == 2]
    hit = rng.choice(places)
    sign = rng.choice(("　", "　　", "\n", "  ", " 　"))
    bad = [[name[0] + sign + name[1] if c == hit else name for c, name in enumerate(rows[0])], *rows[1:]]
    return Variant(csv(bad), csv(rows), {rows[0][hit]: column(rows, hit)})


@of("H08")
def _units(rng: random.Random) -> Variant:
    rows = table(rng, columns=2)
    unit = rng.choice(("（人）", "(人)", "人", "（世帯）", "（千円）"))
    bad = [rows[0], ["", unit, unit], *rows[1:]]
    return Variant(csv(bad), csv(rows), {rows[0][1]: column(rows, 1)})


@of("S12")
def _remarks(rng: random.Random) -> Variant:
    from openpyxl.comments import Comment

    rows = table(rng)
    made = openpyxl.load_workbook(io.BytesIO(book(rows)))
    for _ in range(rng.randint(1, 3)):
        cell = made.active.cell(rng.randint(2, len(rows)), rng.randint(1, len(rows[0])))
        cell.comment = Comment(rng.choice(("速報値", "要確認", "前年と区域が違う")), "統計課")
    out = io.BytesIO()
    made.save(out)
    return Variant(out.getvalue(), book(rows), {"町名": column(rows, 0)})


@of("S15")
def _pivot(rng: random.Random) -> Variant:
    rows = table(rng, columns=1)
    total = str(sum(int(row[1]) for row in rows[1:]))
    measure = rng.choice(("合計 / 人数", "データの個数 / 年代", "平均 / 日数", "個数 / 番号"))
    bad = [["行ラベル", measure], *rows[1:], ["総計", total]]
    return Variant(book(bad), book(rows))
