"""The site-wide search: everything the rooms offer is found as people type it, and leaves when it is no longer shown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tomoni.dashboard.site_search import api, queries, services, views
from tomoni.dashboard.site_search.asking import MOST_KINDS, wanted
from tomoni.dashboard.tests.conftest import Pages
from tomoni.dashboard.tests.test_finding import CARDS, NEWS
from tomoni.i18n import Text
from tomoni.registry.community import load
from tomoni.registry.findable import SEAM, Findable, Searchable
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.search.models import Document

DAY = date(2026, 11, 20)
METRICS = '[cases]\ntitle = { ja = "陽性者数", en = "Confirmed cases" }\ndefinition = { ja = "検査で分かった人。", en = "Found by tests." }\n'
FLOW = """
title = { ja = "受診の目安", en = "When to see a doctor" }
[[step]]
id = "fever"
question = { ja = "熱がありますか。", en = "Have you a fever?" }
[[step.answer]]
text = { ja = "はい", en = "Yes" }
go = "call"
[[step.answer]]
text = { ja = "いいえ", en = "No" }
go = "call"
[[outcome]]
id = "call"
title = { ja = "電話してください", en = "Please call" }
"""
BANNER = (
    '[[banner]]\nid = "storm"\nlevel = "caution"\ntext = { ja = "台風のため休館します", en = "Closed for a storm" }\n'
)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Findable]:
    """What a room of the test offers, in place of all other rooms but this one."""
    things: list[Findable] = []
    ours = rooms.extras_of(SEAM)["dashboard"]
    theirs = Searchable({"thing": Text("もの", "Things")}, lambda scope: list(things))
    monkeypatch.setitem(rooms.extras, SEAM, {"dashboard": ours, "test": theirs})
    queries._counts.kept.clear()
    views._kept.clear()
    return things


@pytest.fixture
def found(
    site: Callable[..., Pages], scope: Scope, offered: list[Findable], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scope]:
    files = {
        "dashboard.toml": CARDS.replace('x = "公表', 'metric = "cases"\nx = "公表', 1),
        "metrics.toml": METRICS,
        "announcements.toml": BANNER,
        "flows/visit.toml": FLOW,
        "news/2020-04-18-mask.md": NEWS,
        "pages/rules.md": "# 利用のきまり\n出典を書けば、だれでも使えます。\n",
    }
    offered += [
        Findable("thing", "things/old/", Text("去年のマスク配布会", "Last year"), until=date(2026, 11, 19)),
        Findable(
            "thing", "things/new/", Text("在宅勤務の相談", "Working at home"), Text("毎週やっています。", "Weekly.")
        ),
    ]
    site(40, files)
    (scope.community.dir / "community.toml").write_text(
        (scope.community.dir / "community.toml").read_text(encoding="utf-8") + 'languages = ["ja", "en", "ja-easy"]\n',
        encoding="utf-8",
    )
    scope = Scope(None, load(scope.community.dir))
    services.refresh(scope)
    monkeypatch.setattr(views, "_scope", lambda: scope)
    monkeypatch.setattr(api, "_scope", lambda: scope)
    yield scope


def look(scope: Scope, question: str) -> queries.Found:
    return queries.find(scope, wanted(QueryDict(question)), DAY)


def paths(found: queries.Found) -> list[str]:
    return [hit.path for hit in found.hits]


class TestFinding:
    @pytest.mark.parametrize(
        ("typed", "path"),
        [
            ("感染者", "cards/by-day/"),
            ("ｶﾝｾﾝ者 保健所 感染", None),
            ("保健所 推移", "cards/by-day/"),  # a title and a definition, a space means AND
            ("マスク", "news/2020-04-18-mask/"),
            ("ますく", "news/2020-04-18-mask/"),
            ("熱", "flow/visit/"),  # one character, in a question of a guide
            ("きまり", "pages/rules/"),
            ("台風", "#banner-storm"),
            ("検査で", "cards/by-day/#definition"),
            ("居住地", "datasets/covid19-patients/"),  # a column
            ("Working", "things/new/"),
            ("お知らせ", "news/"),  # a line of the menu
        ],
    )
    def test_everything_the_rooms_offer(self, found: Scope, typed: str, path: str | None) -> None:
        result = paths(look(found, urlencode({"q": typed})))
        assert (path in result) if path else result == [], result

    def test_synonyms_are_said_and_can_be_left_out(self, found: Scope) -> None:
        with_them, without = look(found, "q=テレワーク"), look(found, "q=テレワーク&syn=0")
        assert paths(with_them) == ["things/new/"] and "在宅勤務" in with_them.also
        assert (paths(without), without.also) == ([], ())

    def test_a_slip_is_only_suggested(self, found: Scope) -> None:
        slip = look(found, "q=マスグ")
        assert (paths(slip), slip.suggestion) == ([], "マスク")

    def test_what_is_over_is_found_by_who_asks_for_it(self, found: Scope) -> None:
        assert "things/old/" not in paths(look(found, "q=マスク"))
        over = next(hit for hit in look(found, "q=マスク&ended=1").hits if hit.path == "things/old/")
        assert over.over

    def test_kinds_are_counted_whichever_is_chosen(self, found: Scope) -> None:
        asked = wanted(QueryDict("q=マスク&kind=news&ended=1"))
        assert [hit.kind for hit in queries.find(found, asked, DAY).hits] == ["news"]
        assert queries.counts(found, asked, DAY, queries.stamp(found)) == [("news", 1), ("thing", 1)]

    def test_cards_of_one_title_say_what_they_are_of(
        self, site: Callable[..., Pages], scope: Scope, offered: list[Findable]
    ) -> None:
        twin = CARDS.replace(
            'title = { ja = "年代", en = "Ages" }', 'title = { ja = "感染者の推移", en = "Cases by day" }'
        )
        site(40, {"dashboard.toml": twin})
        services.refresh(scope)
        told = [(hit.title.ja, hit.of.ja) for hit in look(scope, "q=感染者の推移&kind=card").hits]
        assert len(told) == 2 and len(set(told)) == 2 and all("陽性" in of or "患者" in of for _, of in told), told


class TestFollowing:
    def test_only_what_changed_is_indexed_again(self, found: Scope, offered: list[Findable]) -> None:
        before, stamp = dict(Document.objects.values_list("key", "id")), queries.stamp(found)
        assert services.refresh(found) == 0 and queries.stamp(found) == stamp
        offered[1] = replace(offered[1], words=Text("毎日やっています。", "Daily."))
        assert services.refresh(found) == 1 and queries.stamp(found) != stamp
        after = dict(Document.objects.values_list("key", "id"))
        assert {key for key in after if after[key] != before[key]} == {"things/new/"}
        assert paths(look(found, "q=毎日やって")) == ["things/new/"] and paths(look(found, "q=毎週やって")) == []

    def test_what_is_no_longer_offered_leaves(self, found: Scope, offered: list[Findable]) -> None:
        offered.pop()
        services.after_show(found)
        assert paths(look(found, "q=在宅勤務")) == []

    def test_withdrawn_data_leave_with_their_cards(self, found: Scope) -> None:
        from tomoni.publish import withdraw

        assert "datasets/covid19-patients/" in paths(look(found, "q=居住地"))
        withdraw.withdraw(found, "covid19-patients", None, "まちがって公開したため")
        assert paths(look(found, "q=居住地")) == paths(look(found, "q=感染者の推移")) == []
        assert paths(look(found, "q=在宅勤務")) == ["things/new/"]

    def test_a_room_that_fails_leaves_the_others_findable(self, found: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(scope: Scope) -> list[Findable]:
            raise OSError("away")

        here = {**rooms.extras_of(SEAM), "broken": Searchable({"x": Text("x", "x")}, broken)}
        monkeypatch.setitem(rooms.extras, SEAM, here)
        services.refresh(found)
        assert paths(look(found, "q=在宅勤務")) == ["things/new/"]


class TestPage:
    def test_it_works_without_scripts_and_marks_what_matched(self, found: Scope) -> None:
        page = Client().get("/search/?q=マスク").content.decode()
        assert '<a href="../news/2020-04-18-mask/">' in page and "<mark>マスク</mark>の配布" in page
        assert "<script" not in page.split("</head>")[1] and "style=" not in page
        assert len(page.encode()) < 100_000

    def test_every_language_has_its_own(self, found: Scope) -> None:
        english = Client().get("/en/search/?q=storm&kind=news").content.decode()
        assert '<html lang="en">' in english and "<mark>storm</mark>" in english.lower()
        assert 'href="../../search/?q=storm&amp;kind=news"' in english  # the same question in Japanese
        easy = Client().get("/easy/search/?q=マスク")
        assert easy.status_code == 200 and "../../easy/news/2020-04-18-mask/" in easy.content.decode().replace(
            'href="../news', 'href="../../easy/news'
        )
        assert Client().get("/xx/search/").status_code == 404

    def test_nothing_typed_is_everything_page_by_page(self, found: Scope, offered: list[Findable]) -> None:
        offered += [Findable("thing", f"things/{n}/", Text(f"もの{n}", f"Thing {n}"), place=n) for n in range(30)]
        services.refresh(found)
        total = queries.find(found, wanted(QueryDict("")), DAY).total
        seen: list[str] = []
        for number in range(1, -(-total // queries.A_PAGE) + 1):
            page = Client().get(f"/search/?page={number}&kind=thing&kind=card&kind=news&kind=page").content.decode()
            seen += re.findall(r'<li><a href="\.\./([^"]+)"><span class="mark">', page)
        assert len(seen) == len(set(seen)) and {"things/29/", "cards/ages/"} <= set(seen)
        assert 'rel="next"' in Client().get("/search/").content.decode()

    def test_a_hostile_question_is_shown_as_text(self, found: Scope) -> None:
        answer = Client().get('/search/?q="><script>alert(1)</script>\u202e&kind=<img src=x>&page=-3')
        page = answer.content.decode()
        assert answer.status_code == 200 and "<script>alert" not in page and "<img src=x" not in page
        assert "\u202e" not in page

    def test_a_house_without_an_index_says_so(self, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(views, "_scope", lambda: scope)
        views._kept.clear()
        assert "検索の準備をしています" in Client().get("/search/?q=x").content.decode()
        services.refresh(scope)
        assert "検索の準備をしています" not in Client().get("/search/?q=x").content.decode()

    def test_the_box_of_every_page_leads_there(self, site: Callable[..., Pages]) -> None:
        pages = site(40, {"dashboard.toml": CARDS})
        for path, there in (
            ("index.html", "search/"),
            ("cards/ages/index.html", "../../search/"),
            ("en/about/index.html", "../search/"),
        ):
            assert f'<form class="seek" role="search" action="{there}" method="get"' in pages.text(path), path
        assert "seek" not in pages.text("search/index.html")


class TestApi:
    def test_the_same_list_with_a_cursor(self, found: Scope) -> None:
        seen, where = [], "/api/v1/find?ended=true&limit=5"
        while where:
            said = Client().get(where).json()
            seen += [item["page"] for item in said["items"]]
            where = (
                f"/api/v1/find?{urlencode({'ended': 'true', 'limit': 5, 'cursor': said['next']})}"
                if said["next"]
                else ""
            )
        asked = wanted(QueryDict("ended=1"))
        assert seen == [f"/{hit.path}" for hit in queries.find(found, asked, DAY, 200, 0).hits] and len(seen) > 10

    def test_kinds_have_names(self, found: Scope) -> None:
        said = Client().get("/api/v1/find/kinds?q=在宅勤務").json()
        assert said == {"kinds": [{"kind": "thing", "title": {"ja": "もの", "en": "Things"}, "count": 1}]}


NAMES = ["q", "kind", "ended", "syn", "limit", "cursor", "page", "format", "x"]
VALUES = st.one_of(
    st.sampled_from(["", "家賃", "0", "1", "-1", "9" * 11, "true", "card", "json", "%", "\x00"]), st.text(max_size=30)
)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/api/v1/find", "/api/v1/find/kinds", "/search/", "/en/search/"]),
    st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5),
)
def test_generated_questions_are_answered_or_refused(found: Scope, path: str, pairs: list[tuple[str, str]]) -> None:
    client = Client(raise_request_exception=False)
    said = client.get(f"{path}?{urlencode(pairs, errors='replace')}")
    assert said.status_code in (200, 400, 404, 406, 410, 422), (path, pairs, said.content[:300])


def test_many_kinds_in_an_address_are_cut() -> None:
    assert len(wanted(QueryDict(urlencode([("kind", f"k{n}") for n in range(900)]))).kinds) == MOST_KINDS


WORDS = [
    "家賃",
    "給付金",
    "補助金",
    "京都",
    "東京都",
    "申込み",
    "申し込み",
    "Wi-Fi",
    "ＰＣＲ検査",
    "子ども",
    "窓口",
    "旭町",
    "テレワーク",
]
EXPECTED = "c443fcb1e0cd3a5b"


def test_both_databases_give_one_list(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    """With kinds, places, lots and last days: the digest is that of every database."""
    import random

    rng = random.Random(5)

    def some(number: int) -> str:
        return "".join(rng.choices(WORDS, k=number))

    things = [
        Findable(
            rng.choice(("one", "two")),
            f"x/{n * 7919 % 300}/",
            Text(some(3), f"Title {n % 7}"),
            Text(some(9), some(2)),
            until=date(2026, 11, 1 + n % 30) if n % 3 else None,
            place=n % 4,
            lot=rng.randrange(1, 2_000_000_000),
        )
        for n in range(300)
    ]
    theirs = Searchable({"one": Text("一", "1"), "two": Text("二", "2")}, lambda scope: things)
    monkeypatch.setitem(rooms.extras, SEAM, {"test": theirs})
    services.refresh(scope)
    lists = []
    for _ in range(80):
        text = rng.choice(things).title.ja
        start = rng.randrange(len(text) - 4)
        typed = " ".join(text[start + at : start + at + rng.randrange(1, 5)] for at in range(rng.randrange(1, 3)))
        question = urlencode({"q": typed, "kind": rng.choice(("one", "two")), "ended": rng.choice("01")})
        lists.append((question, paths(queries.find(scope, wanted(QueryDict(question)), DAY, 300, 0))))
    assert sum(bool(found) for _, found in lists) > 60
    assert hashlib.sha256(json.dumps(lists).encode()).hexdigest()[:16] == EXPECTED
