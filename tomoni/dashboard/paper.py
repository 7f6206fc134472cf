"""今日のお知らせ: one sheet for notice boards and circulars (掲示板・回覧板), A4 or A3, in each language — key figures in words,
telephone numbers with their hours, as-of, number of the edition, the next one, a code that leads to the site.

The number counts the days on which the site released something, so it is kept with the history of publications, wherever
the site goes; the day of the edition is that of its newest release, and the same state prints the same sheet again.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import segno
from django.utils import timezone

from tomoni.charts.words import counted
from tomoni.dashboard.cards.base import Headline, title_of
from tomoni.dashboard.config.model import Card, Problem
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format, speaking
from tomoni.look import press, ruby
from tomoni.registry import queries as registry

TEMPLATE = Path(__file__).parent / "templates" / "dashboard" / "sheet.typ"
PAPERS = {"A4": 1.0, "A3": 2**0.5}
ROOM = ((6, 3, 4, 1.5), (6, 3, 4, 1.25), (6, 3, 4, 1.0), (5, 2, 4, 1.0), (4, 1, 3, 1.0), (3, 0, 3, 1.0), (2, 0, 2, 0.9))
"""Figures, news, telephones and size of the letters, from most to least: the first that fits on one page is taken."""
TITLE = Text("今日のお知らせ", "Today's notice")
Parts = list[list[str]]
"""A text in pieces, each with its reading or ""."""


def sheet(board: Board, lang: str, paper: str = "A4") -> bytes:
    """The PDF. Raises press.CannotPrint, naming the item, when a character can't be printed."""
    with speaking.speaking(lang, board.community.dir, board.headings(lang)) as base:
        made = b""
        for room in ROOM:
            made = press.printed(TEMPLATE, content(board, lang, base, paper, room))
            if press.pages(made) == 1:
                return made
        return made


def published(board: Board, lang: str) -> bytes:
    """The sheet as a file of the site, which must never stop the site: a further language falls back to its base, and a
    sheet that can't be printed says so and why."""
    for one in (lang, speaking.base_of(lang)):
        try:
            return sheet(board, one)
        except press.CannotPrint as cause:
            why = cause.text
    base = speaking.base_of(lang)
    code = why[base].partition("（" if base == "ja" else "(")[2].partition("）" if base == "ja" else ")")[0]
    words = Text(
        f"この紙は作れませんでした（{code}）。サイトをご覧ください。",
        f"This sheet could not be printed ({code}). Please see the site.",
    )
    return press.printed(
        TEMPLATE,
        _frame(base, base, "A4")
        | {
            "title": [[TITLE[base], ""]],
            "note": [[words[base], ""]],
        },
    )


def edition(board: Board) -> tuple[int, datetime | None]:
    """(number, moment of the newest release); (0, None) before the first."""
    released = [row.released_at for name in board.sets for row in registry.publications(board.scope, name)]
    days = {timezone.localtime(at).date() for at in released}
    return len(days), timezone.localtime(max(released)) if released else None


def cards(board: Board) -> list[tuple[Card, Headline]]:
    """Whose figures stand on the sheet: those of [print] cards, else the key figures, else the first that have one."""
    named = board.announcements.notice.cards
    chosen = [card for name in named for card in board.deck.cards if card.id == name]
    if not named:
        chosen = [card for card in board.home_cards if card.key] or list(board.home_cards)
    made = []
    for card in chosen:
        view = board.view(card)
        if not isinstance(view, Problem) and view.headline and view.headline.value is not None:
            made.append((card, view.headline))
    return made


def content(board: Board, lang: str, base: str, paper: str, room: tuple[int, int, int, float]) -> dict[str, Any]:
    """All that stands on the sheet. Must be called while `lang` is spoken."""
    who, told = board.community, board.announcements
    own = ruby.of_community(who) if lang == speaking.EASY else None

    def say(text: Text | str) -> Parts:
        words = text[base] if isinstance(text, Text) else text
        return [list(pair) for pair in ruby.pairs(words, own)] if own is not None else [[words, ""]] if words else []

    number, released = edition(board)
    figures, news, telephones, larger = room
    made = _frame(lang, base, paper)
    made["scale"] *= larger
    return made | {
        "plain_title": f"{TITLE[base]} {who.name[base]}",
        "title": say(TITLE),
        "operator": who.operator[base] or who.name[base],
        "place": say(who.name),
        "edition": say(_edition(number, released)),
        "marks": [say(text) for text in _marks(board)],
        "synthetic": Text("架空", "MADE UP")[base] if who.synthetic else "",
        "banners": [[say(b.level_name), say(b.text)] for b in board.banners if b.state(board.now) == "on"],
        "figures": [_figure(board, card, head, base, say) for card, head in cards(board)[:figures]],
        "note": say(told.notice.note),
        "news": [[say(_day(a.day)), say(a.title)] for a in board.news[:news] if a.day],
        "telephones": [
            {
                "name": say(one.name),
                "number": one.number,
                "hours": say(f"{_HOURS[base]} {one.hours[base]}" + (f"  {one.note[base]}" if one.note.ja else "")),
            }
            for one in told.telephones[:telephones]
        ],
        "words": {"news": say(Text("お知らせ", "News")), "telephones": say(Text("電話の相談", "By telephone"))},
        "last": [say(text) for text in _last(board)],
        "qr": _qr(f"{who.address}/{speaking.folder_of(lang)}") if who.address else "",
        "qr_alt": f"QR: {who.address}/{speaking.folder_of(lang)}",
        "footer": say(_footer(board)),
    }


_HOURS = Text("受付時間", "Open:")


def _frame(lang: str, base: str, paper: str) -> dict[str, Any]:
    """A sheet with nothing on it."""
    empty: Mapping[str, Any] = dict.fromkeys(
        ("title", "edition", "place", "marks", "banners", "figures", "note", "news", "telephones", "last", "footer"), ()
    )
    return {
        **empty,
        "plain_title": TITLE[base],
        "operator": "",
        "words": {"news": [], "telephones": []},
        "synthetic": "",
        "qr": "",
        "qr_alt": "QR",
        "number": "",
        "paper": paper.lower(),
        "scale": PAPERS[paper],
        "lang": lang.partition("-")[0],
        "ruby": lang == speaking.EASY,
    }


def _edition(number: int, released: datetime | None) -> Text:
    if released is None:
        return Text("まだ公開した数字はありません", "Nothing is published yet")
    day = released.date()
    return Text(f"第{number}号　{format.era_day(day, weekday=True)}", f"No. {number}, {format.day(day, 'en')}")


def _marks(board: Board) -> list[Text]:
    who = board.community
    made = [Text("架空のデータです", "Made-up data")] if who.synthetic else []
    return made + ([] if who.official else [Text("有志による非公式サイト", "Unofficial site by volunteers")])


def _figure(board: Board, card: Card, head: Headline, base: str, say: Any) -> dict[str, Any]:
    data = board.data(card)
    title = title_of(card, data) if data else card.title
    return {
        "title": say(title),
        "sentence": say(sentence(head, str(data.latest.get("as_of") or "") if data else "", base)),
        "value": format.number(head.value),
        "unit": say(counted(head.unit[base], head.value, base)),
    }


def sentence(head: Headline, as_of: str, base: str) -> str:
    """A figure in words: until when, and how it changed. 「2020年6月29日まで。6月29日は1人ふえました。」"""
    english = base == "en"
    parts = []
    if head.day:
        parts.append(
            f"Up to {format.day(head.day, 'en')}." if english else f"{format.day(head.day, 'ja')}までの数です。"
        )
    elif as_of:
        parts.append(f"As of {format.moment(as_of, 'en')}." if english else f"{format.moment(as_of, 'ja')}の数です。")
    if head.step is not None:
        amount = format.number(abs(head.step))
        unit, label = counted(head.unit[base], abs(head.step), base), head.step_label[base]
        if english:
            change = "unchanged" if not head.step else f"{amount} {unit} {'more' if head.step > 0 else 'fewer'}"
            parts.append(f"{label[:1].upper()}{label[1:]}: {change}.".lstrip(": "))
        else:
            change = (
                "変わっていません"
                if not head.step
                else f"{amount}{unit}{'増えました' if head.step > 0 else '減りました'}"
            )
            parts.append(f"{label}{'' if not label or label.endswith('から') else 'に'}、{change}。".lstrip("、"))
    return ("" if not english else " ").join(parts)


def _last(board: Board) -> list[Text]:
    who, following = board.community, board.announcements.notice.next
    made = []
    if following and following >= timezone.localtime(board.now).date():
        made.append(
            Text(f"次の号: {format.day(following, 'ja', weekday=True)}", f"Next edition: {format.day(following, 'en')}")
        )
    else:
        made.append(Text("数字が変わったら、新しい号に替えます。", "A new edition follows when the figures change."))
    if who.address:
        made.append(Text(f"くわしくは {who.address}/", f"More: {who.address}/"))
    if who.contact:
        contact = who.contact.removeprefix("mailto:")
        made.append(Text(f"まちがいに気づいたら: {contact}", f"If you notice a mistake: {contact}"))
    return made


def _footer(board: Board) -> Text:
    who = board.community
    ja, en = who.operator.ja or who.name.ja, who.operator.en or who.name.en
    return Text(
        f"作成: {ja}　出典: {who.attribution.ja}（{who.license}）",
        f"By {en}. Source: {who.attribution.en} ({who.license})",
    )


def _day(day: date | None) -> Text:
    return Text(format.day(day, "ja"), format.day(day, "en"))


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, scale=4)
    return out.getvalue().decode()
