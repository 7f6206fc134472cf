"""Every text has two languages; the command line follows the locale, Japanese first."""

from __future__ import annotations

import pytest

from tomoni.i18n import Text, cli_language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "ja"),
        ({"LANG": "C.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "ja_JP.UTF-8", "TOMONI_LANG": "en"}, "en"),
        ({"LC_ALL": "", "LANG": "en_GB"}, "en"),
    ],
)
def test_the_locale_decides_and_our_own_variable_wins(environ: dict[str, str], language: str) -> None:
    assert cli_language(environ) == language


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        ("数", "数", "数"),
        ({"ja": "数", "en": "Numbers"}, "数", "Numbers"),
        ({"ja": "数"}, "数", "数"),
        ({"en": "Numbers"}, "Numbers", "Numbers"),
        (Text("数", "Numbers"), "数", "Numbers"),
    ],
)
def test_configuration_may_give_one_language_or_two(value: object, ja: str, en: str) -> None:
    text = Text.of(value)
    assert (text["ja"], text["en"]) == (ja, en)


def test_values_are_filled_into_both() -> None:
    assert Text("{n}行", "{n} rows").format(n=3) == Text("3行", "3 rows")
