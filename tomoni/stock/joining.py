"""What the room registers, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tomoni.publish import live
from tomoni.registry.rooms import Rooms
from tomoni.registry.scope import Scope
from tomoni.stock import config


def join(rooms: Rooms) -> None:
    announce = rooms.extra
    announce(live.SEAM, "stock", listed)


def listed(scope: Scope) -> Mapping[str, Mapping[str, Any]]:
    """The feeds, and what the front must know of each."""
    return {one.id: {"title": one.title.to_json(), "page": f"stock/{one.id}/"} for one in config.feeds(scope)}
