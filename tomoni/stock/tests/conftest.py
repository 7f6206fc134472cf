"""A community with a feed, its state in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tomoni.registry.community import load
from tomoni.registry.scope import Scope
from tomoni.stock import config as feeds
from tomoni.stock import publishing, views

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "stock"
COMMUNITY = '[community]\nid = "stock-test"\ncode = "990019"\nname = { ja = "てすと市", en = "Test City" }\n'
MASKS = """[feed]
title = { ja = "マスクの在庫", en = "Masks in stock" }
ttl = 60
timezone = "%s"
[source]
kind = "%s"
%s
[[item]]
id = "adult"
title = { ja = "大人用", en = "Adults" }
publish = "%s"
[[item]]
id = "child"
title = { ja = "子ども用", en = "Children" }
publish = "%s"
"""
Make = Callable[..., tuple[Scope, feeds.FeedConfig]]


@pytest.fixture
def feed(tmp_path: Path, settings: Any, db: Any) -> Iterator[Make]:
    """feed(kind, …) → (scope, config) of the feed "masks" in a new community."""
    settings.COMMUNITY_DIR, settings.HOME = tmp_path, tmp_path / ".tomoni"
    settings.HOME.mkdir()
    (tmp_path / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    (tmp_path / "stock").mkdir()

    def make(kind: str = "push", zone: str = "Asia/Tokyo", more: str = "", publish: str = "both"):
        text = MASKS % (zone, kind, more, publish, publish)
        (tmp_path / "stock" / "masks.toml").write_text(text, encoding="utf-8")
        scope = Scope(None, load(tmp_path))
        return scope, feeds.feed(scope, "masks")

    views.buckets.cache_clear()  # the keys of another test may have the same numbers
    yield make
    publishing._known.clear()


@pytest.fixture
def shops(feed: Make) -> tuple[Scope, feeds.FeedConfig]:
    """Three shops with something in stock, published once."""
    scope, config = feed("table")
    say_table(scope, config, SHOPS)
    publishing.publish(scope, config)
    return scope, config


SHOPS = """id,name,area,lat,lon,adult,child
a1,あおば薬局,東区,35.0,139.0,120,0
a2,みなと薬局,西区,35.1,139.1,5,あり
a3,やま商店,西区,,,0,休止
"""


def say_table(scope: Scope, config: feeds.FeedConfig, text: str, now: Any = None) -> Any:
    """Takes a table in as the feed's source."""
    import hashlib

    from tomoni.stock import intake, services

    data = text.encode()
    return services.take(
        scope, config, intake.read(config, [("t.csv", data)]), "pull", hashlib.sha256(data).hexdigest(), now
    )
