"""Past values that the newest file of a dataset changes: looked at before publishing, and given their reason, before or
afterwards. What a publication says of itself never changes, but for one thing: where nobody gave a reason, it can be
added once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tomoni.i18n import Text
from tomoni.publish import changes, queries, reasons
from tomoni.registry import publications
from tomoni.registry import queries as registry
from tomoni.registry import services as desk
from tomoni.registry.errors import Problem
from tomoni.registry.models import Publication
from tomoni.registry.scope import Scope
from tomoni.tables.diff import diff

LISTED = 30


@dataclass(frozen=True, slots=True)
class Value:
    """One published value that changes: where, what is public, what comes. None: it goes, or was not there."""

    where: str
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a file changes of what is public. `state`: "ask" (a reason is wanted), "later" (it says 追加報告による更新 by
    itself), "given", or "" where nothing that was public changes. `published`: it is public already."""

    dataset: str
    file: str
    state: str
    why: Text | None
    values: Sequence[Value] = ()
    more: int = 0
    published: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.dataset,
            "file": self.file,
            "state": self.state,
            "published": self.published,
            "reason": self.why.to_json() if self.why else None,
            "values": [
                {"where": v.where, "column": v.column, "before": v.before, "after": v.after} for v in self.values
            ],
            "more": self.more,
        }


def look(scope: Scope, dataset: str) -> Corrected:
    """What publishing the newest file would change; of one that is public already, what it did. Problem for a dataset
    that is not there, or whose file gives no table."""
    prepared = desk.intake(scope, registry.source(scope, dataset).dataset)
    row = registry.latest_publication(scope, dataset)
    if row is None:
        return Corrected(dataset, prepared.file.path, "", None)
    now = queries.frame_of(dataset, row.version.digest)
    published = now.equals(prepared.frame) and row.as_of == prepared.as_of
    parent = row.parent if published else row
    before = queries.frame_of(dataset, parent.version.digest) if parent else None
    values, more = _values(before, prepared.frame) if before is not None else ([], 0)
    if published:
        why = reasons.said(row.notices)
        state = "" if why is None else "ask" if why == reasons.NONE else "later" if why == reasons.LATER else "given"
        return Corrected(dataset, prepared.file.path, state, why if state != "ask" else None, values, more, True)
    state = reasons.asked(prepared, before, changes.summary(before, prepared.frame))
    why = reasons.given(scope.community.dir, prepared.file.path, dataset)
    if state and why:
        return Corrected(dataset, prepared.file.path, "given", why, values, more)
    return Corrected(dataset, prepared.file.path, state, reasons.LATER if state == "later" else None, values, more)


def _values(before: Any, after: Any) -> tuple[list[Value], int]:
    found = diff(before, after)
    made = [
        Value("・".join(text or "" for text in row.key) or str(row.new_row), column, old, new)
        for row in found.changed
        for column, old, new in row.cells
    ]
    made += [Value(_words(values), "", _words(values), None) for _, values in found.removed]
    return made[:LISTED], max(0, len(made) - LISTED)


def _words(values: Mapping[str, str | None]) -> str:
    return " / ".join(f"{name}: {text}" for name, text in values.items() if text)[:120]


def explain(scope: Scope, dataset: str, reason: str) -> Corrected:
    """Gives the reason: for the file that is to be published, or, once, for what was published without one. Problem when
    nothing changes, or the publication says one already."""
    words = reasons.checked(reason)
    found = look(scope, dataset)
    if not found.state:
        raise Problem(
            Text(
                f"「{dataset}」の新しいファイルは、公開済みの値を変えていません。理由は要りません。",
                f'The newest file of "{dataset}" changes nothing that was public. No reason is needed.',
            ),
            code=1,
        )
    if found.published and found.state != "ask":
        raise Problem(
            Text(
                f"「{dataset}」の公開には、もう理由が書かれています（{found.why.ja if found.why else ''}）。公開したものの言葉は、あとから変えられません。",
                f'The publication of "{dataset}" says its reason already ({found.why.en if found.why else ""}). Words that are public do not change.',
            ),
            code=1,
        )
    reasons.give(scope.community.dir, found.file, reason, dataset)
    if found.published:
        row = registry.latest_publication(scope, dataset)
        assert isinstance(row, Publication)
        publications.explain(scope, row, reasons.verdict(words))
    return Corrected(dataset, found.file, "given", words, found.values, found.more, found.published)
