"""Files beside the pages: exports of all measures, the feed, the rules of the guide."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from tomoni.registry.rooms import Page
from tomoni.support import exports, feeds
from tomoni.support.eligibility import guide
from tomoni.support.pages.base import Site, sha

JSON = "application/json"


def files(site: Site) -> Iterator[Page]:
    found, today = site.found, site.found.today
    everything = found.measures
    digest = sha(found.digest, today.isoformat(), repr(found.scope.community), repr(site.rules.by_measure))
    made: list[tuple[str, Callable[[], bytes], str]] = [
        ("support/measures.csv", lambda: exports.csv(everything, today), "text/csv; charset=utf-8"),
        ("support/measures.json", lambda: exports.json_lines(everything, today), JSON),
        ("support/measures.parquet", lambda: exports.parquet(everything, today), "application/vnd.apache.parquet"),
        ("support/seido.json", lambda: exports.seido_list(everything), JSON),
        ("support/hsds/services.json", lambda: exports.hsds_list(everything, today), JSON),
        ("support/feed.atom", lambda: _feed(site), "application/atom+xml"),
        ("support/rules.json", lambda: _rules(site), JSON),
    ]
    for path, render, kind in made:
        yield Page(path, render, kind, sha(digest, path))


def _feed(site: Site) -> bytes:
    community = site.found.scope.community
    title = f"{community.name.ja} 支援の新着・更新{'' if community.official else '（有志による非公式サイト）'}"
    some = feeds.newest(site.found.open)
    return feeds.atom(community, some, site.found.today, title=title, path="support/feed.atom", root="../")


def _rules(site: Site) -> bytes:
    return (json.dumps(guide.data(site.rules, site.found.measures), ensure_ascii=False, indent=1) + "\n").encode()
