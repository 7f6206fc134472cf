"""Gates (公開前チェック): one file per family. Each file has GATES, which the registry's app registers through `rooms`.

A gate looks at a Candidate and says nothing when all is well. To add one: write a file with GATES and name it here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tomoni.registry.rooms import Rooms

FAMILIES = (
    "empty",
    "reading",
    "time",
    "sums",
    "tree",
    "cumulative",
    "past",
    "ranges",
    "areas",
    "madeup",
    "personal",
    "agreement",
    "corrected",
)


def register_all(rooms: Rooms) -> None:
    for family in FAMILIES:
        for gate in importlib.import_module(f"{__name__}.{family}").GATES:
            rooms.gate(gate)
