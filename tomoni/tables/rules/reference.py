"""The reference page of the rules, made from the catalogue: `python -m tomoni.tables.rules.reference > docs/rules.md`."""

from __future__ import annotations

import sys

from tomoni.tables.rules import CATALOGUE, Repair
from tomoni.tables.rules.base import Rule

_FAMILIES = {
    "F": "ファイル / the file",
    "E": "文字 / characters",
    "S": "シートの構造 / layout of the sheet",
    "H": "見出し / column names",
    "C": "セルの中身 / inside a cell",
    "V": "数と決まった言葉 / numbers and agreed words",
    "D": "日付と時刻 / days and times",
    "G": "場所 / places",
    "K": "コードと番号 / codes and identifiers",
    "M": "公開のための情報 / metadata",
    "P": "個人情報と安全 / privacy and safety",
}
_REPAIR = {
    Repair.AUTO: "自動で直す / repaired",
    Repair.ASSIST: "提案する / proposed",
    Repair.NONE: "知らせる / explained",
}
_HEAD = """# ルール / Rules

この頁は `python -m tomoni.tables.rules.reference` で作られます（手で書き換えません）。
This page is generated from the code. 「統一ルール」は総務省「統計表における機械判読可能なデータの表記方法の統一ルール」の番号です。

得点は 100 点から、公開を止めるもの（25点＋範囲に応じて25点）と確認してほしいもの（4点＋範囲の平方根に応じて16点）を引いたものです。
The score is 100 less 25 + 25·share for each error and 4 + 16·√share for each warning; share = cells touched ÷ cells.
"""


def page() -> str:
    """Markdown of all rules, by family."""
    parts = [_HEAD]
    family = ""
    for rule in CATALOGUE.values():
        if rule.id[0] != family:
            family = rule.id[0]
            parts.append(f"\n## {family}: {_FAMILIES[family]}\n")
        parts.append(_entry(rule))
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    article = f" · 統一ルール {rule.article}" if rule.article else ""
    return (
        f"### {rule.id} {rule.title.ja} / {rule.title.en}\n\n"
        f"{_REPAIR[rule.repair]} · {rule.severity}{article}\n\n"
        f"{rule.explain.ja}\n{rule.explain.en}\n\n"
        f"例: `{_plain(rule.bad)}` → `{_plain(rule.good)}`\n"
    )


def _plain(text: str) -> str:
    """Examples of unreadable characters are shown by their code points."""
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in text).replace("`", "'")


if __name__ == "__main__":
    sys.stdout.write(page())
