"""A sentence with a day, a figure or a name in it is said whole in one language, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.i18n import Text, phrases, speaking

WORDS = """\
[words]
"人" = "personas"
"相談" = "consultas"
"{day}に、{a}増えました。" = "El {day}, {a} más."
"直近{n}日は変わります。" = "Los últimos {n} días cambian."
"{what}の数（{day}まで）" = "{what} hasta el {day}"
"次の号: {day}" = "Próximo: {day}"
"くわしくは {url}" = "Más: {url}"
"""


@pytest.fixture
def spanish(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "es.toml").write_text(WORDS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("ja", "said"),
    [
        ("2020年5月6日", "6/5/2020"),
        ("5月6日", "6/5"),
        ("令和元年5月6日（月）", "6/5/2019"),
        ("2020年5月", "5/2020"),
        ("2020年5月6日 9:05", "6/5/2020 9:05"),
        ("1,163人", "1,163 personas"),
        ("+1人", "+1 persona"),
        ("5月6日に、12人増えました。", "El 6/5, 12 personas más."),
        ("直近3日は変わります。", "Los últimos 3 días cambian."),
        ("相談の数（5月6日まで）", "consultas hasta el 6/5"),
        ("次の号: 2099年5月14日（木）", "Próximo: 14/5/2099"),
        ("くわしくは https://city.example/", "Más: https://city.example/"),
    ],
)
def test_what_can_be_said(spanish: Path, ja: str, said: str) -> None:
    with speaking.speaking("es", spanish) as base:
        assert Text(ja, "-")[base] == said
        assert speaking.was_said(said)


@pytest.mark.parametrize(
    "ja", ["検査の数（5月6日まで）", "5月6日に、12件増えました。", "13月40日", "直近数日は変わります。", "", "人々"]
)
def test_a_sentence_with_a_part_nobody_translated_stays_whole(spanish: Path, ja: str) -> None:
    with speaking.speaking("es", spanish) as base:
        assert Text(ja, "in English")[base] == "in English"


def test_easy_japanese_keeps_the_days_and_names_of_its_sentences() -> None:
    with speaking.speaking("ja-easy") as base:
        assert Text("5月6日に、3人減りました。", "-")[base] == "5月6日に 3人 へりました。"
        assert Text("5月6日", "6 May")[base] == "5月6日"


def test_other_languages_are_not_touched(spanish: Path) -> None:
    assert Text("5月6日", "6 May")["en"] == "6 May"
    with speaking.speaking("es", spanish), speaking.plainly():
        assert Text("5月6日", "6 May")["en"] == "6 May"


def test_a_regional_language_has_the_words_of_its_language() -> None:
    with speaking.speaking("pt-BR") as base:
        assert Text("緊急", "Emergency")[base] == "Emergência"


@pytest.mark.parametrize("path", sorted(speaking.OWN.glob("*.toml")), ids=lambda path: path.stem)
def test_the_products_words_keep_the_parts_of_their_sentences(path: Path) -> None:
    words = speaking.product(path.stem)
    assert words.words and not words.fault
    for ja, said in words.words.items():
        assert set(phrases.parts(ja)) == set(phrases.parts(said)), ja
