"""Proposals about whole files take effect when tables are written: copies, the licence, the standard name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tomoni.cli.tables import check, repair

TOWNS = "町,人口\n北町,10\n南町,12\n東町,9\n"
AED = "都道府県コード又は市区町村コード,ID,地方公共団体名,名称,所在地_連結表記,緯度,経度,設置位置\n" + "".join(
    f"222127,{i:010},焼津市,館{i},静岡県焼津市{i},34.8{i:02}1,138.3{i:02}1,受付\n" for i in range(1, 13)
)


def _repair(out: Path, *words: str | Path) -> dict[str, bytes]:
    result = CliRunner().invoke(repair, [*map(str, words), "-o", str(out)])
    assert result.exit_code == 0, result.output
    return {item.name: item.read_bytes() for item in out.iterdir()}


def _put(folder: Path, **files: str) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def test_copies_are_left_out(tmp_path: Path) -> None:
    _put(tmp_path / "in", **{"一覧 (1)": TOWNS, "一覧": TOWNS, "別": TOWNS.replace("12", "13")})
    found = json.loads(CliRunner().invoke(check, [str(tmp_path / "in"), "--format", "json"]).output)["files"]
    said = {Path(file["path"]).name: [item["proposal"]["ja"] for item in file["findings"]] for file in found}
    assert {name for name, items in said.items() if items} == {"一覧 (1).csv"}
    assert "--accept F04" in said["一覧 (1).csv"][0]
    both = _repair(tmp_path / "both", tmp_path / "in")
    assert {"一覧.csv", "一覧 (1).csv", "別.csv"} <= set(both) or "一覧_(1).csv" in both
    one = _repair(tmp_path / "one", tmp_path / "in", "--accept", "F04")
    assert {name for name in one if name.endswith(".csv")} == {"一覧.csv", "別.csv"}


def test_a_licence_that_was_named_stands_in_the_package(tmp_path: Path) -> None:
    _put(tmp_path / "in", 一覧=TOWNS)
    none = _repair(tmp_path / "a", tmp_path / "in")
    assert "licenses" not in json.loads(none["datapackage.json"])
    assert "--accept M01=CC-BY-4.0" in none["report.html"].decode()
    named = _repair(tmp_path / "b", tmp_path / "in", "--accept", "M01=cc by 4.0")
    assert json.loads(named["datapackage.json"])["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    ]
    assert "--accept M01" not in named["report.html"].decode()


def test_a_schema_stands_beside_every_table(tmp_path: Path) -> None:
    _put(tmp_path / "in", 一覧=TOWNS)
    made = _repair(tmp_path / "out", tmp_path / "in")
    assert [field["name"] for field in json.loads(made["一覧.schema.json"])["fields"]] == ["町", "人口"]
    assert "schema.json" in made["datapackage.json"].decode()


@pytest.mark.parametrize(("word", "name"), [("M02", "222127_aed"), ("M02=131016", "131016_aed")])
def test_the_standard_name_is_taken(tmp_path: Path, word: str, name: str) -> None:
    _put(tmp_path / "in", **{"AED一覧(最新)": AED})
    asked = _repair(tmp_path / "a", tmp_path / "in", "--schema", "aed@2023")
    assert "--accept M02" in asked["report.html"].decode()
    made = _repair(tmp_path / "b", tmp_path / "in", "--schema", "aed@2023", "--accept", word)
    assert {f"{name}.csv", f"{name}.conformed.csv", f"{name}.recipe.json"} <= set(made)
    assert "--accept M02" not in made["report.html"].decode()


def test_lost_characters_become_what_a_person_names(tmp_path: Path) -> None:
    _put(tmp_path / "in", 一覧="氏,数\n\ue000田,1\n山田,2\n")
    assert "〓田,1" in _repair(tmp_path / "a", tmp_path / "in", "--accept", "E07")["一覧.csv"].decode()
    assert "𠮷田,1" in _repair(tmp_path / "b", tmp_path / "in", "--accept", "E07:氏=𠮷")["一覧.csv"].decode()
