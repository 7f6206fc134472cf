"""One text → one value of a field's type. Plain functions, called once for each distinct value of a column.

What cannot be a value of the type is not guessed: `Cast.value` is None and `problem` names the rule that says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tomoni.tables.schema.model import Field
from tomoni.tables.schema.names import bare, normal
from tomoni.tables.values.characters import fold
from tomoni.tables.values.date import from_serial, parse_date

Value = None | str | int | float | date | bool

_NUMBER = re.compile(r"[+\-−▲△]?[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]+(?:\.0+)?")
_SERIAL = re.compile(r"[2-7][0-9]{4}(?:\.[0-9]+)?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")


@dataclass(frozen=True, slots=True)
class Cast:
    """`rule` when the text was changed on the way, `problem` (a rule id) when it could not be taken as it is."""

    value: Value
    rule: str = ""
    problem: str = ""


def cast(text: str, field: Field) -> Cast:
    """The value of `field`'s type that `text` stands for.

    Problems: V02 (not of the type), V05 (outside the limits; the value is kept), V07 (not in the code list; kept when
    the type can hold it), D02 and D08 (days without a year, impossible days), K03 (does not have the required form; kept).
    """
    if field.codes:
        return _coded(text, field)
    if field.type == "date":
        return _date(text)
    if field.type in {"integer", "number", "year"}:
        return _number(text, field)
    if field.type == "boolean":
        return _boolean(text)
    if field.type == "time":
        return _time(text)
    if field.role == "code" and re.fullmatch(r"[0-9]{4,6}", text):
        return _area_code(text)
    if field.pattern and not re.search(field.pattern, text):
        return Cast(text, problem="K03")
    return Cast(text)


def _coded(text: str, field: Field) -> Cast:
    value = field.spellings.get(normal(text)) or field.spellings.get(bare(text))
    if value is None:
        if field.type in {"integer", "number"}:
            return Cast(None, problem="V07")
        return Cast(text, problem="V07")
    rule = "" if value == text else "V07"
    return Cast(int(value) if field.type == "integer" else value, rule)


def _date(text: str) -> Cast:
    parsed = parse_date(text)
    if parsed is None and _SERIAL.fullmatch(text):
        parsed = from_serial(float(text))
    if parsed is None:
        return Cast(None, problem="V02")
    if parsed.value is None:
        return Cast(None, problem=parsed.rule or "D08")
    return Cast(parsed.value, parsed.rule)


def _number(text: str, field: Field) -> Cast:
    folded = _GROUPED.sub("", fold(text)).replace(" ", "")
    folded = folded.removesuffix(fold(field.unit)) if field.unit else folded
    found = _NUMBER.fullmatch(folded)
    if not found:
        return Cast(None, problem="V02")
    folded = re.sub(r"^[−▲△]", "-", folded)
    rule = "" if folded == text else "V01"
    value: int | float
    if field.type == "number":
        value = float(folded)
    elif _INTEGER.fullmatch(folded):
        value = int(float(folded)) if "." in folded else int(folded)
    else:
        return Cast(None, problem="V02")
    below = field.minimum is not None and value < field.minimum
    above = field.maximum is not None and value > field.maximum
    return Cast(value, rule, "V05" if below or above else "")


def _boolean(text: str) -> Cast:
    folded = normal(text)
    if folded in {"true", "1", "有", "あり", "○", "はい", "yes"}:
        return Cast(True)
    if folded in {"false", "0", "無", "なし", "×", "いいえ", "no"}:
        return Cast(False)
    return Cast(None, problem="V02")


def _time(text: str) -> Cast:
    """Times stay text (HH:MM): 24:00 and 25:30 are times of day in Japan and not of any time type."""
    found = _TIME.fullmatch(fold(text))
    if not found:
        return Cast(text, problem="V02")
    value = f"{int(found[1]):02d}:{found[2]}"
    return Cast(value, "" if value == text else "D06")


def _area_code(text: str) -> Cast:
    from tomoni.tables import codes

    if codes.is_code(text) or codes.is_synthetic(text):
        return Cast(text)
    entries = codes.find(text)
    if entries and len(text) < 6:
        return Cast(entries[0].code, "K01")
    return Cast(text, problem="K01")
