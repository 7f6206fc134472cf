"""What values look like on their own: places outside Japan, characters that travel badly, several values in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from tomoni.tables.finding import Finding, Message
from tomoni.tables.rules.saying import addresses, finding
from tomoni.tables.table import Table

_LATITUDE = re.compile(r"緯度|(?<![a-z])lat(?:itude)?(?![a-z])", re.I)
_LONGITUDE = re.compile(r"経度|(?<![a-z])(?:lon|lng|longitude)(?![a-z])", re.I)
_VENDOR = "[①-⑳Ⅰ-Ⅻⅰ-ⅻ㈱㈲㈹№℡㏍㍉㌔㌢㍍㌘㌧㌃㌶㍑㍗㌍㌦㌣㌫㍊㌻㎜㎝㎞㎎㎏㏄㎡㍻㍼㍽㍾㊤㊥㊦㊧㊨]"
_LOST = "[\ue000-\uf8ff\ufffd]"
_FORMULA = r"^[=@\t\r＝＠]|^[+\-][^\d.\s]|^[+\-][\d.\s].*(?:[|!]|[A-Za-z]\()"
_LIST = r"^[^、;；/／]{1,14}(?:[、;；/／][^、;；/／]{1,14}){1,}$"


def coordinates(table: Table) -> Iterable[Finding]:
    """G01: latitude and longitude swapped, or a point outside of Japan."""
    pairs = zip(_columns(table, _LATITUDE), _columns(table, _LONGITUDE), strict=False)
    for lat, lon in pairs:
        north = table.frame.to_series(lat).cast(pl.Float64, strict=False)
        east = table.frame.to_series(lon).cast(pl.Float64, strict=False)
        swapped = (north.is_between(122, 154) & east.is_between(20, 46)).fill_null(False)
        outside = ~(north.is_between(20, 46) & east.is_between(122, 154)) & ~swapped
        for wrong, ja, en in (
            (swapped, "緯度と経度が逆のようです。入れ替えてください。", "Latitude and longitude seem to be swapped."),
            (outside.fill_null(False), "日本の外を指しています。", "The point lies outside of Japan."),
        ):
            rows = wrong.arg_true().to_list()
            if rows:
                names = [table.columns[lat].name, table.columns[lon].name]
                cells = addresses(table, rows, lat)
                yield finding("G01", columns=names, cells=cells, count=len(rows), detail=Message(ja, en))


def _columns(table: Table, words: re.Pattern[str]) -> list[int]:
    return [i for i, c in enumerate(table.columns) if words.search(c.name) and c.type in ("number", "integer")]


def characters(table: Table) -> Iterable[Finding]:
    """E03 platform-dependent characters, E07 characters that are lost."""
    for rule, pattern in (("E03", _VENDOR), ("E07", _LOST)):
        columns, cells, count = [], [], 0
        for col, column in enumerate(table.columns):
            if column.type not in ("string", "code"):
                continue
            rows = table.frame.to_series(col).str.contains(pattern).fill_null(False).arg_true().to_list()
            if rows:
                columns.append(column.name)
                cells += addresses(table, rows[:5], col)
                count += len(rows)
        if columns:
            yield finding(rule, columns=columns, cells=cells, count=count)


def several_values(table: Table) -> Iterable[Finding]:
    """C01 several short values in many cells of a column, C03 JSON or HTML in a cell."""
    for col, column in enumerate(table.columns):
        if column.type != "string":
            continue
        values = table.frame.to_series(col)
        present = max(int(values.is_not_null().sum()), 1)
        rows = values.str.contains(_LIST).fill_null(False).arg_true().to_list()
        if len(rows) >= 3 and len(rows) >= 0.3 * present:
            yield finding("C01", columns=[column.name], cells=addresses(table, rows, col), count=len(rows))
        marked = values.str.contains(r"^\s*[\[{].*[\]}]\s*$|<(?:br|p|a|div|span|td|img)[ />]").fill_null(False)
        rows = marked.arg_true().to_list()
        if rows and values[rows[0]] is not None and ('"' in str(values[rows[0]]) or "<" in str(values[rows[0]])):
            yield finding("C03", columns=[column.name], cells=addresses(table, rows, col), count=len(rows))


def formula_like(table: Table) -> Iterable[Finding]:
    """P02: text that a spreadsheet would run."""
    for col, column in enumerate(table.columns):
        rows = table.frame.to_series(col).str.contains(_FORMULA).fill_null(False).arg_true().to_list()
        if rows:
            cells = addresses(table, rows, col)
            yield finding("P02", columns=[column.name], cells=cells, count=len(rows), repaired=True)
