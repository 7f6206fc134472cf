"""What the room registers, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tomoni.publish import live
from tomoni.registry import jobs
from tomoni.registry.rooms import Rooms
from tomoni.registry.scope import Scope
from tomoni.stock import commands, config, hooks, pulling


def join(rooms: Rooms) -> None:
    jobs.kind("stock.pull", long=True)(pulling.pull_job)
    jobs.kind("stock.publish", long=True)(pulling.publish_job)
    jobs.kind("stock.tell", long=True)(hooks.deliver)
    jobs.kind("stock.daily", long=True)(pulling.daily_job)
    jobs.on_tick(pulling.ask)
    rooms.command("stock", commands.stock)
    announce = rooms.extra
    announce(live.SEAM, "stock", listed)


def listed(scope: Scope) -> Mapping[str, Mapping[str, Any]]:
    """The feeds, and what the front must know of each."""
    return {one.id: {"title": one.title.to_json(), "page": f"stock/{one.id}/"} for one in config.feeds(scope)}
