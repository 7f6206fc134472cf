"""Other people's apps on a feed: how fresh is what each of them shows, measured against the feed itself.

An app may name a status address that answers JSON with `seq` or `last_updated` of the publication it shows. It is asked
once an hour; whoever is behind by more than LATE is marked as stale, whoever does not answer as away. None is hidden.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from tomoni.publish import canonical, live, versions
from tomoni.registry.errors import Problem
from tomoni.registry.fetching.transport import Transport, Urllib3Transport
from tomoni.registry.scope import Scope
from tomoni.stock import queries
from tomoni.stock.config import FeedConfig
from tomoni.stock.intake.base import instant, moment_of
from tomoni.stock.models import App

LATE = timedelta(minutes=30)
LARGEST = 64 * 1024
FRESH, STALE, AWAY, UNKNOWN = "fresh", "stale", "away", "unknown"


def look_at_all(scope: Scope, config: FeedConfig, transport: Transport | None = None, now: datetime | None = None) -> int:  # fmt: skip
    """Asks every app that names a status address; gives how many changed their state."""
    shown = live.shown(versions.storage(), config.id)
    if shown is None:
        return 0
    head = canonical.loads(shown.read(versions.storage(), live.LATEST))
    ask = transport or Urllib3Transport(
        allow=tuple(getattr(settings, "FETCH_ALLOW", ())), limit=LARGEST, seconds=15.0, connect=5.0, hops=2
    )
    changed = 0
    for app in queries.apps(queries.row(scope, config)).exclude(status_url=""):
        state, shows = _look(app, config, head, ask)
        changed += state != app.state
        fields = {"state": state, "seen_at": now or timezone.now(), **({"shows_at": shows} if shows else {})}
        App.objects.filter(pk=app.pk).update(**fields)
    return changed


def _look(app: App, config: FeedConfig, head: dict[str, Any], transport: Transport) -> tuple[str, str]:
    """(state, the last_updated it shows)."""
    try:
        answer = transport.get(app.status_url, {"Accept": "application/json"})
        said = canonical.loads(answer.body) if answer.status == 200 else None
    except (Problem, ValueError, RecursionError):
        return AWAY, ""
    if not isinstance(said, dict):
        return AWAY, ""
    return judge(said, head, config)


def judge(said: dict[str, Any], head: dict[str, Any], config: FeedConfig) -> tuple[str, str]:
    """What an app's answer means against latest.json."""
    seq = said.get("seq")
    if isinstance(seq, int) and not isinstance(seq, bool) and seq == head["seq"]:
        return FRESH, str(head["last_updated"])
    shows = moment_of(said.get("last_updated"), config.zone)
    if not shows:
        return (STALE, "") if isinstance(seq, int) else (UNKNOWN, "")
    late = instant(str(head["last_updated"])) - instant(shows)
    return (STALE if late > LATE.total_seconds() else FRESH), shows
