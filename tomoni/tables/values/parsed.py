"""Parsed: what every value parser gives back — the value, and how sure we are of it.

Parsers are plain functions `text -> Parsed[T] | None`. None: the text is not of this kind at all. `value` None: it looks
like this kind but cannot be right (令和99年, 4/31, wrong check digit), and `note` says why. No parser raises, on any text.
"""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Parsed(NamedTuple, Generic[T]):
    """`rule` is the id of the rule (docs/rules.md) that had to be applied, "" when the text was canonical already."""

    value: T | None
    raw: str
    rule: str = ""
    note: str = ""
    """Machine-readable remarks, separated by a space, e.g. ``no_year``, ``weekday_differs``."""
    confidence: float = 1.0
    unit: str = ""
    """For numbers: the unit that stood in the cell (``人``, ``千円``, ``%``)."""
    flag: str = ""
    """For numbers: a marker that stood with the figure (``approx``, ``provisional``, ``revised``, ``※1``)."""

    @property
    def valid(self) -> bool:
        return self.value is not None


def bad(raw: str, note: str, rule: str = "D08") -> Parsed[T]:
    """Looks like this kind of value but cannot be one."""
    return Parsed(None, raw, rule, note, 0.0)
