"""compat/data.json: the figures in the shape of the original site's first data.json, so that a front end made for it
can go on reading. Which dataset fills which part is declared in data/compat.toml, by schema."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tomoni.dashboard.compute import generation1
from tomoni.dashboard.queries import Board
from tomoni.registry.rooms import Page

PATH = "compat/data.json"


def is_shown(board: Board) -> bool:
    return bool(generation1.parts(board.sets.values()))


def pages(board: Board) -> Iterator[Page]:
    if not is_shown(board):
        return

    def render() -> bytes:
        made = generation1.document(board.sets.values())
        return json.dumps(made, ensure_ascii=False, indent=1).encode()

    yield Page(PATH, render, "application/json", board.digest(board.sets, "compat"))
