"""Batch: many files at once — names to files, files to processes, our own bugs to a result that says so."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from tomoni.cli.output import progress, words
from tomoni.i18n import Text

Json = dict[str, Any]
SUFFIXES = frozenset(
    (
        ".csv",
        ".tsv",
        ".txt",
        ".tab",
        ".xlsx",
        ".xlsm",
        ".xlsb",
        ".xltx",
        ".xls",
        ".ods",
        ".json",
        ".geojson",
        ".jsonl",
        ".ndjson",
        ".kml",
        ".kmz",
        ".gpx",
        ".umap",
        ".zip",
    )
)
"""What is taken from a directory. A file that is named outright is read whatever it is called."""
ALONE = 3
"""Up to so many files one process is quicker than starting several."""


def expand(names: tuple[str, ...]) -> list[str]:
    """Files of the names, directories (their tables, sorted) and patterns given; each once, "-" is stdin."""
    found: dict[str, None] = {}
    for name in names:
        path = Path(name)
        if name == "-" or path.is_file():
            found[name] = None
        elif path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in SUFFIXES)
            found.update((str(p), None) for p in inside if not any(part.startswith(".") for part in p.parts[1:]))
        elif any(sign in name for sign in "*?["):
            root = Path(path.anchor) if path.is_absolute() else Path()
            matches = root.glob(str(path.relative_to(path.anchor)))
            found.update((str(p), None) for p in sorted(matches) if p.is_file())
        else:
            raise click.UsageError(words(Text(f"ファイルがありません: {name}", f"no such file: {name}")))
    if not found:
        raise click.UsageError(words(Text("表のファイルが見つかりません。", "No table files were found.")))
    return list(found)


def stems(targets: list[str]) -> dict[str, str]:
    """One stem a file; the later of two equal ones gets a number."""
    stems: dict[str, str] = {}
    taken: dict[str, int] = {}
    for target in targets:
        stem = "stdin" if target == "-" else Path(target).stem
        taken[stem.casefold()] = number = taken.get(stem.casefold(), 0) + 1
        stems[target] = stem if number == 1 else f"{stem}-{number}"
    return stems


def each(work: Callable[[str], Json], targets: list[str], label: Text) -> Iterator[Json]:
    if len(targets) <= ALONE or "-" in targets or (os.cpu_count() or 1) == 1:
        yield from (work(target) for target in progress(targets, label))
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=min(len(targets), os.cpu_count() or 1)) as pool:
        yield from progress(pool.map(work, targets, chunksize=1), label, total=len(targets))


def guarded(make: Callable[[], Json], target: str, debug: bool) -> Json:
    """A bug of ours becomes a result that says so; the traceback only for --debug."""
    try:
        return make()
    except Exception as error:
        if debug:
            traceback.print_exc()
        message = {
            "ja": f"内部のエラーで読めませんでした（{type(error).__name__}）。ファイルは変わっていません。",
            "en": f"An internal error stopped reading ({type(error).__name__}). The file is unchanged.",
        }
        finding = {"rule": "F03", "severity": "error", "cells": [], "count": 1, "message": message, "repairable": False}
        file = {"path": target, "sha256": "", "format": "", "encoding": None, "findings": [finding], "tables": []}
        return {"file": file, "written": [], "error": f"{type(error).__name__}: {error}", "internal": True}


def source_of(target: str) -> tuple[Path | bytes, str]:
    return (sys.stdin.buffer.read(), "-") if target == "-" else (Path(target), Path(target).name)
