"""Ids are ASCII, stable and say what is special; titles are words for people."""

from __future__ import annotations

import pytest

from tomoni.registry import untitled
from tomoni.registry.naming import sheet_slug, stem_slug, stem_title


@pytest.mark.parametrize(
    ("stem", "slug"),
    [
        ("020526-kansensya_pcr", "kansensya-pcr"),
        ("01kanja_2020-06-29", "kanja"),
        ("130001_city_patients", "city-patients"),
        ("Ｄａｔａ　２０２０", "data"),
        ("20200418", "20200418"),
        ("患者一覧", ""),
    ],
)
def test_dates_and_edition_numbers_are_left_out_of_a_stem(stem: str, slug: str) -> None:
    assert stem_slug(stem) == slug


@pytest.mark.parametrize(
    ("sheet", "slug"), [("all", "all"), ("Ward 1", "ward-1"), ("Sheet1", ""), ("【公開OK】集計", ""), ("シート2", "")]
)
def test_a_sheet_is_named_only_when_ascii_tells_it_apart(sheet: str, slug: str) -> None:
    assert sheet_slug(sheet) == slug


def test_a_title_from_a_file_name_leaves_its_date_out() -> None:
    assert stem_title("相談件数_20200418") == "相談件数"


@pytest.mark.parametrize(
    ("entry", "ja", "en"),
    [
        (("covid19-patients", "covid19-patients", "d"), "陽性患者属性", "Attributes of confirmed patients"),
        (("kobe-patients", "covid19-patients", "d"), "陽性患者属性（kobe-patients）", "(kobe-patients)"),
        (("hinanjo", "", "避難所一覧_20200401"), "避難所一覧", "避難所一覧"),
        (("d2", "", "d2_20200401"), "名前のないデータ（d2）", "Data without a name (d2)"),
        (("d2", "no-such-schema", ""), "名前のないデータ（d2）", "Data without a name (d2)"),
    ],
)
def test_a_dataset_without_a_title_is_not_called_by_its_id(entry: tuple[str, str, str], ja: str, en: str) -> None:
    made = untitled.title(*entry)
    assert made.ja == ja and made.en.endswith(en)
