"""A tick: the state of now becomes documents and a delta, and is shown in one step. Nothing to do is known quickly.

What is published is the truth about what was published: the new delta is taken against the files readers see, so that
a process that was killed between any two steps leaves nothing to mend. Run it as often as you like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tomoni.publish import canonical, live, versions
from tomoni.publish.live import Publication, Shown
from tomoni.publish.storage import LocalStorage
from tomoni.registry.scope import Scope
from tomoni.stock import history, queries
from tomoni.stock.config import FeedConfig
from tomoni.stock.feed import deltas, documents, schema
from tomoni.stock.feed.state import SCHEMA, Header, State, same_content
from tomoni.stock.intake.base import instant
from tomoni.stock.models import Feed

_known: dict[tuple[Path, str], State] = {}
"""What this process published last, by feed, so that it need not be read again."""


def publish(scope: Scope, config: FeedConfig, now: datetime | None = None) -> Shown | None:
    """Publishes a feed when something has changed or its heartbeat is due; None when readers have it all."""
    now = now or timezone.now()
    storage = versions.storage()
    with live.writer(Path(settings.HOME), config.id):
        before = live.shown(storage, config.id)
        old = _state(storage, before)
        feed = queries.row(scope, config)
        entry = queries.last_entry(feed)
        sites, status, gone = queries.content(feed, config)
        more = _more(feed, config, queries.counts(sites, gone))
        made = State(_nobody(config), _nobody(config), queries.items(config), sites, status, gone)
        if before and old and same_content(old, made) and not _due(before, old, config, feed, more, now, storage):
            _note(feed, before.seq, entry)
            return None
        tick, state = _tick(config, feed, before, old, made, now)
        tick = replace(tick, history=_history(feed, config, old, now), more=more)
        shown = live.publish(scope, storage, config.id, tick)
        _known[Path(settings.HOME), config.id] = state
        _note(feed, shown.seq, entry)
    return shown


def forget(feed: str) -> None:
    """What this process published last of a feed is not remembered any more."""
    _known.pop((Path(settings.HOME), feed), None)


def is_due(scope: Scope, config: FeedConfig, now: datetime) -> bool:
    """Whether `publish` has something to do, by a quick look: the ledger has grown, or the heartbeat is due."""
    storage = versions.storage()
    shown = live.shown(storage, config.id)
    feed = queries.row(scope, config)
    if shown is None:
        return feed.sites.exists()
    age = now.timestamp() - storage.written_at(shown.folder)
    return age >= config.heartbeat or (age >= config.ttl / 2 and queries.last_entry(feed) > feed.shown_entry)


def _state(storage: LocalStorage, before: Shown | None) -> State | None:
    """The state of what readers see now."""
    if before is None:
        return None
    key = (Path(settings.HOME), before.feed)
    known = _known.get(key)
    if known is None or known.header.version != before.version:
        names = (documents.SITES, documents.STATUS)
        known = _known[key] = documents.read_pair(*(before.read(storage, name) for name in names))
    return known


def _nobody(config: FeedConfig) -> Header:
    return Header(config.id, "", 0, "", config.ttl)


def _due(
    before: Shown, old: State, config: FeedConfig, feed: Feed, more: Mapping[str, Any], now: datetime, storage: LocalStorage
) -> bool:  # fmt: skip
    """Without a change of content: the source speaks of a later time, something else is said, or it is time to say that
    the feed lives."""
    if old.header.as_of != feed.as_of or old.header.ttl != config.ttl:
        return True
    said = canonical.loads(before.read(storage, live.LATEST))
    if any(said.get(key) != value for key, value in more.items()):
        return True
    return (now.timestamp() - instant(old.header.last_updated)) >= config.heartbeat


def _tick(
    config: FeedConfig, feed: Feed, before: Shown | None, old: State | None, made: State, now: datetime
) -> tuple[Publication, State]:
    """The publication and the state with its headers. Deltas go on only where the numbers follow each other."""
    seq = max(before.seq if before else 0, feed.seq) + 1
    moment = now.astimezone(config.zone).replace(microsecond=0).isoformat()
    if old and instant(old.header.last_updated) > instant(moment):
        moment = old.header.last_updated  # a clock that was set back: times of a feed only grow
    header = Header(config.id, "", seq, moment, config.ttl, feed.as_of)
    follows = old if old and before and seq == before.seq + 1 else None
    origin = follows or State(replace(_nobody(config), seq=seq - 1), _nobody(config))
    draft = deltas.between(origin, replace(made, header=header))
    version = _version(config, seq, origin.header.version, draft)
    header = replace(header, version=version)
    sites_header = header if follows is None or deltas.touches_sites(draft) else follows.sites_header
    state = replace(made, header=header, sites_header=sites_header)
    delta = deltas.dumps(deltas.between(follows, state)) if follows else None
    return (
        Publication(
            seq=seq,
            version=version,
            title=config.title,
            schema=SCHEMA,
            last_updated=moment,
            as_of=feed.as_of,
            ttl=config.ttl,
            rows=len(made.sites),
            documents=documents.all_of(state) | {"schema.json": schema.document()},
            delta=delta,
        ),
        state,
    )


def _version(config: FeedConfig, seq: int, before: str, draft: Mapping[str, Any]) -> str:
    """Named by what it changes and by the version it changes: a chain of hashes, as each publication is another one."""
    content = {key: draft.get(key) for key in ("items", "sites", "gone", "back", "status", "status_gone")}
    said = {"feed": config.id, "schema": SCHEMA, "seq": seq, "before": before}
    return hashlib.sha256(canonical.dumps(said | {"content": canonical.sha256(canonical.dumps(content))})).hexdigest()


def _more(feed: Feed, config: FeedConfig, counts: Mapping[str, int]) -> dict[str, Any]:
    """What latest.json says besides: items, notices of the source, what is held, how much there is."""
    held = {"since": feed.held["since"], "ja": feed.held["ja"], "en": feed.held["en"]} if feed.held else None
    return {
        "items": list(queries.items(config)),
        "notices": list(feed.notices),
        "held": held,
        "counts": dict(counts),
        "page": f"stock/{config.id}/",
    }


def _history(feed: Feed, config: FeedConfig, old: State | None, now: datetime) -> dict[str, bytes]:
    """The Parquet of each day that is over since the last publication."""
    if old is None:
        return {}
    then = datetime.fromisoformat(old.header.last_updated).astimezone(config.zone).date()
    today = now.astimezone(config.zone).date()
    return history.between(feed, config, then, today) if then < today else {}


def _note(feed: Feed, seq: int, entry: int) -> None:
    if (feed.seq, feed.shown_entry) != (max(seq, feed.seq), max(entry, feed.shown_entry)):
        Feed.objects.filter(pk=feed.pk).update(seq=max(seq, feed.seq), shown_entry=max(entry, feed.shown_entry))
