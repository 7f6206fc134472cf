"""Lists in six forms become measures: what is read, what stays in its own words, and what never comes in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tomoni.publish.services import publish
from tomoni.registry.scope import Scope
from tomoni.support import forms, queries, reading
from tomoni.support.forms.base import Form
from tomoni.support.measure import FIELDS, Measure, State, from_json, to_json
from tomoni.support.tests.conftest import V1, V2
from tomoni.tables import schema


def read(form: Form, **row: str) -> Measure:
    made = form.measure("x", 1, row, row)
    assert made is not None
    return made


class TestForms:
    @pytest.mark.parametrize("name", sorted(forms.FORMS))
    def test_every_form_has_a_schema_and_reads_only_its_columns(self, name: str) -> None:
        known = schema.load(name).by_name
        asked: set[str] = set()

        class Row(dict[str, str]):
            def get(self, key: str, default: Any = None) -> Any:  # type: ignore[override]
                asked.add(key)
                return default

        form = forms.FORMS[name]
        for one in form.fields.values():
            one(Row())
        assert asked <= set(known)
        assert set(form.fields) | set(form.raw) <= set(FIELDS)
        assert form.name in known

    def test_words_in_a_date_cell_are_no_day_and_stay_readable(self) -> None:
        one = read(
            forms.FORMS["support-vscovid19@1"], サービス名称="家賃の相談", 終了日="コロナ終息を目途", 開始日="2020/3/2"
        )
        assert (one.open_to, one.raw["open_to"], one.open_from) == (None, "コロナ終息を目途", date(2020, 3, 2))
        assert one.state(date(2026, 1, 1)) == State.OPEN

    def test_a_name_is_what_makes_a_row_a_measure(self) -> None:
        assert forms.FORMS["support-measure"].measure("x", 1, {"概要": "…"}, {}) is None

    def test_form_two_says_everywhere_by_saying_nothing(self) -> None:
        form = forms.FORMS["support-vscovid19@2"]
        assert read(form, サービスの名称="a").area == ("000000",)
        assert read(form, サービスの名称="a", 都道府県="埼玉県, 東京都").area == ("110001", "130001")
        assert read(forms.FORMS["support-vscovid19@1"], サービス名称="a").area == ()

    def test_a_broken_corporate_number_stays_beside(self) -> None:
        one = read(forms.FORMS["support-vscovid19@2"], サービスの名称="a", 法人番号="10401126712")
        assert (one.provider_number, one.raw["provider_number"]) == ("", "10401126712")

    def test_jgrants_days_are_days_in_japan_and_nothing_is_unlimited(self) -> None:
        one = read(
            forms.FORMS["support-jgrants"],
            id="a0W", title="ものづくり補助金", subsidy_max_limit="0", target_area_search="北海道 / 青森県",
            acceptance_end_datetime="2026-03-31T08:00:00.000Z", industry="医療、福祉 / 建設業",
            detail='<p>上限あり<br>電話 03-0000-0000</p><script>alert(1)</script><img src="data:x">',
        )  # fmt: skip
        assert (one.amount, one.open_to, one.area) == ("", date(2026, 3, 31), ("010006", "020001"))
        assert one.industry == ("医療・福祉", "建設業")
        assert "alert" not in one.body and one.phone == ("03-0000-0000",)

    def test_the_standard_sheet_says_for_whom_by_which_half_is_filled(self) -> None:
        row = {
            "タイトル（制度名）": "a",
            "全国地方公共団体コード": "282103",
            "（個人対象）お困りごと分類": "3 住まい;お金",
        }
        one = read(forms.FORMS["support-program@2017"], **row)
        assert (one.audience, one.area, one.need) == (("個人",), ("282103",), ("住まい", "お金"))

    def test_there_and_back(self) -> None:
        one = read(
            forms.FORMS["support-measure"],
            名称="a",
            受付終了="令和8年3月31日",
            従業員数の上限="300人",
            相談できる言語="英語、手話",
        )
        assert from_json(to_json(one)) == one
        assert (one.max_employees, one.languages, one.open_to) == (300, ("en", "sign"), date(2026, 3, 31))


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "found"),
        [
            ("電話：０７８（９１８）５０００", ("078-918-5000",)),
            ("0120-279-338 か #9110", ("0120-279-338", "#9110")),
            ("https://x.example/0120-111-222", ()),
            ("2020-03-02から", ()),
        ],
    )
    def test_telephones(self, cell: str, found: tuple[str, ...]) -> None:
        assert reading.phones(cell) == found

    @pytest.mark.parametrize(
        "cell", ["javascript:alert(1)", "http://a b", "https://x.example/<b>", "//x", "", "https://ok\u202e.example/"]
    )
    def test_what_is_no_address_is_none(self, cell: str) -> None:
        assert reading.url(cell) == ""

    def test_texts_lose_what_is_no_text(self) -> None:
        assert reading.text("a\u202eb\x00c\u200f\r\n\n\n\nd") == "abc\n\nd"
        assert len(reading.text("あ" * 10_000_000)) == reading.LONGEST_TEXT + 1

    def test_a_cell_of_fifty_thousand_values_is_cut(self) -> None:
        assert len(reading.several(",".join(f"値{n}" for n in range(50_000)))) == reading.MOST_VALUES

    @pytest.mark.parametrize(
        ("cell", "yen"), [("5,000万円", 50_000_000), ("3億円以下", 300_000_000), ("0", None), ("なし", None)]
    )
    def test_amounts(self, cell: str, yen: int | None) -> None:
        assert reading.number(cell) == yen


@pytest.mark.shared
class TestRealLists:
    def test_both_lists_are_published_and_found_whole(
        self, scope: Scope, add: Callable[..., Any], shared: Path
    ) -> None:
        first = add("v1.csv", (shared / V1).read_bytes())
        second = add("v2.csv", (shared / V2).read_bytes())
        assert (first.schema, second.schema) == ("support-vscovid19@1", "support-vscovid19@2")
        from tomoni.registry.rooms import rooms

        rooms.page_sources.clear()
        assert {outcome.status for outcome in publish(scope)} == {"published"}
        found = queries.collection(scope, date(2020, 4, 1))
        assert len(found.measures) == 518 + 400
        assert len(found.by_key) == 918
        words = {one.raw["open_to"] for one in found.measures if "open_to" in one.raw and one.open_to is None}
        assert "コロナ終息を目途" in words
        assert not any(
            "空欄" in name or "非公開" in name for item in found.lists for name in columns(scope, item.dataset)
        )

    def test_a_bad_feed_over_the_live_file_changes_nothing(
        self, scope: Scope, add: Callable[..., Any], shared: Path
    ) -> None:
        from tomoni.registry.rooms import rooms

        added = add("v1.csv", (shared / V1).read_bytes())
        rooms.page_sources.clear()
        publish(scope)
        for name in ("error-empty.csv", "error-page-404-as-csv.csv", "error-page-500-as-csv.csv"):
            bad = (shared / "data/support/vs-covid19" / name).read_bytes()
            (scope.community.dir / added.file).write_bytes(bad)
            (outcome,) = publish(scope)
            assert (name, outcome.status, outcome.rows) == (name, "refused", 518)
            assert outcome.reasons
        assert len(queries.collection(scope).measures) == 518


def columns(scope: Scope, dataset: str) -> list[str]:
    from tomoni.publish import queries as published

    item = published.current(scope, dataset)
    assert item
    return list(item.frame.columns)
