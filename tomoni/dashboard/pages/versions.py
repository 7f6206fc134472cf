"""The past of a card: cards/<id>/versions/ (its publications, what each showed, what was corrected and why), one page
for each as it was (cards/<id>/versions/3/), and all figures of all versions as versions.csv.

Static pages for the last publications rather than an address that computes: they work without a server, are the same in
an export, and any two versions stand side by side in one table. Whoever needs older ones has every version's data.csv.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from tomoni.charts.spec import Annotation
from tomoni.dashboard import past
from tomoni.dashboard.cards.base import Column, Row, Table, View, plain, title_of
from tomoni.dashboard.compute.vintages import Change, Vintage, changed, told_columns
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages import base, pictures, tables
from tomoni.dashboard.pages.sentences import figure
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format
from tomoni.publish import reasons
from tomoni.registry.rooms import Page

ROWS = 200
"""Rows of a table of versions; versions.csv has them all."""
GONE = Text("（なし）", "(none)")
SERIES = Text("区分", "Series")


def path_of(card: Card, seq: int = 0) -> str:
    return f"cards/{card.id}/versions/" + (f"{seq}/" if seq else "")


def pages(board: Board) -> Iterator[Page]:
    for card in board.deck.cards:
        data, known = board.data(card), past.of(board).vintages(card)
        if data is None or len(known) < 2 or not isinstance(board.view(card), View):
            continue
        yield from _all(board, card, data, known)
        for vintage in known[1:]:
            yield from _one(board, card, data, known, vintage)


def marked(board: Board, card: Card, view: View, lang: str) -> View:
    """The view with a mark and a line of words for each corrected day of its chart."""
    if view.chart is None or not past.of(board).vintages(card)[1:]:
        return view
    days = {day for day in view.chart.x if not isinstance(day, str | int)}
    told: dict[tuple[Any, str], Change] = {}
    data = board.data(card)
    for change in past.of(board).corrections(card, data.provisional_days if data else 0):
        if change.place in days:
            told.setdefault((change.place, change.column), change)  # the newest is told
    names, units = _names(view), _units(view)
    notes = [
        Annotation(day, said(change, units.get(column, _unit(view)), names.get(column)), names.get(column, ""))
        for (day, column), change in sorted(told.items(), reverse=True)
    ]
    return replace(view, chart=replace(view.chart, corrections=notes))


def said(change: Change, unit: Text, name: Text | None = None) -> Text:
    """「92人→95人（追加報告による更新、4月19日公開）」; with the name of the series where there are several."""
    ja, en = (_said(change, unit, lang) for lang in ("ja", "en"))
    return Text(f"{name.ja}: {ja}", f"{name.en}: {en}") if name else Text(ja, en)


def _unit(view: View) -> Text:
    return view.chart.unit if view.chart and isinstance(view.chart.unit, Text) else Text("", "")


def _names(view: View) -> dict[str, Text]:
    """What each column of figures is called, where there are several: as its series in the chart, else as in the table."""
    heads = told_columns(view)
    if len(heads) < 2:
        return {}
    drawn = [series.name for series in view.chart.series] if view.chart else []
    names = drawn if len(drawn) == len(heads) else [head.title for head in heads]
    return {head.key: name for head, name in zip(heads, names, strict=True) if isinstance(name, Text)}


def _units(view: View) -> dict[str, Text]:
    """The unit of each column of figures whose series has one of its own."""
    heads, drawn = told_columns(view), view.chart.series if view.chart else ()
    pairs = zip(heads, drawn, strict=True) if len(heads) == len(drawn) else ()
    return {head.key: series.unit for head, series in pairs if isinstance(series.unit, Text) and series.unit.ja}


def _said(change: Change, unit: Text, lang: str) -> str:
    before, after = ((GONE if v is None else figure(v, unit)).to_json()[lang] for v in (change.before, change.after))
    reason = reasons.LATER if change.open else change.vintage.why
    why = reason.to_json()[lang] if reason else ""
    day = format.short_text(date.fromisoformat(change.vintage.released[:10])).to_json()[lang]
    if lang == "ja":
        return f"{before}→{after}（{why + '、' if why else ''}{day}公開）"
    return f"{before} → {after} ({why + '; ' if why else ''}published {day})"


def named(vintage: Vintage) -> Text:
    """ "4月19日時点" of a version, else its number."""
    if not vintage.as_of:
        return Text(f"{vintage.seq}回目の公開", f"Publication {vintage.seq}")
    day = format.day_text(vintage.as_of)
    return Text(f"{day.ja}時点", f"as of {day.en}")


def _all(board: Board, card: Card, data: Data, known: Sequence[Vintage]) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        shown, path = past.of(board).shown(card), base.file_path(path_of(card), lang)
        table, left = _side_by_side(board, card, shown)
        view = board.view(card)
        assert isinstance(view, View)
        names, units = _names(view), _units(view)
        made = [
            (change, tables.plain(change.place, lang), said(change, units.get(key, _unit(view)), names.get(key)))
            for change in past.of(board).corrections(card, data.provisional_days)
            for key in [change.column]
        ]
        return {
            "title": title_of(card, data),
            "trail": _trail(card, data, Text("これまでの版", "Versions")),
            "versions": [(v, named(v), path_of(card, v.seq) if not v.current else f"cards/{card.id}/") for v in known],
            "corrections": made[:ROWS],
            "table": tables.table(table, Text("版ごとの数", "Figures of each version"), _nowhere, path, lang),
            "left": left,
            "csv": path_of(card) + "versions.csv",
        }

    yield from base.html(
        board,
        path_of(card),
        "dashboard/versions.html",
        context,
        datasets=[card.dataset],
        depends=[card, known],
        wide=True,
    )
    depends = board.digest([card.dataset], card, known, "versions")
    yield Page(path_of(card) + "versions.csv", lambda: _csv(board, card), "text/csv; charset=utf-8", depends)


def _nowhere(row: Row) -> str:
    return ""


def _trail(card: Card, data: Data, last: Text) -> list[tuple[Text, str]]:
    return [(Text("最新の状況", "Latest"), ""), (title_of(card, data), f"cards/{card.id}/"), (last, "")]


def _side_by_side(board: Board, card: Card, shown: Sequence[tuple[Vintage, Mapping[Any, Any]]]) -> tuple[Table, int]:
    """A row for each figure that is not the same in all versions, a column for each version, oldest first; and how many
    rows are left off. So the difference of any two days can be read."""
    view = board.view(card)
    assert isinstance(view, View)
    heads = _names(view)
    points = {point: None for _, found in shown for point in found}
    differing = [p for p in points if len({found.get(p, GONE) for _, found in shown}) > 1]
    several = len({key for _, key in points}) > 1
    columns = [Column("place", view.table.columns[0].title)]
    columns += [Column("series", SERIES)] * several
    columns += [Column(f"v{v.seq}", named(v), True) for v, _ in reversed(shown)]
    rows = []
    for place, key in differing[:ROWS]:
        values = [found.get((place, key)) for _, found in reversed(shown)]
        rows.append(Row((place, *([heads.get(key, Text.of(key))] if several else []), *values)))
    return Table(tuple(columns), tuple(rows)), max(0, len(differing) - ROWS)


def _one(board: Board, card: Card, data: Data, known: Sequence[Vintage], vintage: Vintage) -> Iterator[Page]:
    """The card as it was, and what is different now. A new version that changes nothing of it leaves the page alone."""

    @cache
    def differing() -> list[Row]:
        shown = dict(past.of(board).shown(card))
        then, now = shown.get(vintage, {}), shown.get(known[0], {})
        view = board.view(card)
        names = _names(view) if isinstance(view, View) else {}
        return [
            Row((place, *([names.get(key, Text.of(key))] if names else []), then[place, key], now.get((place, key))))
            for place, key in changed(then, now)
        ]

    def draft() -> bytes:
        declared = replace(data.published.source, files=())
        told = (title_of(card, data), vintage, differing(), base.credits(board, (card.dataset,)))
        return board.digest([], card, declared, *told).encode()

    def context(lang: str) -> Mapping[str, Any]:
        view, path = past.of(board).view(card, vintage.seq), base.file_path(path_of(card, vintage.seq), lang)
        rows = differing()
        head = view.table.columns[0] if view and view.table.columns else Column("place", Text("", ""))
        table = Table(
            (
                head,
                *([Column("series", SERIES)] if rows and len(rows[0].cells) > 3 else []),
                Column("then", Text("このとき", "Then"), True),
                Column("now", Text("いま", "Now"), True),
            ),
            tuple(rows),
        )
        return {
            "title": title_of(card, data),
            "when": named(vintage),
            "trail": [
                *_trail(card, data, Text("これまでの版", "Versions"))[:-1],
                (Text("これまでの版", "Versions"), path_of(card)),
                (named(vintage), ""),
            ],
            "vintage": vintage,
            "now": f"cards/{card.id}/",
            "chart": pictures.chart(view, lang, f"-{vintage.seq}") if view else "",
            "rows": tables.table(view.table, title_of(card, data), _nowhere, path, lang, ROWS) if view else "",
            "changes": tables.table(
                table, Text("いまの値との違い", "What is different now"), _nowhere, path, lang, ROWS
            )
            if rows
            else "",
            "data_csv": f"data/{card.dataset}/{vintage.version}/data.csv",
        }

    yield from base.html(
        board,
        path_of(card, vintage.seq),
        "dashboard/version.html",
        context,
        datasets=[card.dataset],
        depends=[card, known, vintage.seq],
        draft=draft,
    )


def _csv(board: Board, card: Card) -> bytes:
    """All figures of all versions, one a line: for whoever wants the difference of any two."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["seq", "as_of", "released", "version", "place", "column", "value"])
    for vintage, found in reversed(past.of(board).shown(card)):
        for (place, key), value in found.items():
            given = [vintage.seq, vintage.as_of, vintage.released, vintage.version, plain(place), key]
            write.writerow([*given, "" if value is None else value])
    return out.getvalue().encode()
