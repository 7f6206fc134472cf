"""All reads of fetching."""

from __future__ import annotations

from tomoni.registry import queries as registry
from tomoni.registry.fetching.models import Feed
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry


def with_address(scope: Scope) -> list[SourceEntry]:
    """The datasets that have an address to be fetched from."""
    return [entry for entry in registry.datasets(scope) if entry.url]


def feeds(scope: Scope) -> dict[str, Feed]:
    """dataset → what is known of its address."""
    return {feed.dataset: feed for feed in Feed.objects.filter(community=scope.community.id)}
