"""`tomoni new`: a folder for one place, in which no other place is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.registry.community import load
from tomoni.registry.errors import Problem
from tomoni.registry.founding import found, place
from tomoni.tables import codes


def text_of(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_code_gives_a_folder_that_loads(tmp_path: Path) -> None:
    config = found(tmp_path / "my-site", "281000")
    assert (config.id, config.code, config.name.ja, config.official) == ("my-site", "281000", "神戸市", False)
    assert load(tmp_path / "my-site") == config
    assert (tmp_path / "my-site" / ".gitignore").read_text() == ".tomoni/\nout/\n"


@pytest.mark.parametrize("asked", ["神戸市", "兵庫県神戸市", "28100", "Kobe"])
def test_a_place_may_be_called_in_several_ways(asked: str) -> None:
    assert place(asked).code == "281000"


@pytest.mark.parametrize("code", ["281000", "130001", "990019"])
def test_no_other_place_is_named(tmp_path: Path, code: str) -> None:
    text = text_of(found(tmp_path / "site", code).dir)
    own = {entry.prefecture for entry in codes.find(code)}
    others = {entry.prefecture for entry in codes.all_governments() if entry.kind == "prefecture"} - own
    assert not [name for name in sorted(others) if name in text]


def test_an_ambiguous_name_lists_the_candidates() -> None:
    with pytest.raises(Problem) as caught:
        place("府中市")
    assert "132063 東京都府中市" in caught.value.text.ja
    assert "342084 広島県府中市" in caught.value.text.ja


def test_an_unknown_name_is_said_so() -> None:
    with pytest.raises(Problem, match="No local government"):
        place("どこにもない市")


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("keep")
    with pytest.raises(Problem, match="not an empty folder"):
        found(tmp_path / "site", "281000")
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["mine.txt"]


def test_a_synthetic_code_gives_a_synthetic_community(tmp_path: Path) -> None:
    assert found(tmp_path / "site", "991234").synthetic


def test_a_site_is_begun_in_a_colour_of_its_own(tmp_path: Path) -> None:
    assert found(tmp_path / "green", "281000", "green").theme == "green"
    for wrong in ("みどり", "#ffee00"):
        with pytest.raises(Problem, match="colour of a site"):
            found(tmp_path / "wrong", "281000", wrong)
    assert not (tmp_path / "wrong").exists()
