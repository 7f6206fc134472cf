"""Further languages are spoken through Japanese and English; what has no words stays, and old words are never said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tomoni.i18n import Text, format, speaking

NEWS = Text("お知らせ", "News")


def folder(tmp_path: Path, lang: str, text: str) -> Path:
    (tmp_path / "texts").mkdir(exist_ok=True)
    (tmp_path / "texts" / f"{lang}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_translation_is_said_only_while_it_is_spoken(tmp_path: Path) -> None:
    home = folder(
        tmp_path, "zh-Hans", '[words]\n"お知らせ" = "通知"\n[[text]]\nid = "a"\nsource = "人"\ntext = "人数"\n'
    )
    with speaking.speaking("zh-Hans", home) as base:
        assert (base, NEWS[base], Text("人", "people")["en"]) == ("en", "通知", "人数")
        assert NEWS["ja"] == "お知らせ"
        assert Text("人々", "persons")["en"] == "persons"
    assert NEWS["en"] == "News"


def test_words_of_another_source_are_not_shown(tmp_path: Path) -> None:
    home = folder(tmp_path, "ko", '[[text]]\nid = "a"\nsource = "電話 1"\ntext = "전화 1"\n')
    with speaking.speaking("ko", home) as base:
        assert Text("電話 2", "Phone 2")[base] == "Phone 2"


def test_a_community_rewords_japanese_and_english_pages(tmp_path: Path) -> None:
    home = folder(tmp_path, "ja", '[words]\n"お知らせ" = "ニュース"\n')
    with speaking.speaking("ja", home) as base:
        assert NEWS[base] == "ニュース"


@pytest.mark.parametrize("broken", ["[words", "words = 3", "[words]\nx = 5\n[[text]]\nid = 3\n", "text = 'x'"])
def test_a_broken_file_says_nothing(tmp_path: Path, broken: str) -> None:
    with speaking.speaking("ne", folder(tmp_path, "ko", broken)) as base:
        assert NEWS[base] == "News"


def test_easy_japanese_has_words_of_its_own_and_falls_back_to_japanese() -> None:
    with speaking.speaking("ja-easy") as base:
        assert base == "ja"
        assert Text("出典", "Source")[base] == "もとの 表を 出した 人"
        assert Text("ない言葉", "no word")[base] == "ない言葉"


def test_days_are_written_as_the_language_does(tmp_path: Path) -> None:
    day = date(2020, 4, 8)
    with speaking.speaking("ko") as base:
        assert format.day(day, base) == "2020년 4월 8일"
    with speaking.speaking("ne") as base:
        assert format.day(day, base) == "2020-04-08"
    with speaking.speaking("th", folder(tmp_path, "th", '[format]\nday = "{d}.{m}.{y}"\n')) as base:
        assert format.day(day, base) == "8.4.2020"
    with speaking.speaking("th", folder(tmp_path, "th", '[format]\nday = "{nope}"\n ')) as base:
        assert format.day(day, base) == "2020-04-08"
    assert format.day(day, "en") == "8 April 2020"


def test_years_of_an_era() -> None:
    assert format.era_day(date(2019, 5, 1)) == "令和元年5月1日"
    assert format.era_day(date(2019, 4, 30)) == "平成31年4月30日"
    assert format.era_day(date(2020, 4, 18), weekday=True) == "令和2年4月18日（土）"


def test_where_pages_of_a_language_stand() -> None:
    assert [speaking.folder_of(lang) for lang in ("ja", "en", "ja-easy", "zh-Hant")] == ["", "en/", "easy/", "zh-hant/"]
    assert [speaking.is_language(x) for x in ("ko", "pt-BR", "old", "../x", "")] == [True, True, False, False, False]
