"""What was published should still be there: columns, rows and a past that is not rewritten.

A few corrected figures or withdrawn rows are published and said (silent corrections cost trust: Tokyo, PR #256). When
much of the past changes at once, a column vanishes or holds another kind of value, or rows lose their day, then columns
were mixed up or another table was taken, and a person must look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import Seen, held, listed, row_words, warned
from tomoni.tables.diff import Changed, Diff, diff
from tomoni.tables.editions import jumped
from tomoni.tables.layout.totals import is_total

MUCH = 0.3
"""Share of a column's past values that may change before it is held."""
STRANGE = 0.5
"""Share of a text column's changed values never seen in it before: the new state of a case is a word of before."""
FEW_ROWS = 5
MANY_LOST = 3
"""Fewer lost rows than this are said and never held, however small the table."""
SHOWN = 3


def lost_columns(candidate: Candidate) -> list[Verdict]:
    """Columns that were mostly filled in the last publication and are gone, empty or of another type now."""
    previous, frame = candidate.previous, candidate.frame
    if previous is None or not previous.height or not frame.height:
        return []
    filled = [name for name in previous.columns if previous[name].null_count() * 2 < previous.height]
    lost = [name for name in filled if name not in frame.columns or frame[name].null_count() == frame.height]
    verdicts = []
    if lost:
        names = listed([Text(f"「{name}」", f'"{name}"') for name in lost])
        verdicts.append(
            held(
                "past",
                f"公開中のデータにある列が、なくなったか空になっています: {names.ja}。見出しが変わったのなら、sources/{candidate.dataset}.toml の mapping で対応を書けます。",
                f"Columns of the public data are gone or empty: {names.en}. If the header changed, say so under mapping in sources/{candidate.dataset}.toml.",
                columns=lost,
            )
        )
    blurred = [n for n in filled if n not in lost and _precise(previous[n]) and frame.schema[n] == pl.String]
    if blurred:
        names = listed([Text(f"「{name}」", f'"{name}"') for name in blurred])
        verdicts.append(
            held(
                "past",
                f"これまで数や日付だった列に、ほかの値が入っています: {names.ja}。列がずれていないか、書き方が変わっていないか確かめてください。",
                f"Columns that were numbers or dates have other values now: {names.en}. Check that no columns were shifted and that the notation has not changed.",
                columns=blurred,
            )
        )
    return verdicts


def _precise(series: pl.Series) -> bool:
    return series.dtype.is_numeric() or series.dtype.is_temporal()


def nameless_rows(candidate: Candidate) -> list[Verdict]:
    """Rows without what every row of the last publication had: its day, or the first column that told them apart."""
    seen, previous = Seen(candidate), candidate.previous
    if previous is None or not previous.height:
        return []
    names = [seen.date_column] if seen.date_column else []
    names += [name for name in previous.columns if previous[name].n_unique() == previous.height]
    name = next((n for n in names if n in seen.frame.columns and n in previous and not previous[n].null_count()), None)
    if name is None:
        return []
    rows = seen.frame[name].is_null().arg_true().to_list()
    if not rows or len(rows) == seen.frame.height:  # a column that is empty now is lost_columns' to say
        return []
    where = listed([row_words(seen, row, seen.frame.columns[0]) for row in rows], SHOWN)
    return [
        held(
            "past",
            f"「{name}」が空の行が{len(rows):,}行あります（公開中のデータにはありません）: {where.ja}。合計の行や、途中で切れた行ではないか確かめてください。",
            f'{len(rows):,} rows have no "{name}" (none of the published rows lacks it): {where.en}. Check that they are not totals or broken rows.',
            column=name,
            rows=len(rows),
        )
    ]


def totals_as_rows(candidate: Candidate) -> list[Verdict]:
    """合計 and the like among the data where the last publication had none: what is counted would be counted twice."""
    previous, frame = candidate.previous, candidate.frame
    if previous is None or not previous.height:
        return []
    for name in previous.columns:
        if previous.schema[name] != pl.String or frame.schema.get(name) != pl.String:
            continue
        known = set(previous[name].drop_nulls().unique())
        words = [text for text in frame[name].drop_nulls().unique().sort() if text not in known and is_total(text)]
        if words and not any(is_total(text) for text in known):
            said = "・".join(words[:SHOWN])
            return [
                held(
                    "past",
                    f"「{name}」に合計の行（{said}）がデータとして入っています。公開中のデータにはありません。表の列の並びが変わっていないか確かめてください。",
                    f'"{name}" has a total ({said}) among the data; the published data have none. Check whether the order of the columns has changed.',
                    column=name,
                )
            ]
    return []


def rewritten(candidate: Candidate) -> list[Verdict]:
    """Rows of the last publication that are gone, and values of it that differ now."""
    previous = candidate.previous
    if previous is None or not previous.height or not candidate.frame.height:
        return []
    seen = Seen(candidate)
    day = _day(seen, previous)
    found = diff(previous, candidate.frame, _key(day, previous, candidate.frame))
    still = _still_open(seen, previous, day)
    changes = [row for row in found.changed if row.old_row - 1 not in still]
    gone = [row - 1 for row, _ in found.removed if row - 1 not in still]
    settled = previous.height - len(still)
    return [*_changed(candidate, found, changes, settled - len(gone)), *_gone(candidate, gone, settled, day)]


def _day(seen: Seen, previous: pl.DataFrame) -> str:
    """The column a row's day stands in, in both; "" when there is none."""
    name = seen.date_column
    return name if name and previous.schema.get(name) == pl.Date == seen.frame.schema[name] else ""


def _key(day: str, *frames: pl.DataFrame) -> list[str]:
    """The day when there is one row a day in both; else [] (diff looks for a key itself)."""
    one_a_day = day and all(f[day].null_count() == 0 and f[day].n_unique() == f.height for f in frames)
    return [day] if one_a_day else []


def _still_open(seen: Seen, previous: pl.DataFrame, day: str) -> set[int]:
    """Rows of the last publication that may change or go: the latest days, which the source says are being corrected,
    and days before the first one now (a window that moves on)."""
    first = seen.frame[day].min() if day else None
    last = previous[day].max() if day else None
    if not isinstance(first, date) or not isinstance(last, date):
        return set()
    days = seen.candidate.source.provisional_days or (seen.rules.provisional_days if seen.rules else 0)
    open_ = (pl.col(day) < first) | (pl.col(day) > last - timedelta(days=days))
    return set(previous.select(open_.fill_null(False).alias("x"))["x"].arg_true())


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """What became of one column's settled values: in how many rows they changed, and an example in words."""

    name: str
    rows: int
    example: str
    much: bool


def _changed(candidate: Candidate, found: Diff, changes: list[Changed], matched: int) -> list[Verdict]:
    """One verdict for columns that changed much (held), one for figures that were corrected (said)."""
    previous = candidate.previous
    if previous is None or matched < FEW_ROWS:
        return []
    columns = [_rewriting(previous, candidate.frame, name, changes, matched) for name in previous.columns]
    parts = [column for column in columns if column is not None]
    out = []
    if much := [part for part in parts if part.much]:
        said = _words(much, matched)
        out.append(
            held(
                "past",
                f"公開済みの内容が広く書きかわっています: {said.ja}。列の取り違えでないか確かめ、訂正なら理由を付けて公開してください。",
                f"Much of what was published has changed: {said.en}. Check that no columns were mixed up; if it is a correction, release it with its reason.",
                columns=[part.name for part in much],
                rows=matched,
            )
        )
    if some := [part for part in parts if not part.much and candidate.frame.schema[part.name].is_numeric()]:
        said = _words(some, matched)
        out.append(
            warned(
                "past",
                f"公開済みの数字が訂正されています: {said.ja}。",
                f"Figures that were published have been corrected: {said.en}.",
                columns=sorted(part.name for part in some),
            )
        )
    return out


def _rewriting(
    previous: pl.DataFrame, frame: pl.DataFrame, name: str, changes: list[Changed], matched: int
) -> _Rewriting | None:
    """None when no filled value of the column became another one (what was missing may be filled in later)."""
    cells = [
        (row, before, after) for row in changes for at, before, after in row.cells if at == name and before is not None
    ]
    if not cells:
        return None
    much = len(cells) > matched * MUCH and (_precise(previous[name]) or _strange(previous[name], cells))
    row, before, after = cells[0]
    key = "・".join(text for text in row.key if text) or f"#{row.new_row}"
    return _Rewriting(name, len(cells), f"{key}: {_short(before)}→{_short(after)}", much)


def _strange(column: pl.Series, cells: Iterable[tuple[Changed, str | None, str | None]]) -> bool:
    """Do the changed values not look like this column's? Emptied ones and words it never had don't."""
    known = set(column.cast(pl.String).drop_nulls().unique())
    new = [after for _, _, after in cells]
    return sum(after is None or after not in known for after in new) > len(new) * STRANGE


def _short(text: str | None) -> str:
    """A value for an example; a float's ".0" is no part of the figure."""
    if text is None:
        return "–"
    return text.removesuffix(".0")[:30]


def _words(parts: list[_Rewriting], matched: int) -> Text:
    return listed(
        [
            Text(
                f"「{part.name}」{matched:,}行のうち{part.rows:,}行（{part.example} など）",
                f'"{part.name}" in {part.rows:,} of {matched:,} rows (e.g. {part.example})',
            )
            for part in parts
        ],
        SHOWN,
    )


def _gone(candidate: Candidate, gone: list[int], settled: int, day: str) -> list[Verdict]:
    """Rows that were published and are not there any more. A table that shrank much is row-drop's to say."""
    previous = candidate.previous
    if previous is None or not gone:
        return []
    limit = candidate.source.row_drop
    if candidate.source.max_row_drop is None and candidate.as_of == candidate.previous_as_of:
        limit //= 4  # a newer file may drop rows; one for the same day that does was most likely cut, unless it is
        # a list whose source says how many rows may go
    if (previous.height - candidate.frame.height) * 100 > previous.height * candidate.source.row_drop:
        return []
    name = day or previous.columns[0]
    names = listed([Text(str(v), str(v)) for v in previous[name].gather(gone[: SHOWN + 1]).drop_nulls()][:SHOWN])
    examples = Text(f"（{names.ja} など）", f" ({names.en}, …)") if names.ja else Text("", "")
    ja = f"公開済みの{settled:,}行のうち{len(gone):,}行がなくなっています{examples.ja}。"
    en = f"{len(gone):,} of {settled:,} published rows are gone{examples.en}."
    details = {"rows": len(gone), "of": settled, "limit_percent": limit}
    if len(gone) >= MANY_LOST and len(gone) * 100 > settled * limit:
        return [
            held(
                "past",
                ja + "別の表ではないか、行の一部が消えていないか確かめてください。",
                en + " Check that this is not another table and that no rows were dropped.",
                **details,
            )
        ]
    return [warned("past", ja, en, **details)]


def other_magnitudes(candidate: Candidate) -> list[Verdict]:
    """Columns whose usual figure is so far from the last publication's that the unit must have changed (rule V04)."""
    previous, frame = candidate.previous, candidate.frame
    if previous is None:
        return []
    both = [n for n in frame.columns if n in previous.columns]
    numbers = [n for n in both if frame.schema[n].is_numeric() and previous.schema[n].is_numeric()]
    jumps = {name: jump for name in numbers if (jump := jumped(previous[name], frame[name]))}
    if not jumps:
        return []
    said = listed([Text(f"「{n}」{a:g}→{b:g}", f'"{n}" {a:g} → {b:g}') for n, (a, b) in jumps.items()])
    return [
        held(
            "past",
            f"ふつうの値の大きさが、公開中のデータと大きく違います: {said.ja}。千円と円、％と割合など、単位が変わっていないか確かめてください。",
            f"The usual figure is far from that of the public data: {said.en}. Check whether the unit changed, such as thousand yen for yen, or a ratio for %.",
            columns=list(jumps),
        )
    ]


def check(candidate: Candidate) -> list[Verdict]:
    return [
        *lost_columns(candidate),
        *nameless_rows(candidate),
        *totals_as_rows(candidate),
        *rewritten(candidate),
        *other_magnitudes(candidate),
    ]


GATES = [Gate("past", Text("公開済みの内容が変わっていないか", "What was published is still there"), check)]
