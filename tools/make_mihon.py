"""Makes the sample community's source files: small, messy as real ones are, and wholly invented.

usage: python tools/make_mihon.py communities/mihon

Everything comes from one fixed seed, so the same bytes come out on any machine. The city (架空のみほん市, code 992011) does
not exist; 99xxxx marks synthetic data, which Tomoni never publishes as real. What each file shows:
 - a cp932 CSV with a title row, era dates, full-width digits and dashes for "not known";
 - a workbook with merged two-row headers, notes below and a total row;
 - a workbook whose dates are bare Excel serials, with a second, cumulative column;
 - a UTF-8 CSV of daily states that must add up; a facility list in the standard municipal form;
 - a workbook of counts by ward with blank cells that mean "same as above";
 - a list of help by the city, companies and groups (mihon_support.py).
"""

from __future__ import annotations

import csv
import io
import json
import math
import random
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools import mihon_map
from tools.mihon_support import measures_csv

SEED = 992011
FIRST, LAST = date(2020, 3, 2), date(2020, 6, 30)
WARDS = ("東区", "西区", "南区", "北区", "中央区")
AGES = ("10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "70代", "80代", "90歳以上")
AGE_WEIGHTS = (2, 4, 18, 16, 15, 15, 10, 9, 7, 4)
EXCEL_EPOCH = date(1899, 12, 30)
CODE, PREFECTURE, CITY = "992011", "架空県", "みほん市"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def days() -> list[date]:
    return [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]


def wave(day: date) -> float:
    """Expected new cases of a day: one wave with its top in mid April, and a low week-end."""
    offset = (day - date(2020, 4, 14)).days
    height = 9.5 * math.exp(-(offset**2) / (2 * 17**2)) + 0.35
    return height * (0.55 if day.weekday() >= 5 else 1.1)


def poisson(rng: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def era(day: date, style: int) -> str:
    year = day.year - 2018
    return (f"令和{year}年{day.month}月{day.day}日", f"R{year}.{day.month}.{day.day}", day.strftime("%Y/%-m/%-d"))[
        style
    ]


@dataclass(frozen=True)
class Patient:
    """One invented case. `day` is the announcement; `leaves` ends the stay, by discharge or death."""

    day: date
    ward: str
    age: str
    sex: str
    onset: date | None
    leaves: date
    severe: bool
    dies: bool


class City:
    """What happened in the invented city, day by day: the one truth that all sample files are written from."""

    def __init__(self) -> None:
        rng = random.Random(SEED)
        self.new = {day: poisson(rng, wave(day)) for day in days()}
        self.patients: list[Patient] = []
        for day, count in self.new.items():
            for _ in range(count):
                self.patients.append(
                    Patient(
                        day=day,
                        onset=day - timedelta(rng.randint(2, 9)) if rng.random() < 0.72 else None,
                        ward=rng.choices(WARDS, (5, 4, 6, 3, 9))[0] if rng.random() < 0.96 else "市外",
                        age=rng.choices(AGES, AGE_WEIGHTS)[0],
                        sex=rng.choice(("男性", "女性")),
                        leaves=day + timedelta(rng.randint(9, 26)),
                        severe=rng.random() < 0.06,
                        dies=rng.random() < 0.018,
                    )
                )
        self.tests = {day: 18 + poisson(rng, wave(day) * 7) if day.weekday() < 6 else 0 for day in days()}
        self.private = {day: int(count * rng.uniform(0.2, 0.45)) for day, count in self.tests.items()}
        self.calls = {day: 40 + poisson(rng, wave(day) * 14) for day in days()}

    def state(self, day: date) -> dict[str, int]:
        """Counts at the end of a day; 陽性者数 = 入院中 + 宿泊療養 + 死亡 + 退院 holds every day."""
        known = [p for p in self.patients if p.day <= day]
        gone = [p for p in known if p.leaves <= day]
        dead = sum(1 for p in gone if p.dies)
        ill = [p for p in known if p.leaves > day]
        hotel = sum(1 for n, p in enumerate(ill) if not p.severe and n % 4 == 3)
        severe = sum(1 for p in ill if p.severe)
        return {
            "陽性者数": len(known),
            "入院中": len(ill) - hotel,
            "うち重症": severe,
            "宿泊療養": hotel,
            "死亡": dead,
            "退院": len(gone) - dead,
        }


def csv_bytes(rows: Iterable[Iterable[object]], encoding: str, newline: str = "\r\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator=newline).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook_bytes(fill: Callable[[Workbook], None]) -> bytes:
    """The workbook as the same bytes every time: no creation time inside, fixed times in the ZIP."""
    book = Workbook()
    fill(book)
    book.properties.creator = "みほん市（架空）"
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = (
                    b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties '
                    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
                )
            new.writestr(zipfile.ZipInfo(name, (2020, 7, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def patients_csv(city: City) -> bytes:
    rows: list[list[object]] = [
        ["みほん市 新型コロナウイルス感染症 陽性者の属性（架空のデータです）", "", "", "", "", "", "", ""],
        ["令和2年6月30日18時現在", "", "", "", "", "", "", ""],
        ["No", "公表日", "発症日", "居住地", "年代", "性別", "退院済フラグ", "備考"],
    ]
    for number, patient in enumerate(city.patients, 1):
        day, onset = patient.day, patient.onset
        style = 0 if number < 60 else 1 if number < 120 else 2
        left = patient.leaves <= LAST and not patient.dies
        rows.append(
            [
                str(number).translate(FULL_WIDTH) if number % 37 == 0 else number,
                era(day, style),
                era(onset, style) if onset else "―" if number % 3 else "調査中",
                f"{CITY}{patient.ward}" if patient.ward != "市外" else "市外",
                patient.age,
                patient.sex,
                1 if left else "",
                "",
            ]
        )
    return csv_bytes(rows, "cp932")


def tests_xlsx(city: City) -> bytes:
    def fill(book: Workbook) -> None:
        sheet = sheet_of(book, "検査実施状況")
        sheet["A1"] = "検査実施状況（架空のデータです）"
        sheet["A1"].font = Font(bold=True, size=14)
        sheet["G2"] = "単位：件"
        for address, text in {"A3": "実施年月日", "B3": "PCR検査", "D3": "抗原検査", "E3": "合計"}.items():
            sheet[address] = text
        sheet["B4"], sheet["C4"] = "衛生研究所", "民間検査機関等"
        for area in ("A3:A4", "B3:C3", "D3:D4", "E3:E4"):
            sheet.merge_cells(area)
        row = 5
        totals = [0, 0, 0, 0]
        for day, count in city.tests.items():
            private = city.private[day]
            antigen = private // 3 if day >= date(2020, 5, 18) else 0
            figures = [count - private, private - antigen, antigen, count]
            totals = [a + b for a, b in zip(totals, figures, strict=True)]
            for column, value in enumerate([(day - EXCEL_EPOCH).days, *figures], 1):
                sheet.cell(row, column, value)
            sheet.cell(row, 1).number_format = "m月d日"
            row += 1
        for column, value in enumerate(["合計", *totals], 1):
            sheet.cell(row, column, value)
        sheet.cell(row + 2, 1, "※ 抗原検査は5月18日から。医療機関が行った検査をふくみます。")
        sheet.cell(row + 3, 1, "※ このファイルは見本のために作った架空のデータです。")

    return workbook_bytes(fill)


def calls_xlsx(city: City) -> bytes:
    def fill(book: Workbook) -> None:
        sheet = sheet_of(book, "相談件数")
        sheet["A1"], sheet["B1"] = (LAST - EXCEL_EPOCH).days, "時点"
        sheet["A1"].number_format = "yyyy/m/d"
        sheet["A2"], sheet["B2"], sheet["C2"] = "受付日", "相談件数\n（日別）", "相談件数\n（累計）"
        total = 0
        for row, (day, count) in enumerate(city.calls.items(), 3):
            total += count
            sheet.cell(row, 1, (day - EXCEL_EPOCH).days)  # a bare serial: no date format, as after a paste of values
            sheet.cell(row, 2, count)
            sheet.cell(row, 3, f"{total:,}")
        for cell in sheet[2]:
            cell.alignment = Alignment(wrap_text=True)
        book.create_sheet("＿")

    return workbook_bytes(fill)


def states_csv(city: City) -> bytes:
    header = ["年月日", "陽性者数", "入院中", "うち重症", "宿泊療養", "死亡", "退院"]
    rows = [[day.strftime("%Y/%m/%d"), *city.state(day).values()] for day in days() if day >= date(2020, 4, 1)]
    return csv_bytes([header, *rows], "utf-8-sig")


def wards_xlsx(city: City) -> bytes:
    def fill(book: Workbook) -> None:
        sheet = sheet_of(book, "区別年代別")
        sheet["A1"] = "区別・年代別の陽性者数（令和2年6月30日現在）"
        for column, text in enumerate(["区", "年　代", "人　数"], 1):
            sheet.cell(3, column, text)
        groups = (("30代以下", AGES[:4]), ("40～60代", AGES[4:7]), ("70代以上", AGES[7:]))
        row = 4
        for ward in WARDS:
            sheet.cell(row, 1, ward)
            for label, ages in groups:
                count = sum(1 for p in city.patients if p.ward == ward and p.age in ages)
                sheet.cell(row, 2, label)
                sheet.cell(row, 3, f"{count}人")
                row += 1
            sheet.merge_cells(start_row=row - 3, start_column=1, end_row=row - 1, end_column=1)
        sheet.cell(row, 1, "計")
        sheet.cell(row, 3, f"{sum(1 for p in city.patients if p.ward in WARDS)}人")
        sheet.cell(row + 1, 1, "注）市外の方はふくみません。")

    return workbook_bytes(fill)


def aed_csv() -> bytes:
    rng = random.Random(SEED + 1)
    header = [
        "都道府県コード又は市区町村コード",
        "NO",
        "都道府県名",
        "市区町村名",
        "名称",
        "名称_カナ",
        "住所",
        "緯度",
        "経度",
    ]
    header += ["設置位置", "電話番号", "利用可能曜日", "開始時間", "終了時間", "小児対応設備の有無", "備考"]
    rows: list[list[object]] = [header]
    kinds = (
        ("市民センター", "シミンセンター"),
        ("小学校", "ショウガッコウ"),
        ("図書館", "トショカン"),
        ("体育館", "タイイクカン"),
    )
    kana = {"東区": "ヒガシク", "西区": "ニシク", "南区": "ミナミク", "北区": "キタク", "中央区": "チュウオウク"}
    number = 0
    for ward in WARDS:
        for kind, reading in kinds:
            number += 1
            latitude, longitude = 30.5 + rng.uniform(-0.05, 0.05), 136.5 + rng.uniform(-0.06, 0.06)
            address = f"{PREFECTURE}{CITY}{ward}{rng.randint(1, 4)}丁目{rng.randint(1, 20)}番{rng.randint(1, 15)}号"
            rows.append(
                [
                    CODE,
                    f"{number:010d}",
                    PREFECTURE,
                    CITY,
                    f"{ward[:-1]}{kind}",
                    f"{kana[ward][:-1]}{reading}",
                    address,
                    f"{latitude:.6f}",
                    f"{longitude:.6f}",
                    "１階　玄関",
                    f"000-0{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
                    "月火水木金",
                    "８：３０",
                    "17:15",
                    rng.choice(("有", "無", "○")),
                    "",
                ]
            )
    return csv_bytes(rows, "cp932")


def supplies_csv() -> bytes:
    """Where water and blankets are handed out: what the sample's feed of stock is made of."""
    rng = random.Random(SEED + 2)
    rows: list[list[object]] = [["番号", "名称", "住所", "地区", "緯度", "経度", "開設時間", "水", "毛布", "備考"]]
    for number, ward in enumerate(WARDS):
        for place in ("小学校", "公民館", "中央公園"):
            code = f"W{number + 1}{len(rows):02d}"
            latitude, longitude = 30.5 + rng.uniform(-0.05, 0.05), 136.5 + rng.uniform(-0.06, 0.06)
            water = rng.choice((0, rng.randint(1, 29), rng.randint(30, 400), rng.randint(100, 400)))
            blankets: object = rng.choice((rng.randint(0, 120), "残りわずか", "休止"))
            address = f"{PREFECTURE}{CITY}{ward}{rng.randint(1, 4)}丁目{rng.randint(1, 20)}番"
            hours = "8時〜20時" if place != "中央公園" else "24時間"
            note = "容器を持ってきてください" if place == "中央公園" else ""
            spot: list[object] = [f"{latitude:.6f}", f"{longitude:.6f}"]
            rows.append([code, f"{ward[:-1]}{place}", address, ward, *spot, hours, water, blankets, note])
    return csv_bytes(rows, "utf-8-sig")


def areas_geojson() -> bytes:
    """Outlines of the five invented wards, in the open sea south of Honshu: a rough disc cut into five."""
    rng = random.Random(SEED + 2)
    centre = (136.5, 30.5)

    def point(angle: float, radius: float) -> list[float]:
        return [round(centre[0] + radius * math.cos(angle) * 1.15, 5), round(centre[1] + radius * math.sin(angle), 5)]

    steps = 64
    outer = [0.085 + 0.012 * math.sin(3 * a / steps * math.tau) + rng.uniform(-0.004, 0.004) for a in range(steps)]
    inner = [0.030 + rng.uniform(-0.003, 0.003) for _ in range(steps)]
    features = []
    for index, ward in enumerate(("北区", "西区", "南区", "東区")):
        span = [(index * 16 + 8 + n) % steps for n in range(17)]
        ring = [point(n / steps * math.tau, outer[n]) for n in span]
        ring += [point(n / steps * math.tau, inner[n]) for n in reversed(span)]
        features.append((ward, [*ring, ring[0]]))
    core = [point(n / steps * math.tau, inner[n]) for n in range(steps)]
    features.append(("中央区", [*core, core[0]]))
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": f"{CITY}{ward}", "code": f"9920{number}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for number, (ward, ring) in enumerate(features, 2)
        ],
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def sheet_of(book: Workbook, title: str) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return sheet


def files() -> dict[str, bytes]:
    """File name → bytes of every generated file of the sample."""
    city = City()
    return {
        "files/mihon_patients.csv": patients_csv(city),
        "files/mihon_tests.xlsx": tests_xlsx(city),
        "files/mihon_calls.xlsx": calls_xlsx(city),
        "files/mihon_status.csv": states_csv(city),
        "files/mihon_wards.xlsx": wards_xlsx(city),
        "files/mihon_aed.csv": aed_csv(),
        "files/mihon_supplies.csv": supplies_csv(),
        "files/mihon_support.csv": measures_csv(),
        "areas.geojson": areas_geojson(),
        **mihon_map.files(),
    }


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "communities/mihon")
    for name, data in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        sys.stdout.write(f"{path} {len(data)} bytes\n")


if __name__ == "__main__":
    main()
