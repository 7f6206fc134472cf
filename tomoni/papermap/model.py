"""The words of the room: an Item is one placemark, and it ends in exactly one Outcome. Degrees are WGS 84, (longitude, latitude)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from tomoni.i18n import Text

Point = tuple[float, float]
Path = list[Point]


class Kind(StrEnum):
    POINT = "point"
    LINE = "line"
    AREA = "area"


class Outcome(StrEnum):
    """What became of an item. Every item of every file has one: the counts add up to the file."""

    PLACED = "placed"
    UNPLACED = "unplaced"
    ENDED = "ended"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    WITHHELD = "withheld"


OUTCOMES = {
    Outcome.PLACED: Text("のせたもの", "placed"),
    Outcome.UNPLACED: Text("位置が分からないもの", "no position"),
    Outcome.ENDED: Text("終わっているもの", "ended"),
    Outcome.DUPLICATE: Text("重なっているもの", "duplicate"),
    Outcome.REFUSED: Text("読めないもの", "refused"),
    Outcome.WITHHELD: Text("印刷を許されていないもの", "withheld"),
}


class Status(StrEnum):
    OPEN = "open"
    LIMITED = "limited"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Item:
    """One placemark. `paths`: a point has one path per position, a line one per stroke, an area one per ring (even-odd).

    `fields` holds everything its source said, cleaned of HTML; what is printed of it is chosen later (`permission`).
    `marks` are what was noticed (masked, swapped, nameless …); `why` gives the reason of an outcome but PLACED.
    """

    source: str
    layer: str
    nth: int
    name: str
    kind: Kind = Kind.POINT
    paths: list[Path] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    code: str = ""
    address: str = ""
    category: str = ""
    hours: str = ""
    notes: str = ""
    phone: str = ""
    as_of: str = ""
    kana: str = ""
    block: str = ""
    status: Status = Status.UNKNOWN
    outcome: Outcome = Outcome.PLACED
    why: Text | None = None
    marks: set[str] = field(default_factory=set)
    number: int = 0
    change: str = ""
    names: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    """The sign of its source on a sheet of several (①): explained where the sources are named."""

    @property
    def anchor(self) -> Point:
        """The position its marker stands at: the point itself, the middle vertex of a line, a ring's mean vertex."""
        first = self.paths[0]
        if self.kind is Kind.POINT:
            return first[0]
        if self.kind is Kind.LINE:
            longest = max(self.paths, key=len)
            return longest[len(longest) // 2]
        return sum(x for x, _ in first) / len(first), sum(y for _, y in first) / len(first)

    @property
    def where(self) -> str:
        """Where it stands in its file, for the report."""
        return f"{self.source} / {self.layer or '—'} / {self.nth}"

    def end(self, outcome: Outcome, ja: str, en: str) -> None:
        self.outcome, self.why = outcome, Text(ja, en)


@dataclass(slots=True)
class Source:
    """A file or address. `reuse` is "open" or "inquiry_required"; "" is not known, which is not open."""

    id: str
    title: str
    link: str = ""
    format: str = ""
    sha256: str = ""
    reuse: str = ""
    as_of: str = ""
    credit: str = ""
    notes: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What came in: the sources, every item of them in file order."""

    sources: list[Source] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def placed(self) -> list[Item]:
        return [item for item in self.items if item.outcome is Outcome.PLACED]

    def counts(self) -> dict[str, int]:
        """Outcome → how many; they add up to the number of items."""
        return counts(self.items)


def counts(items: Iterable[Item]) -> dict[str, int]:
    found = Counter(item.outcome for item in items)
    return {str(outcome): found.get(outcome, 0) for outcome in Outcome}


def plain(words: str) -> str:
    """Words for comparing: NFKC, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())
