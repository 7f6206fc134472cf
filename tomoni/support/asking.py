"""What an address asks for, and back: words, filters, order, page. Whatever it holds is cut to size and never believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlencode

from tomoni.support import reading
from tomoni.support.documents import FACETS

LONGEST = 200
MOST_VALUES = 20
MOST_PAGES = 500
SORTS = ("relevance", "deadline")


class Given(Protocol):
    """As a QueryDict."""

    def get(self, name: str, default: str = "") -> str | None: ...
    def getlist(self, name: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """`filters`: facet → values, any of which will do; `place` is what was typed for a place that isn't one."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ended: bool = False
    sort: str = ""
    page: int = 1
    synonyms: bool = True
    place: str = ""

    def query(self, **changes: object) -> str:
        """The address's question for this, or for this with something else; the first page unless said."""
        other = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        pairs: list[tuple[str, str]] = [("q", other.text)] if other.text else []
        pairs += [(name, value) for name in FACETS for value in other.filters.get(name, ())]
        pairs += [("ended", "1")] if other.ended else []
        pairs += [("sort", other.sort)] if other.sort else []
        pairs += [("syn", "0")] if not other.synonyms else []
        pairs += [("page", str(other.page))] if other.page > 1 else []
        return urlencode(pairs)

    def toggled(self, facet: str, value: str) -> Mapping[str, tuple[str, ...]]:
        """The filters with a value taken in, or out when it is in. Of a place there is only one."""
        now = self.filters.get(facet, ())
        if value in now:
            values = tuple(one for one in now if one != value)
        else:
            values = (value,) if facet == "area" else (*now, value)
        return {name: some for name, some in {**self.filters, facet: values}.items() if some}

    @property
    def is_bare(self) -> bool:
        return not (self.text or self.filters)


def clean(text: str) -> str:
    return reading.line(text.replace("\x00", "")[: LONGEST * 4], LONGEST)


def wanted(given: Given) -> Wanted:
    filters: dict[str, tuple[str, ...]] = {}
    for name in FACETS:
        values = tuple(dict.fromkeys(one for value in given.getlist(name)[:MOST_VALUES] if (one := clean(value))))
        if values:
            filters[name] = values
    typed = filters.pop("area", ())
    place = ""
    if typed:
        code = typed[-1] if typed[-1] == "-" else reading.area(typed[-1])
        if code:
            filters["area"] = (code,)
        else:
            place = typed[-1]
    sort = given.get("sort", "") or ""
    page = given.get("page", "") or ""
    return Wanted(
        text=clean(given.get("q", "") or ""),
        filters=filters,
        ended=given.get("ended") == "1",
        sort=sort if sort in SORTS else "",
        page=min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        synonyms=given.get("syn") != "0",
        place=place,
    )
