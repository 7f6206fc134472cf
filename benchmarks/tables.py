"""How fast the table engine is: check + repair + recipe + provenance against peers and the limit, medians of rounds.

    python benchmarks/tables.py [--quick] [--json] [--rounds N]

The limit is what no tool of this kind can be faster than: decoding, Polars' parse and a Parquet write of the same data
already clean. Peers run on the same file in the same rounds, when they are installed (requirements/bench.txt); one that
is not is printed as such. Data are made with a fixed seed; nothing is downloaded.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import json
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import polars as pl

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
    import csv

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


def median(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def ours(path: Path, out: Path) -> None:
    """Everything `repair` does in memory, and the clean table, its recipe and its changes on disk as Parquet."""
    from tomoni.tables import outputs
    from tomoni.tables.pipeline import repair

    outputs.write(repair(path), out, stem="ours", data_format="parquet")


def limit(path: Path, out: Path) -> None:
    """Decoding, Polars' parse, Parquet."""
    data = path.read_bytes().decode("cp932").encode()
    pl.read_csv(data, infer_schema=False).write_parquet(out / "limit.parquet", compression="zstd")


def pandas_pandera(path: Path, out: Path) -> None:
    """The same job as far as pandas and pandera go: decode, fold, dates, numbers, a schema, Parquet."""
    import pandas as pd
    import pandera.pandas as pa

    frame = pd.read_csv(path, encoding="cp932", dtype=str)
    for name in ("公表_年月日", "発症_年月日", "退院_年月日"):
        text = frame[name].str.normalize("NFKC")
        era_parts = text.str.extract(r"^(?:令和|R)(\d+|元)[年.](\d+)[月.](\d+)日?$")
        year = pd.to_numeric(era_parts[0].replace("元", "1"), errors="coerce") + 2018
        iso = year.astype("Int64").astype(str) + "-" + era_parts[1] + "-" + era_parts[2]
        frame[name] = pd.to_datetime(iso.where(era_parts[0].notna(), text), errors="coerce", format="mixed")
    for name in ("検査件数", "相談件数", "No"):
        frame[name] = pd.to_numeric(frame[name].str.normalize("NFKC").str.replace(",", ""), errors="coerce")
    for name in ("緯度", "経度"):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    schema = pa.DataFrameSchema(
        {
            "検査件数": pa.Column(float, pa.Check.ge(0), nullable=True),
            "緯度": pa.Column(float, pa.Check.in_range(20, 46)),
        }
    )
    schema.validate(frame, lazy=True)
    frame.to_parquet(out / "pandas.parquet")


def frictionless_messy(path: Path, out: Path) -> None:
    from frictionless import Resource

    fields = [{"name": name, "type": "date" if name.endswith("年月日") else "string"} for name in HEADER]
    Resource(path=path.name, basepath=str(path.parent), encoding="cp932", schema={"fields": fields}).validate()


def csv_detective(path: Path, out: Path) -> None:
    detective = importlib.import_module("csv_detective")
    detective.routine(str(path), encoding="cp932", num_rows=-1, save_results=False)


def openpyxl_read(path: Path, out: Path) -> None:
    from openpyxl import load_workbook

    for row in load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True):
        len(row)


def calamine_read(path: Path, out: Path) -> None:
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


Job = Callable[[Path, Path], None]
PEERS: dict[str, tuple[tuple[str, ...], Job]] = {
    "pandas+pandera": (("pandas", "pandera", "pyarrow"), pandas_pandera),
    "frictionless": (("frictionless",), frictionless_messy),
    "csv-detective": (("csv-detective",), csv_detective),
}
SLOW = frozenset(("frictionless", "csv-detective"))


def version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def case(name: str, mine: float, peer: str, theirs: float | None, items: int) -> dict[str, Any]:
    return {
        "case": name,
        "unit": "s",
        "ours": round(mine, 3),
        "peer": round(theirs, 3) if theirs is not None else None,
        "ratio": round(theirs / mine, 2) if theirs is not None else None,
        "against": peer,
        "rows_per_second": round(items / mine),
    }


def csv_cases(folder: Path, count: int, rounds: int, quick: bool) -> list[dict[str, Any]]:
    made = rows(count)
    path = folder / "messy.csv"
    path.write_bytes(csv_bytes([messy for messy, _ in made], "cp932"))
    clean = folder / "clean.csv"
    clean.write_bytes(csv_bytes([row for _, row in made], "cp932"))
    name = f"csv {count:,}×{len(HEADER)} cp932, {path.stat().st_size / 1e6:.0f} MB"
    mine, lower, raw = [], [], []
    utf8 = clean.read_bytes().decode("cp932").encode()
    for _ in range(rounds):  # interleaved, so that a busy machine hits all alike
        lower.append(median(lambda: limit(clean, folder), 1))
        mine.append(median(lambda: ours(path, folder), 1))
        raw.append(median(lambda: pl.read_csv(utf8, infer_schema=False), 1))
    mid = statistics.median(mine)
    found = [
        case(name, mid, "limit: decode + Polars parse + Parquet of clean data", statistics.median(lower), count),
        case(name, mid, "Polars' raw parse alone", statistics.median(raw), count),
    ]
    for peer, (packages, job) in PEERS.items():
        versions = [version(package) for package in packages]
        if None in versions:
            found.append(case(name, mid, f"{peer}: not installed", None, count))
        elif quick and peer in SLOW:
            found.append(case(name, mid, f"{peer}: left out of --quick", None, count))
        else:
            label = f"{peer} {' '.join(str(v) for v in versions)}"
            found.append(case(name, mid, label, median(lambda job=job: job(path, folder), max(1, rounds // 2)), count))
    return found


def workbook_cases(folder: Path, count: int, rounds: int, quick: bool) -> list[dict[str, Any]]:
    path = folder / f"book{count}.xlsx"
    workbook(path, count)
    name = f"xlsx {count:,} rows, merged headers"
    mine = median(lambda: ours(path, folder), rounds)
    found = [
        case(name, mine, "limit: calamine reads the cells", median(lambda: calamine_read(path, folder), rounds), count)
    ]
    label = f"openpyxl {version('openpyxl')} reads the cells"
    found.append(case(name, mine, label, median(lambda: openpyxl_read(path, folder), 1 if quick else rounds), count))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int)
    options = parser.parse_args()
    rounds = options.rounds or (3 if options.quick else 5)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        found = csv_cases(folder, 200_000, rounds, options.quick)
        for count in (2_000,) if options.quick else (2_000, 100_000):
            found += workbook_cases(folder, count, rounds, options.quick)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if options.json:
        json.dump({"cases": found}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    for item in found:
        peer = "—" if item["peer"] is None else f"{item['peer']:.3f} s (peer ÷ ours {item['ratio']})"
        print(
            f"{item['case']:40} ours {item['ours']:.3f} s  {item['rows_per_second']:>9,} rows/s   {item['against']}: {peer}"
        )
    print(
        f"medians of {rounds} rounds · peak of the whole run {peak:,.0f} MB · polars {pl.__version__} · Python {platform.python_version()}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
