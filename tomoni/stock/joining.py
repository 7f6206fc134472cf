"""What the room registers, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tomoni.i18n import Text
from tomoni.publish import live
from tomoni.registry import findable, jobs
from tomoni.registry.community import CommunityConfig
from tomoni.registry.rooms import Rooms
from tomoni.registry.scope import Scope
from tomoni.stock import commands, config, hooks, kinds, offers, pages, pulling, withdrawn


def join(rooms: Rooms) -> None:
    jobs.kind("stock.pull", long=True)(pulling.pull_job)
    jobs.kind("stock.publish", long=True)(pulling.publish_job)
    jobs.kind("stock.tell", long=True)(hooks.deliver)
    jobs.kind("stock.daily")(pulling.daily_job)
    jobs.kind("stock.apps", long=True)(pulling.apps_job)
    jobs.on_tick(pulling.ask)
    rooms.command("stock", commands.stock)
    rooms.urls("shop", "tomoni.stock.urls")
    rooms.urls("desk/stock", "tomoni.stock.staff_urls")
    kinds.register_all()
    rooms.pages("stock", pages.all_pages)
    announce = rooms.extra
    announce(live.SEAM, "stock", live.Room(listed, withdrawn.files, withdrawn.pages, withdrawn.forget))
    announce("recorded", "stock", pulling.follow)
    announce(findable.SEAM, "stock", findable.Searchable(offers.KINDS, offers.entries))
    announce("site-nav", "stock", menu)
    announce("desk-nav", "stock", ("/desk/stock/", Text("在庫フィード", "Stock feeds"), "look"))


def menu(community: CommunityConfig) -> list[tuple[str, Text]]:
    """The site's menu leads to the feeds, when there are any."""
    there = any((community.dir / config.FOLDER).glob("*.toml"))
    return [("stock/", Text("在庫", "Stock"))] if there else []


def listed(scope: Scope) -> Mapping[str, Mapping[str, Any]]:
    """The feeds, and what the front must know of each."""
    return {one.id: {"title": one.title.to_json(), "page": f"stock/{one.id}/"} for one in config.feeds(scope)}
