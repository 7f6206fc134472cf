"""What leaves the house: nothing private, no formula that runs, names others know; hostile cells stay text."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from tomoni.support import exports, feeds, forms, showing
from tomoni.support.measure import Measure
from tomoni.support.pages.details import data_block
from tomoni.support.tests.test_forms import read

DAY = date(2026, 11, 20)
EVIL = {
    "名称": '=HYPERLINK("http://x")',
    "提供者": "+1+cmd|' /C calc'!A0",
    "概要": "<script>alert(1)</script>\u202egnp.exe",
    "だれ向け": "@SUM(A1)",
    "受付終了": "-2+cmd|' /C calc'!A0",
    "詳細URL": "javascript:alert(1)",
}


@pytest.fixture
def evil() -> Measure:
    return read(forms.FORMS["support-measure"], **EVIL)


def test_no_cell_of_the_csv_is_run_by_a_spreadsheet(evil: Measure) -> None:
    text = exports.csv([evil], DAY).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] and not [cell for cell in rows[1] if cell.startswith(("=", "+", "@", "-", "\t", "\r"))]
    assert any("HYPERLINK" in cell for cell in rows[1]), "the words are kept"


def test_script_marks_of_direction_and_false_addresses_are_text_or_gone(evil: Measure) -> None:
    assert evil.detail_url == "" and "\u202e" not in evil.summary
    block = data_block(showing.json_ld(evil, "https://a.example", DAY))
    assert "<" not in block and json.loads(block)["name"] == EVIL["名称"]


def test_no_field_has_a_place_for_who_filled_the_form_in() -> None:
    names = " ".join(one.name for one in fields(Measure))
    assert not [word for word in ("mail", "author_", "created_by", "contact", "submitter") if word in names]
    row = {"名称": "a", "記入者の連絡先（非公開）": "taro@office.example"}
    one = read(forms.FORMS["support-measure"], **row)
    said = exports.csv([one], DAY) + exports.json_lines([one], DAY) + exports.seido_list([one])
    assert b"taro@" not in said + exports.hsds_list([one], DAY) + exports.parquet([one], DAY)


def test_parquet_and_json_say_the_same_with_the_raw_words_beside() -> None:
    one = read(forms.FORMS["support-measure"], 名称="相談", 受付終了="未定", 対象の地域="加古川市")
    frame = pl.read_parquet(io.BytesIO(exports.parquet([one], DAY)))
    said: dict[str, Any] = json.loads(exports.json_lines([one], DAY))["measures"][0]
    assert frame["open_to"].to_list() == [None] and frame["open_to_raw"].to_list() == ["未定"]
    assert (said["open_to"], said["raw"]["open_to"], said["area"]) == (None, "未定", ["282103"])
    assert frame.schema["open_to"] == pl.Date


def test_others_read_it_under_the_names_they_know() -> None:
    one = read(
        forms.FORMS["support-measure"],
        名称="融資",
        提供者="県",
        対象の地域="兵庫県",
        受付終了="2027-03-31",
        困りごと="資金繰り",
    )
    (seido,) = json.loads(exports.seido_list([one]))["items"]
    assert seido["reception_end_date"] == "2027-03-31" and seido["prefectures"][0]["code"] == "280003"
    assert seido["purpose_categories"] == [{"name": "資金繰り"}]
    hsds = exports.hsds(one, DAY)
    assert (hsds["name"], hsds["status"], hsds["organization"]["name"]) == ("融資", "active", "県")
    assert exports.hsds(one, date(2027, 4, 1))["status"] == "inactive"


def test_what_the_public_sector_offers_is_a_government_service() -> None:
    row = {"名称": "手当", "提供者": "市役所", "提供者の種類": "公的", "相談の電話": "078-918-5000"}
    said = showing.json_ld(read(forms.FORMS["support-measure"], **row), "https://a.example", DAY)
    assert said["@type"] == "GovernmentService"
    assert said["availableChannel"]["servicePhone"]["telephone"] == "078-918-5000"
    row["提供者の種類"] = "民間"
    assert showing.json_ld(read(forms.FORMS["support-measure"], **row), "", DAY)["@type"] == "Service"


def test_a_feed_with_hostile_words_is_xml(evil: Measure, scope: Any) -> None:
    body = feeds.atom(scope.community, [evil], DAY, title="支援", path="support/feed.atom", root="../")
    (entry,) = ElementTree.fromstring(body).findall("{*}entry")
    assert entry.findtext("{*}title") == EVIL["名称"]
    assert "<script" not in (entry.findtext("{*}content") or "")


def test_a_cell_of_ten_megabytes_is_cut_and_says_so() -> None:
    one = read(forms.FORMS["support-measure"], 名称="長い支援", 内容="あ" * 10_000_000)
    assert one.body.endswith("…") and len(one.body) == 20_001


@pytest.mark.shared
def test_every_name_of_our_hsds_is_one_of_the_standards(shared: Path) -> None:
    """Against the standard's own full example, object by object."""
    example = json.loads((shared / "data/support/hsds-examples/service_full.json").read_text(encoding="utf-8"))
    row = {
        "名称": "相談", "提供者": "市", "費用": "無料", "対象の地域": "兵庫県", "受付終了": "2027-03-31", "期間の説明": "毎週", "困りごと": "お金",
        "持ち物・必要書類": "通帳", "相談の電話": "078-918-5000", "相談できる言語": "やさしい日本語;英語;手話", "更新した日": "2026-10-01",
    }  # fmt: skip
    ours = exports.hsds(read(forms.FORMS["support-measure"], **row), DAY)

    def strange(mine: Any, theirs: Any, at: str) -> list[str]:
        if isinstance(mine, list):
            return [one for part in mine for one in strange(part, theirs[0] if theirs else {}, at)]
        if not isinstance(mine, dict):
            return []
        unknown = [f"{at}.{name}" for name in mine if name not in theirs]
        return unknown + [
            one for name in mine if name in theirs for one in strange(mine[name], theirs[name], f"{at}.{name}")
        ]

    assert strange(ours, example, "service") == []
    assert {one["extent_type"] for one in ours["service_areas"]} <= {"geojson", "topojson", "kml", "text"}
    assert [one["code"] for one in ours["languages"]] == ["ja", "en", "jsl"], "signing is a language too (ISO 639-3)"
    assert {"id", "name", "status"} <= set(ours) and len(ours["phones"]) == len(ours["required_documents"]) == 1
