"""The pages of a card: chart and table, its other looks (30 days, running total), the page to embed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.safestring import SafeString

from tomoni.charts.words import MISSING, counted
from tomoni.dashboard import past
from tomoni.dashboard.cards.axis import STAR, unit_of
from tomoni.dashboard.cards.base import Row, Table, Variant, View, title_of
from tomoni.dashboard.config.model import Card, Problem
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages import base, card_traces, pictures, tables, versions
from tomoni.dashboard.pages.datasets import files
from tomoni.dashboard.pages.history import history
from tomoni.dashboard.pages.sentences import figure
from tomoni.dashboard.pages.sources import source
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format
from tomoni.publish.canonical import indented
from tomoni.registry.rooms import Page

SHOWN = 100
"""Rows of its table that a card page shows; the rest is in the files and on the dataset's pages."""


def pages(board: Board) -> Iterator[Page]:
    for card in board.deck.cards:
        data, view = board.data(card), board.view(card)
        if isinstance(view, Problem) or data is None:
            yield from _broken(board, card, view)
            continue
        yield from _card(board, card, data, "")
        for variant in board.variants(card):
            yield from _card(board, card, data, variant.key)
        yield from _embed(board, card, data)
        yield from card_traces.pages(board, card, data, view)
    yield from versions.pages(board)


def path_of(card: Card, variant: str = "") -> str:
    return f"cards/{card.id}/" + (f"{variant}/" if variant else "")


def trace_of(card: Card, data: Data, view: View, row: Row) -> str:
    """Where a row of a card's table leads: its own trace page, or the card's trace of the figures in it."""
    if row.at is not None:
        return data.trace_path(row.at)
    return card_traces.fact_path(card, view, row.anchor) if row.anchor else ""


def summary(board: Board, card: Card, lang: str, path: str, variant: str = "", place: str = "") -> dict[str, Any]:
    """What a card's box shows, on its own page and on others: title, figure, chart, notes; or what is wrong with it."""
    data, view = board.data(card), board.view(card, variant)
    if isinstance(view, Problem):
        return {"card": card, "title": card.title if card.title.ja else Text.of(card.id), "problem": view.to_text()}
    return {
        "card": card,
        "path": path_of(card),
        "title": title_of(card, data) if data else card.title,
        "headline": headline(view, lang),
        "trace": card_traces.fact_path(card, view, view.headline.anchor) if view.headline and view.facts else "",
        "chart": pictures.chart(versions.marked(board, card, view, lang), lang, place),
        "body": view.body,
        "notes": view.notes,
        "definition": definition(card, data) if data else card.definition,
        "as_of": data.latest.get("as_of") if data else "",
        "table": _small_table(card, data, view, path, lang) if data else "",
    }


def headline(view: View, lang: str) -> dict[str, Any] | None:
    """The big figure of a box, in words of a language."""
    head = view.headline
    if head is None:
        return None
    step = ""
    if head.step is not None:
        sign = "+" if head.step > 0 else "±" if head.step == 0 else ""
        step = sign + figure(head.step, head.unit)[lang]
    value = format.number(head.value)
    return {
        "head": head,
        "value": value or MISSING[lang],
        "size": "none" if not value else "longer" if len(value) > 16 else "long" if len(value) > 9 else "",
        "unit": counted(head.unit[lang], head.value, lang) if value else "",
        "step": step,
        "day": format.period(head.day, head.period, lang) if head.day else "",
    }


def _small_table(card: Card, data: Data, view: View, path: str, lang: str) -> SafeString:
    """On a page of many cards only tables show rows: ten, and six columns unless the author
    chose the columns."""
    if card.type != "table":
        return SafeString("")
    made = view.table
    few = (
        made
        if card.columns
        else Table(made.columns[:6], tuple(replace(row, cells=row.cells[:6]) for row in made.rows[:10]))
    )
    return tables.table(few, title_of(card, data), lambda row: trace_of(card, data, view, row), path, lang, 10)


def _card(board: Board, card: Card, data: Data, variant: str) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        view = board.view(card, variant)
        assert isinstance(view, View)
        path = base.file_path(path_of(card, variant), lang)
        return {
            "summary": summary(board, card, lang, path, variant),
            "card": card,
            "title": title_of(card, data),
            "path": path_of(card),
            "trail": [(Text("最新の状況", "Latest"), ""), (title_of(card, data), "")],
            "data": data,
            "dataset_page": f"datasets/{data.dataset}/",
            "all_rows": f"datasets/{data.dataset}/rows/1/",
            "dataset_files": files(data)[:3],
            "embed_page": f"cards/{card.id}/embed/",
            "variant": variant,
            "variants": [other for other in board.variants(card) if not other.group.ja],
            "groups": _groups(board.variants(card)),
            "plain_view": Text("すべての行", "All rows")
            if card.type == "table"
            else Text("日別・全期間", "By day, whole period"),
            "rows": tables.table(
                view.table, title_of(card, data), lambda row: trace_of(card, data, view, row), path, lang, SHOWN
            ),
            "left_off": view.left_off + max(0, len(view.table.rows) - SHOWN),
            "definition": definition(card, data),
            "times": base.times(data),
            "source": source(board, data),
            "history": history(board, data)[:5],
            "files": _files(card, view, lang),
            "version": data.published.version,
            "embed": _embed_code(card, data, lang),
            "versions": versions.path_of(card) if past.of(board).vintages(card)[1:] else "",
        }

    yield from base.html(
        board,
        path_of(card, variant),
        "dashboard/card.html",
        context,
        datasets=card.datasets(),
        depends=[card, past.of(board).vintages(card)],
        description=card.note if card.note.ja else title_of(card, data),
        image=f"cards/{card.id}/share.png",
    )


def _groups(variants: list[Variant]) -> list[tuple[Text, list[Variant]]]:
    """The looks that stand under words of their own: filters by field, orders."""
    out: dict[Text, list[Variant]] = {}
    for variant in variants:
        if variant.group.ja:
            out.setdefault(variant.group, []).append(variant)
    return list(out.items())


def definition(card: Card, data: Data) -> Text:
    """What the figure counts: the card's own words, else the schema's words about its field."""
    if card.definition.ja:
        return card.definition
    for name in (card.value.field, *card.series, card.x):
        if name and (text := data.field_text(name)).ja:
            return text
    return Text("", "")


def _files(card: Card, view: View, lang: str) -> list[tuple[str, str]]:
    names = ["card.csv", "card.json", "card.parquet"]
    out = [(name.rpartition(".")[2].upper(), f"cards/{card.id}/{name}") for name in names]
    if view.chart is not None:
        pictured = [("SVG", "card.svg"), ("PNG", "card.png")]
        out += [(kind, base.in_language(f"cards/{card.id}/{name}", lang)) for kind, name in pictured]
    return out


def _embed_code(card: Card, data: Data, lang: str) -> str:
    """HTML for other sites. Where community.toml does not say the address of this site, their author puts it in."""
    path = base.in_language(f"cards/{card.id}/embed/", lang)
    title = title_of(card, data)[lang].replace('"', "")
    address = data.community.address or "https://…"
    return f'<iframe src="{address}/{path}" title="{title}" width="100%" height="480" loading="lazy"></iframe>'


def _embed(board: Board, card: Card, data: Data) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        made = summary(board, card, lang, base.file_path(f"cards/{card.id}/embed/", lang))
        return {"summary": made, "title": made["title"], "path": path_of(card)}

    yield from base.html(
        board,
        f"cards/{card.id}/embed/",
        "dashboard/embed.html",
        context,
        datasets=card.datasets(),
        depends=[card, past.of(board).vintages(card)],
    )


def _broken(board: Board, card: Card, problem: object) -> Iterator[Page]:
    """The address of a card stays good while it can't be shown, and says why."""

    def context(lang: str) -> Mapping[str, Any]:
        return summary(board, card, lang, base.file_path(path_of(card), lang))

    yield from base.html(
        board, path_of(card), "dashboard/card_problem.html", context, datasets=card.datasets(), depends=[card, problem]
    )


def as_json(card: Card, data: Data, view: View) -> bytes:
    """card.json: what the card says about itself and its rows; numbers are numbers, days ISO, missing null."""
    frame = view.table.told()
    said = {
        "card": card.id,
        "title": title_of(card, data).to_json(),
        "dataset": card.dataset,
        "version": data.published.version,
        "as_of": data.latest.get("as_of"),
        "released": data.latest.get("released"),
        "license": data.latest.get("license"),
        "attribution": data.latest.get("attribution"),
        "unit": unit_of(card, data).to_json(),
        "metric": card.metric or None,
        "suppressed": {"mark": STAR.en, "from": 1, "to": card.suppress - 1} if card.suppress else None,
        "official": data.latest.get("official"),
        "synthetic": data.latest.get("synthetic"),
        "definition": definition(card, data).to_json(),
        "columns": [{"name": c.key, "title": c.title.to_json()} for c in view.table.columns],
        "rows": [list(row) for row in frame.rows()],
    }
    return indented(said, default=str).encode()
