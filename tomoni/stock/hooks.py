"""Webhooks: each publication is told to whoever asked for it, signed, once, again later when it did not arrive.

POST {feed, seq, version, last_updated, latest, delta} with `X-Tomoni-Signature: t=<seconds>,v1=<hex>`, HMAC-SHA256 over
"<t>.<body>" with the subscriber's own secret, as the house's other webhooks (registry.notify). The work is a job of the
registry; while one waits for a subscriber, newer publications take its place: what counts is the newest.
"""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from tomoni.publish import canonical, live, versions
from tomoni.publish.live import Shown
from tomoni.registry import here, jobs
from tomoni.registry.errors import Problem, problem
from tomoni.registry.fetching.transport import Urllib3Transport, host_of
from tomoni.registry.notify.channels import signature
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope
from tomoni.stock import config as feeds
from tomoni.stock import queries
from tomoni.stock.config import FeedConfig
from tomoni.stock.models import Subscriber

TIMEOUT = 10.0
MOST = 200
"""Subscribers of a feed."""


class NotDelivered(Exception):
    """It did not arrive; the job tries again."""


def subscribe(scope: Scope, config: FeedConfig, address: str) -> Subscriber:
    """Opens a subscription; the same address again gives the same one. Problem for an address that can't be posted to."""
    require(scope, "publish")
    host_of(address)
    feed = queries.row(scope, config)
    if not Subscriber.objects.filter(feed=feed, address=address).exists() and feed.subscribers.count() >= MOST:
        raise problem("これ以上登録できません。", "There is no room for more subscribers.")
    row, _ = Subscriber.objects.get_or_create(
        feed=feed, address=address[:300], defaults={"secret": secrets.token_hex(32), "made_at": timezone.now()}
    )
    return row


def unsubscribe(scope: Scope, row: Subscriber) -> None:
    require(scope, "publish")
    row.delete()


def tell(scope: Scope, config: FeedConfig, shown: Shown) -> None:
    """Asks for a delivery to each subscriber."""
    for key in queries.subscribers(queries.row(scope, config)).values_list("pk", flat=True):
        jobs.ask("stock.tell", f"stock:tell:{key}:{shown.seq}", subscriber=str(key), feed=config.id, seq=shown.seq)


def deliver(subscriber: str, feed: str, seq: int) -> None:
    """The job. Says what is newest now; one that was told of this or a newer publication meanwhile needs nothing."""
    row = Subscriber.objects.filter(pk=subscriber).first()
    if row is None or row.told_seq >= seq:
        return
    scope = Scope(None, here.community())
    try:
        config = feeds.feed(scope, feed)
    except Problem as gone:
        raise jobs.Hopeless(gone.text.en) from None
    shown = live.shown(versions.storage(), config.id)
    if shown is None:
        return
    try:
        post(row, message(config, shown))
    except NotDelivered as error:
        Subscriber.objects.filter(pk=row.pk).update(failures=F("failures") + 1, error=str(error)[:200])
        raise
    Subscriber.objects.filter(pk=row.pk, told_seq__lt=shown.seq).update(
        told_seq=shown.seq, told_at=timezone.now(), error="", failures=0
    )


def message(config: FeedConfig, shown: Shown) -> dict[str, Any]:
    said = canonical.loads(shown.read(versions.storage(), live.LATEST))
    address = (getattr(settings, "PUBLIC_ADDRESS", "") or "").rstrip("/")
    base = f"{address}/data/{config.id}/"
    has = f"{live.DELTAS}/{shown.seq}.json" in shown.manifest.files
    return {
        "feed": config.id,
        "seq": shown.seq,
        "version": shown.version,
        "last_updated": said["last_updated"],
        "latest": base + live.LATEST,
        "delta": f"{base}{live.DELTAS}/{shown.seq}.json" if has else None,
    }


def post(row: Subscriber, said: dict[str, Any]) -> None:
    """One delivery: to public addresses only, without following redirects. NotDelivered when it was not taken."""
    body = json.dumps(said, ensure_ascii=False).encode()
    transport = Urllib3Transport(allow=tuple(getattr(settings, "FETCH_ALLOW", ())), limit=65_536, seconds=TIMEOUT)
    headers = {
        "Content-Type": "application/json",
        "X-Tomoni-Key": f"{said['feed']}:{said['seq']}",
        "X-Tomoni-Signature": signature(row.secret, int(time.time()), body),
    }
    try:
        answer = transport.post(row.address, body, headers)
    except Problem as refused:
        raise NotDelivered(refused.text.en) from None
    if not 200 <= answer.status < 300:
        raise NotDelivered(f"HTTP {answer.status}")
