"""Corrections in public: a changed past value is on the chart, on the page of versions, in the notices, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tomoni.dashboard.tests.conftest import Pages, cases
from tomoni.publish import reasons
from tomoni.registry.errors import Problem
from tomoni.registry.scope import Scope

BY_DAY = """\
[[card]]
id = "by-day"
type = "bar"
dataset = "covid19-patients"
title = { ja = "公表日別", en = "By day" }
x = "公表_年月日"
unit = { ja = "人", en = "people" }
"""


@pytest.fixture
def corrected(scope: Scope, site: Callable[..., Pages], tmp_path: Path) -> Callable[..., Pages]:
    """Two publications: in the second one case has moved from 3 to 4 April, and two days are new."""

    def make(reason: str = "", card: str = BY_DAY, provisional: int = 0) -> Pages:
        from tomoni.dashboard.pages import all_pages
        from tomoni.publish.services import publish
        from tomoni.registry.services import add_file

        site(40, {"dashboard.toml": card})
        if provisional:
            source = scope.community.dir / "sources" / "covid19-patients.toml"
            source.write_text(
                f"provisional_days = {provisional}\n" + source.read_text(encoding="utf-8"), encoding="utf-8"
            )
        later = tmp_path / "later.csv"
        later.write_text(cases(44).replace("\n5,2020/4/3,", "\n5,2020/4/4,"), encoding="utf-8")
        (added,) = add_file(scope, later, "covid19-patients")
        if reason:
            reasons.give(scope.community.dir, added.file, reason)
        outcome = publish(scope)
        assert [one.status for one in outcome] == ["published"], outcome
        return Pages(all_pages(scope))

    return make


PARTS = BY_DAY.replace('type = "bar"', 'type = "stacked"\nsplit = "患者_居住地"')


def test_each_point_says_its_own_reason(corrected: Callable[..., Pages]) -> None:
    """The source still completed 4 April, so its change says why by itself; the one of 3 April was a mistake."""
    page = corrected("mistake", provisional=17).text("cards/by-day/index.html")
    assert "4月4日 2人→3人（追加報告による更新、" in page
    assert "4月3日 2人→1人（入力・転記の誤りの訂正、" in page


class TestSeveralSeries:
    def test_a_corrected_point_says_of_which_series_it_is(self, corrected: Callable[..., Pages]) -> None:
        """The case that moved was of 甲町; the other towns of that day did not change."""
        pages = corrected("mistake", PARTS)
        page = pages.text("cards/by-day/index.html")
        assert "4月3日 甲町: 1人→0人（入力・転記の誤りの訂正、" in page and "乙町:" not in page
        assert "<li>2020年4月3日 甲町: 1人→0人" in pages.text("cards/by-day/versions/index.html")

    def test_the_differences_of_an_older_version_name_the_series(self, corrected: Callable[..., Pages]) -> None:
        page = corrected("mistake", PARTS).text("cards/by-day/versions/1/index.html")
        section = page[page.index('id="now"') : page.index('id="rows"')]
        assert "区分" in section and "甲町" in section and "乙町" not in section


class TestVersions:
    def test_the_chart_marks_the_point_and_says_what_and_why(self, corrected: Callable[..., Pages]) -> None:
        page = corrected("mistake").text("cards/by-day/index.html")
        assert 'class="c-co"' in page and "4月3日 2人→1人（入力・転記の誤りの訂正、" in page
        assert "訂正した値が2か所" in page
        assert 'href="versions/"' in page

    def test_the_page_of_versions_sets_them_side_by_side(self, corrected: Callable[..., Pages]) -> None:
        pages = corrected()
        page = pages.text("cards/by-day/versions/index.html")
        assert "2人→1人" in page and "2人→3人" in page and reasons.NONE.ja in page
        assert "4月21日" in page and 'href="1/"' in page  # a new day differs, too
        lines = pages.text("cards/by-day/versions/versions.csv").splitlines()
        assert sum(line.startswith("1,") for line in lines) == 20 and sum(line.startswith("2,") for line in lines) == 22

    def test_the_card_as_it_was_and_what_is_different_now(self, corrected: Callable[..., Pages]) -> None:
        page = corrected().text("cards/by-day/versions/1/index.html")
        assert "過去の版です" in page and "<svg" in page
        assert "4月21日" not in page and page.count("2020年4月3日") >= 2

    def test_an_old_page_is_left_alone_until_something_of_it_changes(
        self, corrected: Callable[..., Pages], scope: Scope, tmp_path: Path
    ) -> None:
        from tomoni.dashboard.pages import all_pages
        from tomoni.publish.services import publish
        from tomoni.registry.services import add_file

        def second() -> tuple[str, bytes, bytes]:
            page = next(p for p in all_pages(scope) if p.path == "cards/by-day/versions/2/index.html")
            assert page.draft is not None
            return page.depends, page.draft(), page.render()

        def publishes(rows: int, *more: tuple[str, str]) -> None:
            text, name = cases(rows), f"{rows}.csv"
            for one, other in (("\n5,2020/4/3,", "\n5,2020/4/4,"), *more):
                text = text.replace(one, other)
            (tmp_path / name).write_text(text, encoding="utf-8")
            add_file(scope, tmp_path / name, "covid19-patients")
            assert [one.status for one in publish(scope)] == ["published"]

        corrected()
        publishes(48)
        third = second()
        publishes(52)
        fourth = second()
        assert fourth[0] != third[0] and fourth[1:] == third[1:]
        publishes(54, ("\n7,2020/4/4,", "\n7,2020/4/5,"))
        fifth = second()
        assert fifth[1] != fourth[1] and fifth[2] != fourth[2]

    def test_a_reason_is_in_the_notices_and_in_the_feed(self, corrected: Callable[..., Pages], scope: Scope) -> None:
        from tomoni.publish.feed import atom
        from tomoni.publish.queries import published

        corrected("調査の結果、公表日を改めました")
        (item,) = published(scope)
        assert reasons.said(item.publication.notices) == reasons.worded("調査の結果、公表日を改めました")
        assert "調査の結果、公表日を改めました" in atom(scope, [item]).decode()

    def test_within_the_provisional_days_it_says_so_by_itself(self, corrected: Callable[..., Pages]) -> None:
        assert reasons.LATER.ja in corrected(provisional=30).text("cards/by-day/versions/index.html")


class TestOneVersion:
    def test_a_card_with_one_version_has_no_page_of_versions(self, site: Callable[..., Pages]) -> None:
        pages = site(40, {"dashboard.toml": BY_DAY})
        assert not [path for path in pages if "versions" in path]


class TestReasons:
    def test_the_list_and_a_sentence_are_written_and_read_back(self, tmp_path: Path) -> None:
        reasons.give(tmp_path, "files/a.csv", "duplicate")
        reasons.give(tmp_path, 'files/"b".csv', "理由は\n\\ここ")
        assert reasons.given(tmp_path, "files/a.csv") == reasons.REASONS["duplicate"]
        assert reasons.given(tmp_path, 'files/"b".csv').ja == "理由は \\ここ"
        assert reasons.given(tmp_path, "files/c.csv") is None

    @pytest.mark.parametrize("nothing", ["", "  ", "x"])
    def test_a_reason_that_says_nothing_is_refused_with_the_list(self, tmp_path: Path, nothing: str) -> None:
        with pytest.raises(Problem, match="duplicate"):
            reasons.give(tmp_path, "a", nothing)

    @pytest.mark.parametrize("junk", ["", "[", "change = 3", "[[change]]", "[[change]]\nfile = 'a'\nreason = 3"])
    def test_a_fault_in_the_file_counts_as_no_reason(self, tmp_path: Path, junk: str) -> None:
        (tmp_path / reasons.FILE).write_text(junk, encoding="utf-8")
        assert reasons.given(tmp_path, "a") is None
