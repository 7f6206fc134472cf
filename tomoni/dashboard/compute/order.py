"""The order of categories: as the schema lists them, else by the number inside (10歳未満, 10代 …), else by size."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from tomoni.tables.values import is_missing

_NUMBER = re.compile(r"\d+")


def listed(schema: Mapping[str, Any], field: str) -> list[str]:
    """The values a Table Schema lists for a field (its code list or enum), in its order; [] when it lists none."""
    for entry in schema.get("fields", []):
        if entry.get("name") == field:
            codes = [str(code.get("value")) for code in entry.get("tomoni:codes", [])]
            return codes or [str(value) for value in entry.get("constraints", {}).get("enum", [])]
    return []


def ordered(values: Sequence[str], sizes: Mapping[str, float], enum: Sequence[str], order: str = "") -> list[str]:
    """Categories in the order to show. `order`: "value" biggest first, "source" as they came, "x" or "" by meaning.
    不明, 調査中 and the like stand last, "" (nothing said) at the very end."""
    told = [value for value in values if not is_missing(value)]
    untold = sorted((value for value in values if is_missing(value)), key=lambda value: (not value, value))
    return [*_told(told, sizes, enum, order), *untold]


def _told(values: Sequence[str], sizes: Mapping[str, float], enum: Sequence[str], order: str) -> list[str]:
    if order == "source":
        return list(values)
    by_size = sorted(values, key=lambda value: (-sizes.get(value, 0), value))
    if order == "value":
        return by_size
    if enum:
        place = {value: n for n, value in enumerate(enum)}
        return sorted(by_size, key=lambda value: place.get(value, len(place)))
    numbered = {value: _leading(value) for value in values}
    if values and sum(number is not None for number in numbered.values()) * 2 > len(values):
        return sorted(by_size, key=lambda value: numbered[value] or (10**9, 0))
    return sorted(values) if order == "x" else by_size


def _leading(value: str) -> tuple[int, int] | None:
    """(first number, 0 for "under it" else 1): 10歳未満 stands before 10代; None without a number."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", value))
    return (int(found[0]), 0 if "未満" in value else 1) if found else None
