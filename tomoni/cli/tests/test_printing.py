"""tomoni print: one sheet a language; one that can't be printed does not take the others with it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tomoni.cli.tests.test_cards import SAMPLE, run


def test_a_language_that_cannot_be_printed_is_named_and_the_others_are_printed(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    shutil.copy(SAMPLE / "community.toml", folder)
    note = '[print]\nnote = { ja = "手を洗いましょう \U0001f600", en = "Wash your hands" }\n'
    (folder / "announcements.toml").write_text(note, encoding="utf-8")
    made = run("print", "city", "-o", "notice.pdf", home=tmp_path)
    assert made.returncode == 1
    assert "U+1F600" in made.stderr and "Traceback" not in made.stderr
    assert (tmp_path / "notice.en.pdf").read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "notice.ja.pdf").exists()
