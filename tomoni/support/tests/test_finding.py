"""What people find: words, filters with counts, what is open, what is silent about a place or language, a fair order."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.test import Client

from tomoni.i18n import format
from tomoni.publish.services import publish
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.support import asking, finding, order, services, showing, views
from tomoni.support.tests.test_gates import table

DAY = date(2026, 11, 20)
COLUMNS = (
    "管理番号",
    "名称",
    "提供者",
    "概要",
    "対象の地域",
    "だれ向け",
    "困りごと",
    "相談できる言語",
    "受付終了",
    "更新した日",
)


@pytest.fixture
def found(published: Scope, settings: Any) -> Scope:
    """The sample's list in the search, and this community in the views."""
    services.refresh(published)
    return published


def look(scope: Scope, question: str, day: date = DAY) -> finding.Found:
    return finding.find(scope, asking.wanted(QueryDict(question)), day)


def titles(found: finding.Found) -> list[str]:
    return [one.title for one in found.measures]


class TestWords:
    @pytest.mark.parametrize("typed", ["家賃", "ヤチン の 家賃", "貸し出し", "貸出し", "ﾊﾟｿｺﾝ", "ﾃﾚﾜｰｸ　ﾊﾟｿｺﾝ"])
    def test_as_people_type_them(self, found: Scope, typed: str) -> None:
        result = titles(look(found, f"q={typed}&ended=1"))
        wanted = {"家賃": ["家賃の支援金（みほん市）"], "ヤチン の 家賃": []}
        assert result == wanted.get(typed, ["テレワーク用パソコンの貸し出し"])

    def test_synonyms_are_said_and_can_be_left_out(self, found: Scope) -> None:
        with_them, without = look(found, "q=住居費"), look(found, "q=住居費&syn=0")
        assert "家賃の支援金（みほん市）" in titles(with_them) and "家賃" in with_them.also
        assert (titles(without), without.also) == ([], ())

    def test_a_slip_is_only_suggested(self, found: Scope) -> None:
        result = look(found, "q=資金繰")
        assert titles(result) == ["小さな会社の資金繰り融資"]
        slip = look(found, "q=テレワクー&ended=1")
        assert (titles(slip), slip.suggestion) == ([], "テレワーク")

    def test_signs_alone_find_nothing(self, found: Scope) -> None:
        assert look(found, "q=、。！").total == 0


def test_a_new_tokeniser_makes_the_index_anew(found: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    from tomoni.search import tokens
    from tomoni.search.models import Document

    monkeypatch.setattr(tokens, "version", lambda: "next")
    services.refresh(found)
    ours = Document.objects.filter(collection=services.collection_name(found))
    assert set(ours.values_list("tokens", flat=True)) == {"next"}
    assert titles(look(found, "q=家賃")) == ["家賃の支援金（みほん市）"]


class TestOpen:
    def test_what_has_ended_is_hidden_until_asked_for(self, found: Scope) -> None:
        ended = "テレワーク用パソコンの貸し出し"
        assert ended not in titles(look(found, ""))
        assert ended in titles(look(found, "ended=1"))
        assert ended in titles(look(found, "", date(2026, 3, 31)))
        assert ended not in titles(look(found, "", date(2026, 4, 1)))

    def test_words_instead_of_a_day_do_not_end_anything(self, found: Scope) -> None:
        assert "ひとり親家庭の食料おとどけ便" in titles(look(found, "q=食料", date(2090, 1, 1)))

    def test_the_nearest_end_comes_first(self, found: Scope) -> None:
        assert titles(look(found, "sort=deadline"))[0] == "小さな会社の資金繰り融資"

    def test_only_a_page_made_for_its_reader_counts_the_days_that_are_left(self, found: Scope) -> None:
        """A file of the site is read on other days than the one it was made on."""
        nearest = next(one for one in look(found, "sort=deadline").measures if one.open_to)
        assert nearest.open_to
        on, end = nearest.open_to - timedelta(days=3), format.day(nearest.open_to, weekday=True)
        assert showing.deadline(nearest, on, live=True).ja == f"{end}まで（あと3日）"
        assert showing.deadline(nearest, nearest.open_to, live=True).ja == f"{end}まで（今日まで）"
        assert showing.deadline(nearest, on).ja == showing.deadline(nearest, nearest.open_to).ja == f"{end}まで"

    def test_long_without_a_look_is_said(self, found: Scope) -> None:
        by_title = {one.title: one for one in look(found, "").measures}
        old, new = by_title["介護をする家族の相談会"], by_title["外国人のためのくらし相談"]
        said = showing.unverified(old, DAY, 180)
        assert old.looked_at and (DAY - old.looked_at).days == 354
        assert said and said.ja == f"{format.day(old.looked_at)}から確認されていません"
        assert showing.unverified(new, DAY, 180) is None


class TestFilters:
    def test_counts_are_those_of_the_list_that_follows(self, found: Scope) -> None:
        stamp = finding.stamp(found)
        asked = asking.wanted(QueryDict(""))
        counted = finding.counts(found, asked, DAY, stamp)
        assert dict(counted["need"])["お金"] == 3
        for name in ("who", "need", "kind", "fee", "by", "life", "industry"):
            for value, number in counted[name]:
                query = QueryDict(mutable=True)
                query[name] = value
                assert look(found, query.urlencode()).total == number, (name, value)

    def test_a_place_has_its_own_and_what_holds_everywhere(self, found: Scope) -> None:
        own = look(found, "area=992011")
        assert {"こども医療費の助成", "小さな会社の資金繰り融資"} <= set(titles(own)[: own.fitting])
        elsewhere = look(found, "area=282103")
        fitting = titles(elsewhere)[: elsewhere.fitting]
        assert "小さな会社の資金繰り融資" in fitting and "こども医療費の助成" not in titles(elsewhere)

    def test_a_place_that_is_not_one_is_said(self) -> None:
        assert asking.wanted(QueryDict("area=府中市")).place == "府中市"
        assert asking.wanted(QueryDict("area=加古川市")).filters == {"area": ("282103",)}

    @pytest.mark.parametrize(("question", "fits"), [("lang=vi", 2), ("residence=どの在留資格でもよい", 1)])
    def test_silence_stays_visible_after_what_fits(self, found: Scope, question: str, fits: int) -> None:
        result = look(found, question)
        assert result.fitting == fits
        silent = result.measures[result.fitting :]
        assert silent and result.total == fits + result.silent
        name = "languages" if question.startswith("lang") else "residence"
        assert not any(getattr(one, name) for one in silent)

    def test_an_address_says_what_was_asked_and_back(self) -> None:
        asked = asking.wanted(QueryDict("q=家賃&need=お金&need=住まい&area=全国&ended=1&sort=deadline&page=3&syn=0"))
        again = asking.wanted(QueryDict(asked.query(page=3)))
        assert again == asked and again.filters["need"] == ("お金", "住まい")

    @pytest.mark.parametrize(
        "question",
        [
            "page=-1",
            "page=１",
            "page=999999999999",
            "sort=x&lang=../../etc",
            "q=" + "あ" * 5_000,
            "area=%00",
            "need=" * 300,
        ],
    )
    def test_an_address_made_by_hand_is_cut_to_size(self, question: str) -> None:
        asked = asking.wanted(QueryDict(question))
        assert 1 <= asked.page <= asking.MOST_PAGES and len(asked.text) <= asking.LONGEST + 1


class TestFairOrder:
    @pytest.fixture
    def crowd(self, scope: Scope, add: Any) -> Scope:
        """Three providers, one with many more measures than the others, all alike in what is sorted by."""
        shares = {"大きな会社": 30, "町の会": 5, "小さな店": 5}
        rows = [
            {
                "管理番号": f"{who}{n}",
                "名称": f"相談会 {who}{n}",
                "提供者": who,
                "概要": "相談できます",
                "更新した日": "2026-11-01",
            }
            for who, number in shares.items()
            for n in range(number)
        ]
        add("crowd.csv", table(rows, COLUMNS), "crowd")
        rooms.page_sources.clear()
        assert publish(scope)[0].status == "published"
        services.refresh(scope)
        return scope

    def test_every_provider_comes_once_before_anybody_comes_twice(self, crowd: Scope) -> None:
        listed = [one.provider for one in look(crowd, "q=相談").measures]
        assert [len(set(listed[at : at + 3])) for at in (0, 3, 6, 9, 12)] == [3] * 5

    def test_nobody_has_the_first_place_for_good(self, crowd: Scope) -> None:
        days = [DAY + timedelta(n) for n in range(60)]
        first = [look(crowd, "q=相談", day).measures[0].provider for day in days]
        assert min(first.count(who) for who in ("大きな会社", "町の会", "小さな店")) >= 10
        assert first == [look(crowd, "q=相談", day).measures[0].provider for day in days]

    def test_a_days_number_never_loses_an_order(self) -> None:
        turns = {order.turn(DAY + timedelta(n)) for n in range(3_000)}
        assert len(turns) == 3_000 and all(1 <= one < order.PRIME for one in turns)


class TestPages:
    @pytest.fixture
    def client(self, found: Scope, monkeypatch: pytest.MonkeyPatch) -> Client:
        monkeypatch.setattr(views, "_scope", lambda: found)
        return Client()

    def test_the_page_works_without_scripts_and_marks_what_matched(self, client: Client) -> None:
        page = client.get("/support/find/?q=家賃").content.decode()
        assert "<mark>家賃</mark>" in page and "<script" not in page.split("</head>")[1].split("<main")[-1]
        assert len(page.encode()) < 60_000

    def test_a_hostile_question_is_shown_as_text(self, client: Client) -> None:
        answer = client.get('/support/find/?q="><script>alert(1)</script>&need=<img src=x>&area="onload=')
        page = answer.content.decode()
        assert answer.status_code == 200 and "<script>alert" not in page and "<img src=x" not in page

    def test_a_saved_search_is_a_feed(self, client: Client) -> None:
        answer = client.get("/support/find/feed.atom?q=家賃")
        root = ElementTree.fromstring(answer.content)
        names = [one.findtext("{*}title") for one in root.findall("{*}entry")]
        assert answer["Content-Type"].startswith("application/atom+xml") and names == ["家賃の支援金（みほん市）"]

    def test_a_search_is_a_code_for_a_phone(self, client: Client) -> None:
        answer = client.get("/support/find/qr.svg?q=家賃")
        assert answer["Content-Type"] == "image/svg+xml" and b"<svg" in answer.content
        assert client.post("/support/find/").status_code == 405

    def test_to_read_in_english_is_not_to_ask_for_advice_in_english(self, client: Client) -> None:
        page = client.get("/support/find/?q=食料&in=en").content.decode()
        assert 'name="in" value="en"' in page and "ひとり親家庭の<mark>食料</mark>" in page

    def test_english_shows_headings_telephone_and_what_a_machine_translated(self, client: Client) -> None:
        page = client.get("/support/find/?q=医療費&in=en").content.decode()
        assert "Machine translation" in page and "Medical costs of children" in page and "000-0000-1102" in page
        untranslated = client.get("/support/find/?q=食料&in=en").content.decode()
        assert re.search(r"Tel\.\s+000-0000-1103", untranslated), untranslated[-4000:]
        assert 'lang="ja">ひとり親家庭の<mark>食料</mark>' in untranslated


def test_the_site_search_is_offered_every_measure_in_fair_order(published: Scope) -> None:
    from tomoni.support import offers, queries

    offered = {one.path: one for one in offers.entries(published)}
    measures = queries.collection(published).measures
    assert set(offered) == {f"support/m/{one.key}/" for one in measures}
    rent = next(one for one in offered.values() if one.title.ja == "家賃の支援金（みほん市）")
    assert "家賃" in rent.words.ja and rent.of.ja and rent.lot > 0
    firsts = [one for one in offered.values() if one.place == 1]
    assert len(firsts) == len({one.provider or one.key for one in measures})
