"""The sandbox: made-up data (code 992011) below /api/v1/sandbox/ that move every hour and contain everything that may
happen to an app: new and changed rows, a dataset that is held, a version and a dataset that were withdrawn, errors.

All of it follows from the hour alone, so two readers see the same, and `at=2026-01-31T09` shows any hour again.
`fail=503` (or 400 … 500) answers with that error; `fail=deprecated` with the headers of something that will end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import polars as pl
from django.http import HttpRequest
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.publish import changes, latest
from tomoni.publish.api.site import ROW, gone, no_dataset, no_version
from tomoni.registry.api_problems import of_status, parameter
from tomoni.tables.grid import Ref
from tomoni.tables.provenance import BlockMap, Provenance

CODE = "992011"
KEPT = 48
"""Hours back that versions can be read."""
WITHDRAWN_EVERY = 12
"""One hour in so many has a version that was withdrawn."""
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
FAILURES = (400, 404, 406, 410, 413, 415, 422, 429, 500, 503)
PARAMETERS = ("fail", "at")
DESCRIBED: dict[str, Any] = {
    "parameters": [
        {
            "name": "fail",
            "in": "query",
            "required": False,
            "description": "この誤りを返す / answer with this error; deprecated: with the headers of what will end",
            "schema": {"type": "string", "enum": [*(str(code) for code in FAILURES), "deprecated", ""]},
        },
        {
            "name": "at",
            "in": "query",
            "required": False,
            "description": "この時刻（UTC）の姿 / as it is at this hour (UTC), e.g. 2026-01-31T09",
            "schema": {"type": "string"},
            "example": "2026-01-31T09",
        },
    ]
}
REASON = Text("練習のための取り下げです。", "Withdrawn for practice.")
HELD = Text(
    "練習のための公開保留です。前回より行が半分に減りました。", "Held for practice: half of the rows are missing."
)
GONE = "sandbox-withdrawn"
TITLES = {
    "sandbox-counts": Text("架空の件数（毎時）", "Made-up counts (hourly)"),
    "sandbox-places": Text("架空の避難所の混みぐあい（毎時）", "Made-up shelters and how full they are (hourly)"),
}
FIELDS: dict[str, list[tuple[str, str, str]]] = {
    "sandbox-counts": [
        ("番号", "Number", "string"), ("日時", "Time", "datetime"), ("地区", "District", "string"),
        ("件数", "Count", "integer"),
    ],
    "sandbox-places": [
        ("名称", "Name", "string"), ("緯度", "Latitude", "number"), ("経度", "Longitude", "number"),
        ("定員", "Capacity", "integer"), ("人数", "People", "integer"), ("状態", "Status", "string"),
    ],
}  # fmt: skip
DISTRICTS = ("みほん区", "こころみ区", "ためし区", "れんしゅう区")


def asked(request: HttpRequest) -> Sandbox:
    """The sandbox of the hour that is asked for; the error that is asked for, if any."""
    failure = request.GET.get("fail", "")
    if failure and failure != "deprecated":
        _fail(failure)
    return Sandbox(_hour(request.GET.get("at", "")))


def _fail(text: str) -> None:
    if text not in map(str, FAILURES):
        known = "・".join(map(str, FAILURES))
        raise parameter("fail", Text(f"選べるのは {known} です。", f"Choose one of {known}."))
    problem = of_status(int(text))
    problem.more["synthetic"] = True
    if text == "410":
        problem.more |= {"reason": REASON.to_json(), "since": latest.moment(EPOCH)}
    if text in ("429", "503"):
        problem.headers["Retry-After"] = "5"
    raise problem


def _hour(text: str) -> int:
    """Hours since EPOCH."""
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=UTC) if text else timezone.now()
    except ValueError:
        raise parameter("at", Text("2026-01-31T09 のように書いてください。", "Write it like 2026-01-31T09.")) from None
    hour = int((at - EPOCH).total_seconds()) // 3600
    if not KEPT <= hour < 10**6:
        raise parameter("at", Text("2026年1月3日からの時刻です。", "An hour from 3 January 2026 on."))
    return hour


def _digest(dataset: str, hour: int) -> str:
    return hashlib.sha256(f"{dataset} {hour}".encode()).hexdigest()


def _number(*parts: object, below: int) -> int:
    """A number that looks random and follows from its parts."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:6], "big") % below


def _names(dataset: str) -> list[str]:
    return [name for name, _, _ in FIELDS[dataset]]


@lru_cache(maxsize=512)
def _counts(hour: int) -> list[tuple[datetime, str, int]]:
    """What one hour counted, as it was first said."""
    moment = (EPOCH + timedelta(hours=hour)).replace(tzinfo=None)
    return [(moment, district, _number(hour, district, below=30)) for district in DISTRICTS]


@lru_cache(maxsize=128)
def _frame(dataset: str, hour: int) -> pl.DataFrame:
    if dataset == "sandbox-counts":
        # Each figure is corrected once, three hours later: that is what the changed rows of a diff are.
        rows = [
            (f"{past}-{place}", moment, district, count + (past <= hour - 3))
            for past in range(hour - 71, hour + 1)
            for place, (moment, district, count) in enumerate(_counts(past), 1)
        ]
        return pl.DataFrame(rows, schema=_names(dataset), orient="row").with_row_index(ROW, 1)
    places = []
    for number in range(40):
        capacity = 50 + 10 * _number("capacity", number, below=20)
        people = _number("people", number, hour, below=capacity + 1)
        status = "開設" if _number("open", number, hour // 6, below=4) else "閉鎖"
        here = (34.5 + _number("lat", number, below=9000) / 1e5, 135.4 + _number("lon", number, below=9000) / 1e5)
        places.append((f"見本避難所{number + 1}", *here, capacity, people if status == "開設" else 0, status))
    return pl.DataFrame(places, schema=_names(dataset), orient="row").with_row_index(ROW, 1)


class Sandbox:
    """A site (see `site.Site`) that is all made up, as it is in one hour."""

    prefix = "sandbox/"

    def __init__(self, hour: int) -> None:
        self.hour = hour

    def datasets(self) -> list[str]:
        return sorted(TITLES)

    def feeds(self) -> list[str]:
        return []

    def latest(self, dataset: str) -> dict[str, Any]:
        self._known(dataset)
        moment = self._moment(self._newest())
        return {
            "dataset": dataset,
            "title": TITLES[dataset].to_json(),
            "community": {
                "id": "sandbox",
                "code": CODE,
                "name": {"ja": "みほん市（架空）", "en": "Mihon City (made up)"},
            },
            "schema": dataset,
            "schema_version": _digest(dataset, -1),
            "version": _digest(dataset, self._newest()),
            "seq": self._newest() + 1,
            "rows": _frame(dataset, self._newest()).height,
            "as_of": moment[:16].replace("T", " "),
            "published": None,
            "fetched": moment,
            "released": moment,
            "license": "CC0-1.0",
            "attribution": {"ja": "架空の見本", "en": "Made-up sample"},
            "official": False,
            "synthetic": True,
            "held": self._held(dataset),
            "capabilities": ["history", *(["positions"] if dataset == "sandbox-places" else []), "rows", "trace"],
            "files": {},
        }

    def publications(self, dataset: str) -> list[dict[str, Any]]:
        self._known(dataset)
        return [self._publication(dataset, hour) for hour in range(self._newest(), self.hour - KEPT, -1)]

    def check(self, dataset: str, version: str) -> None:
        self._at(dataset, version)

    def lazy(self, dataset: str, version: str) -> pl.LazyFrame:
        return _frame(dataset, self._at(dataset, version)).lazy()

    def schema(self, dataset: str, version: str) -> dict[str, Any]:
        self._at(dataset, version)
        return {
            "fields": [{"name": ja, "title": ja, "tomoni:en": en, "type": kind} for ja, en, kind in FIELDS[dataset]]
        }

    def provenance(self, dataset: str, version: str) -> Provenance:
        hour = self._at(dataset, version)
        names = _names(dataset)
        rows = _frame(dataset, hour).height
        return Provenance(
            sha256=_digest(f"{dataset}.xlsx", hour),
            sheet="見本",
            blocks=[BlockMap(list(range(1, len(names) + 1)))],
            block_of=[0] * rows,
            grid_row=range(2, rows + 2),
            names=names,
            header=[(Ref(1, col),) for col in range(1, len(names) + 1)],
            changes=[{} for _ in names],
        )

    def derived(self, name: str, dataset: str, version: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        return make()

    def _newest(self) -> int:
        """The current version is never a withdrawn one."""
        return self.hour - 1 if self.hour % WITHDRAWN_EVERY == 0 else self.hour

    def _known(self, dataset: str) -> None:
        if dataset == GONE:
            raise gone(self._tombstone(), dataset)
        if dataset not in TITLES:
            raise no_dataset(dataset)

    def _at(self, dataset: str, version: str) -> int:
        """The hour of a version. 404, or 410 for what was withdrawn."""
        self._known(dataset)
        for hour in range(self.hour, self.hour - KEPT, -1):
            if _digest(dataset, hour) == version:
                if hour % WITHDRAWN_EVERY == 0:
                    raise gone(self._tombstone(hour), dataset, version)
                return hour
        raise no_version(dataset, version)

    def _held(self, dataset: str) -> dict[str, Any] | None:
        """For three hours in twelve a newer version of the places waits."""
        if dataset != "sandbox-places" or self.hour % 12 not in (5, 6, 7):
            return None
        since = self._moment(self.hour - (self.hour % 12 - 5))
        check = {"gate": "shrunk", "outcome": "held", "reason": HELD.to_json(), "as_of": None, "since": since}
        return {
            "since": since,
            "checks": [check | {"title": {"ja": "行数の減少", "en": "Fewer rows"}}],
            "decides": {"name": {"ja": "見本の運営", "en": "Sample operator"}, "contact": None},
        }

    def _publication(self, dataset: str, hour: int) -> dict[str, Any]:
        moment = self._moment(hour)
        parent = hour - (2 if (hour - 1) % WITHDRAWN_EVERY == 0 else 1)
        line = {
            "seq": hour + 1,
            "version": _digest(dataset, hour),
            "parent": parent + 1,
            "rows": _frame(dataset, hour).height,
            "as_of": moment[:16].replace("T", " "),
            "published": None,
            "fetched": moment,
            "released": moment,
            "back_filled": False,
            "reason": None,
            "changes": _changes(dataset, parent, hour),
            "notices": [],
            "files": {},
        }
        return line | {"withdrawn": self._tombstone(hour)} if hour % WITHDRAWN_EVERY == 0 else line

    def _tombstone(self, hour: int = KEPT) -> dict[str, Any]:
        return {"at": self._moment(hour), "reason": REASON.to_json(), "whole": hour == KEPT, "kind": "person"}

    def _moment(self, hour: int) -> str:
        return latest.moment(EPOCH + timedelta(hours=hour)) or ""


@lru_cache(maxsize=256)
def _changes(dataset: str, before: int, now: int) -> dict[str, Any]:
    """What one hour's version changed against another's. Of the counts it is known without comparing."""
    one, other = (_frame(dataset, hour).drop(ROW) for hour in (before, now))
    if dataset != "sandbox-counts":
        return changes.summary(one, other)
    moved = (now - before) * len(DISTRICTS)
    same: dict[str, Any] = {f"columns_{what}": [] for what in ("added", "removed", "retyped", "moved")}
    figures = {"added": moved, "changed": moved, "removed": moved, "cells": {"件数": moved}}
    return {"before": one.height, **figures, **same}
