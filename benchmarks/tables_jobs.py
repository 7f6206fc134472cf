"""The jobs that `tables.py` measures, each in a process of its own: `python tables_jobs.py JOB FILE OUT [WARM]`.

Prints one line of JSON: seconds, processor seconds, peak memory in MB and the versions of what did the work, or `missing` packages. A job
runs once on the small file WARM first, so that imports and caches of patterns are not measured. Peers may be installed
for another interpreter; nothing here needs Tomoni unless the job does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

DATES = ("公表_年月日", "発症_年月日", "退院_年月日")


def ours(path: Path, out: Path) -> None:
    """Everything: check, repair, report, recipe and change log on disk, the rows conformed to a schema, and provenance.json
    as a publication writes it."""
    from tomoni.tables import outputs
    from tomoni.tables.pipeline import repair
    from tomoni.tables.report import page
    from tomoni.tables.schema import conform, infer

    result = repair(path)
    outputs.write(result, out, stem="ours", data_format="parquet")
    (out / "report.html").write_text(page([result.to_json()]), encoding="utf-8")
    for table in result.tables:
        conformed = conform(table, infer(table))
        assert len(conformed.provenance) == table.frame.height
        (out / "provenance.json").write_bytes(conformed.provenance.dumps())


def ours_check(path: Path, out: Path) -> None:
    from tomoni.tables.pipeline import check

    check(path)


def ours_folder(path: Path, out: Path) -> None:
    """Every file below a folder; says which was slowest, which needed most memory, and which failed (none may)."""
    from tomoni.tables.pipeline import check

    seconds, memory, tables, refused, failed = [], [], 0, 0, []
    for file in sorted(path.rglob("*")):
        if not file.is_file():
            continue
        _forget_peak()
        start = time.perf_counter()
        try:
            result = check(file)
        except Exception as error:  # what must not happen is counted and named
            failed.append(f"{file.name}: {type(error).__name__}: {error}"[:200])
            continue
        seconds.append((time.perf_counter() - start, file.name, file.stat().st_size / 1e6))
        memory.append((_peak(), file.name, file.stat().st_size / 1e6))
        tables, refused = tables + len(result.tables), refused + result.refused
        del result
    slow, large = max(seconds), max(memory)
    said = [
        f"{len(seconds) + len(failed)} files, {tables} tables, {refused} refused with a reason, {len(failed)} tracebacks",
        f"slowest: {slow[1]} ({slow[2]:.1f} MB) {slow[0]:.2f} s",
        f"largest memory: {large[1]} ({large[2]:.1f} MB) {large[0]:.0f} MB",
        *failed,
    ]
    print(" · ".join(said), file=sys.stderr)


def limit(path: Path, out: Path) -> None:
    """Decoding, Polars' parse, Parquet."""
    import polars as pl

    data = path.read_bytes().decode("cp932").encode()
    pl.read_csv(data, infer_schema=False).write_parquet(out / "limit.parquet", compression="zstd")


def raw(path: Path, out: Path) -> None:
    """Polars' parse alone, of UTF-8."""
    import polars as pl

    pl.read_csv(path, infer_schema=False)


def pandas_pandera(path: Path, out: Path) -> None:
    """The same job as far as pandas and pandera go: decode, fold, dates, numbers, a schema, Parquet."""
    import pandas as pd
    import pandera.pandas as pa

    frame = pd.read_csv(path, encoding="cp932", dtype=str)
    for name in DATES:
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


def frictionless(path: Path, out: Path) -> None:
    """Validation by a typed schema; nothing is cleaned."""
    from frictionless import Resource, Schema

    header = path.open(encoding="cp932").readline().strip().split(",")
    kinds = {**dict.fromkeys(DATES, "date"), **dict.fromkeys(("No", "検査件数", "相談件数"), "integer")}
    kinds |= dict.fromkeys(("緯度", "経度"), "number")
    fields = [{"name": name, "type": kinds.get(name, "string")} for name in header]
    schema = Schema.from_descriptor({"fields": fields})
    report = Resource(path=path.name, basepath=str(path.parent), encoding="cp932", schema=schema).validate(
        limit_errors=10_000_000  # else it stops after 1,000 errors, which a messy file has at once
    )
    assert report.tasks[0].stats["rows"] > 1, report.tasks[0].errors  # it must have read the rows to be compared


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
JOBS: dict[str, tuple[tuple[str, ...], Job]] = {
    "ours": (("polars",), ours),
    "ours check": (("polars",), ours_check),
    "ours folder": (("polars",), ours_folder),
    "decode + Polars parse + Parquet": (("polars",), limit),
    "Polars' raw parse": (("polars",), raw),
    "pandas+pandera": (("pandas", "pandera", "pyarrow"), pandas_pandera),
    "frictionless validate": (("frictionless",), frictionless),
    "csv-detective": (("csv-detective",), csv_detective),
    "openpyxl reads the cells": (("openpyxl",), openpyxl_read),
    "calamine reads the cells": (("python-calamine",), calamine_read),
}


def _forget_peak() -> None:
    """The highest memory of this process counts from now on (Linux; elsewhere it goes on from the start)."""
    gc.collect()
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Highest memory of this process in MB. Linux counts what the parent had before this program began, so its own
    figure for this program goes first."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "")
        if line:
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(name: str, path: Path, out: Path, warm: Path | None) -> dict[str, object]:
    packages, job = JOBS[name]
    try:
        versions = " ".join(f"{package} {metadata.version(package)}" for package in packages)
    except metadata.PackageNotFoundError as absent:
        return {"missing": absent.name}
    if warm:
        job(warm, out)
    gc.collect()
    start, busy = time.perf_counter(), time.process_time()
    job(path, out)
    seconds, cpu = time.perf_counter() - start, time.process_time() - busy
    return {"seconds": seconds, "cpu": cpu, "mb": _peak(), "versions": versions}


if __name__ == "__main__":
    places = [Path(argument) for argument in sys.argv[2:]]
    print(json.dumps(main(sys.argv[1], places[0], places[1], places[2] if len(places) > 2 else None)))
