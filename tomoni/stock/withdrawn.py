"""What the room does when a feed, or the dataset that a feed follows, is withdrawn: nothing of it stays but its number.

A feed whose dataset is withdrawn whole is withdrawn with it. When single versions go, the feed begins anew from the
version that readers see now: without history and deltas, which would still hold what was withdrawn.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tomoni.publish import live, versions
from tomoni.registry.errors import Problem
from tomoni.registry.models import Withdrawal
from tomoni.registry.scope import Scope
from tomoni.stock import config, publishing, pulling
from tomoni.stock.models import Feed


def files(scope: Scope, dataset: str) -> list[str]:
    """The feed's own file, and those of feeds that follow the dataset."""
    found = []
    for path in sorted((scope.community.dir / config.FOLDER).glob("*.toml")):
        try:
            follows = config.load(path).dataset
        except Problem:
            follows = ""
        if dataset in (path.stem, follows):
            found.append(path.relative_to(scope.community.dir).as_posix())
    return found


def pages(scope: Scope, dataset: str) -> list[str]:
    """Folders of the site that were the feed's own."""
    there = Feed.objects.filter(community=scope.community.id, slug=dataset).exists()
    return [f"stock/{dataset}/"] if there else []


def forget(scope: Scope, withdrawal: Withdrawal) -> None:
    """Erases what was said and published of it. `seq` stays: it only grows, also when a feed begins anew."""
    slug = withdrawal.dataset.slug
    mine = Feed.objects.filter(community=scope.community.id)
    took = mine.filter(ledger__source=pulling.source_of(slug)).distinct()
    for row in {*mine.filter(slug=slug), *took}:
        row.ledger.all().delete()
        row.sites.all().delete()
        if withdrawal.whole:
            row.access.all().delete()
            row.subscribers.all().delete()
            row.apps.all().delete()
        row.shown_entry, row.as_of, row.validators, row.notices, row.held = 0, "", {}, [], {}
        row.save()
        publishing.forget(row.slug)
        live.clear_away(versions.storage(), Path(settings.HOME), row.slug)
    if not withdrawal.whole:
        pulling.follow(scope)
