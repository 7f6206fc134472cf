"""One text → one value of a field's type. Plain functions, called once for each distinct value of a column.

What cannot be a value of the type is not guessed: `Cast.value` is None and `problem` names the rule that says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tomoni.tables.schema.model import Field
from tomoni.tables.schema.names import bare, value_key
from tomoni.tables.values.characters import fold
from tomoni.tables.values.date import from_serial, parse_date
from tomoni.tables.values.number import parse_number
from tomoni.tables.values.place import parse_degrees
from tomoni.tables.values.time import parse_time, time_text

Value = None | str | int | float | date | bool

_SERIAL = re.compile(r"[2-7][0-9]{4}(?:\.[0-9]+)?")
_WIDEST = 2**63
"""What a typed column of whole numbers can hold; longer runs of digits are names, not figures."""
_AGE = re.compile(r"([0-9]{1,2}|1[0-1][0-9])(?:歳|才)?")


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
    if field.role in {"lat", "lon"} and (degrees := _degrees(text, field)):
        return degrees
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
    value = field.spellings.get(value_key(text)) or field.spellings.get(value_key(bare(text)))
    if value is None and field.role == "age":
        value = _age_band(text, field)
    if value is None:
        return Cast(None if field.type in {"integer", "number"} else text, problem="V07")
    rule = "" if value == text else "V07"
    return Cast(int(value) if field.type == "integer" else value, rule)


def _age_band(text: str, field: Field) -> str | None:
    """43歳 → 40代: a definition that asks for the decade does not publish the year."""
    found = _AGE.fullmatch(fold(text))
    return field.spellings.get(f"{int(found[1]) // 10 * 10}") if found else None


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
    """A figure in the field's own unit: 40人 is 40 where people are counted, 3千円 is not 3 where 円 are."""
    parsed = parse_number(text)
    if parsed is None or parsed.value is None or (parsed.unit and field.unit and parsed.unit != field.unit):
        return Cast(None, problem="V02")
    if not -_WIDEST < parsed.value < _WIDEST:
        return Cast(None, problem="V02")
    value: int | float = float(parsed.value)
    if field.type != "number":
        if parsed.value != int(parsed.value):
            return Cast(None, problem="V02")
        value = int(parsed.value)
    below = field.minimum is not None and value < field.minimum
    above = field.maximum is not None and value > field.maximum
    return Cast(value, parsed.rule, "V05" if below or above else "")


def _boolean(text: str) -> Cast:
    folded = value_key(text)
    if folded in {"true", "1", "有", "あり", "○", "はい", "yes"}:
        return Cast(True)
    if folded in {"false", "0", "無", "なし", "×", "いいえ", "no"}:
        return Cast(False)
    return Cast(None, problem="V02")


def _time(text: str) -> Cast:
    """Times stay text (HH:MM): 24:00 and 25:30 are times of day in Japan and not of any time type."""
    parsed = parse_time(text)
    if parsed is None or parsed.value is None:
        return Cast(text, problem="V02")
    return Cast(time_text(parsed.value), parsed.rule)


def _degrees(text: str, field: Field) -> Cast | None:
    """34°41′37″ in a column of latitudes or longitudes; None for plain decimals and anything else."""
    parsed = parse_degrees(text) if not text.isascii() or not text.replace(".", "", 1).isdigit() else None
    if parsed is None or parsed.value is None:
        return None
    below = field.minimum is not None and parsed.value < field.minimum
    above = field.maximum is not None and parsed.value > field.maximum
    return Cast(parsed.value, parsed.rule, "V05" if below or above else "")


def _area_code(text: str) -> Cast:
    from tomoni.tables import codes

    if codes.is_code(text) or codes.is_synthetic(text):
        return Cast(text)
    entries = codes.find(text)
    if entries and len(text) < 6:
        return Cast(entries[0].code, "K01")
    return Cast(text, problem="K01")
