"""What conforming has to say: rows that left, columns that are missing, values that do not fit — in words for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.grid import Ref
from tomoni.tables.provenance import Provenance
from tomoni.tables.region import RowKind
from tomoni.tables.schema.cast import Cast
from tomoni.tables.schema.model import Field, Schema, library
from tomoni.tables.table import Table

EXAMPLES = 20

SAYINGS: dict[str, tuple[Severity, str, str]] = {
    "V02": (
        Severity.WARNING,
        "「{field}」に{type}として読めない値が{count}件あります（{examples}）。空欄にしました。元の値は残っています。",
        "{count} values of “{field}” cannot be read as {type} ({examples}); left empty, the original is kept.",
    ),
    "V05": (
        Severity.WARNING,
        "「{field}」に範囲外の値が{count}件あります（{examples}）。",
        "{count} values of “{field}” are out of range ({examples}).",
    ),
    "V07": (
        Severity.WARNING,
        "「{field}」に決められた値以外のものが{count}件あります（{examples}）。",
        "{count} values of “{field}” are not in the code list ({examples}).",
    ),
    "D02": (
        Severity.WARNING,
        "「{field}」に年のわからない日付が{count}件あります（{examples}）。",
        "{count} dates of “{field}” have no year ({examples}).",
    ),
    "D08": (
        Severity.WARNING,
        "「{field}」に暦にない日付が{count}件あります（{examples}）。",
        "{count} dates of “{field}” do not exist in the calendar ({examples}).",
    ),
    "K01": (
        Severity.WARNING,
        "「{field}」に正しくない団体コードが{count}件あります（{examples}）。",
        "{count} area codes of “{field}” are not valid ({examples}).",
    ),
    "K03": (
        Severity.WARNING,
        "「{field}」に決められた形と違う値が{count}件あります（{examples}）。",
        "{count} values of “{field}” do not have the required form ({examples}).",
    ),
}
MENDED: dict[str, tuple[str, str]] = {
    "V07": (
        "「{field}」の{count}件を、決められた言い方にそろえました（{examples}）。",
        "{count} values of “{field}” were put in the words of the code list ({examples}).",
    ),
    "K01": (
        "「{field}」の{count}件を、検査数字のある6桁の団体コードにしました（{examples}）。",
        "{count} area codes of “{field}” were completed to six digits ({examples}).",
    ),
}
"""What only conforming repairs; dates and numbers were said of the table as it was read."""
TYPE_WORDS = {
    "integer": Message("整数", "whole numbers"),
    "number": Message("数値", "numbers"),
    "date": Message("日付", "dates"),
    "time": Message("時刻", "times"),
    "year": Message("年", "years"),
    "boolean": Message("有無", "yes or no"),
}


def totals(table: Table, kept: Sequence[int]) -> list[Finding]:
    """The total rows that are not among the typed rows."""
    if len(kept) == table.height:
        return []
    gone = [i for i, kind in enumerate(table.kinds) if kind is not RowKind.DATA]
    cells = [ref.a1 for row in gone[:EXAMPLES] for ref in table.provenance.cells(row, 0)[:1]]
    message = Message(
        f"合計・小計の行{len(gone)}件はデータの行から外しました（{len(kept)}行が残りました）。",
        f"{len(gone)} total rows are not among the {len(kept)} data rows.",
    )
    return [Finding("S09", Severity.INFO, message, tuple(cells), len(gone), True, True, sheet=table.sheet)]


def renamed(schema: Schema, mapping: Mapping[str, str], table: Table) -> list[Finding]:
    """H05: which columns got the definition's names."""
    changed = {f: c for f, c in mapping.items() if f != c}
    if not changed:
        return []
    cells = [ref.a1 for name in changed.values() for ref in _header(table, name)]
    pairs = "、".join(f"{c}→{f}" for f, c in list(changed.items())[:8]) + ("…" if len(changed) > 8 else "")
    message = Message(
        f"項目名を「{schema.title.ja}」にそろえました（{pairs}）。",
        f"Columns were given the names of “{schema.title.en or schema.title.ja}” ({pairs}).",
    )
    found = tuple(cells[:EXAMPLES])
    return [Finding("H05", Severity.INFO, message, found, len(changed), True, True, sheet=table.sheet)]


def _header(table: Table, name: str) -> list[Ref]:
    index = table.column(name)
    return [] if index is None else list(table.columns[index].cells)


def absent(item: Field, series: pl.Series) -> list[Finding]:
    """H06 for a required field the file does not have: filled from the place, or empty."""
    if not item.required:
        return []
    if series.null_count() < series.len() or not series.len():
        value = str(series.drop_nulls().first() if series.len() else "")
        message = Message(
            f"「{item.name}」の列がないため、運営団体の設定から補いました（{value}）。",
            f"The file has no “{item.name}”; it was taken from the settings of the community ({value}).",
        )
        return [Finding("H06", Severity.INFO, message, repairable=True, repaired=True)]
    severity = Severity.INFO if item.role in {"code", "prefecture", "city"} else Severity.WARNING
    message = Message(
        f"必須の項目「{item.name}」の列が見つかりません。空の列を加えました。",
        f"The required column “{item.name}” was not found; an empty one was added.",
    )
    return [Finding("H06", severity, message)]


def values(
    item: Field, text: pl.Series, casts: Mapping[str, Cast], provenance: Provenance, col: int, sheet: str
) -> list[Finding]:
    """One finding for each kind of problem in a column, with the cells it was seen in; and what was mended (`MENDED`)."""
    out = _mended(item, text, casts, provenance, col, sheet)
    kinds = sorted({one.problem for one in casts.values() if one.problem})
    for rule in kinds:
        wrong = [value for value, one in casts.items() if one.problem == rule]
        places = text.is_in(wrong).arg_true().to_list()
        cells = tuple(ref.a1 for row in places[:EXAMPLES] for ref in provenance.cells(row, col)[:1])
        severity, ja, en = SAYINGS[rule]
        shown = sorted(wrong)[:3]
        more = "…" if len(wrong) > 3 else ""
        word = TYPE_WORDS.get(item.type, Message("文字", "text"))
        about = {"field": item.name, "count": len(places)}
        message = Message(
            ja.format(**about, type=word.ja, examples="、".join(shown) + more),
            en.format(**about, type=word.en, examples=", ".join(shown) + more),
        )
        out.append(Finding(rule, severity, message, cells, len(places), sheet=sheet))
    return out


def _mended(
    item: Field, text: pl.Series, casts: Mapping[str, Cast], provenance: Provenance, col: int, sheet: str
) -> list[Finding]:
    out = []
    for rule, (ja, en) in MENDED.items():
        mended = {value: one.value for value, one in casts.items() if one.rule == rule and not one.problem}
        if not mended:
            continue
        places = text.is_in(list(mended)).arg_true()
        cells = tuple(ref.a1 for row in places.head(EXAMPLES) for ref in provenance.cells(row, col)[:1])
        shown = [f"{value}→{after}" for value, after in sorted(mended.items())[:3]]
        about = {"field": item.name, "count": len(places)}
        more = "…" if len(mended) > 3 else ""
        message = Message(
            ja.format(**about, examples="、".join(shown) + more), en.format(**about, examples=", ".join(shown) + more)
        )
        out.append(Finding(rule, Severity.INFO, message, cells, len(places), True, True, sheet=sheet))
    return out


def keys(frame: pl.DataFrame, schema: Schema, sheet: str) -> list[Finding]:
    """K05 when two rows have the same key, or the same value in a field that must not repeat.

    Where a file speaks of several places, the place is part of the key.
    """
    out = []
    places = [f.name for f in schema.fields if f.role in {"code", "city", "prefecture"} and f.name in frame.columns]
    wanted = [list(schema.key)] if schema.key else []
    wanted += [[f.name] for f in schema.fields if f.unique and f.name not in schema.key]
    for key in wanted:
        if not set(key) <= set(frame.columns):
            continue
        known = frame.select([*key, *(p for p in places if p not in key)]).drop_nulls(key)
        twice = known.filter(known.is_duplicated()).unique(maintain_order=True)
        if twice.height:
            out.append(_repeated(key, twice, sheet))
    return out


def _repeated(key: list[str], twice: pl.DataFrame, sheet: str) -> Finding:
    shown = "、".join(" ".join(str(value) for value in row) for row in twice.select(key).head(3).iter_rows())
    names = "・".join(key)
    message = Message(
        f"「{names}」が同じ行があります（{twice.height}組、{shown} など）。",
        f"Rows share the same “{names}” ({twice.height} groups, e.g. {shown}).",
    )
    return Finding("K05", Severity.WARNING, message, count=twice.height, sheet=sheet)


def outdated(schema: Schema, sheet: str) -> list[Finding]:
    """H05 when a newer version of the definition is in the library."""
    newest = max((s.version for s in library().values() if s.base == schema.base), default=schema.version)
    if newest <= schema.version:
        return []
    message = Message(
        f"この表は「{schema.title.ja}」の{schema.version}年版の項目です。{newest}年版（{schema.base}@{newest}）があります。",
        f"This table has the columns of the {schema.version} edition of “{schema.title.en}”; there is one of {newest} "
        f"({schema.base}@{newest}).",
    )
    return [Finding("H05", Severity.INFO, message, sheet=sheet)]
