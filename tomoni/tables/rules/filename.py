"""File names: the standard name of a standard dataset (M02), and copies among the files that were given (F04)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from tomoni.tables import proposals
from tomoni.tables.finding import Finding, Message
from tomoni.tables.rules.saying import finding
from tomoni.tables.table import Table

_STANDARD = re.compile(r"\d{6}_[a-z][a-z0-9_]*(?:_\d{4,8})?", re.I)
_COPY = re.compile(r"(.+?)\s*(?:[(（]\d{1,3}[)）]|[-ー]\s*コピー.*|[- ]?copy.*|のコピー)", re.I)
_NO_CODE = "団体コード"
_EDITION = re.compile(r"20\d\d")


def standard_name(table: Table) -> list[Finding]:
    """M02 (information) for a table of a municipal standard dataset whose file is called otherwise: code_english-name."""
    made = table.conformed
    name = PurePath(table.book.name).name
    if made is None or not _EDITION.fullmatch(made.schema.version) or not name or name == "-":
        return []
    if _STANDARD.fullmatch(PurePath(name).stem):
        return []
    best = standard_stem(table) + ".csv"
    if "M02" in _accepted(table):
        done = Message(f"標準の名前「{best}」で書き出しました。", f"It was written under the standard name {best}.")
        return [finding("M02", detail=done, repaired=True)]
    known = not best.startswith(_NO_CODE)
    return [
        finding(
            "M02",
            detail=Message(f"標準の名前は「{best}」です。", f"The standard name is {best}."),
            proposal=Message(
                f"「{best}」という名前で書き出します。"
                + ("" if known else "団体コードを添えてください（例: --accept M02=222127）。"),
                f"Write it under the name {best}." + ("" if known else " Add the code (--accept M02=222127)."),
            ),
            accept="M02" if known else "",
        )
    ]


def standard_stem(table: Table) -> str:
    """団体コード_英語名 of a conformed table, the code from the table itself or as a person gave it (M02=222127)."""
    made = table.conformed
    if made is None:
        return ""
    codes = [item.name for item in made.schema.fields if item.role == "code" and item.name in made.frame.columns]
    known = [text for code in codes for text in made.frame[code].drop_nulls().head(1).to_list()]
    code = _accepted(table).get("M02") or (known[0] if known else _NO_CODE)
    return f"{code}_{made.schema.base.replace('-', '_')}"


def written_as(table: Table) -> str:
    """The name a person said yes to (M02); "" when none did, or when the code is not known."""
    best = standard_stem(table)
    return best if "M02" in _accepted(table) and best and not best.startswith(_NO_CODE) else ""


def _accepted(table: Table) -> dict[str, str]:
    return {word.rule: word.value for word in proposals.parse(table.recipe.accept)}


def is_copy_name(stem: str) -> bool:
    """data (1), data - コピー, data copy."""
    return bool(_COPY.fullmatch(stem))


def copies(files: Sequence[dict[str, Any]]) -> None:
    """Adds F04 to every file (JSON of `FileResult`) that holds the same bytes as an earlier one. A name like
    "data (1).xlsx" makes it the copy, whichever came first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        if file["sha256"] and file["tables"]:
            groups.setdefault(file["sha256"], []).append(file)
    for group in groups.values():
        ordered = sorted(group, key=lambda file: is_copy_name(PurePath(file["path"]).stem))
        first = PurePath(ordered[0]["path"]).name
        for file in ordered[1:]:
            said = finding(
                "F04",
                detail=Message(f"「{first}」と中身がまったく同じです。", f"It holds exactly what “{first}” holds."),
                proposal=Message(f"「{first}」だけを書き出します。", f"Write “{first}” only."),
                accept="F04",
            )
            file["findings"] = [*file.get("findings", ()), said.to_json()]
