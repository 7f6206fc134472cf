"""names: header texts → one name a column: cleaned, joined over levels, told apart, and guessed where there is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tomoni.tables.grid import Scalar
from tomoni.tables.layout.kinds import Kind, plain, squeeze, year_of
from tomoni.tables.region import Column, Origin

_CJK = r"[぀-ヿ㐀-鿿豈-﫿々ー（）・０-９]"
_ERA = re.compile(r"明治|大正|昭和|平成|令和")
_MARKER = re.compile(r"[ 　]*((注?[ 　]?\d{1,2}[)）])|(注\d{1,2})|[※＊*]\d{0,2})$")


def clean(words: str) -> str:
    """Line breaks and padding out: 「人　　口」→「人口」, 「total\\nnumber」→「total number」. Characters stay as they are."""
    flat = re.sub(r"[\s　]+", " ", words).strip()
    return re.sub(rf"(?<={_CJK}) (?={_CJK})", "", flat)


def join(levels: Sequence[str]) -> str:
    """Levels from top to bottom, joined with _; an era, its year and the western year in brackets are one word."""
    name = ""
    for level in levels:
        if not name:
            name = level
        elif (
            _ERA.search(name.rsplit("_", 1)[-1])
            and re.match(r"[ 　]?(\d|元|[０-９])", level)
            and not re.search(r"[年\d]", name)
        ) or (re.fullmatch(r"[(（]\d{4}年?[)）]", level.strip()) and re.search(r"年度?$", name)):
            name += level.strip()
        else:
            name += f"_{level}"
    return name


def without_marker(name: str, notes: Sequence[str]) -> str:
    """The name without a footnote sign (性比1)), when a note below starts with that sign."""
    found = _MARKER.search(name)
    if not found or found.start() == 0:
        return name
    sign = squeeze(found[1])
    return name[: found.start()] if any(squeeze(n).startswith((sign, "注" + sign, "(" + sign)) for n in notes) else name


def guess(kinds: Counter[Kind], years: bool, first: bool, number: int) -> tuple[str, float]:
    """A name for a column that has none, by what it holds: 日付, 年, 区分 for the first words, else 列3."""
    total = sum(kinds.values())
    if total and kinds[Kind.DATE] >= 0.8 * total:
        return "日付", 0.9
    if total and (years or kinds[Kind.PERIOD] >= 0.8 * total) and first:
        return ("年", 0.8) if years else ("時期", 0.7)
    if first and total and kinds[Kind.WORDS] + kinds[Kind.PERIOD] >= 0.8 * total:
        return "区分", 0.5
    return f"列{number}", 0.3


_COMPARES = re.compile(r"(前|対|同)(年|回|月|期|週|日|々)|比$|増減|構成[比率]|割合|伸び?率|順位|起日|指数|[率比][(（]")


def comparing(columns: list[Column]) -> list[int]:
    """Equal names that only compare (実人数 | 前年比 | 宿泊客 | 前年比) take the name of the column they follow.

    In place; returns the positions that were renamed. Nothing is done unless that tells all of them apart.
    """
    groups: dict[str, list[int]] = {}
    for position, column in enumerate(columns):
        if column.levels and not column.is_label:
            groups.setdefault(plain(column.name), []).append(position)
    repeated = {p for members in groups.values() if len(members) > 1 for p in members}
    renamed: dict[int, str] = {}
    for members in groups.values():
        if len(members) < 2 or not _COMPARES.search(columns[members[0]].name):
            continue
        before = [next((q for q in range(p - 1, -1, -1) if q not in repeated), -1) for p in members]
        if min(before) < 0 or len(set(before)) < len(members) or any(columns[q].is_label for q in before):
            continue
        renamed.update({p: f"{columns[q].name}_{columns[p].name}" for p, q in zip(members, before, strict=True)})
    for position, name in renamed.items():
        columns[position].name = name
    return sorted(renamed)


def distinct(columns: list[Column]) -> list[int]:
    """Give equal names a number (_2, _3 …), in place; returns the positions that were renamed."""
    seen: Counter[str] = Counter()
    taken = {c.name for c in columns}
    renamed = []
    for position, column in enumerate(columns):
        key = plain(column.name)
        seen[key] += 1
        if seen[key] > 1:
            base, number = column.name, seen[key]
            while f"{base}_{number}" in taken:
                number += 1
            column.name = f"{base}_{number}"
            taken.add(column.name)
            renamed.append(position)
    return renamed


def all_years(values: Sequence[Scalar]) -> bool:
    """Whether a column holds nothing but years."""
    found = [year_of(v) for v in values if v is not None]
    return len(found) >= 2 and all(y is not None for y in found)


def origin(levels: Sequence[str], filled: bool) -> Origin:
    """Where a name made of these levels comes from."""
    if not levels:
        return Origin.GUESSED
    return Origin.FILLED if filled else Origin.JOINED if len(levels) > 1 else Origin.HEADER
