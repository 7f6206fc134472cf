"""Tags and filters of the pages: relative links, assets, two languages, numbers and days as people write them.

{% link "cards/x/" %} a page in the same language · {% link "data/x/data.csv" %} a file · {% link "" lang="en" %} ·
{% asset "tomoni.css" %} · {% t "日本語" "English" %} · {{ text|tr:lang }} · {{ 2456|jnum }} · {{ day|jdate:lang }}
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from tomoni.i18n import Text, format, speaking
from tomoni.look.page import asset_path, in_folder, localised, marked_ja, relative, switched
from tomoni.look.theme import asset as theme_of

register = template.Library()


@register.simple_tag(takes_context=True)
def link(context: template.Context, target: str, lang: str = "") -> str:
    """The relative link from this page to `target` (a path from the site's root)."""
    path = in_folder(str(target), lang) if lang else localised(str(target), context.get("lang", "ja"))
    return relative(path, context["page_path"])


@register.simple_tag(takes_context=True)
def language_link(context: template.Context, path: str, lang: str) -> str:
    """The relative link from this page to the same page in another language, or to the nearest there is."""
    return relative(switched(str(path), lang), context["page_path"])


@register.filter
def language_name(lang: str) -> str:
    """A language in its own words."""
    return speaking.NAMES.get(lang, lang)


@register.filter
def html_lang(lang: str) -> str:
    """The value of `lang=` for a language of ours."""
    return speaking.html_lang(lang)


@register.simple_tag(takes_context=True)
def report_link(context: template.Context, report: str) -> str:
    """The link to 「まちがいを知らせる」: as it is when absolute, else relative; it carries the page's language itself,
    because the form is no page of the tree."""
    if ":" in report.partition("?")[0]:
        return report
    lang = str(context.get("lang", "ja"))
    joint = "" if report.endswith("?") else "&" if "?" in report else "?"
    return relative(f"{report}{joint}lang={lang}", context["page_path"])


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, target: str) -> str:
    """The whole address of a file of the site, for other services; the relative link when the site's is not known."""
    address = getattr(context.get("community"), "address", "")
    path = str(target).removesuffix("index.html")
    return f"{address}/{path}" if address else relative(str(target), context["page_path"])


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The relative link from this page to the community's own colour."""
    return relative(theme_of(context["community"].theme)[0], context["page_path"])


@register.simple_tag(takes_context=True)
def asset(context: template.Context, name: str) -> str:
    """The relative link from this page to an asset, by its plain name."""
    return relative(asset_path(name), context["page_path"])


@register.simple_tag(takes_context=True)
def t(context: template.Context, ja: str, en: str, **values: Any) -> str:
    """One of two texts by the page's language; {names} are filled in from keyword arguments, escaped."""
    text = Text(ja, en)["en" if context.get("lang") == "en" else "ja"]
    return SafeString(text.format(**{k: conditional_escape(v) for k, v in values.items()})) if values else text


@register.filter
def tr(value: Any, lang: str = "ja") -> str:
    """A `Text`, a table {ja, en} or a plain string in the language of the page; "" for nothing."""
    if isinstance(value, Text | dict):
        return Text.of(value)[lang]
    return "" if value is None else str(value)


@register.filter
def said(value: Any, lang: str = "ja") -> str:
    """As `tr`, for text that people hear: on a page in another language Japanese words are marked as such."""
    return marked_ja(tr(value, lang), lang)


@register.filter
def sentence(text: str, lang: str = "ja") -> str:
    """Ends with a full stop, with one only."""
    return text if text.rstrip().endswith(("。", ".", "」", "!", "?")) else text + ("。" if lang == "ja" else ".")


@register.filter
def jnum(value: Any, digits: int | None = None) -> str:
    """1163 → 1,163; text that is no number stays as it is."""
    if isinstance(value, str):
        try:
            value = float(value) if "." in value else int(value)
        except ValueError:
            return value
    return format.number(value, digits)


@register.filter
def jdate(value: Any, lang: str = "ja") -> str:
    """2020年4月18日 / 18 April 2020."""
    return format.day(value, lang)


@register.filter
def jweekday(value: Any, lang: str = "ja") -> str:
    """2020年4月18日（土） / Sat 18 April 2020."""
    return format.day(value, lang, weekday=True)


@register.filter
def jtime(value: Any, lang: str = "ja") -> str:
    """2020年4月18日 9:05 / 18 April 2020, 09:05; a bare day stays a day."""
    return format.moment(value, lang)


@register.filter
def mailbox(value: Any) -> str:
    """The bare address: "mailto:help@city.example" → "help@city.example"."""
    return str(value).strip().removeprefix("mailto:")


@register.filter
def isoday(value: Any) -> str:
    """For <time datetime>: 2020-04-18 or the full moment; "" when it is neither."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if format.as_day(value) else ""
