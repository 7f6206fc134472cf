"""What was published should still be there: columns that vanish, and a past that is rewritten.

A few corrected figures are published and said (silent corrections cost trust: Tokyo, PR #256). When much of the past
changes at once, columns were swapped or another table was taken, and a person must look.
"""

from __future__ import annotations

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import Seen, held, listed, number, warned

MUCH = 0.3
"""Share of a column's past values that may change before it is held."""
FEW_ROWS = 5
NEW = "\x00new"


def lost_columns(candidate: Candidate) -> list[Verdict]:
    """Columns that were mostly filled in the last publication and are gone or empty now."""
    previous, frame = candidate.previous, candidate.frame
    if previous is None or not previous.height or not frame.height:
        return []
    lost = [
        name
        for name in previous.columns
        if previous[name].null_count() * 2 < previous.height
        and (name not in frame.columns or frame[name].null_count() == frame.height)
    ]
    if not lost:
        return []
    names = listed([Text(f"「{name}」", f'"{name}"') for name in lost])
    return [
        held(
            "past",
            f"公開中のデータにある列が、なくなったか空になっています: {names.ja}。見出しが変わったのなら、sources/{candidate.dataset}.toml の mapping で対応を書けます。",
            f"Columns of the public data are gone or empty: {names.en}. If the header changed, say so under mapping in sources/{candidate.dataset}.toml.",
            columns=lost,
        )
    ]


def rewritten(candidate: Candidate) -> list[Verdict]:
    """Values beside the same key (day, number, name) that differ from the last publication."""
    previous = candidate.previous
    if previous is None:
        return []
    key = _key(Seen(candidate), previous)
    if key is None:
        return []
    common = [n for n in previous.columns if n in candidate.frame.columns and n != key]
    common = [n for n in common if previous.schema[n] == candidate.frame.schema[n]]
    pair = previous.select(key, *common).join(candidate.frame.select(key, *common), on=key, suffix=NEW)
    pair = _settled(pair, key, candidate.source.provisional_days)
    if pair.height < FEW_ROWS:
        return []
    changed = {name: _changed(pair, name) for name in common}
    much = [name for name, rows in changed.items() if len(rows) > pair.height * MUCH and pair.schema[name].is_numeric()]
    some = {
        name: rows for name, rows in changed.items() if rows and pair.schema[name].is_numeric() and name not in much
    }
    out = []
    if much:
        said = listed([_words(pair, key, name, changed[name]) for name in much], 3)
        out.append(
            held(
                "past",
                f"公開済みの数字が広く書きかわっています: {said.ja}。列の取り違えでないか確かめ、訂正なら理由を付けて公開してください。",
                f"Much of what was published has changed: {said.en}. Check that no columns were mixed up; if it is a correction, release it with its reason.",
                columns=much,
                rows=pair.height,
            )
        )
    if some:
        said = listed([_words(pair, key, name, rows) for name, rows in some.items()], 3)
        out.append(
            warned(
                "past",
                f"公開済みの数字が訂正されています: {said.ja}。",
                f"Figures that were published have been corrected: {said.en}.",
                columns=sorted(some),
            )
        )
    return out


def _key(seen: Seen, previous: pl.DataFrame) -> str | None:
    """The column that names a row in both: the day if there is one a day, else the first that never repeats."""
    names = [seen.date_column] if seen.date_column else []
    names += [n for n in seen.frame.columns if n not in names]
    for name in names:
        if name not in previous.columns or previous.schema[name] != seen.frame.schema[name]:
            continue
        if all(f[name].null_count() == 0 and f[name].n_unique() == f.height for f in (previous, seen.frame)):
            return name
    return None


def _settled(pair: pl.DataFrame, key: str, provisional_days: int) -> pl.DataFrame:
    """Without the latest days, which the source says are still being corrected."""
    if not provisional_days or pair.schema[key] != pl.Date:
        return pair
    return pair.sort(key).head(max(0, pair.height - provisional_days))


def _changed(pair: pl.DataFrame, name: str) -> list[int]:
    """Rows whose filled value became another one (a value that was missing may be filled in later)."""
    differs = pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}{NEW}"))
    return pair.select(differs.alias("x"))["x"].arg_true().to_list()


def _words(pair: pl.DataFrame, key: str, name: str, rows: list[int]) -> Text:
    row = rows[0]
    before, after = pair[name][row], pair[f"{name}{NEW}"][row]
    figures = f"{number(before)}→{'–' if after is None else number(after)}"
    return Text(
        f"「{name}」{pair.height:,}行のうち{len(rows):,}行（{pair[key][row]} は {figures} など）",
        f'"{name}" in {len(rows):,} of {pair.height:,} rows (e.g. {pair[key][row]}: {figures})',
    )


GATES = [
    Gate(
        "past",
        Text("公開済みの内容が変わっていないか", "What was published is still there"),
        lambda candidate: [*lost_columns(candidate), *rewritten(candidate)],
    )
]
