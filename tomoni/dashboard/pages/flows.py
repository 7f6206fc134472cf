"""「受診の目安」: each flow as a page of questions, and as one sheet of A4 to print (in Japanese and English)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.dashboard.config.flows import Flow, Outcome
from tomoni.dashboard.pages import base
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page


def pages(board: Board) -> Iterator[Page]:
    for flow in board.flows.flows:
        yield from _page(board, flow)


def path_of(flow: Flow) -> str:
    return f"flow/{flow.slug}/"


def _page(board: Board, flow: Flow) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        steps = [(step, [(answer, leads(flow, answer.go)) for answer in step.answers]) for step in flow.steps]
        return {"flow": flow, "steps": steps, "title": flow.title}

    yield from base.html(
        board, path_of(flow), "dashboard/flow.html", context, datasets=[""], depends=[flow], description=flow.title
    )


def leads(flow: Flow, go: str) -> Text:
    """Where an answer leads, in words: 「2へ」, 「Aへ」."""
    target = flow.target(go)
    name = target.letter if isinstance(target, Outcome) else str(target.number)
    return Text(f"{name}へ", f"Go to {name}")
