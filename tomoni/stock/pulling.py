"""Taking a source in: files given by hand, addresses by the clock, a dataset that the main stream has published."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tomoni.publish import files as published_files
from tomoni.publish import queries as published
from tomoni.registry import here, jobs
from tomoni.registry.errors import Problem, problem, why
from tomoni.registry.fetching import hosts
from tomoni.registry.fetching.transport import Urllib3Transport, host_of
from tomoni.registry.scope import Scope
from tomoni.stock import apps_seen, history, intake, placing, publishing, queries, services, showing
from tomoni.stock import config as feeds
from tomoni.stock.config import FeedConfig
from tomoni.stock.intake import table
from tomoni.stock.intake.base import LARGEST, Notices
from tomoni.stock.ledger import Held, Outcome
from tomoni.stock.models import Feed


def from_files(scope: Scope, config: FeedConfig, paths: Sequence[Path]) -> Outcome:
    """Takes files as the source's newest word. Problem names the one that can't be read."""
    found = []
    for path in paths:
        try:
            if path.stat().st_size > LARGEST:
                raise problem(f"{path} は大きすぎます。", f"{path} is too large.")
            found.append((path.name, path.read_bytes()))
        except OSError as error:
            raise problem(
                f"{path} を読めません（{why(error).ja}）。", f"{path} cannot be read ({why(error).en})."
            ) from None
    return _take(scope, config, found)


def _take(scope: Scope, config: FeedConfig, found: Sequence[tuple[str, bytes]]) -> Outcome:
    digest = hashlib.sha256()
    for _, data in found:
        digest.update(hashlib.sha256(data).digest())
    return services.take(scope, config, intake.read(config, found), "pull", digest.hexdigest())


def pull(scope: Scope, config: FeedConfig) -> Outcome:
    """Fetches what the feed names: a dataset of this house, or its addresses (Korea's page by page)."""
    if config.kind == "dataset":
        return _from_dataset(scope, config)
    if not config.url:
        raise problem(
            f"{config.file} に source.url がありません。ファイルを指定してください。",
            f"{config.file} has no source.url. Name a file.",
        )
    addresses = [config.stores_url, config.url] if config.stores_url else [config.url]
    found: list[tuple[str, bytes]] = []
    for address in addresses:
        with hosts.turn(host_of(address)):
            found += _pages(address)
    return _take(scope, config, found)


MOST_PAGES = 400


def _pages(address: str) -> list[tuple[str, bytes]]:
    """One file; of an address with {page} in it, pages from 1 on until totalPages of the first."""
    transport = Urllib3Transport(allow=tuple(getattr(settings, "FETCH_ALLOW", ())), limit=LARGEST)
    found: list[tuple[str, bytes]] = []
    last = 1
    while len(found) < last:
        where = address.replace("{page}", str(len(found) + 1))
        answer = transport.get(where, {})
        if answer.status != 200:
            raise problem(f"{where} が {answer.status} を返しました。公開中の在庫は変わっていません。", f"{where} answered {answer.status}. What is public has not changed.", code=1)  # fmt: skip
        found.append((where, answer.body))
        if "{page}" in address and len(found) == 1:
            last = _total(answer.body)
    return found


def _total(body: bytes) -> int:
    try:
        said = intake.base.json_value(intake.base.decode(body))
        return min(MOST_PAGES, max(1, int(said["totalPages"])))
    except (Problem, KeyError, TypeError, ValueError):
        return 1


def source_of(dataset: str) -> str:
    """How the ledger names a dataset of this house."""
    return f"dataset:{dataset}"[:60]


def _from_dataset(scope: Scope, config: FeedConfig) -> Outcome:
    """The newest published version of a dataset: a spreadsheet that went through the desk, its checks and its gates."""
    current = published.current(scope, config.dataset)
    if current is None:
        raise problem(
            f"データ「{config.dataset}」はまだ公開されていません。",
            f'The dataset "{config.dataset}" is not published yet.',
            code=1,
        )
    reading = table.of_rows(config, published_files.records(current.frame), Notices())
    as_of = current.publication.as_of
    reading.as_of = reading.as_of or (intake.base.moment_of(as_of, config.zone) if as_of else "")
    return services.take(scope, config, reading, source_of(config.dataset), current.version)


def ask(now: datetime) -> None:
    """At every tick of the clock: asks for the pulls and publications that are due."""
    try:
        scope = Scope(None, here.community())
        every = feeds.feeds(scope)
    except Problem:
        return
    for config in every:
        row = queries.row(scope, config)
        if _pull_due(scope, config, row, now):
            slot = int(now.timestamp()) // config.every
            jobs.ask("stock.pull", f"stock:pull:{config.id}:{slot}", feed=config.id)
        if publishing.is_due(scope, config, now):
            slot = int(now.timestamp() / max(1.0, min(config.ttl, 60) / 2))
            jobs.ask("stock.publish", f"stock:publish:{config.id}:{slot}", feed=config.id)
    if every:
        local = timezone.localtime(now)
        jobs.ask("stock.daily", f"stock:daily:{local.date().isoformat()}")
        jobs.ask("stock.apps", f"stock:apps:{local:%Y-%m-%dT%H}")


def _pull_due(scope: Scope, config: FeedConfig, row: Feed, now: datetime) -> bool:
    if config.kind == "dataset":
        current = published.current(scope, config.dataset)
        last = row.ledger.filter(source=source_of(config.dataset)).order_by("-pk").first()
        if not current or (last and last.digest == placing.with_file(current.version, config)):
            return False
        return not row.held or row.accept_once
    if not config.url:
        return False
    return row.pulled_at is None or (now - row.pulled_at).total_seconds() >= config.every


def pull_job(feed: str) -> None:
    """The job."""
    scope = Scope(None, here.community())
    config = feeds.feed(scope, feed)
    _pull_or_note(scope, config)
    showing.show(scope, config)


def follow(scope: Scope) -> None:
    """What the main stream has just recorded goes into the feeds that follow it, before the tree is shown: a site that
    is built once, on a machine without a clock, has its feeds as well. Only for the one who writes the public tree."""
    try:
        every = feeds.feeds(scope)
    except Problem:  # said by `config.problems`, in every command
        return
    now = timezone.now()
    for config in every:
        if config.kind == "dataset" and _pull_due(scope, config, queries.row(scope, config), now):
            _pull_or_note(scope, config)
            showing.tick(scope, config)


def _pull_or_note(scope: Scope, config: FeedConfig) -> None:
    """A reading that was held, or a source that is away, is noted and waits for the next turn."""
    try:
        pull(scope, config)
    except Held:
        pass
    except Problem as problem:
        Feed.objects.filter(pk=queries.row(scope, config).pk).update(
            pulled_at=timezone.now(), notices=[{"code": "source-away", "count": 1, **problem.text.to_json()}]
        )


def publish_job(feed: str) -> None:
    """The job. Safe to run again."""
    scope = Scope(None, here.community())
    showing.show(scope, feeds.feed(scope, feed))


def daily_job() -> None:
    """Once a day: lines of the ledger that are in the history and old go."""
    history.prune(timezone.now())


def apps_job() -> None:
    """Once an hour: how fresh are the apps; when that changed their page is made again."""
    scope = Scope(None, here.community())
    if sum(apps_seen.look_at_all(scope, config) for config in feeds.feeds(scope)):
        jobs.ask("publish.show", f"show:stock-apps:{timezone.now().isoformat()}")
