"""更新の記録: everything that changed, newest first — data, corrections, holds, news — as a whole, by kind and by dataset
(pages of their own, so that the choice is a link), with a link to each month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages import base
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format
from tomoni.publish import changes, reasons
from tomoni.registry import queries as registry
from tomoni.registry.models import Publication
from tomoni.registry.rooms import Page

KINDS = {
    "data": Text("データの更新", "Data updates"),
    "correction": Text("過去の値の訂正", "Corrections of past values"),
    "held": Text("公開保留", "Held"),
    "news": Text("お知らせ", "News"),
}
MOST = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that changed."""

    day: date
    kind: str
    title: Text
    notes: tuple[Text, ...]
    path: str
    dataset: str = ""

    @property
    def kind_name(self) -> Text:
        return KINDS[self.kind]


def pages(board: Board) -> Iterator[Page]:
    everything = items(board)
    choices = [("", Text("すべて", "All"), everything)]
    choices += [(f"{kind}/", name, [i for i in everything if i.kind == kind]) for kind, name in KINDS.items()]
    choices += [
        (f"about/{name}/", data.title, [i for i in everything if i.dataset == name])
        for name, data in board.sets.items()
    ]
    shown = [choice for choice in choices if choice[2] or not choice[0]]
    links = [(f"updates/{path}", name) for path, name, _ in shown]
    for path, name, found in shown if everything else ():
        yield from _page(board, f"updates/{path}", name, found[:MOST], links)


def _page(board: Board, path: str, name: Text, found: list[Item], links: list[tuple[str, Text]]) -> Iterator[Page]:
    months = [
        (month, Text(f"{month[:4]}年{int(month[5:])}月", f"{format.MONTHS[int(month[5:]) - 1]} {month[:4]}"), list(of))
        for month, of in groupby(found, lambda item: item.day.isoformat()[:7])
    ]

    def context(lang: str) -> Mapping[str, Any]:
        return {"months": months, "links": links, "here": path, "name": name, "whole": path == "updates/"}

    title = Text("更新の記録", "What changed")
    yield from base.html(
        board, path, "dashboard/updates.html", context, datasets=[""], depends=[found, links], description=title
    )


def items(board: Board) -> list[Item]:
    """Newest first."""
    made = [
        _publication(name, data, row)
        for name, data in board.sets.items()
        for row in registry.publications(board.scope, name)
    ]
    titles = {entry.dataset: entry.title for entry in board.sources}
    for hold in board.holds:
        name = hold.dataset.slug
        title = titles.get(name, Text.of(name))
        made.append(Item(_day(hold.since), "held", title, (base.reason(hold),), _about(board, name), name))
    made += [Item(a.day, "news", a.title, (), a.news_path) for a in board.news if a.day]
    return sorted(made, key=lambda item: (item.day, item.kind, item.path), reverse=True)


def page_of(dataset: str) -> str:
    """The page that tells of a dataset; that of all data for one that has none of its own ("")."""
    return f"datasets/{dataset}/" if dataset else "data/"


def _about(board: Board, name: str) -> str:
    return page_of(name if name in board.sets else "")


def _publication(name: str, data: Data, row: Publication) -> Item:
    """A correction is a publication that changed or took away what had been public."""
    said = row.changes or {}
    corrected = bool(row.reason_ja or said.get("changed") or said.get("removed"))
    notes = [Text(row.reason_ja, row.reason_en or row.reason_ja)] if row.reason_ja else []
    if words := changes.words(said, data.field_title):
        notes.append(words)
    if corrected and (why := reasons.said(row.notices)):
        notes.append(why if why == reasons.NONE else Text(f"理由: {why.ja}", f"Reason: {why.en}"))
    if row.as_of:
        at = format.moment_text(row.as_of)
        notes.append(Text(f"{at.ja}時点", f"As of {at.en}"))
    kind = "correction" if corrected else "data"
    return Item(_day(row.released_at), kind, data.title, tuple(notes), f"datasets/{name}/", name)


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
