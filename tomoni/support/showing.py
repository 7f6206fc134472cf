"""A measure as people see it: its deadline in words, its telephone first, what to be careful about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tomoni.i18n import Text, format
from tomoni.search.highlight import Span, marked, passage, spans
from tomoni.search.query import Term
from tomoni.support import wording
from tomoni.support.measure import Measure, State

SOON = 14
"""Days before the end from which the days left are said."""
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One measure of a list. `title` and `summary` in pieces: (text, whether it matched)."""

    key: str
    path: str
    title: Pieces
    summary: Pieces
    provider: str
    by: Text | None
    audience: str
    area: Text
    fee: Text | None
    deadline: Text
    hurry: bool
    state: State
    state_words: Text
    phone: str
    dial: str
    unverified: Text | None
    languages: list[tuple[str, str]]
    untranslated: bool
    machine: bool


def shown(
    measure: Measure,
    today: date,
    lang: str,
    days: int,
    terms: Sequence[Term] = (),
    *,
    home: str = "",
    live: bool = False,
) -> Shown:
    english = lang != "ja" and bool(measure.title_en)
    title = measure.title_en if english else measure.title
    words = (english and measure.summary_en) or measure.catch or measure.summary or measure.body
    rest = "\n".join(part for part in (words, measure.body, measure.audience_text, measure.how) if part)
    state = measure.state(today)
    return Shown(
        measure.key,
        f"support/m/{measure.key}/",
        marked(title, spans(title, terms)) if terms else [(title, False)],
        _summary(words, rest, terms),
        measure.provider,
        wording.BY.get(measure.provider_kind),
        "、".join(measure.audience[:5]),
        wording.areas(measure, 3),
        wording.FEE.get(measure.fee),
        deadline(measure, today, live=live),
        bool(measure.open_to and 0 <= (measure.open_to - today).days <= SOON),
        state,
        wording.STATES[state],
        measure.phone[0] if measure.phone else "",
        dial(measure.phone[0]) if measure.phone else "",
        unverified(measure, today, days),
        wording.spoken(measure.languages, lang),
        lang != "ja" and not english,
        english and measure.translation == "machine",
    )


def _summary(words: str, rest: str, terms: Sequence[Term], length: int = 110) -> Pieces:
    if terms and (inside := spans(words, terms)):
        return passage(words, terms, length, inside)
    if terms and (found := spans(rest[:4_000], terms)):
        return _around(rest, found, terms, length)
    return [(words[:length] + ("…" if len(words) > length else ""), False)]


def _around(text: str, found: list[Span], terms: Sequence[Term], length: int) -> Pieces:
    start = max(0, found[0][0] - length)
    return passage(text[start : found[0][1] + length], terms, length)


def deadline(measure: Measure, today: date, *, live: bool = False) -> Text:
    """Until when it is open. The days that are left are counted for a page made for this very reader, which `live` says; a
    file is read on other days too."""
    """Until when; the words of the list where it has no day."""
    if measure.open_from and measure.open_from > today:
        day = measure.open_from
        return Text(f"{format.day(day)}から受付", f"Opens on {format.day(day, 'en')}")
    if measure.open_to:
        left = (measure.open_to - today).days
        ja, en = f"{format.day(measure.open_to, weekday=True)}まで", f"Until {format.day(measure.open_to, 'en')}"
        if live and left == 0:
            return Text(f"{ja}（今日まで）", f"{en} (today)")
        if live and 0 < left <= SOON:
            return Text(f"{ja}（あと{left}日）", f"{en} ({left} day{'s' if left > 1 else ''} left)")
        return Text(ja, en)
    said = measure.raw.get("open_to", "") or measure.period_note
    if said:
        return Text(f"期間: {said[:60]}", f"Period: {said[:60]}")
    return Text("期限は書かれていません", "No deadline stated")


def unverified(measure: Measure, today: date, days: int) -> Text | None:
    """Since when nobody is known to have looked at it, when that is long ago or not known."""
    if measure.unverified(today, days) is None:
        return None
    if measure.looked_at is None:
        return Text("いつ確認した情報か分かりません", "Nobody says when this was last checked")
    since = format.day_text(measure.looked_at)
    return Text(f"{since.ja}から確認されていません", f"Not verified since {since.en}")


def dial(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit() or char in "+#*")


def raw_days(measure: Measure) -> list[tuple[Text, str]]:
    """Days of which the list gives words rather than a day."""
    labels = {"open_from": Text("受付開始", "From"), "open_to": Text("受付終了", "Until")}
    return [
        (label, measure.raw[name])
        for name, label in labels.items()
        if getattr(measure, name) is None and measure.raw.get(name, "").strip("-−ー ")
    ]


def json_ld(measure: Measure, address: str, today: date) -> dict[str, Any]:
    """schema.org/GovernmentService for what the public sector offers, Service for the rest."""
    kind = "GovernmentService" if measure.provider_kind == "public" else "Service"
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": measure.title,
        "identifier": measure.key,
        "inLanguage": "ja",
    }
    if address:
        made["url"] = f"{address}/support/m/{measure.key}/"
    if words := measure.summary or measure.body:
        made["description"] = words[:1_000]
    if measure.provider:
        who: dict[str, Any] = {
            "@type": "GovernmentOrganization" if kind == "GovernmentService" else "Organization",
            "name": measure.provider,
        }
        if measure.provider_number:
            who["identifier"] = {
                "@type": "PropertyValue",
                "propertyID": "法人番号",
                "value": measure.provider_number,
            }
        made["provider"] = who
        if kind == "GovernmentService":
            made["serviceOperator"] = who
    if measure.audience:
        made["audience"] = [{"@type": "Audience", "audienceType": one} for one in measure.audience]
    made["areaServed"] = [
        {"@type": "Country", "name": "日本"}
        if code == wording.NATIONWIDE
        else {"@type": "AdministrativeArea", "name": wording.of_value("area", code).ja, "identifier": code}
        for code in measure.area
    ]
    channel: dict[str, Any] = {"@type": "ServiceChannel"}
    if measure.phone:
        channel["servicePhone"] = {"@type": "ContactPoint", "telephone": measure.phone[0]}
    if link := measure.apply_url or measure.detail_url:
        channel["serviceUrl"] = link
    if measure.languages:
        channel["availableLanguage"] = [one for one in measure.languages if one != "sign"]
    if len(channel) > 1:
        made["availableChannel"] = channel
    if measure.open_from or measure.open_to:
        made["hoursAvailable"] = {
            "@type": "OpeningHoursSpecification",
            **({"validFrom": measure.open_from.isoformat()} if measure.open_from else {}),
            **({"validThrough": measure.open_to.isoformat()} if measure.open_to else {}),
        }
    if measure.kind:
        made["serviceType"] = "、".join(measure.kind)
    return {key: value for key, value in made.items() if value not in ("", [], {})}
