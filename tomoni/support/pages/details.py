"""A page for every measure, those that have ended too: a link once given stays good."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString

from tomoni.i18n import Text
from tomoni.look import page as look
from tomoni.registry import corrections
from tomoni.registry.rooms import Page
from tomoni.support import queries, showing, wording
from tomoni.support.measure import Measure
from tomoni.support.pages.base import Site, qr
from tomoni.tables.rules import CORRECTION

LONGEST_SHOWN = 6_000
ROWS_A_PAGE = 25  # of trace pages, whose address a measure links to


def pages(site: Site) -> Iterator[Page]:
    corrected = {one.dataset: corrected_rows(site, one.dataset) for one in site.found.lists}
    for measure in site.found.measures:
        yield from _page(site, measure, corrected.get(measure.dataset, {}).get(measure.row, []))


def corrected_rows(site: Site, dataset: str) -> dict[int, list[str]]:
    """Row → numbers of the messages after which it was corrected, as the trace of what is published says."""
    scope = site.found.scope
    try:
        if not corrections.load(scope.community.dir, dataset):
            return {}
    except Exception:  # a file with a fault is the stream's to speak of
        return {}
    made: dict[int, list[str]] = {}
    item = next(item for told, item in queries.lists(scope) if told.dataset == dataset)
    for (row, _), change in sorted(item.provenance.at.items()):
        made.setdefault(row + 1, []).extend(
            rule.removeprefix(CORRECTION) for rule in change.rules if rule.startswith(CORRECTION)
        )
    return {row: sorted(set(numbers)) for row, numbers in made.items() if numbers}


def _page(site: Site, measure: Measure, corrected: list[str]) -> Iterator[Page]:
    path = f"support/m/{measure.key}/"
    community, today = site.found.scope.community, site.found.today
    rule = site.rules.by_measure.get(measure.key)
    listed = site.found.list_of(measure)

    def context(lang: str) -> Mapping[str, Any]:
        one = showing.shown(measure, today, lang, site.found.config.unverified_days)
        english = lang != "ja" and bool(measure.title_en)
        said = {
            "measure": measure,
            "one": one,
            "title": measure.title_en if english else measure.title,
            "summary": measure.summary_en if english and measure.summary_en else measure.summary,
            "body": cut(measure.body),
            "area": wording.areas(measure, 20),
            "phones": [(phone, showing.dial(phone)) for phone in measure.phone],
            "raw_days": [pair for pair in showing.raw_days(measure) if pair[1][:60] not in one.deadline.ja],
            "rule": rule,
            "conditions": [part.words for part in rule.on(today)] if rule else [],
            "listed": listed,
            "json_ld": data_block(showing.json_ld(measure, community.address, today)),
            "trace": f"trace/{measure.dataset}/{(measure.row - 1) // ROWS_A_PAGE + 1}/#r{measure.row}",
            "corrected": corrected,
            "qr": qr(f"{community.address}/{look.localised(path, lang)}") if community.address else "",
            "trail": [
                (Text("支援をさがす", "Find help"), "support/"),
                (Text(measure.title, measure.title_en or measure.title), ""),
            ],
            "home": measure.area,
            "tags": [(wording.FACETS[facet], "、".join(values)) for facet, values in _tags(measure) if values],
        }
        return said

    about = {"dataset": measure.dataset, "version": listed.version, "row": measure.row}
    report = look.report(community.inbox, path, **about)
    yield from site.html(
        path,
        "support/measure.html",
        context,
        depends=[
            queries.digest_of(measure),
            measure.row,
            listed.version,
            rule,
            corrected,
            today if _lives(site, measure) else "",
        ],
        description=Text.of((measure.summary or measure.title)[:120]),
        report=report,
    )


def _lives(site: Site, measure: Measure) -> bool:
    """Whether its page may say something else tomorrow: whether it is open, whether nobody has looked at it for long."""
    return bool(measure.looked_at) or (
        measure.state(site.found.today) != "closed" and bool(measure.open_to or measure.open_from)
    )


def _tags(measure: Measure) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("need", measure.need),
        ("life", measure.life_event),
        ("kind", measure.kind),
        ("industry", measure.industry),
    ]


def cut(text: str) -> tuple[str, bool]:
    """A text that fits a page, and whether something is missing from it."""
    return (text[:LONGEST_SHOWN], True) if len(text) > LONGEST_SHOWN else (text, False)


def data_block(data: Mapping[str, Any]) -> SafeString:
    """JSON that may stand inside <script>: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
