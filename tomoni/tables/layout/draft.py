"""A table before it is built: which rows of a page are its header, its body, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Draft:
    """Grid rows by their part in one table. `groups` are lines of words inside the body (〈北部〉, (1)平成27年)."""

    above: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)
    """Header rows that came again (page breaks) and were taken out of the body."""
    words_only: bool = False
    """No row holds data: the header was chosen by how full the rows are."""
    ghosts: list[int] = field(default_factory=list)
    """Last rows that hold a running number and nothing else."""
    keys: list[int] = field(default_factory=list)
    """Rows of a name and its value above the header (工事名 | …, 入札日 | …): said of the whole table."""
    folded: bool = False
    """The header stood in the middle of the page under the same title: the paper was too narrow."""
