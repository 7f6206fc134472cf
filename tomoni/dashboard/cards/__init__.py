"""One file for each type of card. A type says what a card shows (`View`); pages lay it out.

Every module here that has a `TYPE` is a type of card by its file's name; another room adds its own through
rooms.extra("card-type", "<name>", <CardType>).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


def _found() -> dict[str, Any]:
    made = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(loaded, "TYPE"):
            made[module.name] = loaded.TYPE
    return made


TYPES = _found()
