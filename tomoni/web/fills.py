"""Pages of rooms that the front fills in for each question, without Django.

A room that has such pages brings a module `fronted` with `fill(shell, path, state, query)`, and names the page in what it
says of its feed (`page`). Which rooms there are is the environment's word (TOMONI_ROOMS), as everywhere.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable
from functools import cache
from typing import Any

ROOMS = "tomoni.dashboard,tomoni.stock,tomoni.support,tomoni.papermap"
"""The rooms of the house unless TOMONI_ROOMS says others."""
Fill = Callable[[bytes, str, Any, str], bytes | None]


def rooms() -> list[str]:
    return [name.strip() for name in os.environ.get("TOMONI_ROOMS", ROOMS).split(",") if name.strip()]


@cache
def fills() -> tuple[Fill, ...]:
    """The rooms' functions. A room given as an app's class ("x.apps.Config") has none."""
    found = []
    for name in rooms():
        try:
            there = importlib.util.find_spec(f"{name}.fronted") is not None
        except (ImportError, ValueError, AttributeError):
            there = False
        if there:
            found.append(importlib.import_module(f"{name}.fronted").fill)
    return tuple(found)


def fill(shell: bytes, path: str, state: Any, query: str) -> bytes | None:
    """The filled page; None when no room has one there."""
    for one in fills():
        made = one(shell, path, state, query)
        if made is not None:
            return made
    return None
