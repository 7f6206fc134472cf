"""An order for a sheet: everything a person decides about paper, map and words."""

from __future__ import annotations

from dataclasses import dataclass, field

from tomoni.papermap.base.model import Base
from tomoni.papermap.permission import Permission
from tomoni.papermap.sheet.look import Look
from tomoni.papermap.sheet.paper import PAPERS, Box

SORTS = ("category", "block", "kana")


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place everybody knows: distances and directions are given from it."""

    name: str
    lon: float
    lat: float


@dataclass(slots=True)
class Order:
    """`scale` 1:n (0: the largest that shows everything), `area` in degrees (None: around the items), `pages` > 0: an
    atlas of that many pages at most; `languages` are printed side by side, the first one leads."""

    title: dict[str, str]
    languages: tuple[str, ...] = ("ja",)
    paper: str = "a4"
    landscape: bool = False
    scale: float = 0
    area: Box | None = None
    pages: int = 0
    look: Look = field(default_factory=Look)
    sort: str = "category"
    notes: bool = False
    landmark: Landmark | None = None
    base: Base = field(default_factory=Base)
    permission: Permission = field(default_factory=Permission)
    edition: int = 1
    left: tuple[tuple[int, str], ...] = ()
    until: str = ""
    as_of: str = ""
    printed: str = ""
    phone: str = ""
    live: str = ""
    operator: str = ""
    official: bool = False
    synthetic: bool = False
    outlines: bool = True
    """Whether the outlines of municipalities are drawn where there is no other base map."""
    titles: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper in mm."""
        wide, high = PAPERS[self.paper]
        return (high, wide) if self.landscape else (wide, high)

    @property
    def lang(self) -> str:
        return self.languages[0]

    def named(self, names: dict[str, str]) -> list[str]:
        """Names in the order's languages, each once; the first is always there."""
        found = [names.get(lang) or names.get("ja") or "" for lang in self.languages]
        return [one for one in dict.fromkeys(found) if one]
