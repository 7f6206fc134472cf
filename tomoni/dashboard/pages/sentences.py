"""The plain sentences about origin: 「この数字は、○○が○日に出した表の B1160 から来ています」."""

from __future__ import annotations

from tomoni.dashboard.cards.base import Fact
from tomoni.dashboard.compute.origin import Origin
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text, format
from tomoni.registry.community import CommunityConfig


def the_table(data: Data, community: CommunityConfig) -> Text:
    """Who put out the table and when: by the day it was published, else the day it speaks of."""
    who = community.attribution if community.attribution.ja else community.name
    day, as_of = data.latest.get("published"), data.latest.get("as_of")
    if day:
        return Text(
            f"{who.ja}が{format.day(day, 'ja')}に出した表",
            f"the table that {who.en} published on {format.day(day, 'en')}",
        )
    if as_of:
        return Text(
            f"{who.ja}が出した{format.day(as_of, 'ja')}時点の表",
            f"the table of {who.en} as of {format.day(as_of, 'en')}",
        )
    return Text(f"{who.ja}が出した表", f"the table of {who.en}")


def of_row(data: Data, community: CommunityConfig, cells: str) -> Text:
    """For a row of a dataset."""
    table = the_table(data, community)
    if not cells:
        return Text("この行の元のセルは記録されていません。", "The source cells of this row are not on record.")
    sheet = sheet_of(data)
    return Text(
        f"この行の数字は、{table.ja}{sheet.ja}の {cells} から来ています。",
        f"The figures of this row come from {cells} of {table.en}{sheet.en}.",
    )


def of_fact(fact: Fact, found: Origin, data: Data, community: CommunityConfig) -> Text:
    """For a figure of a card: a cell, or the range that was counted or added up."""
    table, sheet, cells = the_table(data, community), sheet_of(data), found.said()
    if not fact.rows:
        if fact.how == "count":
            return Text(
                f"{table.ja}に、これにあたる行はありません。", f"No row of {table.en} counts towards this figure."
            )
        return Text(f"{table.ja}に、この値はありません。", f"{table.en[:1].upper()}{table.en[1:]} has no such value.")
    if not cells:
        return Text("この数字の元のセルは記録されていません。", "The source cells of this figure are not on record.")
    rows = format.number(len(fact.rows))
    if fact.how == "count":
        return Text(
            f"この数字は、{table.ja}{sheet.ja}の {cells} の{rows}行を数えたものです。",
            f"This figure counts {rows} rows, {cells} of {table.en}{sheet.en}.",
        )
    if fact.how == "sum" and len(fact.rows) > 1:
        return Text(
            f"この数字は、{table.ja}{sheet.ja}の {cells} の{rows}行を足したものです。",
            f"This figure adds up {rows} rows, {cells} of {table.en}{sheet.en}.",
        )
    return Text(
        f"この数字は、{table.ja}{sheet.ja}の {cells} から来ています。",
        f"This figure comes from {cells} of {table.en}{sheet.en}.",
    )


def sheet_of(data: Data) -> Text:
    """The sheet, when the file has sheets."""
    name = data.provenance.sheet
    return Text(f"（シート「{name}」）", f' (sheet "{name}")') if name else Text("", "")


def figure(value: int | float | None, unit: Text, lang: str) -> str:
    """ "1,163人" / "1,163 people"; a dash for nothing."""
    said = format.number(value)
    if not said:
        return "–"
    return said + unit.ja if lang == "ja" else f"{said} {unit.en}".strip()
