"""Offers about the spelling of words, which may be meant: blanks between all characters (C04), look-alikes in names (E06)."""

from __future__ import annotations

from collections.abc import Iterable

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.proposals.values import drawn_together, look_alikes
from tomoni.tables.rules.saying import addresses, finding, seen
from tomoni.tables.table import Table

_SPACED = r"^(?:[\p{Han}\p{Hiragana}\p{Katakana}ー][ \x{3000}]+)+[\p{Han}\p{Hiragana}\p{Katakana}ー]$"
_DOUBTFUL = r"[\p{Katakana}ー][‐‑‒–—―−－─━力二口八工卜夕](?:[\p{Katakana}ー]|$|[(（_ \x{3000}])"
_PERSON = ("氏名", "名前", "姓名", "代表者", "委員", "議員", "担当者", "開設者", "候補者", "選手", "責任者")
SHARE = 0.2


def spaced_out(table: Table) -> Iterable[Finding]:
    """C04: 北　海　道, in a column that holds no persons, whose names may be written so."""
    for col, rows in seen(table, _SPACED, ("string",), digits=False).items():
        column = table.columns[col]
        if _accepted(table, col, "C04") or any(word in column.name for word in _PERSON):
            continue
        values = table.series(col)
        if len(rows) < max(2, SHARE * (table.height - column.missing)):
            continue
        yield finding(
            "C04",
            columns=[column.name],
            cells=addresses(table, rows, col),
            count=len(rows),
            severity=Severity.INFO,
            detail=Message(
                f"文字の間に空白があります（例:「{values[rows[0]]}」）。検索や突き合わせで別の言葉になります。",
                f"There are blanks between the characters (“{values[rows[0]]}”), so searches miss the word.",
            ),
            proposal=Message(
                f"「{drawn_together(str(values[rows[0]]))}」のようにつなげます。", "Write the words without them."
            ),
            accept=f"C04:{column.name}",
        )


def doubtful(table: Table) -> Iterable[Finding]:
    """E06: コンピュ―タ, セン夕ー in the values of a column."""
    for col, rows in seen(table, _DOUBTFUL, ("string",), digits=False).items():
        values = table.series(col)
        rows = [row for row in rows if look_alikes(str(values[row])) != values[row]]
        if not rows or _accepted(table, col, "E06"):
            continue
        yield finding(
            "E06",
            columns=[table.columns[col].name],
            cells=addresses(table, rows, col),
            count=len(rows),
            severity=Severity.INFO,
            detail=Message(
                f"よく似た別の文字のようです（例:「{values[rows[0]]}」）。",
                f"A character seems to be a look-alike (“{values[rows[0]]}”).",
            ),
            proposal=Message(
                f"「{look_alikes(str(values[rows[0]]))}」のように書き換えます。", "Write the character that is meant."
            ),
            accept=f"E06:{table.columns[col].name}",
        )


def _accepted(table: Table, col: int, rule: str) -> bool:
    return rule in table.recipe.plans[col].hints.get("accept", {})
