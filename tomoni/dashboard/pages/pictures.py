"""Charts and pictures of a card in a language: SVG for pages, SVG and PNG as files, the share picture."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import replace

from django.utils.safestring import SafeString

from tomoni.charts import png, svg
from tomoni.charts.spec import ChartSpec
from tomoni.charts.standalone import standalone
from tomoni.dashboard.cards.base import View, title_of
from tomoni.dashboard.config.model import Card, Problem
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, format, speaking

WIDTH = 1200
MOST = 200
"""Charts kept in memory, by all that they show: one stands on several pages, and is the same at the next publication."""
_drawn: dict[bytes, str] = {}


def spec(view: View, lang: str) -> ChartSpec | None:
    """The chart with the labels of its categories in one language; None for cards without one."""
    if view.chart is None:
        return None
    labels = [place[lang] if isinstance(place, Text) else place for place in view.chart.x]
    return replace(view.chart, x=labels)


def chart(view: View, lang: str, place: str = "") -> SafeString:
    """The chart for a page; `place` keeps ids apart when a page shows a card twice."""
    drawn = spec(view, lang)
    if drawn is None:
        return SafeString("")
    wanted = replace(drawn, id=f"{drawn.id}{place}")
    if speaking.now():  # a further language has words of its own, which may change
        return SafeString(svg.render(wanted, lang))
    key = hashlib.sha256(pickle.dumps((wanted, lang))).digest()
    made = _drawn.pop(key, None) or svg.render(wanted, lang)
    _drawn[key] = made
    if len(_drawn) > MOST:
        _drawn.pop(next(iter(_drawn)), None)
    return SafeString(made)


def figure_svg(board: Board, card: Card, view: View, lang: str) -> str:
    """The chart as a picture by itself, with its day and source; "" for cards without one."""
    drawn = spec(view, lang)
    data = board.data(card)
    if drawn is None or data is None:
        return ""
    who = board.community.attribution[lang] or board.community.name[lang]
    foot = [as_of_text(str(data.latest.get("as_of") or ""), lang), f"{Text('出典', 'Source')[lang]}: {who}"]
    return standalone(drawn, lang, foot=tuple(line for line in foot if line), mark=" ".join(marks(board, lang)))


def marks(board: Board, lang: str) -> tuple[str, ...]:
    """What no picture may leave out: made-up data, not the city's own site."""
    made_up = (png.MADE_UP[lang],) if board.community.synthetic else ()
    return made_up if board.community.official else (*made_up, png.UNOFFICIAL[lang])


def share_svg(board: Board, card: Card, lang: str) -> str:
    """The picture for links in messages as SVG, 1200×630: title, figure, as-of, community and the marks."""
    data, view = board.data(card), board.view(card)
    view_ok = None if isinstance(view, Problem) else view
    head = view_ok.headline if view_ok else None
    return png.share_svg(
        png.Share(
            title=title_of(card, data)[lang] if data else card.title[lang],
            figure=format.number(head.value) if head else "",
            unit=head.unit[lang] if head else "",
            as_of=as_of_text(str(data.latest.get("as_of") or ""), lang) if data else "",
            community=board.community.name[lang],
            marks=marks(board, lang),
            chart=spec(view_ok, lang) if view_ok else None,
            lang=lang,
        )
    )


def as_of_text(as_of: str, lang: str) -> str:
    """ "2020年4月18日時点" / "as of 18 April 2020"; "" when not known."""
    if not as_of:
        return ""
    day = format.day_text(as_of)
    return Text(f"{day.ja}時点", f"as of {day.en}")[lang]
