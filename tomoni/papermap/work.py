"""Making an edition as background work: how far it is can be seen, and it stops when it is no longer wanted."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from tomoni.i18n import Text
from tomoni.look.press import CannotPrint
from tomoni.papermap import queries, services
from tomoni.registry import here, jobs
from tomoni.registry.errors import Problem
from tomoni.registry.people.roles import MACHINE
from tomoni.registry.scope import Scope

READING = Text("読みこんでいます", "Reading")
DRAWING = Text("図を描いています", "Drawing maps")
SETTING = Text("紙面を組んでいます", "Setting the sheet")
KEEPING = Text("ファイルを保存しています", "Keeping the files")


def make(page: str, asked: dict[str, Any], actor: str, work: str, publish: bool = False) -> Callable[[], None]:
    """The job. Safe to run again: files are kept by their content, and the row is written with the done mark."""
    scope = Scope(uuid.UUID(actor) if actor else None, here.community(), MACHINE)
    jobs.report(0, 0, READING)
    try:
        found = queries.page(scope, page)
        order, reading = queries.prepared(scope, found, asked)
        forms = tuple(one for one in ("png", "svg") if one in asked.get("forms", ()))
        made, files = services.files_of(order, reading, queries.last(scope, page), forms, _report)
    except CannotPrint as stopped:
        raise jobs.Hopeless(f"{stopped.text.ja}\n{stopped.text.en}") from stopped
    except Problem as fault:
        raise jobs.Hopeless(f"{fault.text.ja}\n{fault.text.en}") from fault
    if publish and not reading.placed():
        raise jobs.Hopeless(
            "確かめたものがまだ一つもないため、作りません。\nNothing is confirmed yet, so nothing is made."
        )
    jobs.report(0, 0, KEEPING)
    return services.remember(scope, found, order, made, files, work, publish)


def _report(done: int, total: int) -> None:
    jobs.report(
        min(done, total - 1) if total > 1 else 0, total if total > 1 else 0, SETTING if done >= total else DRAWING
    )
