"""Why published figures of the past changed: said with the publication, in its notices, and so in the feed, in
latest.json, in publications.json and on the pages.

Changes within the days that the source still completes (`provisional_days`) say so by themselves. Any other reason is
written by a person into `changes.toml` of the community folder, for the file that brings the change:

    [[change]]
    file = "files/patients-2020-04-19.csv"
    dataset = "patients"          # may be left out: the reason is that of every dataset of the file
    reason = "mistake"            # one of REASONS, or a sentence of one's own

Where nobody gave one, that is said too. A fault in the file stops nothing: it counts as no reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.publish.changes import GATE
from tomoni.registry.errors import Problem
from tomoni.registry.gates.base import Outcome, Verdict
from tomoni.registry.intake import Prepared
from tomoni.registry.sources import write_text
from tomoni.tables.diff import diff

FILE = "changes.toml"
LATER = Text("追加報告による更新", "Later reports came in")
NONE = Text("理由は書かれていません", "No reason was given")
REASONS = {
    "later": LATER,
    "withdrawn": Text("報告の取り下げ", "A report was withdrawn"),
    "duplicate": Text("重複の整理", "Duplicates were removed"),
    "mistake": Text("入力・転記の誤りの訂正", "A mistake in copying was put right"),
    "inquiry": Text("調査の結果による更新", "An inquiry gave a new result"),
    "method": Text("数え方の変更", "The way of counting changed"),
    "source": Text("元の資料の訂正", "The original document was corrected"),
}
"""The list to choose from."""
SAYS_SOMETHING = 4
"""Characters that a sentence of one's own has at least."""
WORDS = Text("公開済みの値の変更: {why}", "Published values changed: {why}")


def verdicts(
    folder: Path, prepared: Prepared, previous: pl.DataFrame | None, changes: Mapping[str, Any], released: str = ""
) -> list[Verdict]:
    """The reason as a notice of the publication; none when nothing that was public changed or went. `released`: the
    reason with which a person let it through, which is one."""
    state = asked(prepared, previous, changes)
    if not state:
        return []
    why = given(folder, prepared.file.path, prepared.dataset) or (Text.of(released) if released else None)
    return [verdict(why or (LATER if state == "later" else NONE))]


def asked(prepared: Prepared, previous: pl.DataFrame | None, changes: Mapping[str, Any]) -> str:
    """ "" when nothing that was public changed or went, "later" when it says why by itself, else "ask"."""
    if previous is None or not (changes.get("changed") or changes.get("removed")):
        return ""
    return "later" if provisional(prepared, previous) else "ask"


def verdict(why: Text) -> Verdict:
    """A reason as a notice."""
    return Verdict(GATE, Outcome.WARNED, Text(WORDS.ja.format(why=why.ja), WORDS.en.format(why=why.en)))


def said(notices: Sequence[Mapping[str, str]]) -> Text | None:
    """The reason among the notices of a publication; None where there is none."""
    for one in notices:
        if one.get("gate") == GATE:
            ja, en = one.get("ja", ""), one.get("en", "")
            return Text(ja.removeprefix(WORDS.ja.format(why="")), en.removeprefix(WORDS.en.format(why="")))
    return None


def given(folder: Path, file: str, dataset: str = "") -> Text | None:
    """What changes.toml says for a file of the folder (and a dataset made of it); the last entry counts."""
    try:
        table = tomllib.loads((folder / FILE).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    entries = table.get("change")
    for entry in reversed(entries if isinstance(entries, list) else []):
        if isinstance(entry, Mapping) and entry.get("file") == file and entry.get("dataset", dataset) == dataset:
            return worded(entry.get("reason"))
    return None


def worded(reason: Any) -> Text | None:
    """A reason of the list, or a sentence, in words."""
    if isinstance(reason, str) and reason.strip():
        return REASONS.get(reason.strip()) or Text.of(reason.strip())
    if isinstance(reason, Mapping) and reason and all(isinstance(part, str) for part in reason.values()):
        return Text.of(reason)
    return None


def checked(reason: str) -> Text:
    """The reason in words. Problem with the list for one that says nothing."""
    words = worded(reason)
    if words is None or (len(reason.strip()) < SAYS_SOMETHING and reason.strip() not in REASONS):
        listed = [f"{key}（{text.ja}）" for key, text in REASONS.items()]
        raise Problem(
            Text(
                f"理由を選ぶか、文で書いてください: {'、'.join(listed)}",
                f"Choose a reason or write a sentence: {', '.join(f'{key} ({text.en})' for key, text in REASONS.items())}",
            )
        )
    return words


def give(folder: Path, file: str, reason: str, dataset: str = "") -> Text:
    """Writes a reason for what a file changes, once. Problem with the list for one that says nothing."""
    words = checked(reason)
    if given(folder, file, dataset) == words:
        return words
    path = folder / FILE
    before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    gap = "" if not before or before.endswith("\n") else "\n"
    said = {"file": file} | ({"dataset": dataset} if dataset else {}) | {"reason": reason}
    lines = [f"{key} = {_quoted(value)}\n" for key, value in said.items()]
    write_text(path, before + gap + "\n[[change]]\n" + "".join(lines))
    return words


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", " ".join(text.split())) + '"'


def provisional(prepared: Prepared, previous: pl.DataFrame) -> bool:
    """Did only rows change or go whose day was, last time, among those that are still completed?"""
    days = prepared.source.provisional_days or int(prepared.schema.get("tomoni:provisionalDays") or 0)
    column = next((field["name"] for field in prepared.schema["fields"] if field.get("tomoni:role") == "date"), "")
    column = column or next((name for name, kind in previous.schema.items() if kind == pl.Date), "")
    if not days or previous.schema.get(column) != pl.Date or prepared.frame.schema.get(column) != pl.Date:
        return False
    last = previous[column].max()
    if not isinstance(last, date):
        return False
    unique = all(frame[column].n_unique() == frame.height for frame in (previous, prepared.frame))
    found = diff(previous, prepared.frame, [column] if unique else [])
    rows = [row.old_row for row in found.changed] + [row for row, _ in found.removed]
    open_from = last - timedelta(days=days - 1)
    return all((day := previous[column][row - 1]) is not None and day >= open_from for row in rows)
