"""Words of the room for what is stored as a code: who offers it, what it costs, languages, facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tomoni.i18n import Text, speaking
from tomoni.support import places
from tomoni.support.documents import UNKNOWN
from tomoni.support.measure import DISCOUNT, FREE, NATIONWIDE, NPO, OTHER, PAID, PRIVATE, PUBLIC, Measure, State

NOT_SAID = Text("書かれていません", "Not stated")
FACETS: Mapping[str, Text] = {
    "need": Text("困りごと", "Trouble"),
    "life": Text("ライフイベント", "Life event"),
    "who": Text("だれ向け", "For whom"),
    "area": Text("地域", "Area"),
    "kind": Text("支援の種類", "Kind of support"),
    "by": Text("公的・民間", "Who offers it"),
    "fee": Text("費用", "Cost"),
    "industry": Text("業種", "Industry"),
    "lang": Text("相談できる言語", "Languages"),
    "residence": Text("在留資格", "Status of residence"),
    "list": Text("どの一覧から", "From which list"),
}
SILENT = ("lang", "residence")
"""Facets whose silence is shown after what fits: nobody should be lost because a form had no such line."""
BY = {
    PUBLIC: Text("公的", "Public"),
    PRIVATE: Text("民間", "Private"),
    NPO: Text("NPOなど", "Non-profit"),
}
FEE = {
    FREE: Text("無料", "Free"),
    DISCOUNT: Text("割引", "Discount"),
    PAID: Text("有料", "Paid"),
    OTHER: Text("そのほか", "Other"),
}
STATES = {
    State.OPEN: Text("受付中", "Open"),
    State.SOON: Text("もうすぐ受付", "Opens soon"),
    State.CLOSED: Text("受付は終わりました", "Closed"),
}
MORE_LANGUAGES = {"sign": Text("手話", "Sign language"), "ja-easy": Text("やさしい日本語", "Plain Japanese")}


def of_value(facet: str, value: str, lists: Mapping[str, Text] | None = None) -> Text:
    """What people see for a value of a facet."""
    if value == UNKNOWN:
        return NOT_SAID
    if facet == "by":
        return BY.get(value, Text(value, value))
    if facet == "fee":
        return FEE.get(value, Text(value, value))
    if facet == "area":
        return Text("全国", "Everywhere in Japan") if value == NATIONWIDE else places.name(value)
    if facet == "lang":
        return language(value)
    if facet == "list":
        return (lists or {}).get(value, Text(value, value))
    return Text(value, value)


def language(code: str) -> Text:
    """A language in its own words, and in Japanese or English where those differ."""
    if code in MORE_LANGUAGES:
        return MORE_LANGUAGES[code]
    own = speaking.NAMES.get(code, code)
    return Text(own, own)


def spoken(codes: Iterable[str], lang: str) -> list[tuple[str, str]]:
    """(`lang=` of the name, the name): each language in its own words; what has no words of its own in the page's."""
    made = []
    for code in codes:
        more = MORE_LANGUAGES.get(code)
        made.append(
            (speaking.html_lang(lang), more[lang]) if more else (speaking.html_lang(code), language(code)[lang])
        )
    return made


def areas(measure: Measure, most: int = 6) -> Text:
    """Where it holds, in words."""
    if not measure.area:
        return Text.of(measure.area_text) if measure.area_text else Text("地域は書かれていません", "Area not stated")
    names = [of_value("area", code) for code in measure.area]
    more = len(names) - most
    return Text(
        "、".join(name.ja for name in names[:most]) + (f" ほか{more}か所" if more > 0 else ""),
        ", ".join(name.en for name in names[:most]) + (f" and {more} more" if more > 0 else ""),
    )
