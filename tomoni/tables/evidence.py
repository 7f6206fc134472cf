"""Evidence: what a table says about the years its days leave out (3月7日).

Weighed in this order: full days in the same column, the day the table speaks of (○月○日現在), a year in its title or
notes, full days in other columns. A column of weekdays beside it confirms or refutes. No evidence, no year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from tomoni.tables.provenance import Change
from tomoni.tables.readings import ENDS, kind, month_day, path_to
from tomoni.tables.region import Region
from tomoni.tables.values.era import ERA, western_year

_YEAR = re.compile(rf"(?:({ERA})\.?\s?([0-9]{{1,2}}|元)|((?:19|20)[0-9]{{2}}))\s?年(度)?")
_STAMP = re.compile(r"((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_FULL_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_WEEKDAY = re.compile(r"[（(]?([月火水木金土日])(?:曜日?)?[）)]?")
WEEKDAYS = "月火水木金土日"
NEAR = 0.85
SAID = 0.8
MENTIONED = 0.7
CONFIRMED = 0.95


def hints_of(region: Region, texts_of: Sequence[pl.Series]) -> dict[str, object]:
    """What is known about years for the whole table: `until` (a day), or `year`, or `fiscal` (April to March). `texts_of`
    are the distinct texts of each column.

    `sure` is the confidence a year taken from it has, `why` the text it rests on.
    """
    said = region.as_of or region.grid.as_of
    day = _iso(said)
    if day:
        return {"until": day.isoformat(), "sure": SAID, "why": said}
    texts = [region.title, region.grid.sheet, *(text for _, text in region.notes), *region.grid.about.values()]
    texts += [level for column in region.columns for level in column.levels]
    for text in texts:
        hint = _mentioned(text)
        if hint:
            return {**hint, "sure": MENTIONED, "why": text[:60]}
    last = _last_day(texts_of)
    return {"until": last, "sure": MENTIONED, "why": last} if last else {}


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _mentioned(text: str) -> dict[str, object]:
    folded = unicodedata.normalize("NFKC", text)
    stamp = _STAMP.search(folded)
    if stamp:
        try:
            return {"until": date(int(stamp[1]), int(stamp[2]), int(stamp[3])).isoformat()}
        except ValueError:
            return {}
    found = _YEAR.search(folded)
    if not found:
        return {}
    year = int(found[3]) if found[3] else western_year(found[1], found[2])
    if year is None:
        return {}
    return {"fiscal": year} if found[4] else {"year": year}


def _last_day(raws: Sequence[pl.Series]) -> str:
    """The latest full day in a column that holds nothing but full days; "" when there is none. Distinct texts will do."""
    days = []
    for raw in raws:
        present = raw.drop_nulls()
        if not len(present) or not all(map(_FULL_DAY.fullmatch, present.head(20))):  # tells most columns at a glance
            continue
        if bool(present.str.contains(r"^(?:19|20)\d\d-\d\d-\d\d$").all()):
            days.append(str(present.max()))
    return max(days, default="")


def year_of(month: int, day: int, hints: Mapping[str, object]) -> int | None:
    """The year of a day without one, by the hints of its table."""
    until, year, fiscal = hints.get("until"), hints.get("year"), hints.get("fiscal")
    if isinstance(until, str):
        end = date.fromisoformat(until)
        return end.year if (month, day) <= (end.month, end.day) else end.year - 1
    if isinstance(fiscal, int):
        return fiscal if month >= 4 else fiscal + 1
    return year if isinstance(year, int) else None


def with_weekdays(raw: pl.Series, others: Iterable[pl.Series], hints: Mapping[str, object]) -> dict[str, object]:
    """The hints, corrected or confirmed by a column of weekdays in the same rows; unchanged when there is none."""
    for other in others:
        pairs = []
        for text, mark in zip(raw.head(400), other.head(400), strict=True):
            found = _WEEKDAY.fullmatch(mark.strip(ENDS)) if mark else None
            place = month_day(text) if text else None
            if found and place:
                pairs.append((place, WEEKDAYS.index(found[1])))
        if len(pairs) < 3:
            continue
        base = year_of(*pairs[0][0], hints)
        if base is None:
            continue
        for shift in (0, -1, 1, -2, 2):
            if _agree(pairs, hints, shift) >= 0.95:
                return {**_shifted(hints, shift), "sure": CONFIRMED, "why": f"{hints.get('why', '')} 曜日"}
    return dict(hints)


def _agree(pairs: Sequence[tuple[tuple[int, int], int]], hints: Mapping[str, object], shift: int) -> float:
    right = 0
    for (month, day), weekday in pairs:
        year = year_of(month, day, hints)
        try:
            right += year is not None and date(year + shift, month, day).weekday() == weekday
        except ValueError:
            continue
    return right / len(pairs)


def _shifted(hints: Mapping[str, object], shift: int) -> dict[str, object]:
    out = dict(hints)
    for key in ("year", "fiscal"):
        value = out.get(key)
        if isinstance(value, int):
            out[key] = value + shift
    until = out.get("until")
    if isinstance(until, str) and shift:
        end = date.fromisoformat(until)
        out["until"] = date(end.year + shift, end.month, min(end.day, 28)).isoformat()
    return out


def by_neighbours(raw: pl.Series, days: Mapping[str, str | None]) -> dict[int, Change]:
    """Years for the rows of a column that holds full days too: each takes the year that lies nearest to the row before
    (or after, at the top). `days` gives the ISO day of the texts that have one."""
    texts = raw.to_list()
    if not any(text is not None and days.get(text) for text in texts):
        return {}
    found: dict[int, Change] = {}
    for order in (range(len(texts)), range(len(texts) - 1, -1, -1)):
        near: date | None = None
        for row in order:
            text = texts[row]
            if text is None or row in found:
                near = _iso(found[row].after or "") if row in found else near
                continue
            if days.get(text):
                near = _iso(str(days[text]))
                continue
            place = month_day(text)
            if place is None or near is None:
                continue
            choice = min(
                (day for year in (near.year - 1, near.year, near.year + 1) if (day := _day(year, *place))),
                key=lambda day, near=near: abs((day - near).days),  # type: ignore[misc]
                default=None,
            )
            if choice:
                found[row] = Change(text, path_to(text, choice.isoformat(), "D02"), NEAR)
                near = choice
    return found


def over_new_year(raw: pl.Series, hints: Mapping[str, object]) -> dict[int, Change]:
    """Rows after the turn of the year, where days without a year run on from December to January under one year.

    Only when the days go up row by row but for those turns, and the hint is a calendar year; else {}. The year that is
    named is that of the first rows.
    """
    year = hints.get("year")
    if not isinstance(year, int):
        return {}
    place_of = {text: month_day(text) for text in raw.drop_nulls().unique()}
    found: dict[int, Change] = {}
    last: tuple[int, int] | None = None
    turns = 0
    for row, text in enumerate(raw):
        place = place_of.get(text) if text is not None else None
        if place is None:
            continue
        if last is not None and place < last:
            if last[0] < 10 or place[0] > 3:
                return {}
            turns += 1
        last = place
        day = _day(year + turns, *place) if turns else None
        if day:
            found[row] = Change(str(text), path_to(str(text), day.isoformat(), "D02"), NEAR)
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def yearless(texts: pl.Series) -> bool:
    """Whether some of the texts are days without a year."""
    short = texts.filter(texts.str.contains(r"^\s*[0-9０-９]{1,2}\s*[月/／]"))
    return any(kind(text) == "monthday" for text in short)
