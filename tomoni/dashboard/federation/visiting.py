"""Visits the sites of federation.toml and remembers what was read: the only place here that uses the network.

A figure is believed, and a card is drawn, when latest.json is of the community that the line names and each file has the SHA-256 that
latest.json says. Otherwise the last good one stays, with its own day, and it is said since when nothing newer came.
What cards are drawn from lies by its SHA-256 in the state folder (`kept`).
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import polars as pl
from django.utils import timezone

from tomoni.dashboard.federation.config import Federation, Site, load
from tomoni.i18n import Text, format
from tomoni.registry.errors import Problem
from tomoni.registry.fetching.services import transport
from tomoni.registry.fetching.transport import Transport, refusal
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_text

STATE = "federation.json"
KEPT = "federation"
MOST_BYTES = 50_000_000
DATA, ROWS, SCHEMA = "data.csv", "data.parquet", "schema.json"


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of one line. `value` None: nothing was ever read. Times are ISO; `away_since`: since when visits bring
    nothing, "" when the last one did; `away` says why, as {"ja", "en"}, for the operator alone; `rows` and `schema`: SHA-256 of the files that cards are drawn from, "" where none
    asks for them."""

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
    rows: str = ""
    schema: str = ""
    credit: dict[str, str] | None = None
    license: str = ""


def visit_all(scope: Scope, over: Transport | None = None) -> list[tuple[Text, bool]]:
    """Visits every line; gives what to say of each, and whether it went well. Nothing for a community without a
    federation.toml."""
    federation = load(scope.community.dir)
    if federation is None:
        return []
    known, way, said = visits(scope), over or transport(), []
    made: dict[str, Visit] = {}
    now = timezone.localtime().isoformat(timespec="minutes")
    for site in federation.sites:
        try:
            wanted = any(site in federation.sites_of(card) for card in federation.cards)
            found = _visit(scope, site, way, now, wanted)
            said.append((Text(f"{site.name.ja}: {found.value:,}", f"{site.name.en}: {found.value:,}"), True))
        except Problem as problem:
            before = known.get(key(site), Visit(site.latest))
            found = replace(before, away=problem.text.to_json(), away_since=before.away_since or now)
            said.append((Text(f"{site.name.ja}: {problem.text.ja}", f"{site.name.en}: {problem.text.en}"), False))
        made[key(site)] = found
    remember(scope, made)
    return said


def remember(scope: Scope, made: dict[str, Visit]) -> None:
    """Writes down what is known of each line, and takes away the files that none of them is drawn from."""
    said = {key: asdict(visit) for key, visit in made.items()}
    write_text(scope.community.home / STATE, json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    _forget(scope.community.home / KEPT, {name for visit in made.values() for name in (visit.rows, visit.schema)})


def keep(scope: Scope, sha256: str, data: bytes) -> bool:
    """Keeps a file under its hash; False, and nothing is kept, when it has another one."""
    if hashlib.sha256(data).hexdigest() != sha256:
        return False
    folder = scope.community.home / KEPT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sha256).write_bytes(data)  # half a file has another hash, and is not read
    return True


def is_sha256(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{64}", text))


def kept(scope: Scope, sha256: str) -> bytes | None:
    """A file that was fetched, by its hash; None when it is not there or not what it was."""
    try:
        data = (scope.community.home / KEPT / sha256).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def _forget(folder: Path, used: set[str]) -> None:
    """Takes away what no line is drawn from any more."""
    for file in folder.glob("*") if folder.is_dir() else ():
        if file.name not in used:
            file.unlink(missing_ok=True)


def visits(scope: Scope) -> dict[str, Visit]:
    """What earlier visits brought, by line; empty when there were none or the record can't be read."""
    try:
        said = json.loads((scope.community.home / STATE).read_text(encoding="utf-8"))
        return {key: Visit(**value) for key, value in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def of(known: dict[str, Visit], site: Site) -> Visit:
    return known.get(key(site), Visit(site.latest))


def words(visit: Visit) -> Text | None:
    """What readers are told of a site that can't be read now; None when it can. Why is for the operator: `tomoni fetch`
    says it, and the record in the state folder."""
    if not visit.away_since:
        return None
    since = Text(*(format.moment(visit.away_since, lang) for lang in ("ja", "en")))
    if visit.value is None:
        return Text(
            f"{since.ja}に取り込もうとしましたが、まだ一度も取り込めていません。",
            f"Nothing could be fetched yet; first tried on {since.en}.",
        )
    read, day = (Text(*(format.moment(time, lang) for lang in ("ja", "en"))) for time in (visit.read_at, visit.as_of))
    of = Text(f"、{day.ja}時点の", f", as of {day.en}") if visit.as_of else Text("", "")
    return Text(
        f"{since.ja}から新しいデータを取り込めていません。いま示しているのは、{read.ja}に取り込んだ{of.ja}ものです。",
        f"No newer data could be fetched since {since.en}. What stands here was fetched on {read.en}{of.en}.",
    )


def state(scope: Scope, federation: Federation | None) -> str:
    """A digest's worth of all this, for pages that show it."""
    path: Path = scope.community.home / STATE
    return repr((federation, path.read_bytes() if path.is_file() else b""))


def key(site: Site) -> str:
    """The name of a line in the record."""
    return f"{site.code} {site.latest} {site.show} {site.column}"


def _visit(scope: Scope, site: Site, way: Transport, now: str, wanted: bool) -> Visit:
    """`wanted`: a card is drawn from this line, so its rows are kept."""
    latest = _json(site.latest, way)
    community, files = latest.get("community"), latest.get("files")
    if not isinstance(community, dict) or community.get("code") != site.code or not isinstance(files, dict):
        raise _odd(site, "この団体の latest.json ではありません。", "It is no latest.json of this place.")
    sha256, data = _file(site, files, DATA, way)
    made = Visit(
        site.latest,
        _figure(site, data),
        str(latest.get("as_of") or ""),
        sha256,
        latest.get("official") is True,
        latest.get("synthetic") is True,
        bool(latest.get("held")),
        now,
        license=str(latest.get("license") or "")[:200],
    )
    if not wanted:
        return made
    rows, schema = (_kept(scope, site, files, name, way) for name in (ROWS, SCHEMA))
    return replace(made, rows=rows, schema=schema, credit=_credit(latest.get("attribution")))


def _file(site: Site, files: dict[str, Any], name: str, way: Transport) -> tuple[str, bytes]:
    """(SHA-256, bytes) of a file that latest.json names."""
    file = files.get(name)
    if not isinstance(file, dict) or not all(isinstance(file.get(key), str) for key in ("url", "sha256")):
        raise _odd(site, "公開中のデータがありません。", "It has no published data.")
    address = urljoin(site.latest, file["url"])
    if urlsplit(address).netloc != urlsplit(site.latest).netloc:
        raise _odd(site, "データが別のサーバーにあります。", "Its data lie on another server.")
    answer = way.get(address, {})
    if answer.status != 200 or len(answer.body) > MOST_BYTES:
        raise _odd(site, f"データの答えが {answer.status} でした。", f"Its data answered {answer.status}.")
    if hashlib.sha256(answer.body).hexdigest() != file["sha256"]:
        raise _odd(site, "データの SHA-256 が合いません。", "Its data have another SHA-256 than it says.")
    return file["sha256"], answer.body


def _kept(scope: Scope, site: Site, files: dict[str, Any], name: str, way: Transport) -> str:
    """Fetches a file to where it is kept; its SHA-256."""
    sha256, data = _file(site, files, name, way)
    keep(scope, sha256, data)
    return sha256


def _credit(said: Any) -> dict[str, str] | None:
    if not isinstance(said, dict):
        return None
    words = {lang: str(said.get(lang) or "")[:300] for lang in ("ja", "en")}
    return words if words["ja"] else None


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
