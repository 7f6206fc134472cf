"""The list of a feed as people read it: what is where, in words and shapes, how old it is; as HTML, without Django.

Made at publication for the page's file and again by the front for each question, so that nearness needs no script. The front
says how old something is; a file, which is read at any time, says the moment, and its script the age. Everything that came
from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from tomoni.i18n import Text, format, in_japanese

Site = Mapping[str, Any]
OLD = 6 * 3600  # seconds after which what is said of a site is called old
LATE_TTLS, LATE = 3, 1200  # a feed that was not published for so many ttl, and at least so many seconds, is late
BEGIN, END = b"<!--live-->", b"<!--/live-->"

PLENTY, FEW, OUT, PAUSED, ENDED, UNKNOWN = "plenty", "few", "out", "paused", "ended", "unknown"
SHAPES = {PLENTY: "●", FEW: "▲", OUT: "✕", PAUSED: "■", ENDED: "－", UNKNOWN: "？"}
WORDS = {
    PLENTY: Text("あり", "In stock"),
    FEW: Text("残りわずか", "Few left"),
    OUT: Text("なし", "None left"),
    PAUSED: Text("休止中", "Paused"),
    ENDED: Text("取り扱い終了", "Ended"),
    UNKNOWN: Text("不明", "Not known"),
}
LATE_SAID = Text(
    "この一覧は更新が止まっています（{since}）。今の在庫とは違うおそれがあります。行く前に確かめてください。",
    "This list has stopped being updated ({since}). Stock may differ. Please ask before you go.",
)
OLD_SAID = Text(
    "これは古い在庫です（{since}）。今の在庫とは違います。", "This is old stock ({since}). It is not what is there now."
)


@dataclass(frozen=True, slots=True)
class View:
    """What a reader asked for. `found`: (metres or None, site); `next`: cursor of the page after."""

    found: Sequence[tuple[float | None, Site]]
    total: int
    areas: Sequence[str]
    area: str = ""
    point: tuple[float, float] | None = None
    middle: bool = False
    """The point is the middle of the area, not the reader's."""
    item: str = ""
    next: str = ""
    root: str = ""
    """The way to the site's root from the page."""
    live: bool = True
    """Whether the page is made for this very reader and moment; a file is not."""


def level(stock: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    """One of the six levels people see, from a status and its item."""
    state = stock.get("sale_state")
    if state in ("paused", "ended"):
        return str(state)
    band, count = stock.get("band"), stock.get("on_hand")
    if count is not None:
        bands = sorted(item.get("bands", ()), key=lambda one: one["least"])
        band = next((one["id"] for one in reversed(bands) if count >= one["least"]), None)
        band = "few" if count and band == "empty" else band  # one is few, whatever the band is called
    if state == "sold_out" or band == "empty":
        return OUT
    if state == "on_sale":
        return FEW if band == "few" else PLENTY
    return UNKNOWN


def age(moment: str, now: datetime, lang: str) -> str:
    """ "12分前の情報" / "12 min ago"; the day itself when it is long ago."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < 60:
        return "たった今の情報" if lang == "ja" else "just now"
    if seconds >= 60 * 86400:
        day = f"{then.year}年{then.month}月{then.day}日" if lang == "ja" else f"{then.day} {then:%B} {then.year}"
        return f"{day}の情報" if lang == "ja" else f"as of {day}"
    for size, ja, en in ((86400 * 2, "日", "days"), (3600, "時間", "h"), (0, "分", "min")):
        if seconds >= size:
            count = seconds // {"日": 86400, "時間": 3600, "分": 60}[ja]
            return f"{count}{ja}前の情報" if lang == "ja" else f"{count} {en} ago"
    return ""


def at(moment: str, lang: str) -> str:
    """ "2020年6月30日 18:05の情報" / "as of 30 June 2020, 18:05": what stays true on a page that is read at any time."""
    said = _moment(moment, lang)
    return said and (f"{said}の情報" if lang == "ja" else f"as of {said}")


def current(moment: str, lang: str) -> str:
    """ "2020年6月30日 18:05現在" / "30 June 2020, 18:05"."""
    said = _moment(moment, lang)
    return f"{said}現在" if said and lang == "ja" else said


def _moment(moment: str, lang: str) -> str:
    try:
        return format.moment(datetime.fromisoformat(moment), lang)
    except ValueError:
        return ""


def _when(moment: str, now: datetime, lang: str, *, live: bool) -> str:
    """The words for how old something is, as an element whose age the script of a page keeps right."""
    words = age(moment, now, lang) if live else at(moment, lang)
    return f'<time datetime="{escape(moment)}" data-age>{escape(words)}</time>' if words else ""


def seconds_since(moment: str | None, now: datetime) -> float:
    try:
        return (now - datetime.fromisoformat(moment or "")).total_seconds()
    except ValueError:
        return 0.0


def warning(head: Mapping[str, Any], now: datetime, lang: str, *, live: bool = True) -> str:
    """The loud line when the feed, or what it speaks of, is out of date; "" when it is not."""
    updated, as_of = str(head.get("last_updated") or ""), str(head.get("as_of") or "")
    silent = seconds_since(updated, now)
    if silent > late_after(head):
        words = escape(LATE_SAID[lang]).replace("{since}", _when(updated, now, lang, live=live))
    elif seconds_since(as_of, now) > 86400:
        words = escape(OLD_SAID[lang]).replace("{since}", _when(as_of, now, lang, live=live))
    elif held := head.get("held"):
        words = escape(Text(held["ja"], held["en"])[lang])
    else:
        return ""
    return f'<div class="problem" role="alert"><p><strong>▲ {("注意" if lang == "ja" else "Note")}</strong> {words}</p></div>\n'


def late_after(head: Mapping[str, Any]) -> int:
    """Seconds after which a feed that is not published is late."""
    return max(LATE, int(LATE_TTLS * head["ttl"]))


def region(head: Mapping[str, Any], view: View, lang: str, now: datetime) -> bytes:
    """Everything between BEGIN and END on the page."""
    ja = lang == "ja"
    items = {item["id"]: item for item in head["items"]}
    moment = str(head["last_updated"])
    updated = age(moment, now, lang).removesuffix("の情報") if view.live else current(moment, lang)
    parts = [
        warning(head, now, lang, live=view.live),
        f'<p class="as-of">{"更新" if ja else "Updated"}: <time datetime="{escape(moment)}" data-late="{late_after(head)}">{escape(updated)}</time>'
        f" · {view.total:,}{'か所' if ja else ' sites'}</p>\n",
        _asking(view, items, lang),
        _heading(view, lang),
        '<ol class="stock-list">\n',
        *(_one(site, away, items, head, view, lang, now) for away, site in view.found),
        "</ol>\n",
        "" if view.found else f'<p class="empty">{"あてはまる場所がありません。" if ja else "No site matches."}</p>\n',
    ]
    if view.next:
        asked = urlencode({k: v for k, v in _asked(view).items() if v} | {"cursor": view.next})
        parts.append(f'<p><a class="button" href="?{escape(asked)}">{"続きを見る" if ja else "More"}</a></p>\n')
    return "".join(parts).encode()


def _asked(view: View) -> dict[str, str]:
    point = view.point if view.point and not view.middle else None
    return {
        "lat": f"{point[0]:g}" if point else "",
        "lon": f"{point[1]:g}" if point else "",
        "area": view.area,
        "item": view.item,
    }


def _heading(view: View, lang: str) -> str:
    ja = lang == "ja"
    if view.point and not view.middle:
        words = "今いる場所から近い順" if ja else "Nearest to you first"
    elif view.point:
        words = f"{view.area}の中ほどから近い順" if ja else f"Nearest to the middle of {view.area} first"
    else:
        words = f"{view.area}の一覧" if view.area and ja else view.area or ("一覧" if ja else "All sites")
    return _said(words, lang, "h2") + "\n"


def _asking(view: View, items: Mapping[str, Any], lang: str) -> str:
    """The form: area and item. Works without a script, where the front answers."""
    if not view.live:
        return ""
    ja = lang == "ja"
    areas = "".join(
        _said(one, lang, "option").replace("<option", "<option selected" if one == view.area else "<option", 1)
        for one in view.areas
    )
    things = "".join(
        f'<option value="{escape(key)}"{" selected" if key == view.item else ""}>{escape(Text.of(item["title"])[lang])}{"がある" if ja else " in stock"}</option>'
        for key, item in items.items()
    )
    place = "".join(
        f'<input type="hidden" name="{name}" value="{escape(_asked(view)[name])}">'
        for name in ("lat", "lon")
        if _asked(view)[name]
    )
    every = "すべて" if ja else "All"
    choose = (
        f'<label>{"地区" if ja else "Area"} <select name="area"><option value="">{every}</option>{areas}</select></label> '
        if view.areas
        else ""
    )
    return (
        f'<form class="stock-ask" method="get">{place}{choose}'
        f'<label>{"しぼりこみ" if ja else "Only"} <select name="item"><option value="">{every}</option>{things}</select></label> '
        f'<button class="button">{"見る" if ja else "Show"}</button></form>\n'
    )


def _said(text: str, lang: str, tag: str, kind: str = "") -> str:
    """An element with words from outside, marked as Japanese where the page is in another language."""
    marked = ' lang="ja"' if lang != "ja" and in_japanese(text) else ""
    named = f' class="{kind}"' if kind else ""
    return f"<{tag}{named}{marked}>{escape(text)}</{tag}>"


def _one(
    site: Site, away: float | None, items: Mapping[str, Any], head: Mapping[str, Any], view: View, lang: str, now: datetime
) -> str:  # fmt: skip
    stock = site.get("stock", {})
    notes = {str(one["note"]) for one in stock.values() if one.get("note")}
    shared = notes.pop() if len(notes) == 1 else ""
    said = [_item(stock[key], items[key], lang, with_note=not shared) for key in items if key in stock]
    if not said:
        said = [
            f'<li class="s-unknown"><b aria-hidden="true">？</b> {"在庫の知らせがありません" if lang == "ja" else "Nothing is said of its stock"}</li>'
        ]
    observed = max((one.get("observed_at") or "" for one in stock.values()), default="")
    moment = observed or str(head.get("as_of") or "")
    old = seconds_since(moment, now) > OLD if moment else False
    fresh = _when(moment, now, lang, live=view.live) if moment else ""
    word = ("（古い情報）" if lang == "ja" else " (old)") if old else ""
    far = f'<span class="away">{distance(away, lang)}</span>' if away is not None else ""
    lines = [f'<li id="s-{escape(site["id"])}">{_said(site["name"], lang, "h3")}{far}']
    lines += [_said(site[key], lang, "p", "where") for key in ("address", "hours") if site.get(key)]
    lines.append(f'<ul class="levels">{"".join(said)}</ul>')
    if shared:
        lines.append(_said(shared, lang, "p", "note"))
    if fresh:
        lines.append(f'<p class="fresh{" old" if old else ""}">{fresh}{word}</p>')
    lines.append(f'<p class="links">{_links(site, head, view, lang)}</p></li>\n')
    return "".join(lines)


def _item(said: Mapping[str, Any], item: Mapping[str, Any], lang: str, with_note: bool) -> str:
    step = level(said, item)
    number = ""
    if said.get("on_hand") is not None:
        unit = Text.of(item.get("unit") or "")[lang]
        number = f" {said['on_hand']:,}{unit if lang == 'ja' else ' ' + unit if unit else ''}"
    if said.get("reserved"):
        number += f"（取り置き {said['reserved']:,}）" if lang == "ja" else f" ({said['reserved']:,} set aside)"
    note = " " + _said(said["note"], lang, "small") if with_note and said.get("note") else ""
    title = escape(Text.of(item["title"])[lang])
    return f'<li class="s-{step}">{title} <b><span aria-hidden="true">{SHAPES[step]}</span> {escape(WORDS[step][lang])}</b>{escape(number)}{note}</li>'


def _links(site: Site, head: Mapping[str, Any], view: View, lang: str) -> str:
    made = []
    if site.get("phone"):
        digits = "".join(char for char in site["phone"] if char.isdigit() or char == "+")
        made.append(f'<a href="tel:{digits}">{escape(site["phone"])}</a>')
    if "lat" in site:
        made.append(
            f'<a href="geo:{site["lat"]},{site["lon"]}">{"地図アプリで開く" if lang == "ja" else "Open in a map app"}</a>'
        )
    if str(site.get("url", "")).startswith(("https://", "http://")):
        made.append(
            f'<a href="{escape(site["url"])}" rel="external">{"ホームページ" if lang == "ja" else "Website"}</a>'
        )
    asked = urlencode(
        {"kind": "stock-site", "feed": head["dataset"], "site": site["id"], "lang": lang}, quote_via=quote
    )
    wrong = "場所がちがう" if lang == "ja" else "Wrong place?"
    made.append(f'<a href="{escape(view.root)}inbox/new/?{escape(asked)}">{wrong}</a>')
    return " · ".join(made)


def distance(metres: float, lang: str) -> str:
    """ "約350m", "約1.2km"."""
    about = "約" if lang == "ja" else "about "
    if metres < 1000:
        return f"{about}{round(metres / 10) * 10:.0f}m"
    return f"{about}{metres / 1000:.1f}km" if metres < 100_000 else f"{about}{metres / 1000:,.0f}km"
