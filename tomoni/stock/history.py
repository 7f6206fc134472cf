"""One Parquet a day: every change of that day, in the order it was said, made from the ledger once the day is over.

Columns: at (UTC), source, site, left, item, sale_state, on_hand, reserved, band, observed_at, note. Exact counts stand in
it only where the feed publishes them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from tomoni.publish import files
from tomoni.stock.config import FeedConfig
from tomoni.stock.models import Entry, Feed

MOST_DAYS = 7  # days caught up at once after a pause
KEPT = timedelta(days=35)
COLUMNS = {
    "at": pl.Datetime("us", "UTC"), "source": pl.String, "site": pl.String, "left": pl.Boolean, "item": pl.String,
    "sale_state": pl.String, "on_hand": pl.Int64, "reserved": pl.Int64, "band": pl.String, "observed_at": pl.String,
    "note": pl.String,
}  # fmt: skip


def between(feed: Feed, config: FeedConfig, first: date, today: date) -> dict[str, bytes]:
    """name → bytes for each day from `first` until yesterday on which something was said."""
    made = {}
    day = max(first, today - timedelta(days=MOST_DAYS))
    while day < today:
        frame = of_day(feed, config, day)
        if frame.height:
            made[f"{day.isoformat()}.parquet"] = files.parquet(frame)
        day += timedelta(days=1)
    return made


def of_day(feed: Feed, config: FeedConfig, day: date) -> pl.DataFrame:
    start = datetime.combine(day, time.min, config.zone)
    end = datetime.combine(day + timedelta(days=1), time.min, config.zone)
    rows: list[list[Any]] = []
    for entry in Entry.objects.filter(feed=feed, at__gte=start, at__lt=end).order_by("pk").iterator():
        rows += [_row(config, entry, change) for change in entry.changes]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _row(config: FeedConfig, entry: Entry, change: list[Any]) -> list[Any]:
    source = entry.source.partition(":")[0]
    if len(change) == 1:
        return [entry.at, source, change[0], True, *[None] * 7]
    site, name, sale_state, on_hand, reserved, band, observed_at, note = change
    item = config.item(name)
    on_hand, reserved, band = item.shown(on_hand, reserved, band) if item else (None, None, "")
    return [entry.at, source, site, False, name, sale_state, on_hand, reserved, band or None, observed_at or None, note or None]  # fmt: skip


def prune(now: datetime) -> int:
    """Lines of the ledger that are in the history and older than KEPT go. Called once a day."""
    return int(Entry.objects.filter(at__lt=now - KEPT).delete()[0])
