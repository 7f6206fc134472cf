"""What values look like on their own: places outside Japan, characters that travel badly, several values in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tomoni.tables.finding import Finding, Message
from tomoni.tables.proposals.places import LATITUDE, LONGITUDE
from tomoni.tables.proposals.values import LOST, VENDOR
from tomoni.tables.rules.saying import addresses, finding, seen
from tomoni.tables.table import Table

_FORMULA = r"^[=@\t\r＝＠]|^[+\-][^\d.\s]|^[+\-][\d.\s].*(?:[|!]|[A-Za-z]\()"


def coordinates(table: Table) -> Iterable[Finding]:
    """G01: latitude and longitude swapped, or a point outside of Japan."""
    pairs = zip(_columns(table, LATITUDE), _columns(table, LONGITUDE), strict=False)
    for lat, lon in pairs:
        north = table.numbers(lat)
        east = table.numbers(lon)
        swapped = (north.is_between(122, 154) & east.is_between(20, 46)).fill_null(False)
        outside = ~(north.is_between(20, 46) & east.is_between(122, 154.5)) & ~swapped
        rows = outside.fill_null(False).arg_true().to_list()
        known = max(int(outside.is_not_null().sum()), 1)
        if len(turned := swapped.fill_null(False).arg_true().to_list()) > 0.5 * known:
            names = [table.columns[lat].name, table.columns[lon].name]
            yield finding(
                "G01",
                columns=names,
                cells=addresses(table, turned, lat),
                count=len(turned),
                detail=Message(
                    "緯度と経度の列が逆のようです。項目名をご確認ください。",
                    "The columns of latitude and longitude seem to be exchanged. Please check their names.",
                ),
                proposal=Message("二つの列の値を入れ替えます。", "Exchange the values of the two columns."),
                accept="G01=swap",
            )
        abroad = len(rows) > 0.5 * known  # a table of another country, not a slip
        if rows and not abroad:
            wrong = ~north.is_between(20, 46)
            yield finding(
                "G01",
                columns=[table.columns[lat].name, table.columns[lon].name],
                cells=[cell for row in rows for cell in addresses(table, [row], lat if wrong[row] else lon)],
                count=len(rows),
                detail=Message(
                    "日本の外を指しています。ご確認ください。", "The point lies outside of Japan. Please check."
                ),
            )


def _columns(table: Table, words: re.Pattern[str]) -> list[int]:
    return [i for i, c in enumerate(table.columns) if words.search(c.name) and c.type in ("number", "integer")]


_SPELL_OUT = Message("㈱は株式会社、㎡はm2のように書き換えます。", "Spell them out: ㈱ as 株式会社, ㎡ as m2.")


def _geta(name: str) -> Message:
    return Message(
        f"読めない文字を「〓」に置きかえます。正しい文字が分かるときは、列ごとに入れられます（例: --accept E07:{name}=𠮷）。",
        f"Put 〓 where a character is lost; when you know the right one, name it for the column (--accept E07:{name}=𠮷).",
    )


def characters(table: Table) -> Iterable[Finding]:
    """E03 platform-dependent characters, E07 characters that are lost."""
    for rule, pattern in (("E03", VENDOR), ("E07", LOST)):
        found = seen(table, pattern, digits=False)
        if found:
            names = [table.columns[col].name for col in found]
            lost = f"E07:{names[0]}" if len(names) == 1 else "E07"
            yield finding(
                rule,
                columns=names,
                cells=[cell for col, rows in found.items() for cell in addresses(table, rows[:5], col)],
                count=sum(len(rows) for rows in found.values()),
                proposal=_SPELL_OUT if rule == "E03" else _geta(names[0]),
                accept="E03" if rule == "E03" else lost,
            )


def formula_like(table: Table) -> Iterable[Finding]:
    """P02: text that a spreadsheet would run."""
    for col, rows in seen(table, _FORMULA, digits=False).items():
        cells = addresses(table, rows, col)
        yield finding("P02", columns=[table.columns[col].name], cells=cells, count=len(rows), repaired=True)
