"""All reads of the room: a feed's row, its sites, and its state of now as readers may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tomoni.registry.scope import Scope
from tomoni.stock.config import FeedConfig, Item
from tomoni.stock.feed.state import Key, Record
from tomoni.stock.models import App, Entry, Feed, Site, Status, Subscriber

PLACE = ("code", "name", "address", "area", "kind", "hours", "phone", "url", "latitude", "longitude", "gone_at", "gone_why")  # fmt: skip
STOCK = ("site__code", "item", "sale_state", "on_hand", "reserved", "band", "observed_at", "changed_at", "note")


def row(scope: Scope, config: FeedConfig) -> Feed:
    """The feed's row, made when first asked for."""
    return Feed.objects.get_or_create(community=scope.community.id, slug=config.id)[0]


def known(scope: Scope) -> QuerySet[Feed]:
    return Feed.objects.filter(community=scope.community.id).order_by("slug")


def last_entry(feed: Feed) -> int:
    """The newest line of the ledger; 0 for none."""
    return Entry.objects.filter(feed=feed).order_by("-pk").values_list("pk", flat=True).first() or 0


def items(config: FeedConfig) -> tuple[Record, ...]:
    """The items as the feed says them."""
    return tuple(_item(item) for item in config.items)


def _item(item: Item) -> Record:
    bands = [{"id": word, "least": least} for least, word in item.bands]
    return {
        "id": item.id,
        "title": item.title.to_json(),
        "unit": item.unit.to_json(),
        "publish": item.publish,
        "bands": bands,
    }


def content(feed: Feed, config: FeedConfig) -> tuple[dict[str, Record], dict[Key, Record], dict[str, Record]]:
    """(sites, status, gone) as published: what is not known is not there, exact counts only where they may be."""
    sites: dict[str, Record] = {}
    gone: dict[str, Record] = {}
    for values in Site.objects.filter(feed=feed).values_list(*PLACE):
        code, name, *rest = values
        if gone_at := values[-2]:
            gone[code] = {"id": code, "name": name, "gone_at": gone_at, "reason": values[-1]}
            continue
        sites[code] = _site(code, name, *rest[:-2])
    known = {item.id: item for item in config.items}
    status: dict[Key, Record] = {}
    rows = Status.objects.filter(site__feed=feed, site__gone_at="", item__in=list(known)).values_list(*STOCK)
    for code, item, *said in rows.iterator(chunk_size=5000):
        status[code, item] = _status(known[item], code, item, *said)
    return sites, status, gone


def _site(
    code: str,
    name: str,
    address: str,
    area: str,
    kind: str,
    hours: str,
    phone: str,
    url: str,
    latitude: float | None,
    longitude: float | None,
) -> Record:
    made: Record = {"id": code, "name": name}
    for key, value in (
        ("address", address), ("area", area), ("kind", kind), ("hours", hours), ("phone", phone), ("url", url),
    ):  # fmt: skip
        if value:
            made[key] = value
    if latitude is not None and longitude is not None:
        made["lat"], made["lon"] = latitude, longitude
    return made


def _status(
    item: Item,
    code: str,
    name: str,
    sale_state: str,
    on_hand: int | None,
    reserved: int | None,
    band: str,
    observed_at: str,
    changed_at: str,
    note: str,
) -> Record:
    made: Record = {"site": code, "item": name, "sale_state": sale_state, "changed_at": changed_at}
    on_hand, reserved, band = item.shown(on_hand, reserved, band)
    if on_hand is not None:
        made["on_hand"] = on_hand
    if reserved is not None:
        made["reserved"] = reserved
    if band:
        made["band"] = band
    if observed_at:
        made["observed_at"] = observed_at
    if note:
        made["note"] = note
    return made


def site(feed: Feed, code: str) -> Site | None:
    return Site.objects.filter(feed=feed, code=code).first()


def without_position(feed: Feed) -> QuerySet[Site]:
    missing = Q(latitude=None) | Q(longitude=None)
    return Site.objects.filter(missing, feed=feed, gone_at="").order_by("area", "code")


def status_of(site: Site) -> dict[str, Status]:
    return {row.item: row for row in site.status.all()}


def apps(feed: Feed) -> QuerySet[App]:
    return App.objects.filter(feed=feed).order_by("name", "pk")


def subscribers(feed: Feed) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(feed=feed).order_by("made_at")


def counts(sites: dict[str, Record], gone: dict[str, Record]) -> dict[str, int]:
    return {"sites": len(sites), "gone": len(gone), "without_position": sum("lat" not in one for one in sites.values())}


def recent(feed: Feed, most: int = 20) -> Iterable[dict[str, Any]]:
    """The newest lines of the ledger, for staff."""
    for entry in Entry.objects.filter(feed=feed).order_by("-pk")[:most]:
        yield {"at": entry.at, "source": entry.source.partition(":")[0], "count": len(entry.changes)}
