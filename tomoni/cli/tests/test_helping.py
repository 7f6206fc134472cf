"""Every command explains itself and each of its options, in Japanese and in English."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache

import pytest

from tomoni.cli.helping import _japanese, first_sentence
from tomoni.cli.main import COMMANDS, main

LOCALES = {"ja": "ja_JP.UTF-8", "en": "en_US.UTF-8"}
KANA = re.compile(r"[ぁ-んァ-ヶ]")


@cache
def told(language: str, command: str) -> str:
    """What `tomoni COMMAND --help` prints in a locale; texts are chosen when the program starts."""
    environment = {**os.environ, "LC_ALL": LOCALES[language], "LANG": LOCALES[language], "COLUMNS": "200"}
    program = "from tomoni.cli.main import main; main(prog_name='tomoni')"
    arguments = [command] if command else []
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--help"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_japanese_help_is_japanese(command: str) -> None:
    text = told("ja", command)
    assert KANA.search(text)
    assert not re.search(r"Usage|Options:|Commands:|Show (this|the)|\[required|\[default", text)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_english_help_is_english(command: str) -> None:
    assert not KANA.search(told("en", command).replace("列", ""))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(command: str) -> None:
    found = main.get_command(main.make_context("tomoni", [], resilient_parsing=True), command)
    assert found is not None
    assert found.help
    silent = [
        p.name for p in found.params if p.param_type_name == "option" and not getattr(p, "help", "") and not p.hidden
    ]
    assert silent == []


def test_the_list_says_what_each_command_does_in_a_line() -> None:
    text = told("ja", "")
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\S", text, re.MULTILINE), command
    assert "終了コード: 0 完了" in text


def test_words_of_click_are_put_into_japanese() -> None:
    assert _japanese("出す先  [required]") == "出す先  [必須]"
    assert _japanese("[default: 8000; 1<=x<=65535]") == "[指定がなければ 8000; 1<=x<=65535]"
    assert first_sentence(main) == first_sentence(main).rstrip("。.")
