"""All writes of the room: pages as files of the community folder, confirmations, editions, keys. Each says who did it in the log."""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import tomli_w
from django.db import transaction
from django.utils import timezone

from tomoni.papermap import asking, making, permission, queries
from tomoni.papermap import page as pages
from tomoni.papermap import report as reports
from tomoni.papermap.model import Reading
from tomoni.papermap.models import Edition, Key
from tomoni.papermap.order import Order
from tomoni.papermap.page import FOLDER, Page
from tomoni.publish import queries as published
from tomoni.registry import adding, events, here, jobs, raw_store, withdrawals
from tomoni.registry.community import slug
from tomoni.registry.errors import Problem, problem
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope

MOST_PAGES = 200
MAKE = "papermap.make"
FORMS = ("pdf", "html", "png", "svg")


def create(scope: Scope, title: str, source: Mapping[str, Any]) -> str:
    """A new page with one source; gives its id."""
    require(scope, "prepare")
    title = " ".join(title.split())[:120] or str(source.get("title") or "")
    if not title:
        raise problem("地図の題を入れてください。", "Please give the map a title.")
    folder = scope.community.dir / FOLDER
    if len(list(folder.glob("*.toml"))) >= MOST_PAGES:
        raise problem(f"地図は{MOST_PAGES}枚までです。", f"There are {MOST_PAGES} maps already.")
    name = slug(title)[:40] or slug(str(source.get("dataset") or ""))[:40] or f"map-{timezone.localtime():%Y%m%d}"
    found, nth = name, 1
    while (folder / f"{found}.toml").exists():
        nth += 1
        found = f"{name}-{nth}"
    _write(scope, found, {"title": {"ja": title, "en": title}, "sources": [dict(source)]})
    _log(scope, "papermap.page-made", found, title=title, source=_named(source))
    return found


def add_source(scope: Scope, page: str, source: Mapping[str, Any]) -> None:
    require(scope, "prepare")
    made = pages.raw(queries.path_of(scope, page))
    if len(made["sources"]) >= 20:
        raise problem("入手元は20までです。", "A map has 20 sources at most.")
    made["sources"].append(dict(source))
    _write(scope, page, made)
    _log(scope, "papermap.source-added", page, source=_named(source))


def drop_source(scope: Scope, page: str, place: int) -> None:
    """Takes a source out; the last one stays, for a map without any has nothing to say."""
    require(scope, "prepare")
    made = pages.raw(queries.path_of(scope, page))
    if not 0 <= place < len(made["sources"]) or len(made["sources"]) == 1:
        raise problem("この入手元は外せません。", "This source can't be taken out.")
    gone = made["sources"].pop(place)
    _write(scope, page, made)
    _log(scope, "papermap.source-dropped", page, source=_named(gone))


def of_upload(scope: Scope, name: str, path: Path, reuse: bool) -> dict[str, Any]:
    """The source entry of a file that was handed in, once it can be read; it is kept in the community folder."""
    require(scope, "prepare")
    from tomoni.papermap import read

    data = path.read_bytes()
    read.read(data, name)
    kept = adding.keep_in_folder(scope, Path("/") / name, data)
    return {"id": Path(name).stem[:60], "path": f"../{kept}", "title": Path(name).stem[:120], "reuse": _reuse(reuse)}


def of_address(scope: Scope, address: str, reuse: bool) -> dict[str, Any]:
    """The source entry of an address, once it answers with something that can be read."""
    require(scope, "prepare")
    from tomoni.papermap import read

    address = address.strip()
    if not re.match(r"https?://", address) or len(address) > 500:
        raise problem("http:// か https:// で始まるURLを入れてください。", "Give an address that begins with http:// or https://.")  # fmt: skip
    name = Path(address.partition("?")[0]).name or "map"
    read.read(read.fetch(address), name)
    return {"id": Path(name).stem[:60], "url": address, "link": address, "title": Path(name).stem[:120], "reuse": _reuse(reuse)}  # fmt: skip


def of_dataset(scope: Scope, dataset: str) -> dict[str, Any]:
    from tomoni.papermap import published

    known = {one.dataset: one for one in published.lists(scope)}
    if dataset not in known:
        raise problem("そのデータは公開されていないか、緯度・経度の列がありません。", "That dataset is not published, or has no columns of latitude and longitude.")  # fmt: skip
    return {"id": dataset, "dataset": dataset, "title": known[dataset].source.title.ja}


def allow(scope: Scope, page: str, place: int) -> None:
    """Somebody answers for it that a source may be reused: "open" from now on."""
    require(scope, "publish")
    made = pages.raw(queries.path_of(scope, page))
    if not 0 <= place < len(made["sources"]):
        raise problem("その入手元はありません。", "There is no such source.")
    made["sources"][place]["reuse"] = "open"
    _write(scope, page, made)
    _log(scope, "papermap.source-allowed", page, source=_named(made["sources"][place]))


def save(scope: Scope, page: str, seen: str, sheet: Mapping[str, Any], title: Mapping[str, str]) -> None:
    """How the sheet is set. Problem when a value is wrong, or when somebody else changed the page since `seen`."""
    require(scope, "prepare")
    _same(scope, page, seen)
    asking.order_of(sheet)
    made = pages.raw(queries.path_of(scope, page))
    kept = {key: value for key, value in sheet.items() if value not in (None, "", False, 0, [], ())}
    now = {key: list(value) if isinstance(value, tuple) else value for key, value in kept.items()}
    if any(title.values()):
        made["title"] = {lang: words[:120] for lang, words in title.items() if words}
    made["sheet"] = now
    _write(scope, page, made)
    _log(scope, "papermap.page-changed", page)


def confirm(scope: Scope, page: str, source: str, layer: str, by: str, how: str) -> None:
    """An operator answers for a whole layer. When is now; who and how are printed beside it."""
    require(scope, "publish")
    by, how = " ".join(by.split())[:60], " ".join(how.split())[:120]
    if not by or not how:
        raise problem(
            "だれが、どうやって確かめたかを書いてください。紙にそのまま印刷します。まだ何も変えていません。",
            "Say who checked it and how: both are printed on the paper. Nothing was changed yet.",
        )
    _, found = queries.prepared(scope, queries.page(scope, page))
    if not any(item.source == source and item.layer == layer for item in found.items):
        raise problem("その層はありません。", "There is no such layer.")
    at = f"{timezone.localtime():%Y年%-m月%-d日 %H:%M}"
    made = pages.raw(queries.path_of(scope, page))
    others = [one for one in made.get("confirm", []) if (one.get("source"), one.get("layer")) != (source, layer)]
    made["confirm"] = [*others, {"source": source, "layer": layer, "by": by, "at": at, "how": how}]
    _write(scope, page, made)
    _log(scope, "papermap.layer-confirmed", page, source=source, layer=layer, by=by, how=how)


def take_back(scope: Scope, page: str, source: str, layer: str) -> None:
    """A confirmation no longer holds: the layer waits again."""
    require(scope, "publish")
    made = pages.raw(queries.path_of(scope, page))
    made["confirm"] = [one for one in made.get("confirm", []) if (one.get("source", permission.ANY), one.get("layer")) != (source, layer)]  # fmt: skip
    _write(scope, page, made)
    _log(scope, "papermap.confirmation-ended", page, source=source, layer=layer)


def ask_to_make(scope: Scope, page: str, asked: Mapping[str, Any] | None = None, by: str = "") -> str:
    """Asks the workers for the next edition; gives the id of the work. Problem for what can't be made as it is asked."""
    require(scope, "prepare")
    found = queries.page(scope, page)
    asking.order_of({**found.sheet, **(asked or {})})
    name = uuid.uuid4().hex
    with transaction.atomic():
        jobs.ask(MAKE, key_of(name), page=page, asked=dict(asked or {}), actor=str(scope.actor or ""), work=name)
        _log(scope, "papermap.edition-asked", page, by=by)
    return name


def ask_for_changed(now: datetime) -> None:
    """At every tick: pages that say `automatic` get their next edition when the file or a source of theirs changed."""
    if _looked.get("at", 0.0) + EVERY > now.timestamp() >= _looked.get("at", 0.0):
        return
    _looked["at"] = now.timestamp()
    try:
        scope = Scope(None, here.community())
    except Problem:
        return
    for name, found in queries.pages(scope):
        if isinstance(found, Page) and found.automatic and _ready(scope, found):
            work = queries.state(scope, found)[:32]
            jobs.ask(MAKE, key_of(work), page=name, asked={}, actor="", work=work, publish=True)


def _ready(scope: Scope, page: Page) -> bool:
    """Whether every dataset it prints is published by now."""
    return all(published.current(scope, str(one["dataset"])) for one in page.sources if one.get("dataset"))


EVERY = 10
"""Seconds between two looks at the files of the pages."""
_looked: dict[str, float] = {}


def key_of(work: str) -> str:
    return f"papermap:{work}"


def cancel(scope: Scope, work: str) -> bool:
    """The edition is no longer wanted. False when it is made already."""
    require(scope, "prepare")
    return jobs.cancel(key_of(work))


def remember(
    scope: Scope,
    page: Page,
    order: Order,
    made: making.Made,
    files: Mapping[str, bytes],
    work: str,
    shown: bool = False,
) -> Callable[[], None]:
    """Keeps the files at once; gives what writes the edition's row, for the transaction that ends the work."""
    kept = {name: [raw_store.keep(data), len(data)] for name, data in files.items()}

    def finish() -> None:
        number = made.edition.edition
        if queries.edition(scope, page.id, number):
            raise problem("同じ番号の版がもうあります。もう一度作ってください。", "There is such an edition already. Please make it again.")  # fmt: skip
        Edition.objects.create(
            community=scope.community.id,
            page=page.id,
            number=number,
            made_at=timezone.now(),
            made_by=scope.actor,
            work=work,
            memory=made.edition.to_json(),
            summary=made.summary(),
            title=order.title,
            until=order.until,
            as_of=order.as_of,
            datasets=[str(one["dataset"]) for one in page.sources if one.get("dataset")],
            files=kept,
            published_at=timezone.now() if shown else None,
        )
        _log(
            scope, "papermap.edition-made", page.id, edition=number, files={name: one[0] for name, one in kept.items()}
        )
        if shown:
            _log(scope, "papermap.edition-published", page.id, edition=number)
            _show(page.id, number)

    return finish


def publish(scope: Scope, page: str, number: int) -> None:
    """The edition's paper and list stand on the public site."""
    require(scope, "publish")
    row = _edition(scope, page, number)
    row.published_at = timezone.now()
    row.save(update_fields=["published_at"])
    _log(scope, "papermap.edition-published", page, edition=number)
    _show(page, number)


def retract(scope: Scope, page: str, number: int) -> None:
    """The edition leaves the public site; what hangs outside has to be taken down by hand."""
    require(scope, "publish")
    row = _edition(scope, page, number)
    row.published_at = None
    row.save(update_fields=["published_at"])
    _log(scope, "papermap.edition-retracted", page, edition=number)
    _show(page, number)


def withdrawn(scope: Scope, withdrawal: Any) -> None:
    """After data are withdrawn: every edition that was made of the dataset loses its files, here and on the site."""
    if withdrawal.kind == withdrawals.RETENTION:
        return
    queries.forget()
    name = withdrawal.dataset.slug
    rows = list(Edition.objects.filter(community=scope.community.id, removed_at=None))
    kept = {sha256 for row in rows if name not in row.datasets for sha256, _ in row.files.values()}
    for row in rows:
        if name in row.datasets:
            for sha256, _ in row.files.values():
                if sha256 not in kept:
                    raw_store.remove(sha256)
            row.files, row.memory, row.summary = {}, {**row.memory, "items": []}, {}
            row.removed_at, row.published_at = timezone.now(), None
            row.save()
            _log(scope, "papermap.edition-removed", row.page, edition=row.number)


def make_key(scope: Scope, name: str) -> str:
    """A key for a machine, shown once."""
    require(scope, "publish")
    secret = secrets.token_urlsafe(32)
    Key.objects.create(community=scope.community.id, name=name.strip()[:80] or "REST", digest=_digest(secret), made_at=timezone.now())  # fmt: skip
    _log(scope, "papermap.key-made", "keys", name=name[:80])
    return secret


def forget_key(scope: Scope, key: uuid.UUID) -> None:
    require(scope, "publish")
    found = Key.objects.filter(community=scope.community.id, pk=key, revoked_at=None).first()
    if found is None:
        raise problem("その鍵はありません。", "There is no such key.")
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])
    _log(scope, "papermap.key-ended", "keys", name=found.name)


def key(scope: Scope, secret: str) -> Key | None:
    """Whose key this is; None for none that opens anything here."""
    if not 20 <= len(secret) <= 100:
        return None
    return Key.objects.filter(community=scope.community.id, digest=_digest(secret), revoked_at=None).first()


def files_of(order: Order, found: Reading, last: Any, forms: tuple[str, ...], tell: making.Report) -> tuple[making.Made, dict[str, bytes]]:  # fmt: skip
    """Every file of an edition: the paper, the accessible list and the import report."""
    made = making.make(found, order, "pdf", last, tell=tell)
    out = {"map.pdf": made.pages[0], "list.html": making.listed(made, order), "report.csv": reports.table(found).encode("utf-8-sig")}  # fmt: skip
    for form in forms:
        for nth, data in enumerate(making.pressed(made, form), 1):
            out[f"map-{nth}.{form}"] = data
    return made, out


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _edition(scope: Scope, page: str, number: int) -> Edition:
    row = queries.edition(scope, page, number)
    if row is None or row.removed_at:
        raise problem("その版はありません。", "There is no such edition.")
    return row


def _show(page: str, number: int) -> None:
    jobs.ask("publish.show", f"papermap:{page}:{number}:{timezone.now().isoformat()}")


def _reuse(open_: bool) -> str:
    return "open" if open_ else ""


def _named(source: Mapping[str, Any]) -> str:
    return str(source.get("dataset") or source.get("url") or source.get("path") or "")


def _same(scope: Scope, page: str, seen: str) -> None:
    if seen and seen != queries.revision(scope, page):
        raise problem(
            "開いている間に、ほかの人がこの地図を変えました。上書きしないよう止めました。ページを開き直してください。",
            "Somebody else changed this map while it was open here. Nothing was overwritten: please open the page again.",
        )


def _write(scope: Scope, page: str, document: Mapping[str, Any]) -> None:
    """The page's file, whole or not at all, once it can be read back."""
    path = queries.path_of(scope, page)
    path.parent.mkdir(exist_ok=True)
    Page.from_toml(document, path)
    partial = path.with_name(f".{path.name}.new")
    partial.write_text(tomli_w.dumps(dict(document)), encoding="utf-8")
    partial.replace(path)


def _log(scope: Scope, kind: str, page: str, **words: Any) -> None:
    subject = uuid.uuid5(uuid.NAMESPACE_URL, f"papermap/{scope.community.id}/{page}")
    events.append(scope, kind, subject, page=page, **words)
