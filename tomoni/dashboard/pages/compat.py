"""compat/: the figures in the shapes of the original site's data files, so that a front end made for them can go on
reading: data.json of the first generation, one file a metric of the second. What fills what is declared in
data/compat.toml and data/compat2.toml, by schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tomoni.dashboard.compute import generation1, generation2
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.queries import Board
from tomoni.publish.canonical import indented
from tomoni.registry.rooms import Page
from tomoni.registry.sources import SourceEntry

PATH = "compat/data.json"


def open_sets(board: Board) -> list[Data]:
    """Datasets that hide no small numbers: these shapes have no way to say that one is not told."""
    return [data for data in board.sets.values() if not data.suppress]


def is_shown(board: Board) -> bool:
    return bool(generation1.parts(open_sets(board), origins(board.sources)))


def origins(sources: Iterable[SourceEntry]) -> dict[str, generation1.Origin]:
    """Dataset → its place in the data.json that its newest edition came from."""
    found = {}
    for entry in sources:
        file = entry.files[-1] if entry.files else None
        if file and file.sheet and file.path.lower().endswith(".json"):
            found[entry.dataset] = generation1.Origin(file.sheet, {**entry.mapping, **file.mapping})
    return found


def second(board: Board) -> dict[str, generation2.Made]:
    """Path → each file of the second generation."""
    sheets = {entry.dataset: entry.files[-1].sheet for entry in board.sources if entry.files}
    made = generation2.made_of(open_sets(board), board.community.code, sheets)
    return {f"compat/{name}.json": one for name, one in made.items()}


def pages(board: Board) -> Iterator[Page]:
    known = origins(board.sources)
    if parts := generation1.parts(open_sets(board), known):
        filled = [data for _, data in parts]
        yield _page(board, PATH, filled, lambda: generation1.document(open_sets(board), known))
    for path, made in second(board).items():
        yield _page(board, path, made.sources, made.document)


def _page(
    board: Board, path: str, sources: Iterable[generation1.Source], document: Callable[[], dict[str, Any]]
) -> Page:
    """It is as before while what fills it is as before."""
    depends = board.digest(dict.fromkeys(str(data.latest["dataset"]) for data in sources), "compat")
    return Page(path, lambda: indented(document()).encode(), "application/json", depends)
