"""What an address asks for, and back: words, kinds, page. Whatever it holds is cut to size and never believed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

LONGEST = 200
MOST_KINDS = 20
MOST_PAGES = 500


class Given(Protocol):
    """As a QueryDict."""

    def get(self, name: str, default: str = "") -> str | None: ...
    def getlist(self, name: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """`kinds`: any of which will do; none: all. `ended`: what is over as well."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    ended: bool = False
    page: int = 1
    synonyms: bool = True

    def query(self, **changes: object) -> str:
        """The address's question for this, or for this with something else; the first page unless said."""
        other = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        pairs = [("q", other.text)] if other.text else []
        pairs += [("kind", kind) for kind in other.kinds]
        pairs += [("ended", "1")] if other.ended else []
        pairs += [("syn", "0")] if not other.synonyms else []
        pairs += [("page", str(other.page))] if other.page > 1 else []
        return urlencode(pairs)

    def toggled(self, kind: str) -> tuple[str, ...]:
        """The kinds with this one taken in, or out when it is in."""
        return tuple(one for one in self.kinds if one != kind) if kind in self.kinds else (*self.kinds, kind)


def clean(text: str) -> str:
    """One line of at most LONGEST characters, without marks that turn or hide text."""
    plain = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text[: LONGEST * 4])
    return " ".join(plain.split())[:LONGEST].strip()


def wanted(given: Given) -> Wanted:
    page = given.get("page", "") or ""
    kinds = dict.fromkeys(one for value in given.getlist("kind")[:MOST_KINDS] if (one := clean(value)))
    return Wanted(
        text=clean(given.get("q", "") or ""),
        kinds=tuple(kinds),
        ended=given.get("ended") == "1",
        page=min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        synonyms=given.get("syn") != "0",
    )
