"""Looking at a source's address: what is new, whole and still the same kind of table becomes the next edition.

The file is kept in the community's files/ and named in the source entry; whatever is refused changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import editions, events, queries, records
from tomoni.registry.adding import keep_in_folder, with_edition
from tomoni.registry.errors import Problem
from tomoni.registry.fetching import hosts
from tomoni.registry.fetching.models import Feed
from tomoni.registry.fetching.transport import Answer, Transport, Urllib3Transport, host_of, refusal
from tomoni.registry.intake import choose_table, prepare, tables_of
from tomoni.registry.lock import writing
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile, write_source

WEB_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)?<(!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
BOM = b"\xef\xbb\xbf"
TURN = 60.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """status: "new" (an edition was added: `file`), "same" (nothing new), "refused" (`words` say why)."""

    dataset: str
    status: str
    file: str = ""
    sha256: str = ""
    words: Text | None = None


def transport() -> Transport:
    """The network, with the bounds of the settings."""
    return Urllib3Transport(
        allow=tuple(getattr(settings, "FETCH_ALLOW", ())),
        limit=int(getattr(settings, "FETCH_LIMIT", 200 * 1024 * 1024)),
    )


def fetch(scope: Scope, dataset: str, over: Transport | None = None) -> Fetched:
    """Asks the address of one dataset and takes in what is new. Problem when the dataset has no address; what the
    server did wrong comes back as "refused" and is remembered."""
    entry = queries.source(scope, dataset)
    if not entry.url:
        raise refusal(
            f'「{dataset}」には取得する宛先がありません。sources/{dataset}.toml に url = "https://…" を書いてください。',
            f'"{dataset}" has no address. Write url = "https://…" into sources/{dataset}.toml.',
        )
    feed = _feed(scope, entry)
    try:
        with hosts.turn(host_of(entry.url)):
            answer = (over or transport()).get(entry.url, _conditions(scope, entry, feed))
        data = _good(entry, answer)
        if data is None or _known(scope, entry, sha256 := hashlib.sha256(data).hexdigest()):
            return _remember(scope, feed, answer, Fetched(dataset, "same"))
        file = _take_in(scope, dataset, data, answer)
    except Problem as problem:
        return _remember(scope, feed, None, Fetched(dataset, "refused", words=problem.text))
    return _remember(scope, feed, answer, Fetched(dataset, "new", file, sha256))


def _feed(scope: Scope, entry: SourceEntry) -> Feed:
    feed, _ = Feed.objects.get_or_create(
        community=scope.community.id, dataset=entry.dataset, defaults={"url": entry.url}
    )
    if feed.url != entry.url:
        feed.url, feed.etag, feed.last_modified, feed.sha256 = entry.url, "", "", ""
    return feed


def _conditions(scope: Scope, entry: SourceEntry, feed: Feed) -> dict[str, str]:
    """Conditional headers, as long as what was fetched then is still an edition here."""
    if not _known(scope, entry, feed.sha256):
        return {}
    sent = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in sent.items() if value}


def _known(scope: Scope, entry: SourceEntry, sha256: str) -> bool:
    """Whether a file with this hash is an edition here, also one that somebody put into the folder by hand."""
    return bool(sha256) and any(sha256 == (file.sha256 or _sha256(scope, file.path)) for file in entry.files)


def _sha256(scope: Scope, path: str) -> str:
    try:
        with (scope.community.dir / path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _good(entry: SourceEntry, answer: Answer) -> bytes | None:
    """The bytes of the file, None when it has not changed. Problem when it is no file."""
    if answer.status == 304:
        return None
    if answer.status != 200:
        raise refusal(
            f"{entry.url} の答えは {answer.status} でした。宛先が変わっていないか、公開元に確かめてください。",
            f"{entry.url} answered {answer.status}. Check with its publisher whether the address has changed.",
        )
    if not answer.body:
        raise refusal(f"{entry.url} のファイルは空でした。", f"The file at {entry.url} is empty.")
    if WEB_PAGE.match(answer.body[:4096].removeprefix(BOM)):
        raise refusal(
            f"{entry.url} にはファイルの代わりにウェブページがあります（工事中や「見つかりません」の案内かもしれません）。宛先を確かめてください。",
            f"{entry.url} gives a web page in place of the file (a notice or an error page, perhaps). Check the address.",
        )
    return answer.body


def _take_in(scope: Scope, dataset: str, data: bytes, answer: Answer) -> str:
    """Reads it under the decisions made for the dataset and adds it as an edition; Problem and nothing kept when it
    gives no such table."""
    with writing(Path(settings.HOME), wait=TURN):
        entry = queries.source(scope, dataset)
        newest = queries.editions(scope, entry)[-1]
        file = SourceFile(
            path=f"files/{_name(entry, newest, answer)}",
            url=answer.url,
            sha256=hashlib.sha256(data).hexdigest(),
            sheet=newest.sheet,
            table=newest.table,
            range=newest.range,
            header_rows=newest.header_rows,
            mapping=dict(newest.mapping),
        )
        tables = tables_of(data, Path(file.path).name, entry, file)
        table = choose_table(tables, file)
        file = replace(file, mapping=editions.as_before(scope, entry, table, file))
        prepared = prepare(scope, entry, file, table, data)
        kept = replace(
            file,
            path=keep_in_folder(scope, Path("/", Path(file.path).name), data),
            as_of=prepared.as_of,
            as_of_from=prepared.as_of_from,
        )
        write_source(scope.community.dir, replace(entry, files=with_edition(entry, kept)))
    return kept.path


def _name(entry: SourceEntry, newest: SourceFile, answer: Answer) -> str:
    """A name for people: that of the address with the day it was fetched."""
    there = PurePosixPath(unquote(urlsplit(answer.url).path)).name
    stem = re.sub(r"[^\w.-]+", "_", PurePosixPath(there).stem).strip("._")[:80] or entry.dataset
    suffix = PurePosixPath(there).suffix.lower() or PurePosixPath(newest.path).suffix
    suffix = suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else PurePosixPath(newest.path).suffix
    return f"{stem}.{timezone.localdate():%Y%m%d}{suffix}"


def _remember(scope: Scope, feed: Feed, answer: Answer | None, result: Fetched) -> Fetched:
    now = timezone.now()
    feed.checked_at = now
    feed.refused_ja, feed.refused_en = (result.words.ja, result.words.en) if result.words else ("", "")
    if answer is not None and answer.status == 200:
        feed.etag = answer.headers.get("etag", "")[:1000]
        feed.last_modified = answer.headers.get("last-modified", "")[:100]
        feed.sha256 = hashlib.sha256(answer.body).hexdigest()
    if result.status == "new":
        feed.changed_at = now
    with transaction.atomic():
        feed.save()
        if result.status != "same":
            said = result.words.to_json() if result.words else {"file": result.file, "sha256": result.sha256}
            row = records.dataset(scope, result.dataset)
            events.append(scope, f"source.{result.status}", row.id, dataset=result.dataset, url=feed.url, **said)
    return result
