"""Codes of local governments (全国地方公共団体コード): which exist, what they are called, where they are, since when.

The table is `data/local_governments.csv`, made by tools/make_codes.py (source and licence: README.md beside this
file). Codes are texts of six digits, the last a check digit; 99xxxx is nobody's and marks synthetic data.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

DATA = Path(__file__).parent / "data" / "local_governments.csv"
SOURCE = "code4fukui/localgovjp (CC0 1.0)"

_DIGITS = re.compile(r"\d{4,6}")
_SUFFIX = re.compile(r"[都道府県市区町村]$")


@dataclass(frozen=True, slots=True)
class LocalGovernment:
    """One local government under one name. `city` is "" for a prefecture; a ward's is 神戸市中央区.

    `valid_from` is the first day of this code and name, `valid_to` the first day they no longer hold; None: before
    2017, and still. `lat` and `lon` are its office, WGS84 degrees. `name_en` is made from the kana by rule.
    """

    code: str
    prefecture: str
    city: str
    kana: str
    name_en: str
    lat: float
    lon: float
    kind: str
    valid_from: date | None
    valid_to: date | None

    @property
    def code5(self) -> str:
        """The code without its check digit, as in boundary files and e-Stat."""
        return self.code[:5]

    @property
    def name(self) -> str:
        return self.city or self.prefecture

    @property
    def full_name(self) -> str:
        return self.prefecture + self.city

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


def check_digit(code5: str) -> str:
    """The sixth digit: "28210" → "3" (weights 6 to 2, modulus 11; 総務省「全国地方公共団体コード」仕様)."""
    if not re.fullmatch(r"\d{5}", code5):
        raise ValueError(f"not five digits: {code5!r}")
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_code(text: str) -> bool:
    """Six digits with the right check digit, whether or not anybody has the code."""
    return bool(re.fullmatch(r"\d{6}", text)) and check_digit(text[:5]) == text[5]


def is_synthetic(code: str) -> bool:
    """99xxxx (or 99xxx): no prefecture has the number 99, so such a code never means a real place."""
    return bool(re.fullmatch(r"99\d{3,4}", code))


@cache
def all_governments() -> tuple[LocalGovernment, ...]:
    """Every row of the table, past ones too, in the order of codes."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            LocalGovernment(
                row["code"],
                row["prefecture"],
                row["city"],
                row["kana"],
                row["name_en"],
                float(row["lat"]),
                float(row["lon"]),
                row["kind"],
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(file)
        )


def local_governments() -> pl.DataFrame:
    """The table as a frame: code, prefecture, city, kana, name_en, lat, lon, kind, valid_from, valid_to (dates)."""
    import polars as pl

    schema = dict.fromkeys(("code", "prefecture", "city", "kana", "name_en", "kind"), pl.String) | {
        "lat": pl.Float64,
        "lon": pl.Float64,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
    }
    return pl.read_csv(DATA, schema_overrides=schema).with_columns(pl.col("city").fill_null(""))


def find(text: str, *, on: date | None = None, prefecture: str = "") -> list[LocalGovernment]:
    """Whoever is meant by a code (six digits, five, or with a lost leading zero) or a name, best first.

    Names may have their prefecture or not (兵庫県神戸市, 神戸市, 神戸市中央区, 中央区, 神戸), any spacing and width,
    Japanese or English. More than one entry: the name is not unique (府中市); none: nobody is called so.
    `on` keeps those valid on that day; without it, those valid now, and past ones only if there is no other.
    `prefecture` narrows a name to one prefecture.
    """
    key = _normal(text)
    found = _by_code(key) if _DIGITS.fullmatch(key) else _by_name(key)
    if prefecture:
        found = [entry for entry in found if entry.prefecture == prefecture]
    if on:
        return [entry for entry in found if entry.is_valid(on)]
    return [entry for entry in found if entry.valid_to is None] or found


def prefecture_of(code: str) -> LocalGovernment | None:
    """The prefecture a code (five or six digits) belongs to."""
    return next((e for e in all_governments() if e.kind == "prefecture" and e.code[:2] == code[:2]), None)


def neighbours(code: str, count: int = 5) -> list[LocalGovernment]:
    """The nearest others of the same kind (wards with wards, prefectures with prefectures), nearest first, by office."""
    here = next(iter(find(code)), None)
    if here is None:
        return []
    groups = ({"prefecture"}, {"ward"}, {"city", "town", "village", "special-ward"})
    same = next(group for group in groups if here.kind in group)
    others = [e for e in all_governments() if e.kind in same and e.valid_to is None and e.code != here.code]

    def distance(other: LocalGovernment) -> float:
        narrow = math.cos(math.radians((here.lat + other.lat) / 2))
        return math.hypot(here.lat - other.lat, (here.lon - other.lon) * narrow)

    return sorted(others, key=distance)[:count]


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s,]", "", text).replace("ヶ", "ケ").replace("ヵ", "カ")


def _by_code(digits: str) -> list[LocalGovernment]:
    if len(digits) == 5:
        found = _index()["code"].get(digits, [])
        if found:
            return list(found)
    six = digits.zfill(6) if len(digits) >= 5 else digits
    if len(six) == 6:
        return list(_index()["code"].get(six, [])) if is_code(six) else []
    return list(_index()["code"].get(digits.zfill(5), []))


def _by_name(key: str) -> list[LocalGovernment]:
    for kind in ("full", "name", "english", "short"):
        found = _index()[kind].get(key)
        if found:
            return sorted(found, key=lambda entry: entry.kind == "ward")
    return []


@cache
def _index() -> dict[str, dict[str, list[LocalGovernment]]]:
    """How a government can be called → whoever is called so; looked at in this order, the first hit counts."""
    index: dict[str, dict[str, list[LocalGovernment]]] = {
        kind: {} for kind in ("code", "full", "name", "english", "short")
    }

    def add(kind: str, key: str, entry: LocalGovernment) -> None:
        entries = index[kind].setdefault(_normal(key), [])
        if entry not in entries:
            entries.append(entry)

    for entry in all_governments():
        add("code", entry.code, entry)
        add("code", entry.code5, entry)
        add("full", entry.full_name, entry)
        add("name", entry.name, entry)
        add("english", entry.name_en, entry)
        add("english", re.sub(r" (City|Town|Village|Prefecture)$", "", entry.name_en), entry)
        if entry.kind == "ward":
            ward = entry.city.split("市", 1)[1]
            add("name", ward, entry)
            add("full", entry.prefecture + ward, entry)
        if entry.kind in {"city", "prefecture"} and entry.name != "北海道":
            add("short", _SUFFIX.sub("", entry.name), entry)  # a town or village without 町, 村 is too often a word
    return index
