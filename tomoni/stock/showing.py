"""Publishing a feed with all that goes with it: the site's tree when the feed is new to it, subscribers, apps' freshness."""

from __future__ import annotations

from datetime import datetime

from tomoni.publish import live, services, site, versions
from tomoni.publish.live import Shown
from tomoni.publish.tree import PUBLIC, Manifest
from tomoni.registry.scope import Scope
from tomoni.stock import hooks, publishing
from tomoni.stock.config import FeedConfig


def show(scope: Scope, config: FeedConfig, now: datetime | None = None) -> Shown | None:
    """One tick, and what follows from it. The tree is made anew only when it does not lead to the feed yet."""
    shown = tick(scope, config, now)
    if (shown or live.shown(versions.storage(), config.id)) and config.id not in in_tree():
        with services.only_writer():
            site.show(scope)
    return shown


def tick(scope: Scope, config: FeedConfig, now: datetime | None = None) -> Shown | None:
    """Publishes what changed, and tells subscribers."""
    shown = publishing.publish(scope, config, now)
    if shown is not None:
        hooks.tell(scope, config, shown)
    return shown


def in_tree() -> set[str]:
    """The feeds that the site's tree leads to."""
    storage = versions.storage()
    pointed = storage.pointed(PUBLIC)
    return set(Manifest.read(storage, pointed).about.get("live", {})) if pointed else set()
