"""The first page: telephones, the box to type into, ways in by trouble and by life event, what closes soon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.i18n import Text
from tomoni.registry.rooms import Page
from tomoni.support import showing, wording
from tomoni.support.pages import lists
from tomoni.support.pages.base import Site

CLOSING = 5
PATH = "support/"
DESCRIPTION = Text(
    "公的な支援、民間の支援、NPOなどの支援を、ふだんの言葉でさがせます。",
    "Find help from the public sector, companies and non-profits, in everyday words.",
)
AWAY = "support/find/"


def pages(site: Site) -> Iterator[Page]:
    everything = lists.sorted_fairly(site.found.open, site)
    shelves = lists.shelves(site, everything)
    closing = [one for one in everything if one.open_to and one.open_to >= site.found.today][:CLOSING]

    def context(lang: str) -> Mapping[str, Any]:
        today, days = site.found.today, site.found.config.unverified_days
        return {
            "total": len(everything),
            "ended": len(site.found.measures) - len(everything),
            "shelves": [
                (facet, wording.FACETS[facet], [(one, len(one.measures)) for one in some[:16]])
                for facet, some in shelves.items()
            ],
            "closing": [showing.shown(one, today, lang, days) for one in closing],
            "rules": any(key in site.found.by_key for key in site.rules.by_measure),
            "lists": site.found.lists,
            "hidden_lang": lang if lang != "ja" else "",
        }

    depends = [site.found.digest, site.found.today, sorted(site.rules.by_measure)]
    yield from site.html(PATH, "support/home.html", context, depends=depends, description=DESCRIPTION)
    yield from site.html(AWAY, "support/away.html", context, depends=depends)
