"""The ledger: everything said about stock, in order, once; and the state of now that follows from it.

`take` believes a whole reading of a source (what is missing has left), unless it is older than what is known or would
lose too much: then it is held, and the last good state stays. `say` believes single updates of a shop. Both write one
line with what they changed, in the same transaction as the change; a key that was used gives the same answer again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope
from tomoni.stock import placing, queries
from tomoni.stock.config import FeedConfig, Item
from tomoni.stock.intake.base import Place, Reading, Said, instant, sale_of
from tomoni.stock.models import Entry, Feed, Site, Status

LEAST_FOR_HOLD = 20  # sites; fewer may come and go
AHEAD = timedelta(minutes=10)  # how far a shop's clock may be ahead
FIELDS = ("sale_state", "on_hand", "reserved", "band", "observed_at", "changed_at", "note")
PLACE_FIELDS = ("name", "address", "area", "kind", "hours", "phone", "url")
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading or a push changed. `again`: the key was known, nothing was done now."""

    came: int = 0
    left: int = 0
    altered: int = 0
    status: int = 0
    ignored: tuple[dict[str, Any], ...] = ()
    again: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "came": self.came,
            "left": self.left,
            "altered": self.altered,
            "status": self.status,
            "ignored": list(self.ignored),
        }


class Held(Problem):
    """A reading that would mislead: kept out, the last good state stays."""


class Conflict(Problem):
    """The same key with other words."""

    status = 409


def take(scope: Scope, config: FeedConfig, reading: Reading, source: str, digest: str, now: datetime | None = None) -> Outcome:  # fmt: skip
    """A whole reading becomes the state. Problem (Held) when it is older or would lose too much."""
    require(scope, "publish")
    now = now or timezone.now()
    try:
        with transaction.atomic():
            queries.row(scope, config)
            feed = Feed.objects.select_for_update(no_key=True).get(community=scope.community.id, slug=config.id)
            return _take(feed, config, reading, source, digest, now)
    except Held as held:
        Feed.objects.filter(community=scope.community.id, slug=config.id).update(
            held={"since": now.isoformat(), "digest": digest, **held.text.to_json()}, pulled_at=now
        )
        raise


def accept(scope: Scope, config: FeedConfig) -> None:
    """The next reading is believed whatever it loses: somebody has looked."""
    require(scope, "release")
    Feed.objects.filter(pk=queries.row(scope, config).pk).update(accept_once=True, validators={})


def _take(feed: Feed, config: FeedConfig, reading: Reading, source: str, digest: str, now: datetime) -> Outcome:
    digest = placing.with_file(digest, config)
    last = Entry.objects.filter(feed=feed, source=source).order_by("-pk").first()
    notices = [notice.to_json() for notice in reading.notices]
    if last and last.digest == digest:
        feed.pulled_at, feed.held, feed.notices = now, {}, notices
        feed.save(update_fields=["pulled_at", "held", "notices"])
        return Outcome(again=True)
    if reading.as_of and feed.as_of and instant(reading.as_of) < instant(feed.as_of):
        raise Held(
            Text(
                f"入手元の時点（{reading.as_of}）が、今の時点（{feed.as_of}）より前です。取り込まず、今の在庫のままにしています。",
                f"The source speaks of {reading.as_of}, which is before {feed.as_of}. It was not taken; the stock is as it was.",
            ),
            code=1,
        )
    known = {site.code: site for site in Site.objects.filter(feed=feed)}
    stock = _stock(feed)
    if not feed.accept_once:
        _believe(config, reading, known, stock)
    moment = reading.as_of or now.astimezone(config.zone).replace(microsecond=0).isoformat()
    came, altered, left = _places(feed, config, reading, known, moment)
    changes = _status(config, reading.said, known, stock, moment)
    feed.as_of, feed.notices = reading.as_of or feed.as_of, notices
    feed.pulled_at, feed.held, feed.accept_once = now, {}, False
    feed.save(update_fields=["as_of", "notices", "pulled_at", "held", "accept_once"])
    outcome = Outcome(len(came), len(left), len(altered), len(changes))
    Entry.objects.create(
        feed=feed, source=source, key=f"{digest[:40]}:{now.isoformat()}"[:100], digest=digest, at=now,
        changes=[*([code] for code in left), *changes], answer=outcome.to_json(),
    )  # fmt: skip
    return outcome


def _stock(feed: Feed) -> dict[tuple[str, str], Status]:
    rows = Status.objects.filter(site__feed=feed).order_by("pk").select_for_update(of=("self",))
    codes = dict(Site.objects.filter(feed=feed).values_list("pk", "code"))
    return {(codes[row.site_id], row.item): row for row in rows.iterator(chunk_size=5000)}


def _believe(config: FeedConfig, reading: Reading, known: Mapping[str, Site], stock: Mapping[Any, Status]) -> None:
    """Held when too many sites are missing, or every count has become nothing at once."""
    living = {code for code, site in known.items() if not site.gone_at}
    lost = len(living - reading.places.keys()) if reading.whole else 0
    if len(living) >= LEAST_FOR_HOLD and lost * 100 > len(living) * config.hold_share:
        raise Held(
            Text(
                f"{len(living):,} か所のうち {lost:,} か所が一度に消えています。入手元の不具合かもしれないため、公開を保留し、今の在庫のままにしています。",
                f"{lost:,} of {len(living):,} sites have vanished at once. It may be a fault of the source, so it is held and the stock is as it was.",
            ),
            code=1,
        )
    before = [row.on_hand for row in stock.values() if row.on_hand is not None]
    after = [said.on_hand for said in reading.said if said.on_hand is not None]
    if len(after) >= LEAST_FOR_HOLD and not any(after) and sum(map(bool, before)) * 5 >= len(before) > 0:
        raise Held(
            Text(
                "すべての数が一度に0になっています。入手元の不具合かもしれないため、公開を保留し、今の在庫のままにしています。",
                "Every count has become 0 at once. It may be a fault of the source, so it is held and the stock is as it was.",
            ),
            code=1,
        )


def _places(
    feed: Feed, config: FeedConfig, reading: Reading, known: dict[str, Site], moment: str
) -> tuple[list[str], list[str], list[str]]:
    """Sites that came (or came back), changed, left. `known` gets the new ones."""
    where = placing.file_positions(config)
    new, altered, back = [], [], []
    for code, place in reading.places.items():
        site = known.get(code)
        if site is None:
            site = known[code] = Site(feed=feed, code=code)
            _fill(site, place, where)
            new.append(site)
            continue
        returned = bool(site.gone_at)
        if _fill(site, place, where) or returned:
            (back if returned else altered).append(site)
        site.gone_at = site.gone_why = ""
    left = []
    for code, site in known.items():
        if reading.whole and code not in reading.places and not site.gone_at:
            site.gone_at, site.gone_why = moment, "not-listed"
            left.append(site)
    Site.objects.bulk_create(new, batch_size=AT_ONCE)
    fields = [*PLACE_FIELDS, "latitude", "longitude", "position_by", "gone_at", "gone_why"]
    Site.objects.bulk_update([*altered, *back, *left], fields, batch_size=AT_ONCE // 4)
    Status.objects.filter(site__in=[site.pk for site in left][:900]).delete()
    for start in range(900, len(left), 900):
        Status.objects.filter(site__in=[site.pk for site in left[start : start + 900]]).delete()
    return [site.code for site in (*new, *back)], [site.code for site in altered], [site.code for site in left]


def _fill(site: Site, place: Place, where: Mapping[str, tuple[float, float]]) -> bool:
    """Takes over what the source says of a place; True when something changed. What a person set stays."""
    before = [getattr(site, name) for name in (*PLACE_FIELDS, "latitude", "longitude")]
    for name in PLACE_FIELDS:
        setattr(site, name, getattr(place, name))
    if site.position_by not in placing.BY_PEOPLE:
        if place.latitude is not None:
            site.latitude, site.longitude, site.position_by = place.latitude, place.longitude, "source"
        elif found := where.get(place.code):
            site.latitude, site.longitude = found
            site.position_by = "file"
    return before != [getattr(site, name) for name in (*PLACE_FIELDS, "latitude", "longitude")]


def _status(
    config: FeedConfig, said: Sequence[Said], known: Mapping[str, Site], stock: dict[tuple[str, str], Status], moment: str
) -> list[list[Any]]:  # fmt: skip
    """Writes what differs from what is known; gives the lines of the ledger."""
    items = {item.id: item for item in config.items}
    written, changes = [], []
    for one in said:
        site, item = known[one.site], items[one.item]
        row = stock.get((one.site, one.item))
        if row is None or row.site_id is None or site.gone_at:
            row = Status(item=one.item)
        band = item.band(one.on_hand) if one.on_hand is not None else one.band
        values = {
            "sale_state": one.sale_state or sale_of(one.on_hand, band),
            "on_hand": one.on_hand,
            "reserved": one.reserved,
            "band": band,
            "observed_at": one.observed_at,
            "note": one.note,
        }
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            continue
        if not row.pk or _visible(item, values) != _visible(item, {name: getattr(row, name) for name in values}):
            row.changed_at = one.observed_at or moment
        for name, value in values.items():
            setattr(row, name, value)
        row.site = site
        stock[one.site, one.item] = row
        written.append(row)
        changes.append(
            [
                one.site,
                one.item,
                *(values[k] for k in ("sale_state", "on_hand", "reserved", "band", "observed_at", "note")),
            ]
        )
    written.sort(key=lambda row: (row.site_id, row.item))
    for row in written:
        row.pk = None
    Status.objects.bulk_create(
        written, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["site", "item"], update_fields=FIELDS
    )
    return changes


def _visible(item: Item, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What readers can see of a status, its times apart."""
    return (values["sale_state"], values["note"], *item.shown(values["on_hand"], values["reserved"], values["band"]))


def say(
    scope: Scope,
    config: FeedConfig,
    updates: Sequence[Said],
    source: str,
    key: str,
    now: datetime | None = None,
) -> Outcome:
    """Single updates of sites that are known. What is older than known, or about a site or item that is not there, is
    left out and said in `ignored`. Conflict for a key that was used with other words."""
    now = now or timezone.now()
    digest = hashlib.sha256(json.dumps([_flat(one) for one in updates]).encode()).hexdigest()
    feed = queries.row(scope, config)
    if known := _known(feed, source, key, digest):
        return known
    try:
        with transaction.atomic():
            entry = Entry.objects.create(feed=feed, source=source, key=key, digest=digest, at=now)
            outcome, changes, newest = _say(feed, config, updates, now)
            entry.changes, entry.answer = changes, outcome.to_json()
            entry.save(update_fields=["changes", "answer"])
    except IntegrityError:  # the same key at the same moment
        if known := _known(feed, source, key, digest):
            return known
        raise
    feed.refresh_from_db(fields=["as_of"])  # apart from the rows of status, which are locked no more
    if newest and instant(newest) > instant(feed.as_of):
        Feed.objects.filter(pk=feed.pk).update(as_of=newest)
    return outcome


def _flat(one: Said) -> list[Any]:
    return [one.site, one.item, one.on_hand, one.reserved, one.sale_state, one.band, one.observed_at, one.note]


def _known(feed: Feed, source: str, key: str, digest: str) -> Outcome | None:
    entry = Entry.objects.filter(feed=feed, source=source, key=key).first()
    if entry is None:
        return None
    if entry.digest != digest:
        raise Conflict(
            Text(
                "同じ Idempotency-Key で別の内容が送られました。新しい内容には新しい鍵を付けてください。何も変えていません。",
                "This Idempotency-Key was used for other words. Give new words a new key. Nothing was changed.",
            ),
            code=1,
        )
    said = entry.answer
    return Outcome(said["came"], said["left"], said["altered"], said["status"], tuple(said["ignored"]), again=True)


def _say(
    feed: Feed, config: FeedConfig, updates: Sequence[Said], now: datetime
) -> tuple[Outcome, list[list[Any]], str]:
    codes = {one.site for one in updates}
    wanted = Site.objects.filter(feed=feed, code__in=codes) if len(codes) < 900 else Site.objects.filter(feed=feed)
    known = {site.code: site for site in wanted if site.code in codes}
    rows = (
        Status.objects.filter(site__feed=feed).order_by("pk").select_for_update(of=("self",))
    )  # in one order: nobody waits in a ring
    if len(codes) < 900:
        rows = rows.filter(site__in=[site.pk for site in known.values()])
    by_pk = {site.pk: site.code for site in known.values()}
    stock = {(by_pk[row.site_id], row.item): row for row in rows if row.site_id in by_pk}
    moment = now.astimezone(config.zone).replace(microsecond=0).isoformat()
    good: dict[tuple[str, str], Said] = {}
    ignored = []
    for number, one in enumerate(updates):
        site, row = known.get(one.site), stock.get((one.site, one.item))
        why = ""
        if site is None or site.gone_at:
            why = "no-such-site"
        elif config.item(one.item) is None:
            why = "no-such-item"
        elif one.observed_at and instant(one.observed_at) > (now + AHEAD).timestamp():
            why = "from-the-future"
        elif (row and one.observed_at and instant(one.observed_at) < instant(row.observed_at)) or _doubled(
            good.get((one.site, one.item)), one
        ):
            why = "older"
        if why:
            ignored.append({"number": number, "site": one.site, "item": one.item, "why": why})
        else:
            good[one.site, one.item] = one
    changes = _status(config, list(good.values()), known, stock, moment)
    newest = max((one.observed_at or moment for one in good.values()), key=instant, default="")
    return Outcome(status=len(changes), ignored=tuple(ignored)), changes, newest


def _doubled(before: Said | None, one: Said) -> bool:
    """Whether the same batch has said something newer already."""
    return before is not None and instant(one.observed_at) < instant(before.observed_at)
