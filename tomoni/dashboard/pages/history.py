"""The history of a dataset's publications, with the reasons that were given, for people."""

from __future__ import annotations

from typing import Any

from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages.base import moment
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.publish import changes
from tomoni.registry import queries as registry
from tomoni.registry.models import Publication

LATE = Text("過去の版（履歴に加えたもの）", "An older edition that joined the history")


def _withdrawn(row: Publication) -> list[Text]:
    """That a version's content is gone, and why."""
    removed = getattr(row.version, "removed", None)
    if removed is None:
        return []
    reason = removed.withdrawal.reason
    return [Text(f"この版は取り下げました（{reason}）", f"This version was withdrawn ({reason})")]


def history(board: Board, data: Data) -> list[dict[str, Any]]:
    """Newest first: number, when released, as-of, rows, reason; `notices` begin with what changed since the one before."""
    found = registry.publications(board.scope, data.dataset, withdrawn=True)
    out = []
    for row in found:
        before = row.parent
        out.append(
            {
                "seq": row.seq,
                "released": moment(row.released_at),
                "as_of": row.as_of,
                "rows": row.version.rows,
                "step": row.version.rows - before.version.rows if before else None,
                "version": row.version.digest,
                "reason": Text(row.reason_ja, row.reason_en or row.reason_ja),
                "notices": [
                    *_withdrawn(row),
                    *([LATE] if row.back_filled else []),
                    *filter(None, [changes.words(row.changes, data.field_title)]),
                    *(Text.of({"ja": n.get("ja", ""), "en": n.get("en", "")}) for n in row.notices),
                ],
            }
        )
    return out
