"""Every mistake in a folder's files is answered with the file, the line, the key and the fix, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.registry.community import load
from tomoni.registry.errors import Problem
from tomoni.registry.sources import load_source

GOOD = '[community]\nid = "kobe"\ncode = "281000"\nname = { ja = "神戸市", en = "Kobe City" }\n'


def community(folder: Path, text: str) -> None:
    (folder / "community.toml").write_text(text, encoding="utf-8")


def test_what_is_not_said_falls_back_to_the_careful_side(tmp_path: Path) -> None:
    community(tmp_path, GOOD)
    config = load(tmp_path)
    assert (config.official, config.synthetic, config.languages) == (False, False, ("ja", "en"))
    assert config.attribution.ja == "神戸市"
    assert config.home == tmp_path / ".tomoni"


@pytest.mark.parametrize(
    ("old", "new", "line", "ja", "en"),
    [
        ('id = "kobe"', 'id = "神戸"', 2, "「神戸」は使えません", "is not allowed"),
        ('code = "281000"', "code = 281000", 3, "文字列で書いてください", "write a string"),
        ('code = "281000"', 'code = "281001"', 3, "検査数字", "check digit"),
        ('code = "281000"', 'codes = "281000"', 1, "この項目がありません", "missing"),
        ('id = "kobe"', 'id = "kobe"\nofficial = "yes"', 3, "true か false", "true or false"),
        ('id = "kobe"', 'id = "kobe"\noficial = true', 3, "「official」のことでしょうか", 'mean "official"'),
        ('id = "kobe"', 'id = "kobe"\nlanguages = ["fr"]', 3, 'languages = ["ja", "en"]', "beginning with ja"),
        ('id = "kobe"', 'id = "kobe"\nsynthetic = true', 3, "99 で始まる", "99xxxx"),
        ('id = "kobe"', "id = kobe", 2, "書き方が正しくありません", "not valid TOML"),
    ],
)
def test_a_mistake_names_file_line_and_fix(tmp_path: Path, old: str, new: str, line: int, ja: str, en: str) -> None:
    community(tmp_path, GOOD.replace(old, new))
    with pytest.raises(Problem) as caught:
        load(tmp_path)
    assert str(tmp_path / "community.toml") in caught.value.text.ja
    assert f"{line}行目" in caught.value.text.ja
    assert ja in caught.value.text.ja
    assert f"line {line}" in caught.value.text.en
    assert en in caught.value.text.en


def test_a_code_99_is_synthetic_whatever_the_file_says(tmp_path: Path) -> None:
    community(tmp_path, GOOD.replace("281000", "991234"))
    assert load(tmp_path).synthetic
    community(tmp_path, GOOD.replace("281000", "991234") + "synthetic = false\n")
    with pytest.raises(Problem, match="99xxxx"):
        load(tmp_path)


def test_a_folder_that_is_none_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="tomoni new"):
        load(tmp_path)


def test_a_file_that_is_not_utf8_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "community.toml").write_bytes(GOOD.encode("cp932"))
    with pytest.raises(Problem, match="not UTF-8"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "en"),
    [
        ('title = "x"\n', 0, "there is no"),
        ('title = "x"\n[[file]]\npath = "/etc/passwd"\n', 3, "inside the community folder"),
        ('title = "x"\n[[file]]\npath = "../other/a.csv"\n', 3, "inside the community folder"),
        (
            'title = "x"\n[[file]]\npath = "files/a.csv"\n[[file]]\npath = "files/b.csv"\nas_of = "1月"\n',
            6,
            "is not allowed",
        ),
        ('title = "x"\ncolums = []\n[[file]]\npath = "files/a.csv"\n', 2, 'mean "columns"'),
        ('dataset = "other"\n[[file]]\npath = "files/a.csv"\n', 1, "its own name".replace("its own", "the file's own")),
    ],
)
def test_a_source_entry_is_checked_the_same_way(tmp_path: Path, text: str, line: int, en: str) -> None:
    path = tmp_path / "numbers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        load_source(path)
    assert en in caught.value.text.en
    assert (f"line {line}," in caught.value.text.en) == (line > 0)
