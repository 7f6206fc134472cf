"""The files of a card: card.csv, card.json, card.parquet once; card.svg, card.png and share.png in each language."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from functools import cache

from tomoni.charts import png
from tomoni.dashboard.cards.axis import unit_of
from tomoni.dashboard.cards.base import View, title_of
from tomoni.dashboard.config.model import Card, Problem
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages import pictures
from tomoni.dashboard.pages.base import in_language
from tomoni.dashboard.pages.cards import as_json, definition
from tomoni.dashboard.queries import Board, code_digest
from tomoni.i18n import LANGUAGES
from tomoni.registry.rooms import Page


def pages(board: Board) -> Iterator[Page]:
    for card in board.deck.cards:
        data, view = board.data(card), board.view(card)
        if isinstance(view, Problem) or data is None:
            continue
        yield from _data_files(board, card, data, view)
        for lang in [lang for lang in board.community.languages if lang in LANGUAGES]:
            yield from _pictures(board, card, view, lang)


def _data_files(board: Board, card: Card, data: Data, view: View) -> Iterator[Page]:
    folder, digest = f"cards/{card.id}", board.digest(card.datasets(), card, "files")
    frame = view.table.frame

    def as_csv() -> bytes:
        return view.table.told().write_csv().encode()

    def as_parquet() -> bytes:
        out = io.BytesIO()
        said = {
            "title": title_of(card, data).ja,
            "unit": unit_of(card, data).ja,
            "definition": definition(card, data).ja,
        }
        about = {"tomoni": json.dumps(said | {"version": data.published.version}, ensure_ascii=False)}
        frame().write_parquet(out, compression="zstd", statistics=False, metadata=about)
        return out.getvalue()

    yield Page(f"{folder}/card.csv", as_csv, "text/csv; charset=utf-8", digest)
    yield Page(f"{folder}/card.json", lambda: as_json(card, data, view), "application/json", digest)
    yield Page(f"{folder}/card.parquet", as_parquet, "application/vnd.apache.parquet", digest)


def _pictures(board: Board, card: Card, view: View, lang: str) -> Iterator[Page]:
    folder, digest = f"cards/{card.id}", board.digest(card.datasets(), card, lang, "pictures")

    @cache
    def figure() -> str:
        return pictures.figure_svg(board, card, view, lang)

    if view.chart is not None:
        path = in_language(f"{folder}/card.svg", lang)
        yield Page(path, lambda: figure().encode(), "image/svg+xml", digest)
        yield _png(in_language(f"{folder}/card.png", lang), figure, pictures.WIDTH, digest)
    share = in_language(f"{folder}/share.png", lang)
    yield _png(share, cache(lambda: pictures.share_svg(board, card, lang)), png.SHARE[0], digest)


def _png(path: str, svg: Callable[[], str], width: int, digest: str) -> Page:
    """A picture, which is drawn anew only where its SVG differs: drawing takes twenty times as long as writing the SVG."""
    return Page(
        path,
        lambda: png.to_png(svg(), width),
        "image/png",
        digest,
        draft=lambda: f"{code_digest()} {width} {svg()}".encode(),
        aside=True,
    )
