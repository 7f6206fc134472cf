"""A measure of support as this room knows it: one shape for every form it comes in, the raw words beside what was read.

There is no field for whoever filled the form in, and nothing else that is private: what has no place here can't leave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

NATIONWIDE = "000000"
"""Stands in `area` for 全国; () means that nothing is said."""
FREE, DISCOUNT, PAID, OTHER = "free", "discount", "paid", "other"
PUBLIC, PRIVATE, NPO = "public", "private", "npo"
ENDLESS = date(2100, 1, 1)
"""Days from here on (9999-12-31 …) mean: without an end."""


class State(StrEnum):
    """Whether one can still apply, on a day."""

    OPEN = "open"
    SOON = "soon"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Measure:
    """`key` names it for good; `row` counts from 1 in its dataset's version. Days are plain dates, money is yen.

    `raw`: field → the words of the source, for every field that was read into something else than its words.
    """

    key: str
    dataset: str
    row: int
    title: str
    source_id: str = ""
    base_id: str = ""
    subtitle: str = ""
    catch: str = ""
    summary: str = ""
    body: str = ""
    provider: str = ""
    provider_number: str = ""
    provider_kind: str = ""
    authority: str = ""
    audience: tuple[str, ...] = ()
    audience_text: str = ""
    max_employees: int | None = None
    max_capital: int | None = None
    max_years: int | None = None
    area: tuple[str, ...] = ()
    area_text: str = ""
    industry: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    life_event: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    fee: str = ""
    fee_text: str = ""
    amount: str = ""
    rate: str = ""
    open_from: date | None = None
    open_to: date | None = None
    period_note: str = ""
    apply_url: str = ""
    how: str = ""
    documents: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    inquiry: str = ""
    law: str = ""
    detail_url: str = ""
    disaster: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    residence: tuple[str, ...] = ()
    title_en: str = ""
    summary_en: str = ""
    translation: str = ""
    published: date | None = None
    unpublished: date | None = None
    updated: date | None = None
    verified_at: date | None = None
    verified_by: str = ""
    status: str = ""
    origin: str = ""
    """Where the list says it has it from (情報源, 主な所属団体名)."""
    raw: Mapping[str, str] = field(default_factory=dict)

    def state(self, on: date) -> State:
        """Open unless a day or the list itself says otherwise."""
        ended = (self.open_to and self.open_to < on) or (self.unpublished and self.unpublished < on)
        if ended or self.status.endswith(("終了", "closed", "ended")):
            return State.CLOSED
        return State.SOON if self.open_from and self.open_from > on else State.OPEN

    @property
    def last_day(self) -> date | None:
        """The last day on which it is of use to anybody; None when nothing ends it."""
        ends = [day for day in (self.open_to, self.unpublished) if day]
        return min(ends) if ends else None

    @property
    def looked_at(self) -> date | None:
        """The last day somebody is known to have looked at it."""
        return max((day for day in (self.verified_at, self.updated) if day), default=None)

    def unverified(self, on: date, days: int) -> int | None:
        """Days since somebody looked at it, when they are more than `days`; 0 when nobody knows; None when all is well."""
        if self.looked_at is None:
            return 0
        ago = (on - self.looked_at).days
        return ago if ago > days else None


FIELDS = tuple(one.name for one in fields(Measure))


def key_of(dataset: str, source_id: str, title: str, provider: str, url: str) -> str:
    """Ten hex digits: by the list's own number where it has one, else by name, provider and address."""
    said = f"{dataset}\n#{source_id}" if source_id else f"{dataset}\n{title}\n{provider}\n{url}"
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def to_json(measure: Measure) -> dict[str, Any]:
    """The public shape: lists, ISO days, null for what is not known."""
    made: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(measure, name)
        if isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Mapping):
            value = dict(value)
        made[name] = value if value != "" else None
    return made


def from_json(said: Mapping[str, Any]) -> Measure:
    """The inverse of to_json."""
    made: dict[str, Any] = {}
    for one in fields(Measure):
        value = said.get(one.name)
        if one.name in LISTS:
            made[one.name] = tuple(value or ())
        elif one.name in DAYS:
            made[one.name] = date.fromisoformat(value) if value else None
        elif one.name in NUMBERS or one.name == "row":
            made[one.name] = value
        else:
            made[one.name] = (dict(value or {})) if one.name == "raw" else value or ""
    return Measure(**made)


DAYS = frozenset({"open_from", "open_to", "published", "unpublished", "updated", "verified_at"})
NUMBERS = frozenset({"max_employees", "max_capital", "max_years"})
LISTS = frozenset(
    {
        "audience",
        "area",
        "industry",
        "stage",
        "need",
        "life_event",
        "kind",
        "documents",
        "phone",
        "disaster",
        "keywords",
    }
    | {"languages", "residence"}
)
