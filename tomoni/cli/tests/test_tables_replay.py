"""A recipe makes the same table again, byte for byte, and does what people wrote into it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tomoni.cli.tables import repair, trace
from tomoni.tables import outputs, pipeline
from tomoni.tables.recipe import LOGGED, Recipe

MESSY = """患者一覧,,,
公表日,年代,件数,備考
令和2年4月1日,６０,"1,234",　あり
R2.4.2,50,▲3,―
43924,40,x,"一行目
二行目"
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "患者.csv"
    path.write_bytes(MESSY.encode("cp932"))
    return path


def written(source: Path, out: Path, *more: str) -> dict[str, bytes]:
    result = CliRunner().invoke(repair, [str(source), "-o", str(out), *more])
    assert result.exit_code == 0, result.output
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_the_same_bytes_come_from_the_saved_recipe(messy: Path, tmp_path: Path) -> None:
    first = written(messy, tmp_path / "a")
    again = written(messy, tmp_path / "b", "--from-recipe", str(tmp_path / "a" / "患者.recipe.json"))
    assert again.keys() == first.keys()
    assert {name: data for name, data in again.items() if data != first[name]} == {}


def test_two_runs_write_the_same_bytes(messy: Path, tmp_path: Path) -> None:
    assert written(messy, tmp_path / "a") == written(messy, tmp_path / "b")


def test_a_declined_rule_leaves_the_original(messy: Path, tmp_path: Path) -> None:
    written(messy, tmp_path / "a")
    path = tmp_path / "a" / "患者.recipe.json"
    recipe = json.loads(path.read_text(encoding="utf-8"))
    recipe["decline"] = ["D05"]
    path.write_text(json.dumps(recipe), encoding="utf-8")
    replayed = written(messy, tmp_path / "b", "--from-recipe", str(path))["患者.csv"].decode()
    assert "43924" in replayed and "2020-04-01" in replayed
    declined = written(messy, tmp_path / "c", "--decline", "D05")
    assert declined["患者.csv"].decode() == replayed


def test_an_edited_value_is_taken(messy: Path, tmp_path: Path) -> None:
    written(messy, tmp_path / "a")
    path = tmp_path / "a" / "患者.recipe.json"
    recipe = json.loads(path.read_text(encoding="utf-8"))
    change = next(c for column in recipe["columns"] for c in column["changes"] if c["value"] == "▲3")
    change["to"] = "3"
    path.write_text(json.dumps(recipe), encoding="utf-8")
    frame = written(messy, tmp_path / "b", "--from-recipe", str(path))["患者.csv"].decode()
    assert "2020-04-02,50,3," in frame


def test_a_recipe_of_another_file_is_refused(messy: Path, tmp_path: Path) -> None:
    written(messy, tmp_path / "a")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    recipe = tmp_path / "a" / "患者.recipe.json"
    result = CliRunner().invoke(repair, [str(other), "-o", str(tmp_path / "b"), "--from-recipe", str(recipe)])
    assert result.exit_code == 2


def test_more_changes_than_are_logged_are_made_again() -> None:
    rows = "\n".join(f'地点{n},"{n + 1000:,}"' for n in range(LOGGED + 50))
    table = pipeline.check(f"名称,件数\n{rows}\n".encode()).tables[0]
    saved = Recipe.from_json(json.loads(table.recipe.dumps()))
    assert len(saved.plans[1].changes) == LOGGED
    again = pipeline.replay(f"名称,件数\n{rows}\n".encode(), saved).tables[0]
    assert again.frame.equals(table.frame)
    assert outputs.data_bytes(again, "csv") == outputs.data_bytes(table, "csv")


class TestTrace:
    @pytest.mark.parametrize(
        ("row", "column", "value", "cell", "original"),
        [
            ("1", "公表日", "2020-04-01", "A3", "令和2年4月1日"),
            ("3", "公表日", "2020-04-03", "A5", "43924"),
            ("2", "件数", "-3", "C4", "▲3"),
            ("3", "3", "", "C5", "x"),
            ("1", "年代", "60", "B3", "６０"),
        ],
    )
    def test_names_the_cell(
        self, messy: Path, tmp_path: Path, row: str, column: str, value: str, cell: str, original: str
    ) -> None:
        written(messy, tmp_path / "a")
        result = CliRunner().invoke(trace, [str(tmp_path / "a" / "患者.csv"), row, column, "--json"])
        answer = json.loads(result.output)
        assert (answer["value"], answer["cells"], answer["original"]) == (value, [cell], original)
        assert answer["steps"][-1]["after"] == (value or None)

    @pytest.mark.parametrize("question", [("9", "件数"), ("1", "人数"), ("0", "件数"), ("1", "9")])
    def test_a_wrong_question_is_answered_in_words(
        self, messy: Path, tmp_path: Path, question: tuple[str, str]
    ) -> None:
        written(messy, tmp_path / "a")
        result = CliRunner().invoke(trace, [str(tmp_path / "a" / "患者.csv"), *question])
        assert result.exit_code == 2 and "Traceback" not in result.output and result.output.strip()

    def test_provenance_survives_json_and_take(self, messy: Path) -> None:
        from tomoni.tables.provenance import Provenance

        provenance = pipeline.check(messy).tables[0].provenance
        again = Provenance.from_json(json.loads(json.dumps(provenance.to_json())))
        taken = again.take([2, 0], [2, -1, 0])
        assert [ref.a1 for ref in taken.cells(0, 0)] == ["C5"] and taken.original(0, 0) == "x"
        assert taken.cells(0, 1) == []
        assert [ref.a1 for ref in taken.cells(1, 2)] == ["A3"] and taken.original(1, 2) == "令和2年4月1日"
