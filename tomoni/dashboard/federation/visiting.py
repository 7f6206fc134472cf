"""Visits the sites of federation.toml and remembers what was read: the only place here that uses the network.

A figure is believed when latest.json is of the community that the line names and the data file has the SHA-256 that
latest.json says. Otherwise the last good figure stays, with its own day, and it is said since when nothing newer came.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import polars as pl
from django.utils import timezone

from tomoni.dashboard.federation.config import Federation, Site, load
from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.fetching.services import transport
from tomoni.registry.fetching.transport import Transport, refusal
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_text

STATE = "federation.json"
MOST_BYTES = 50_000_000
DATA = "data.csv"


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of one line. `value` None: nothing was ever read. Times are ISO; `away` says why the last visit
    brought nothing, as {"ja", "en"}."""

    latest: str
    value: float | None = None
    as_of: str = ""
    sha256: str = ""
    official: bool = False
    synthetic: bool = False
    held: bool = False
    read_at: str = ""
    away_since: str = ""
    away: dict[str, str] | None = None


def visit_all(scope: Scope, over: Transport | None = None) -> list[tuple[Text, bool]]:
    """Visits every line; gives what to say of each, and whether it went well. Nothing for a community without a
    federation.toml."""
    federation = load(scope.community.dir)
    if federation is None:
        return []
    known, way, said = visits(scope), over or transport(), []
    made = {}
    now = timezone.localtime().isoformat(timespec="minutes")
    for site in federation.sites:
        try:
            found = _visit(site, way, now)
            said.append((Text(f"{site.name.ja}: {found.value:,}", f"{site.name.en}: {found.value:,}"), True))
        except Problem as problem:
            before = known.get(_key(site), Visit(site.latest))
            found = replace(before, away=problem.text.to_json(), away_since=before.away_since or now)
            said.append((Text(f"{site.name.ja}: {problem.text.ja}", f"{site.name.en}: {problem.text.en}"), False))
        made[_key(site)] = asdict(found)
    write_text(scope.community.home / STATE, json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    return said


def visits(scope: Scope) -> dict[str, Visit]:
    """What earlier visits brought, by line; empty when there were none or the record can't be read."""
    try:
        said = json.loads((scope.community.home / STATE).read_text(encoding="utf-8"))
        return {key: Visit(**value) for key, value in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def of(known: dict[str, Visit], site: Site) -> Visit:
    return known.get(_key(site), Visit(site.latest))


def state(scope: Scope, federation: Federation | None) -> str:
    """A digest's worth of all this, for pages that show it."""
    path: Path = scope.community.home / STATE
    return repr((federation, path.read_bytes() if path.is_file() else b""))


def _key(site: Site) -> str:
    return f"{site.code} {site.latest} {site.show} {site.column}"


def _visit(site: Site, way: Transport, now: str) -> Visit:
    latest = _json(site.latest, way)
    community, files = latest.get("community"), latest.get("files")
    if not isinstance(community, dict) or community.get("code") != site.code or not isinstance(files, dict):
        raise _odd(site, "この団体の latest.json ではありません。", "It is no latest.json of this place.")
    file = files.get(DATA)
    if not isinstance(file, dict) or not all(isinstance(file.get(name), str) for name in ("url", "sha256")):
        raise _odd(site, "公開中のデータがありません。", "It has no published data.")
    address = urljoin(site.latest, file["url"])
    if urlsplit(address).netloc != urlsplit(site.latest).netloc:
        raise _odd(site, "データが別のサーバーにあります。", "Its data lie on another server.")
    answer = way.get(address, {})
    if answer.status != 200 or len(answer.body) > MOST_BYTES:
        raise _odd(site, f"データの答えが {answer.status} でした。", f"Its data answered {answer.status}.")
    if hashlib.sha256(answer.body).hexdigest() != file["sha256"]:
        raise _odd(site, "データの SHA-256 が合いません。", "Its data have another SHA-256 than it says.")
    return Visit(
        site.latest,
        _figure(site, answer.body),
        str(latest.get("as_of") or ""),
        file["sha256"],
        latest.get("official") is True,
        latest.get("synthetic") is True,
        bool(latest.get("held")),
        now,
    )


def _json(url: str, way: Transport) -> dict[str, Any]:
    answer = way.get(url, {})
    if answer.status != 200:
        raise refusal(f"{url} の答えは {answer.status} でした。", f"{url} answered {answer.status}.")
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise refusal(f"{url} は latest.json ではありません。", f"{url} is no latest.json.")
    return said


def _figure(site: Site, data: bytes) -> float:
    try:
        frame = pl.read_csv(io.BytesIO(data), infer_schema=False)
        if site.show == "rows":
            return frame.height
        column = frame[site.column].cast(pl.Float64, strict=True).drop_nulls()
        value = column.sum() if site.show == "sum" else column[-1]
    except (pl.exceptions.PolarsError, IndexError) as error:
        raise _odd(
            site,
            f"「{site.column}」から数字を読めません（{type(error).__name__}）。",
            f'No figure can be read from "{site.column}" ({type(error).__name__}).',
        ) from None
    return int(value) if value == int(value) else float(value)


def _odd(site: Site, ja: str, en: str) -> Problem:
    return refusal(f"{site.latest}: {ja}", f"{site.latest}: {en}")
