"""What `tomoni add` says about a table: which schema and why, which columns became which, what changed since the last
edition, and what a person should look at before it is published.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tomoni.i18n import Text
from tomoni.registry import queries
from tomoni.registry.errors import Problem
from tomoni.registry.gates.base import Outcome
from tomoni.registry.intake import Prepared, intake
from tomoni.registry.publications import run_gates
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry
from tomoni.tables.finding import Severity
from tomoni.tables.schema import Match

SHOWN = 6


@dataclass(slots=True)
class Explained:
    reasons: list[Text] = field(default_factory=list)
    checks: list[Text] = field(default_factory=list)


def explain(
    scope: Scope, entry: SourceEntry, prepared: Prepared, best: Match | None, existing: SourceEntry | None
) -> Explained:
    """Words about one table that was just added. `existing` is the entry before, when the table joined one."""
    out = Explained()
    if best:
        out.reasons.append(Text(best.reason.ja, best.reason.en))
        out.reasons += _columns(prepared)
    else:
        out.reasons.append(
            Text(
                "合う項目定義がないので、表の列のまま取り込みました。合わせるものがあれば --schema で指定できます。",
                "No schema fits, so the table was taken in with its own columns. Name one with --schema if there is any.",
            )
        )
    if existing:
        out.reasons += _edition(scope, entry, prepared)
    out.checks += _as_of(entry, prepared)
    out.checks += _findings(prepared)
    out.checks += [
        Text(f"このままでは公開保留になります: {verdict.reason.ja}", f"As it is, it will be held: {verdict.reason.en}")
        for verdict in run_gates(scope, prepared)
        if verdict.outcome is not Outcome.WARNED
    ]
    return out


def _columns(prepared: Prepared) -> list[Text]:
    """Which column became which field, where the names differ."""
    pairs = [f"{column}→{name}" for name, column in prepared.columns.items() if column and column != name]
    if not pairs:
        return []
    shown, more = pairs[:SHOWN], len(pairs) - SHOWN
    return [
        Text(
            "列の対応: " + "、".join(shown) + (f" ほか{more}列" if more > 0 else ""),
            "Columns: " + ", ".join(shown) + (f" and {more} more" if more > 0 else ""),
        )
    ]


def _edition(scope: Scope, entry: SourceEntry, prepared: Prepared) -> list[Text]:
    files = queries.editions(scope, entry)
    place = next(
        i
        for i, f in enumerate(files)
        if (f.sha256, f.sheet, f.table) == (prepared.sha256, prepared.file.sheet, prepared.file.table)
    )
    newest = place == len(files) - 1
    out = [
        Text(
            f"データ「{entry.dataset}」の版です（{len(files)}つのうち新しい方から{len(files) - place}番目）。"
            + ("" if newest else "新しい版があるので、公開の履歴に加わります。"),
            f'An edition of "{entry.dataset}" (number {len(files) - place} of {len(files)}, newest first).'
            + ("" if newest else " There is a newer one, so it joins the history."),
        )
    ]
    before = next((i for i in (place - 1, place + 1) if 0 <= i < len(files)), None)
    if before is None:
        return out
    try:
        neighbour = intake(scope, entry.dataset, before)
    except Problem:
        return out
    older, newer = (neighbour, prepared) if before < place else (prepared, neighbour)
    return [*out, *drift(older, newer)]


def drift(older: Prepared, newer: Prepared) -> list[Text]:
    """How the header changed from one edition to the next: renamed, new and gone columns; [] when it did not."""
    old, new = set(older.columns.values()) - {None}, set(newer.columns.values()) - {None}
    renamed = [
        (before, after)
        for name, after in newer.columns.items()
        if after and (before := older.columns.get(name)) and before != after
    ]
    fresh = sorted(str(c) for c in new - old - {after for _, after in renamed})
    gone = sorted(str(c) for c in old - new - {before for before, _ in renamed})
    ja, en = [], []
    if renamed:
        pairs = "、".join(f"{before}→{after}" for before, after in renamed[:SHOWN])
        ja.append(f"名前が変わった列 {pairs}")
        en.append(f"renamed {pairs}")
    if fresh:
        ja.append(f"増えた列 {'、'.join(fresh[:SHOWN])}")
        en.append(f"new {', '.join(fresh[:SHOWN])}")
    if gone:
        ja.append(f"なくなった列 {'、'.join(gone[:SHOWN])}")
        en.append(f"gone {', '.join(gone[:SHOWN])}")
    if not ja:
        return []
    return [
        Text(
            f"見出しが{older.as_of or '前'}の版から変わりました: {'／'.join(ja)}",
            f"The header changed since the edition of {older.as_of or 'before'}: {'; '.join(en)}",
        )
    ]


def _as_of(entry: SourceEntry, prepared: Prepared) -> list[Text]:
    if prepared.as_of_from == "data":
        return [
            Text(
                f"時点 {prepared.as_of} は、データの中の最後の日付から推定しました。違うときは sources/{entry.dataset}.toml に書いてください。",
                f"The as-of date {prepared.as_of} was derived from the latest date in the data. Correct it in sources/{entry.dataset}.toml if it is wrong.",
            )
        ]
    if not prepared.as_of:
        return [
            Text(
                f"いつ時点のデータか分かりません。sources/{entry.dataset}.toml の [[file]] に as_of を書いてください。",
                f"It is not known what day the data speak of. Write as_of under [[file]] in sources/{entry.dataset}.toml.",
            )
        ]
    return []


def _findings(prepared: Prepared) -> list[Text]:
    """The findings a person should look at, the first few in their own words."""
    found = [f for f in prepared.findings if f.severity is Severity.WARNING]
    out = []
    for finding in found[:3]:
        cells = f"（{'、'.join(finding.cells[:3])}）" if finding.cells else ""
        out.append(Text(f"{finding.message.ja}{cells}", f"{finding.message.en} {', '.join(finding.cells[:3])}".strip()))
    if len(found) > 3:
        more = len(found) - 3
        out.append(
            Text(
                f"ほかに確認箇所が{more}件あります（tomoni check で見られます）。",
                f"{more} more findings (see tomoni check).",
            )
        )
    return out
