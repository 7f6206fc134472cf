"""`tomoni check NEW --before OLD`: what users of the last edition will stumble over."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tomoni.cli.tables import check

OLD = "年度,歳入,収納率\n2019,12345678,97.1\n2020,12400000,97.4\n2021,12500000,97.9\n"


def _rules(folder: Path, new: str) -> set[str]:
    (folder / "old.csv").write_text(OLD, encoding="utf-8")
    (folder / "new.csv").write_text(new, encoding="utf-8")
    said = CliRunner().invoke(check, [str(folder / "new.csv"), "--before", str(folder / "old.csv"), "--format", "json"])
    return {item["rule"] for item in json.loads(said.output)["files"][0]["findings"]}


def test_another_unit_is_told(tmp_path: Path) -> None:
    assert _rules(tmp_path, "年度,歳入,収納率\n2019,12346,97.1\n2020,12400,97.4\n2021,12500,97.9\n") == {"V04"}


def test_a_column_that_is_gone_is_told(tmp_path: Path) -> None:
    assert _rules(tmp_path, "年度,歳入\n2019,12345678\n2020,12400000\n2021,12500000\n") == {"H07"}


def test_the_next_year_is_no_news(tmp_path: Path) -> None:
    assert _rules(tmp_path, OLD + "2022,12600000,98.0\n") == set()
