"""The approval sheet (決裁用): one A4 page a decision — what is to be published, its figures, what changed, what the checks
say, who prepared it — with boxes to sign. A tagged PDF (PDF/UA-1), made with Typst and the locked Noto Sans JP.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from tomoni.desk import queries
from tomoni.desk.models import Draft
from tomoni.desk.wording import size
from tomoni.i18n import format
from tomoni.registry.errors import problem
from tomoni.registry.scope import Scope
from tomoni.tables import schema

TEMPLATE = Path(__file__).parent / "templates" / "desk" / "approval.typ"
FONTS, FONT = "pylopdf_fonts_jp", "NotoSansJP-Regular.otf"
SETS, CELLS, CHECKS = 6, 6, 4
ROOM = 280
"""Characters a long list may have when there is one dataset; several share the page."""
BOXES = ["決裁者", "課長", "係長", "担当"]


def pdf(scope: Scope, draft: Draft) -> bytes:
    """The sheet of a reviewed draft. Problem when the Japanese font is missing: Typst would print empty boxes."""
    made: bytes = typst.compile(
        str(TEMPLATE),
        sys_inputs={"data": json.dumps(content(scope, draft), ensure_ascii=False)},
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    return made


@cache
def font_folder() -> Path:
    """Where the font of the locked package lies."""
    folder = Path(str(files(FONTS)))
    if not (folder / FONT).is_file():
        raise problem(
            "日本語の文字の部品がないため、決裁用の紙を作れません。公開の作業は続けられます。運営者にお知らせください。",
            "The Japanese font is missing, so no approval sheet can be made. Publishing still works. Please tell whoever runs this server.",
            1,
        )
    return folder


def content(scope: Scope, draft: Draft) -> dict[str, Any]:
    """All that stands on the sheet, as JSON for the template."""
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
    if len(datasets) > SETS:
        about.append(["ほか", f"この紙には{SETS}件を載せています。ほかに{len(datasets) - SETS}件あります。"])
    operator = scope.community.operator.ja or scope.community.name.ja
    return {
        "lang": "ja",
        "title": "データ公開の決裁",
        "date": format.day(now.date(), "ja"),
        "operator": operator,
        "footer": f"{scope.community.name.ja} データ受付　作成 {now:%Y-%m-%d %H:%M}　番号 {str(draft.pk)[:8]}-{draft.revision}",
        "boxes": BOXES,
        "about": about,
        "sets": [_set(one, ROOM // min(SETS, len(datasets)) + 20) for one in datasets[:SETS]],
        "reason": draft.reason,
        "words": {
            "changes": "前回の公開との違い",
            "checks": "公開前チェック",
            "clear": "すべて通りました。",
            "reason": "公開する理由（サイトに載ります）",
            "cells": ["行", "項目", "公開中", "今回"],
        },
    }


def _set(one: dict[str, Any], room: int) -> dict[str, Any]:
    """One dataset. `room`: characters a list may have, so that the sheet stays one page."""
    before = one.get("before")
    figures = [
        ["行数", f"{one['rows']:,}行" + (f"（公開中 {before['rows']:,}行）" if before else "")],
        ["時点", format.moment(one["as_of"], "ja") if one["as_of"] else "不明"],
        ["項目定義", schema.load(one["schema"]).title.ja if one["schema"] else "なし（表のまま）"],
        ["公開中の時点", format.moment(before["as_of"], "ja") if before and before["as_of"] else "初めての公開"],
        ["公開する列", _cut("、".join(one["columns"]), room)],
        ["公開しない列", _cut("、".join(one.get("inside", [])), room) or "なし"],
    ]
    words = (one.get("words") or {}).get("ja", "")
    return {
        "title": f"{one['title']['ja']}（{one['dataset']}）",
        "figures": figures,
        "changes": words.removeprefix("前回との違い: "),
        "samples": _samples(one, CELLS if room > ROOM // 3 else 2),
        "checks": [
            [_mark(v["outcome"]), _cut(v["ja"], room)] for v in one["verdicts"][: CHECKS if room > ROOM // 3 else 2]
        ],
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


def _mark(outcome: str) -> str:
    return {"held": "保留", "refused": "不可", "warned": "注意"}.get(outcome, outcome)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
