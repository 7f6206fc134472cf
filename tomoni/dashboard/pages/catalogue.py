"""The data page: every dataset with its day, its files and how to fetch them; what is held and since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.dashboard.pages import base
from tomoni.dashboard.pages.compat import PATH as COMPAT
from tomoni.dashboard.pages.compat import is_shown as has_compat
from tomoni.dashboard.pages.compat import second as second_compat
from tomoni.dashboard.pages.datasets import files
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page


def pages(board: Board) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        held = {hold.dataset.slug for hold in board.holds}
        return {
            "sets": [
                {
                    "data": data,
                    "files": files(data)[:3],
                    "held": data.dataset in held,
                    "page": f"datasets/{data.dataset}/",
                }
                for data in board.sets.values()
            ],
            "waiting": [
                {"entry": entry, "held": entry.dataset in held}
                for entry in board.sources
                if entry.dataset not in board.sets
            ],
            "first": next(iter(board.sets), ""),
            "compat": COMPAT if has_compat(board) else "",
            "compat_files": [(path, path.rpartition("/")[2]) for path in second_compat(board)],
        }

    yield from base.html(
        board,
        "data/",
        "dashboard/data.html",
        context,
        depends=[board.digest(board.sets), [entry.dataset for entry in board.sources]],
        description=Text("公開しているデータの一覧", "All published data"),
    )
