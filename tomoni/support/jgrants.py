"""jGrants (Jグランツ): subsidies by its public API, as one more edition of a list. The address is the community's to give.

The API can't list everything: every search needs a word. So each keyword of support.toml is asked for, what comes is
united by id, and each subsidy's details are fetched. Files inside the details (base64) are never kept.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django.conf import settings
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import here, jobs
from tomoni.registry import queries as registry
from tomoni.registry.adding import with_edition
from tomoni.registry.errors import Problem
from tomoni.registry.fetching import schedule
from tomoni.registry.fetching.services import transport
from tomoni.registry.fetching.transport import Transport, refusal
from tomoni.registry.lock import writing
from tomoni.registry.models import Job
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile, write_source, write_text
from tomoni.support.config import JGrants, load
from tomoni.tables import schema

SCHEMA = "support-jgrants"
TITLE = Text("Jグランツの補助金", "Subsidies of jGrants")
LONGEST_DETAIL = 20_000
TURN = 60.0
LOOK_AGAIN = 15.0  # seconds between looks at the schedule
_looked: dict[str, float] = {}


def visit(scope: Scope, over: Transport | None = None) -> list[tuple[Text, bool]]:
    """What `tomoni fetch` does here: (what happened, whether it went well); [] without [jgrants] in support.toml."""
    config = load(scope.community.dir).jgrants
    if config is None:
        return []
    try:
        found = subsidies(config, over or transport())
        said = take_in(scope, config, found)
    except Problem as problem:
        return [(problem.text, False)]
    return [(said, True)]


def ask_when_due(now: datetime) -> None:
    """At every tick: asks for one visit at each moment of the schedule in support.toml."""
    seen = time.monotonic()
    if seen - _looked.get("at", float("-inf")) < LOOK_AGAIN:
        return
    _looked["at"] = seen
    try:
        config = load(here.community().dir).jgrants
    except (Problem, OSError):
        return  # whoever publishes says it to people
    if config and config.schedule:
        moment = schedule.parse(config.schedule).latest(timezone.localtime(now))
        jobs.ask("support.jgrants", f"jgrants:{moment.isoformat()}", now)


def visit_now() -> Callable[[], None]:
    """The job: a visit, and what it brought is published next. What went wrong is said where jobs are seen."""
    scope = Scope(None, here.community())
    for said, good in visit(scope):
        if not good:
            raise jobs.Hopeless(f"{said.ja}\n{said.en}")

    def finish() -> None:
        for job in Job.objects.filter(kind="support.jgrants").exclude(dead_at=None):
            jobs.drop(job.key)  # it is well again
        if config := load(scope.community.dir).jgrants:
            at = timezone.now().isoformat()
            jobs.ask("publish.dataset", f"publish:{config.dataset}:jgrants:{at}", dataset=config.dataset)

    return finish


def subsidies(config: JGrants, over: Transport) -> list[dict[str, str]]:
    """All subsidies that the keywords find, by id, with their details. Problem when anything about the answers is off:
    half a list is no list."""
    known: dict[str, Mapping[str, Any]] = {}
    for keyword in config.keywords:
        question = {"keyword": keyword, "sort": "acceptance_end_datetime", "order": "ASC", "acceptance": "1"}
        for item in _ask(config, over, f"subsidies?{urlencode(question)}"):
            if isinstance(item.get("id"), str) and item["id"]:
                known.setdefault(item["id"], item)
    if len(known) > config.most:
        raise refusal(
            f"Jグランツから{len(known):,}件が見つかりました（{config.most:,}件まで）。keywords をしぼるか、most を増やしてください。",
            f"jGrants found {len(known):,} subsidies (limit {config.most:,}). Use narrower keywords or raise `most`.",
        )
    found = []
    for number, item in sorted(known.items()):
        details = _ask(config, over, f"subsidies/id/{quote(number, safe='')}")
        if not details:
            raise _unread(f"subsidies/id/{number}")
        found.append(row(dict(item) | dict(details[0])))
    return found


def _ask(config: JGrants, over: Transport, asked: str) -> list[Mapping[str, Any]]:
    address = config.url.rstrip("/") + "/" + asked
    path = unquote(asked.partition("&")[0])  # as people read it
    answer = over.get(address, {"Accept": "application/json"})
    if answer.status != 200:
        raise refusal(
            f"Jグランツの答えは {answer.status} でした（{path}）。", f"jGrants answered {answer.status} ({path})."
        )
    try:
        said = json.loads(answer.body)
        items = said["result"]
        good = isinstance(items, list) and all(isinstance(item, dict) for item in items)
        told = said.get("metadata", {}).get("resultset", {}).get("count", 0) if good else 0
    except (ValueError, KeyError, TypeError, AttributeError):
        good, items, told = False, [], 0
    if not good:
        raise _unread(path)
    found: list[Mapping[str, Any]] = items
    if isinstance(told, int) and told > len(found):
        raise refusal(
            f"Jグランツの答えが途中で切れています（{told:,}件のうち{len(found):,}件、{path}）。",
            f"The answer of jGrants is cut off ({len(found):,} of {told:,}, {path}).",
        )
    return found


def _unread(path: str) -> Problem:
    return refusal(
        f"Jグランツの答えが読めませんでした（{path}）。", f"The answer of jGrants could not be read ({path})."
    )


def row(item: Mapping[str, Any]) -> dict[str, str]:
    """The columns of the schema, as words; lists and files inside are left out."""
    made = {}
    for name in columns():
        value = item.get(name)
        text = "" if value is None or isinstance(value, list | dict) else str(value)
        made[name] = text[:LONGEST_DETAIL] if name == "detail" else text
    return made


def columns() -> list[str]:
    return [one.name for one in schema.load(SCHEMA).fields]


def take_in(scope: Scope, config: JGrants, found: list[dict[str, str]]) -> Text:
    """Keeps the list as the newest edition of its dataset. An empty answer is no list: the one before stays."""
    if not found:
        raise refusal("Jグランツから1件も見つかりませんでした。", "jGrants found nothing.")
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    data = out.getvalue()
    day = timezone.localdate()
    path = f"files/{config.dataset}.{day:%Y%m%d}.csv"
    with writing(Path(settings.HOME), wait=TURN):
        entry = registry.find_source(scope, config.dataset)
        newest = scope.community.dir / entry.files[-1].path if entry and entry.files else None
        if newest and newest.is_file() and newest.read_text(encoding="utf-8") == data:
            return Text("Jグランツ: 変わりありません", "jGrants: nothing new")
        write_text(scope.community.dir / path, data)
        file = SourceFile(path=path, url=config.url, as_of=day.isoformat())
        made = entry or SourceEntry(config.dataset, TITLE, SCHEMA, columns=tuple(columns()))
        kept = tuple(one for one in with_edition(made, file) if one.path != path or one == file)
        write_source(scope.community.dir, replace(made, files=kept))
    return Text(
        f"Jグランツ: {len(found):,}件を {path} に取り込みました", f"jGrants: {len(found):,} subsidies in {path}"
    )
