"""今日のお知らせ: one sheet for notice boards and circulars (掲示板・回覧板), A4 or A3, in each language — key figures in words,
telephone numbers with their hours, as-of, number of the edition, the next one, a code that leads to the site.

The number counts the days on which the site released something, so it is kept with the history of publications, wherever
the site goes; the day of the edition is that of its newest release, and the same state prints the same sheet again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import segno
from django.utils import timezone

from tomoni.charts.words import counted
from tomoni.dashboard.cards.base import Headline, title_of
from tomoni.dashboard.config.model import Card, Problem
from tomoni.dashboard.pages.sentences import figure
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format, in_japanese, speaking
from tomoni.look import press, ruby
from tomoni.look.phrases import phrases
from tomoni.registry import queries as registry

TEMPLATE = Path(__file__).parent / "templates" / "dashboard" / "sheet.typ"
PAPERS = {"A4": 1.0, "A3": 2**0.5}
ROOM = (
    (6, 3, 4, 1.5),
    (6, 3, 4, 1.25),
    (6, 3, 4, 1.12),
    (6, 3, 4, 1.0),
    (6, 3, 4, 0.9),
    (5, 2, 4, 1.0),
    (4, 1, 3, 1.0),
    (3, 0, 3, 1.0),
    (2, 0, 2, 0.9),
)
"""Figures, news, telephones and size of the letters, from most to least: the first that fits on one page is taken."""
TITLE = Text("今日のお知らせ", "Today's notice")
Parts = list[list[str]]
"""A text in pieces, each with its reading or "", and the language it is in when that is not the sheet's."""


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
            "title": [[TITLE[base], "", ""]],
            "note": [[words[base], "", ""]],
        },
    )


def draft(board: Board, lang: str) -> bytes:
    """All that `published` makes the file from: what stands on the sheet where there is most room, in the language and
    in the one it falls back to."""
    made = []
    for one in dict.fromkeys((lang, speaking.base_of(lang))):
        with speaking.speaking(one, board.community.dir, board.headings(one)) as base:
            made.append(content(board, one, base, "A4", ROOM[0]))
    return json.dumps(made, ensure_ascii=False, sort_keys=True).encode()


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

    def say(text: Text) -> Parts:
        words = text[base]
        if own is not None:
            return [[*pair, ""] for pair in ruby.pairs(words, own)]
        if lang == "ja":
            return [[phrase, "", ""] for phrase in phrases(words)]
        return [[words, "", spoken_in(words, lang, base)]] if words else []

    number, released = edition(board)
    figures, news, telephones, larger = room
    return _frame(lang, base, paper) | {
        "larger": larger,
        "plain_title": f"{TITLE[base]} {who.name[base]}",
        "title": say(TITLE),
        "operator": who.operator[base] or who.name[base],
        "place": say(who.name),
        "edition": [say(text) for text in _edition(number, released)],
        "marks": [say(text) for text in _marks(board)],
        "synthetic": Text("架空", "MADE UP")[base] if who.synthetic else "",
        "banners": [
            [say(b.level_name), say(b.text), b.level == "emergency"]
            for b in board.banners
            if b.state(board.now) == "on"
        ],
        "figures": [_figure(board, card, head, base, say) for card, head in cards(board)[:figures]],
        "note": say(told.notice.note),
        "news": [[say(_day(a.day)), _told(say(a.title))] for a in board.news[:news] if a.day],
        "telephones": [
            {
                "name": say(one.name),
                "number": one.number,
                "hours": [*say(_HOURS), *_COLON, *say(one.hours), *_within(say(one.note), base)],
            }
            for one in told.telephones[:telephones]
        ],
        "words": {"news": say(Text("お知らせ", "News")), "telephones": say(Text("電話の相談", "By telephone"))},
        "last": [say(text) for text in _last(board)],
        "qr": _qr(f"{who.address}/{speaking.folder_of(lang)}") if who.address else "",
        "qr_alt": f"QR: {who.address}/{speaking.folder_of(lang)}",
        "footer": say(_footer(board)),
    }


def spoken_in(words: str, lang: str, base: str) -> str:
    """The language of words on a sheet when it is not the sheet's own: what nobody translated is in the base, or in
    Japanese where it was only ever written in Japanese."""
    if base == "ja" or speaking.was_said(words):
        return ""
    return "ja" if in_japanese(words) else "" if base == lang else base


def _told(parts: Parts) -> Parts:
    """A headline that is in Japanese on a sheet in another language says so: 漢字 alone would not be noticed."""
    return [*parts, [f" [{speaking.NAMES['ja']}]", "", "ja"]] if parts and parts[-1][2] == "ja" else parts


def _within(parts: Parts, base: str) -> Parts:
    """In brackets; nothing of nothing."""
    before, after = ("（", "）") if base == "ja" else (" (", ")")
    return [[before, "", ""], *parts, [after, "", ""]] if any(part[0] for part in parts) else []


def _between(parts: Parts) -> str:
    """What stands between a sentence and the next: a space where its script puts one."""
    return "" if not parts or parts[-1][0].endswith("。") else " "


_HOURS = Text("受付時間", "Open")
_COLON: Parts = [[": ", "", ""]]


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
        "larger": 1.0,
        "qr": "",
        "qr_alt": "QR",
        "number": "",
        "paper": paper.lower(),
        "scale": PAPERS[paper],
        "lang": lang.partition("-")[0],
        "region": {"zh-Hans": "CN", "zh-Hant": "TW"}.get(lang, ""),
        "fonts": {"own": press.families(lang), "ja": press.families("ja"), "en": press.families("en")},
        "ruby": lang == speaking.EASY,
    }


def _edition(number: int, released: datetime | None) -> list[Text]:
    """Number and day, each in one line."""
    if released is None:
        return [Text("まだ公開した数字はありません", "Nothing is published yet")]
    day = released.date()
    return [
        Text(f"第{number}号", f"No. {number}"),
        Text(format.era_day(day, weekday=True), format.day_text(day).en),
    ]


def _marks(board: Board) -> list[Text]:
    who = board.community
    made = [Text("架空のデータです", "Made-up data")] if who.synthetic else []
    return made + ([] if who.official else [Text("有志による非公式サイト", "Unofficial site by volunteers")])


def _figure(board: Board, card: Card, head: Headline, base: str, say: Any) -> dict[str, Any]:
    data = board.data(card)
    title = title_of(card, data) if data else card.title
    said = sentences(head, str(data.latest.get("as_of") or "") if data else "")
    return {
        "title": say(title),
        "sentences": [[one, _between(one)] for one in map(say, said)],
        "value": format.number(head.value),
        "unit": say(Text(head.unit.ja, counted(head.unit.en, head.value, "en"))),
    }


def sentences(head: Headline, as_of: str) -> list[Text]:
    """A figure in words: until when, and how it changed. 「2020年6月29日までの数です。」「6月29日に、1人増えました。」"""
    out = []
    if head.day:
        day = format.day_text(head.day)
        out.append(Text(f"{day.ja}までの数です。", f"Up to {day.en}."))
    elif as_of:
        at = format.moment_text(as_of)
        out.append(Text(f"{at.ja}の数です。", f"As of {at.en}."))
    if head.step is not None:
        out.append(_change(head, head.step))
    return out


def _change(head: Headline, step: float) -> Text:
    """「6月29日に、1人増えました。」"""
    said, label = figure(abs(step), head.unit), head.step_label
    ja = f"{said.ja}{'増えました' if step > 0 else '減りました'}" if step else "変わっていません"
    en = f"{said.en} {'more' if step > 0 else 'fewer'}" if step else "unchanged"
    if not label.ja:
        return Text(f"{ja}。", f"{en[:1].upper()}{en[1:]}.")
    joint = "" if label.ja.endswith("から") else "に"
    return Text(f"{label.ja}{joint}、{ja}。", f"{label.en[:1].upper()}{label.en[1:]}: {en}.")


def _last(board: Board) -> list[Text]:
    who, following = board.community, board.announcements.notice.next
    made = []
    if following and following >= timezone.localtime(board.now).date():
        day = format.day_text(following, weekday=True)
        made.append(Text(f"次の号: {day.ja}", f"Next edition: {day.en}"))
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
    return format.day_text(day)


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, scale=4)
    return out.getvalue().decode()
