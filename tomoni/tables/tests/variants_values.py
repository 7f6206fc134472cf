"""Variants of the rules about values: cells, numbers, days, places, codes (see `variants`)."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta

import xlsxwriter

from tomoni.tables.codes import all_governments
from tomoni.tables.schema import library
from tomoni.tables.tests.variants import VARIANTS, WIDE, Rows, Variant, column, csv, of, table

__all__ = ["VARIANTS"]


def days(rng: random.Random, count: int, after: date = date(2019, 6, 1)) -> list[date]:
    first = after + timedelta(rng.randint(0, 900))
    return [first + timedelta(number * rng.randint(1, 9)) for number in range(count)]


@of("C04")
def _blanks(rng: random.Random) -> Variant:
    rows = table(rng)
    sign = rng.choice((" ", "　", "\u00a0", "  "))
    hit = rng.randrange(1, len(rows))
    bad = [
        [(sign + row[0] if rng.random() < 0.5 else row[0] + sign) if r == hit else row[0], *row[1:]]
        for r, row in enumerate(rows)
    ]
    return Variant(csv(bad), csv(rows), {"町名": column(rows, 0)})


@of("C05")
def _breaks(rng: random.Random) -> Variant:
    rows = table(rng)
    words = [(rng.choice(("駅前", "公園", "役場")), rng.choice(("徒歩5分", "となり", "2階"))) for _ in rows[1:]]
    good = [[*rows[0], "備考"], *([*row, f"{a} {b}"] for row, (a, b) in zip(rows[1:], words, strict=True))]
    end = rng.choice(("\n", "\r\n"))
    bad = [good[0], *([*row, f"{a}{end}{b}"] for row, (a, b) in zip(rows[1:], words, strict=True))]
    return Variant(csv(bad), csv(good), {"備考": column(good, len(rows[0]))})


def _spoiled(rng: random.Random, signs: tuple[str, ...]) -> tuple[Rows, Rows, Rows]:
    """(bad, its twin with blanks, what holds): some cells of the first count hold a sign."""
    rows = table(rng, 6, 12)
    hit = set(rng.sample(range(1, len(rows)), 2))
    bad = [[row[0], rng.choice(signs) if r in hit else row[1], *row[2:]] for r, row in enumerate(rows)]
    good = [[row[0], "" if r in hit else row[1], *row[2:]] for r, row in enumerate(rows)]
    return bad, good, good


@of("C06")
def _placeholders(rng: random.Random) -> Variant:
    bad, good, want = _spoiled(
        rng, ("-", "－", "―", "…", "...", "なし", "無し", "不明", "該当なし", "未定", "非公表", "N/A")
    )
    return Variant(csv(bad), csv(good), {want[0][1]: column(want, 1)})


@of("C07")
def _secret(rng: random.Random) -> Variant:
    bad, good, want = _spoiled(rng, ("x", "X", "ｘ", "χ", "***"))
    return Variant(csv(bad), csv(good), {want[0][1]: column(want, 1)})


@of("V01")
def _as_text(rng: random.Random) -> Variant:
    rows = table(rng)
    rows[0][1] = "増減数"
    unit = rng.choice(("", "人", "件", "円", "世帯"))
    minus = rng.choice(("▲", "△", "－", "-"))

    def written(cell: str) -> str:
        text = f"{int(cell):,}{unit}"
        return minus + text if int(cell) % 5 == 0 and minus in "▲△" else text

    bad = [rows[0], *([row[0], written(row[1]), *row[2:]] for row in rows[1:])]
    bad[1][1], rows[1][1] = f"1,234{unit}", "1234"
    good = [
        rows[0],
        *([row[0], f"-{row[1]}" if bad[r][1][0] in "▲△" else row[1], *row[2:]] for r, row in enumerate(rows[1:], 1)),
    ]
    return Variant(csv(bad), csv(good), {rows[0][1]: column(good, 1)})


@of("D01")
def _eras(rng: random.Random) -> Variant:
    many = days(rng, rng.randint(4, 9))
    ways = (
        lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日",
        lambda d: f"R{d.year - 2018}.{d.month}.{d.day}",
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日".translate(WIDE),
        lambda d: f"R{d.year - 2018:02}/{d.month:02}/{d.day:02}",
        lambda d: f"{d.year}/{d.month}/{d.day}",
    )
    few = rng.sample(ways, rng.randint(1, 3))
    good = [["公表日", "件数"], *([day.isoformat(), str(rng.randint(0, 99))] for day in many)]
    bad = [good[0], *([rng.choice(few)(day), row[1]] for day, row in zip(many, good[1:], strict=True))]
    return Variant(csv(bad), csv(good), {"公表日": column(good, 0)})


@of("D03")
def _short_years(rng: random.Random) -> Variant:
    first = rng.randint(24, 29)
    years = [f"平成{number}年" for number in range(first, 31)] + ["令和元年", "令和2年", "令和3年"]
    good = [["年次", "人口"], *([year, str(rng.randint(100, 999))] for year in years)]
    pad = rng.choice(("", "　", "  "))
    short = [pad + year.removeprefix("平成").removeprefix("令和").removesuffix("年") for year in years]
    bad_years = [years[i] if years[i] in (years[0], "令和元年") else short[i] for i in range(len(years))]
    bad = [good[0], *([year, row[1]] for year, row in zip(bad_years, good[1:], strict=True))]
    return Variant(csv(bad), csv(good), {"年次": column(good, 0)})


@of("D05")
def _serials(rng: random.Random) -> Variant:
    many = days(rng, rng.randint(5, 9))
    good = [["公表日", "件数"], *([day.isoformat(), str(rng.randint(0, 99))] for day in many)]
    serial = {rng.randrange(len(many)) for _ in range(2)}
    bad = [good[0]]
    for number, (day, row) in enumerate(zip(many, good[1:], strict=True)):
        text = str((day - date(1899, 12, 30)).days) if number in serial else f"{day.year}/{day.month}/{day.day} 0:00:00"
        bad.append([text, row[1]])
    return Variant(csv(bad), csv(good), {"公表日": column(good, 0)})


@of("D06")
def _hours(rng: random.Random) -> Variant:
    rows = table(rng, columns=2)
    times = [(rng.randint(0, 23), rng.choice((0, 15, 30, 45))) for _ in rows[1:]]
    ways = (
        lambda h, m: f"{h}時{m}分" if m else f"{h}時",
        lambda h, m: f"{h}時半" if m == 30 else f"{h}時{m:02}分",
        lambda h, m: f"{'午前' if h < 12 else '午後'}{h % 12 if h > 12 else h}時{m:02}分",
    )
    few = rng.sample(ways, rng.randint(1, 2))
    name = rng.choice(("開始時間", "開始時刻", "終了時間"))
    good = [[*rows[0], name], *([*row, f"{h:02}:{m:02}"] for row, (h, m) in zip(rows[1:], times, strict=True))]
    bad = [good[0], *([*row, rng.choice(few)(h, m)] for row, (h, m) in zip(rows[1:], times, strict=True))]
    return Variant(csv(bad), csv(good), {name: column(good, len(rows[0]))})


@of("G01")
def _swapped(rng: random.Random) -> Variant:
    rows = table(rng, 5, 10)
    places = [(f"{rng.uniform(34, 36):.5f}1", f"{rng.uniform(136, 139):.5f}1") for _ in rows[1:]]
    good = [
        ["施設名", "緯度", "経度"],
        *([f"{row[0]}会館", *place] for row, place in zip(rows[1:], places, strict=True)),
    ]
    hit = set(rng.sample(range(1, len(good)), rng.randint(1, 3)))
    bad = [[row[0], row[2], row[1]] if r in hit else row for r, row in enumerate(good)]
    return Variant(csv(bad), csv(good), {"緯度": column(good, 1), "経度": column(good, 2)})


@of("K04")
def _kana(rng: random.Random) -> Variant:
    words = ["アオバ", "イズミ", "ミナト", "ヤマテ", "カワグチ", "マツバラ", "ミヤマエ", "タハラ"]
    rows = table(rng, 4, 8)
    picked = rng.sample(words, len(rows) - 1)
    hira = str.maketrans({chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)})
    good = [
        ["名称", "名称_カナ", "件数"],
        *([row[0], kana, row[1]] for row, kana in zip(rows[1:], picked, strict=True)),
    ]
    bad = [
        good[0],
        *(
            [row[0], row[1].translate(hira) if rng.random() < 0.7 or not r else row[1], row[2]]
            for r, row in enumerate(good[1:])
        ),
    ]
    return Variant(csv(bad), csv(good), {"名称_カナ": column(good, 1)})


@of("P02")
def _formulas(rng: random.Random) -> Variant:
    rows = table(rng)
    danger = ('=HYPERLINK("http://a")', "@SUM(1)", "=1+1", "+cmd|' /C calc'!A0", "＝A1")
    good = [[*rows[0], "備考"], *([*row, rng.choice(("- 項目", "駅前", "+81-3-1234-5678", "-"))] for row in rows[1:])]
    hit = rng.randrange(1, len(good))
    bad = [[*row[:-1], rng.choice(danger)] if r == hit else row for r, row in enumerate(good)]
    return Variant(csv(bad), csv(good), {"町名": column(rows, 0)})


@of("D07")
def _fiscal(rng: random.Random) -> Variant:
    first, name = rng.randint(1, 4), rng.choice(("年", "年次", "西暦", "和暦"))
    body = [(first + number, str(rng.randint(100, 999))) for number in range(rng.randint(3, 6))]
    ways = (lambda n: f"令和{n}年度", lambda n: f"{2018 + n}年度", lambda n: f"R{n}年度")
    way = rng.choice(ways)
    bad = [[name, "税収"], *([way(year), count] for year, count in body)]
    good = [[name, "税収"], *([f"{2018 + year}年", count] for year, count in body)]
    return Variant(csv(bad), csv(good), {"年度": column(bad, 0)})


def _by_schema(rng: random.Random, ident: str) -> Rows:
    """A table by a schema that is shipped, in its own words and order."""
    from tomoni.tables.tests.test_schema_permutations import value

    fields = library()[ident].fields
    return [[f.name for f in fields], *([value(f, rng, row) for f in fields] for row in range(rng.randint(6, 12)))]


@of("V07")
def _own_words(rng: random.Random) -> Variant:
    good = _by_schema(rng, "aed@2023")
    place = good[0].index("小児対応設備の有無")
    yes, no = rng.choice((("あり", "なし"), ("○", "×"), ("1", "0"), ("有り", "無し"), ("はい", "いいえ")))
    bad = [[yes if c == place and cell == "有" else no if c == place and cell == "無" else cell for c, cell in enumerate(row)]
           for row in good]  # fmt: skip
    return Variant(csv(bad), csv(good), {good[0][place]: column(good, place)}, schema="aed@2023")


@of("K01")
def _codes(rng: random.Random) -> Variant:
    good = _by_schema(rng, "aed@2023")
    place = good[0].index("全国地方公共団体コード")
    code = rng.choice([one.code for one in all_governments() if one.city and one.valid_to is None])
    for row in good[1:]:
        row[place] = code
    cut = rng.choice((code[:5], code.lstrip("0")[:-1]))
    bad = [good[0], *([cut if c == place else cell for c, cell in enumerate(row)] for row in good[1:])]
    return Variant(csv(bad), csv(good), {good[0][place]: column(good, place)}, schema="aed@2023")


@of("S14")
def _formulas(rng: random.Random) -> Variant:
    rows = table(rng, columns=3)
    rows[0][3] = "計"
    for row in rows[1:]:
        row[3] = str(int(row[1]) + int(row[2]))
    worked = rng.choice(("{0}={1}+{2}", "{0}=SUM({1}:{2})", "{0}=ROUND({1}+{2},0)"))
    return Variant(_written(rows, worked), _written(rows, ""), {"計": column(rows, 3)})


def _written(rows: Rows, formula: str) -> bytes:
    """A workbook as a spreadsheet saves it: formulas with the values they had."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet()
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if r and c == 3 and formula:
                sheet.write_formula(r, c, formula.format("", f"B{r + 1}", f"C{r + 1}"), None, int(cell))
            else:
                sheet.write(r, c, int(cell) if cell.isdecimal() else cell)
    made.close()
    return out.getvalue()
