"""Names of real places in the files of a site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tomoni.tables import codes

TEXT = {".html", ".json", ".jsonld", ".geojson", ".csv", ".svg", ".css", ".js", ".xml", ".atom", ".txt", ".md", ".toml", ".yml", ".webmanifest"}  # fmt: skip


def named(read: Mapping[str, str]) -> dict[str, list[str]]:
    """File → the real places it names, for the files that name any."""
    names = re.compile("|".join(sorted(map(re.escape, real_names()), key=len, reverse=True)))
    found = {path: sorted(set(names.findall(text))) for path, text in read.items()}
    return {path: hits for path, hits in found.items() if hits}


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in TEXT and ".tomoni" not in path.parts
    }


@cache
def real_names() -> set[str]:
    """Every prefecture with and without its suffix, every municipality of three letters or more, in Japanese; the
    prefectures in English."""
    names: set[str] = set()
    for entry in codes.all_governments():
        if entry.kind == "prefecture":
            names |= {entry.name, entry.name_en}
            names.add(entry.name if entry.name == "北海道" else entry.name[:-1])
        elif len(entry.name) > 2:
            names.add(entry.name)
    return {name for name in names if name}
