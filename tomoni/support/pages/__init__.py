"""The public pages of the room as files: they stand without a server, without a database and without JavaScript.

On a server `support/find/` is Django's (views.py); in an export the file of that name says how to look through the lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from tomoni.i18n import Text
from tomoni.registry.community import CommunityConfig
from tomoni.registry.rooms import Page
from tomoni.registry.scope import Scope
from tomoni.support import queries
from tomoni.support.eligibility import files as rules
from tomoni.support.pages import details, guide, home, lists, statics
from tomoni.support.pages.base import Site
from tomoni.support.pages.files import files

MENU = Text("支援をさがす", "Find help")


def all_pages(scope: Scope) -> Iterator[Page]:
    """Every page of the room; none for a community without a list of measures."""
    found = queries.collection(scope)
    if not found.lists:
        return
    site = Site(found, rules.load(scope.community.dir))
    for module in (home, lists, guide, details):
        yield from module.pages(site)
    yield from files(site)
    yield from statics.pages()


def menu(community: CommunityConfig) -> list[tuple[str, Text]]:
    return [("support/", MENU)] if queries.lists(Scope(None, community)) else []
