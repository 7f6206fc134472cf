"""The approval sheet (決裁用): one A4 page a decision — what is to be published, its figures, what changed, what the checks
say, who prepared it — with boxes to sign. A tagged PDF (PDF/UA-1), made with Typst and the locked Noto Sans JP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from tomoni.desk import queries
from tomoni.desk.models import Draft
from tomoni.desk.wording import size
from tomoni.i18n import format
from tomoni.look import press
from tomoni.registry.errors import Problem
from tomoni.registry.scope import Scope
from tomoni.tables import schema

TEMPLATE = Path(__file__).parent / "templates" / "desk" / "approval.typ"
FULL = 40
"""Datasets that are listed by name when there is no room for each one's figures."""
BOXES = ["決裁者", "課長", "係長", "担当"]


@dataclass(frozen=True, slots=True)
class Room:
    """How much is told on the sheet: datasets with figures of their own, characters of a list, cells and checks each."""

    sets: int
    words: int
    cells: int
    checks: int


ROOMS = [
    Room(8, 400, 8, 6),
    Room(8, 200, 6, 4),
    Room(6, 120, 4, 3),
    Room(6, 70, 2, 2),
    Room(4, 60, 1, 1),
    Room(3, 40, 0, 1),
    Room(2, 30, 0, 1),
    Room(0, 30, 0, 0),
]
"""From all to least; the first that fits on one page is taken."""


def pdf(scope: Scope, draft: Draft) -> bytes:
    """The sheet of a reviewed draft, always one page. Problem when a character, or the font, is missing: there would
    be empty boxes."""
    for room in ROOMS:
        try:
            made = press.printed(TEMPLATE, content(scope, draft, room))
        except press.CannotPrint as cause:
            raise Problem(cause.text, code=1) from cause
        if press.pages(made) == 1:
            break
    return made


def content(scope: Scope, draft: Draft, room: Room) -> dict[str, Any]:
    """What stands on the sheet when there is this much room, as JSON for the template."""
    datasets = draft.review["datasets"]
    made, now = timezone.localtime(draft.made_at), timezone.localtime()
    later = timezone.localtime(draft.release_at) if draft.release_at else None
    about = [
        ["ファイル", f"{draft.name}（{size(draft.size)}）"],
        ["ファイルの識別", f"SHA-256 {draft.sha256[:32]}…"],
        [
            "準備した人",
            f"{queries.name_of(draft.made_by).ja}（{format.moment(made.strftime('%Y-%m-%d %H:%M'), 'ja')}）",
        ],
        ["公開の時期", format.moment(later.strftime("%Y-%m-%d %H:%M"), "ja") + " に解禁" if later else "決裁のあと"],
    ]
    if rest := datasets[room.sets :]:
        about.append([f"ほか{len(rest)}件" if room.sets else f"データ{len(rest)}件", _listed(rest)])
        about.append(["くわしくは", "データ受付の画面に、すべての違いとチェックがあります。"])
    operator = scope.community.operator.ja or scope.community.name.ja
    return {
        "lang": "ja",
        "title": "データ公開の決裁",
        "date": format.day(now.date(), "ja"),
        "operator": operator,
        "footer": f"{scope.community.name.ja} データ受付　作成 {now:%Y-%m-%d %H:%M}　番号 {str(draft.pk)[:8]}-{draft.revision}",
        "boxes": BOXES,
        "about": about,
        "sets": [_set(one, room) for one in datasets[: room.sets]],
        "reason": _cut(draft.reason, 600),
        "words": {
            "changes": "前回の公開との違い",
            "checks": "公開前チェック",
            "clear": "すべて通りました。",
            "reason": "公開する理由（サイトに載ります）",
            "cells": ["行", "項目", "公開中", "今回"],
        },
    }


def _listed(datasets: Sequence[dict[str, Any]]) -> str:
    """Names and rows, and how many a check would stop."""
    names = "、".join(f"{_cut(one['title']['ja'], 20)} {one['rows']:,}行" for one in datasets[:FULL])
    more = f" など{len(datasets)}件" if len(datasets) > FULL else ""
    stopped = sum(one["status"] in ("held", "refused") for one in datasets)
    return names + more + (f"（うち{stopped}件はチェックで止まります）" if stopped else "")


def _set(one: dict[str, Any], room: Room) -> dict[str, Any]:
    """One dataset."""
    before = one.get("before")
    figures = [
        ["行数", f"{one['rows']:,}行" + (f"（公開中 {before['rows']:,}行）" if before else "")],
        ["時点", format.moment(one["as_of"], "ja") if one["as_of"] else "不明"],
        ["項目定義", schema.load(one["schema"]).title.ja if one["schema"] else "なし（表のまま）"],
        ["公開中の時点", format.moment(before["as_of"], "ja") if before and before["as_of"] else "初めての公開"],
        ["公開する列", _names(one["columns"], room.words)],
        ["公開しない列", _names(one.get("inside", []), room.words) or "なし"],
    ]
    words = (one.get("words") or {}).get("ja", "")
    return {
        "title": f"{_cut(one['title']['ja'], 60)}（{one['dataset']}）",
        "figures": figures,
        "changes": words.removeprefix("前回との違い: "),
        "samples": _samples(one, room.cells),
        "checks": _checks(one["verdicts"], room),
    }


def _samples(one: dict[str, Any], most: int) -> list[list[str]]:
    """The first changed cells: row, column, what is public, what comes."""
    changed = (one.get("difference") or {}).get("changed", [])
    found = [
        [item["key"] or f"{item['row']}行目", cell["column"], cell["before"] or "―", cell["after"] or "―"]
        for item in changed
        for cell in item["cells"]
    ]
    return [[text[:40] for text in line] for line in found[:most]]


def _checks(verdicts: Sequence[dict[str, Any]], room: Room) -> list[list[str]]:
    """What stops it comes first; what is left out is counted."""
    ranked = sorted(verdicts, key=lambda verdict: RANK.get(verdict["outcome"], 3))
    lines = [[_mark(verdict["outcome"]), _cut(verdict["ja"], room.words)] for verdict in ranked[: room.checks]]
    left = len(ranked) - len(lines)
    return [*lines, *([["ほか", f"{left}件（データ受付の画面にあります）"]] if left else [])]


RANK = {"refused": 0, "held": 1, "warned": 2}


def _names(names: Sequence[str], room: int) -> str:
    """As many names as there is room for, and how many there are."""
    text = "、".join(names)
    if len(text) <= room:
        return text
    kept = text[:room].rpartition("、")[0] or text[: room - 1]
    return f"{kept} など{len(names)}列"


def _mark(outcome: str) -> str:
    return {"held": "保留", "refused": "不可", "warned": "注意"}.get(outcome, outcome)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
