"""A community's colour: taken when text in it can be read, everywhere, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.look import theme
from tomoni.registry.community import load
from tomoni.registry.errors import Problem

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize("name", theme.HUES)
def test_every_hue_can_be_read_as_it_is(name: str) -> None:
    assert theme.readable(name) == theme.HUES[name]


@settings(max_examples=60, deadline=None)
@given(COLOURS)
def test_whatever_is_given_the_sheet_can_be_read(said: str) -> None:
    light, dark = re.findall(r"--key:(#[0-9a-f]{6})", theme.css(said))
    assert all(theme.contrast(light, ground) >= 4.5 for ground in theme.LIGHT)
    assert all(theme.contrast(dark, ground) >= 4.5 for ground in theme.DARK)
    soft_light, soft_dark = re.findall(r"--key-soft:(#[0-9a-f]{6})", theme.css(said))
    assert theme.contrast("#1a1a1a", soft_light) >= 4.5
    assert theme.contrast("#f2f2f2", soft_dark) >= 4.5
    assert theme.contrast(light, soft_light) >= 4.5, "links stand on it too: in notes, where one is among choices"
    assert theme.contrast(dark, soft_dark) >= 4.5


@settings(max_examples=30, deadline=None)
@given(COLOURS)
def test_a_colour_that_can_be_read_stays_itself(said: str) -> None:
    fine = all(theme.contrast(said, ground) >= 4.5 for ground in theme.LIGHT)
    assert (theme.readable(said) == said) is fine


def folder(tmp_path: Path, line: str) -> Path:
    text = f'[community]\nid = "x"\ncode = "992011"\nname = "みほん市"\n\n[theme]\n{line}\n'
    (tmp_path / "community.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_it_is_said_in_the_folder(tmp_path: Path) -> None:
    assert load(folder(tmp_path, 'color = "green"')).theme == "green"
    assert load(folder(tmp_path, 'color = "#115A36"')).theme == "#115A36"
    assert load(folder(tmp_path, "")).theme == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('color = "みどり"', "green"),
        ('color = "#ffee00"', "#7"),
        ('color = "#fff"', "#1a5e20"),
        ("colour = 1", "colour"),
    ],
)
def test_what_will_not_do_is_refused_with_what_will(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(Problem) as refused:
        load(folder(tmp_path, line))
    assert words in refused.value.text.ja
