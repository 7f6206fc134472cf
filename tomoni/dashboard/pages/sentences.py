"""The plain sentences about origin: 「この数字は、○○が○日に出した表の B1160 から来ています」."""

from __future__ import annotations

from tomoni.charts.words import counted
from tomoni.dashboard.cards.base import Fact
from tomoni.dashboard.compute.origin import Origin
from tomoni.dashboard.dataset import Data
from tomoni.i18n import Text, format
from tomoni.registry.community import CommunityConfig


def the_table(data: Data, community: CommunityConfig) -> Text:
    """Who put out the table and when, by the day it was published, else the day it speaks of; and which sheet."""
    who = community.attribution if community.attribution.ja else community.name
    day, as_of, sheet = data.latest.get("published"), data.latest.get("as_of"), data.provenance.sheet
    ja, en = [], []
    if as_of and not day:
        ja.append(f"{format.day_text(as_of).ja}時点")
        en.append(f"as of {format.day_text(as_of).en}")
    if sheet:
        ja.append(f"シート「{sheet}」")
        en.append(f"sheet “{sheet}”")
    more = Text(f"（{'、'.join(ja)}）" if ja else "", f" ({', '.join(en)})" if en else "")
    if day:
        on = format.day_text(day)
        return Text(f"{who.ja}が{on.ja}に出した表{more.ja}", f"the table that {who.en} published on {on.en}{more.en}")
    return Text(f"{who.ja}が出した表{more.ja}", f"the table published by {who.en}{more.en}")


def of_row(data: Data, community: CommunityConfig, cells: str) -> Text:
    """For a row of a dataset."""
    table = the_table(data, community)
    if not cells:
        return Text("この行の元のセルは記録されていません。", "The source cells of this row are not on record.")
    return Text(f"この数字は、{table.ja}の {cells} から来ています。", f"These figures come from {cells} of {table.en}.")


def of_fact(fact: Fact, found: Origin, data: Data, community: CommunityConfig) -> Text:
    """For a figure of a card: a cell, or the range that was counted or added up."""
    table, cells = the_table(data, community), found.said()
    if not fact.rows:
        if fact.how == "count":
            return Text(
                f"{table.ja}に、これにあたる行はありません。", f"No row of {table.en} counts towards this figure."
            )
        return Text(f"{table.ja}に、この値はありません。", f"{table.en[:1].upper()}{table.en[1:]} has no such value.")
    if not cells:
        return Text("この数字の元のセルは記録されていません。", "The source cells of this figure are not on record.")
    done = Text("", "")
    count = len(fact.rows)
    if fact.how == "count":
        done = Text(f"（{format.number(count)}行を数えました）", f" ({_rows(count)} counted)")
    elif fact.how == "sum" and count > 1:
        done = Text(f"（{format.number(count)}行を足しました）", f" ({_rows(count)} added up)")
    return Text(
        f"この数字は、{table.ja}の {cells} から来ています{done.ja}。",
        f"This figure comes from {cells} of {table.en}{done.en}.",
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{format.number(count)} rows"


def figure(value: int | float | None, unit: Text) -> Text:
    """ "1,163人" / "1,163 people"; a dash for nothing."""
    said = format.number(value)
    if not said:
        return Text("–", "–")
    return Text(said + unit.ja, f"{said} {counted(unit.en, value, 'en')}".strip())
