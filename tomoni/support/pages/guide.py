"""The guide: questions in the browser over data that stand in the page; and the same as a checklist on paper.

Nothing that is answered leaves the browser: there is no address to send it to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.i18n import Text
from tomoni.registry.rooms import Page
from tomoni.support.eligibility import guide
from tomoni.support.pages import lists
from tomoni.support.pages.base import Site
from tomoni.support.pages.details import data_block
from tomoni.support.pages.statics import path_of
from tomoni.support.showing import deadline

PATH, PAPER = "support/guide/", "support/checklist/"
TITLE = Text("質問に答えてさがす", "Find by answering questions")


def pages(site: Site) -> Iterator[Page]:
    chosen = [one for one in lists.sorted_fairly(site.found.open, site) if one.key in site.rules.by_measure]
    if not chosen:
        return
    depends = [site.found.digest, site.found.today, site.rules.by_measure, tuple(site.rules.facts.items())]

    def asked(lang: str) -> Mapping[str, Any]:
        return {
            "title": TITLE,
            "data": data_block(guide.data(site.rules, chosen)),
            "count": len(chosen),
            "script": path_of("guide.js"),
            "rules_script": path_of("rules.js"),
        }

    def paper(lang: str) -> Mapping[str, Any]:
        return {
            "sheets": [
                {
                    "measure": one,
                    "title": (lang != "ja" and one.title_en) or one.title,
                    "deadline": deadline(one, site.found.today),
                    "conditions": [part.words for part in site.rules.by_measure[one.key].on(site.found.today)],
                    "ask": site.rules.by_measure[one.key].ask,
                    "note": site.rules.by_measure[one.key].note,
                }
                for one in chosen
            ]
        }

    yield from site.html(
        PATH,
        "support/guide.html",
        asked,
        depends=depends,
        description=Text(
            "いくつかの質問に答えると、使えるかもしれない支援が分かります。答えは外に送られません。",
            "Answer a few questions to see what may fit. Your answers are not sent anywhere.",
        ),
    )
    yield from site.html(PAPER, "support/checklist.html", paper, depends=depends)
