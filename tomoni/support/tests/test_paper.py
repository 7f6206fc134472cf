"""What leaves on paper or by hand: a list's address as a code, and lists and trails in the language of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tomoni.publish.services import publish
from tomoni.registry import corrections
from tomoni.registry.corrections import Correction
from tomoni.registry.scope import Scope
from tomoni.support import pages
from tomoni.support.eligibility import files
from tomoni.support.pages import details, lists
from tomoni.support.pages.base import Site
from tomoni.support.queries import collection


@pytest.fixture
def site(published: Scope) -> Site:
    return Site(collection(published), files.load(published.community.dir))


def test_every_list_carries_its_own_address_for_paper(site: Site) -> None:
    made = {page.path: page.render().decode() for page in lists.pages(site)}
    codes = {path: html[html.index('<p class="on-paper">') :].split("</p>")[0] for path, html in made.items()}
    assert "support/all/index.html" in codes and "en/support/all/index.html" in codes
    assert len({code.split("<span>")[0] for code in codes.values()}) == len(codes), "no two the same"
    assert "https://data.example.jp/support/all/" in codes["support/all/index.html"]


def test_without_an_address_of_the_site_there_is_no_code(site: Site) -> None:
    scope = replace(site.found.scope, community=replace(site.found.scope.community, address=""))
    bare = Site(replace(site.found, scope=scope), site.rules)
    assert not [page.path for page in lists.pages(bare) if b"on-paper" in page.render()]


def test_the_trail_speaks_the_pages_language(site: Site) -> None:
    one = next(one for one in site.found.measures if one.title_en)
    made = {page.path: page.render().decode() for page in details.pages(site)}
    english = made[f"en/support/m/{one.key}/index.html"]
    trail = english[english.index("Find help</a>") :].split("<h1")[0]
    assert one.title_en in trail and one.title not in trail
    assert one.title in made[f"support/m/{one.key}/index.html"]


def test_nothing_of_the_room_asks_another_site_for_anything(published: Scope) -> None:
    for page in pages.all_pages(published):
        if page.path.endswith(".js"):
            code = page.render().decode()
            assert not [
                word for word in ("fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "new Image") if word in code
            ]


def test_a_corrected_measure_names_the_message_whatever_was_corrected(published: Scope) -> None:
    one, other, *_ = collection(published).measures
    said = [("2026-0001", "名称", one.title, "直した名前"), ("2026-0002", "提供者", one.provider, "直した課")]
    for number, column, old, new in said:
        corrections.add(
            published.community.dir, "help", Correction(number, column, old, new, key={"管理番号": one.source_id})
        )
    (outcome,) = publish(published)
    assert outcome.status == "published", outcome
    found = Site(collection(published), files.load(published.community.dir))
    made = {page.path: page.render().decode() for page in details.pages(found)}
    shown = made[f"support/m/{one.key}/index.html"]
    assert "直した名前" in shown and "2026-0001 2026-0002" in shown
    assert "2026-0001" not in made[f"support/m/{other.key}/index.html"]
