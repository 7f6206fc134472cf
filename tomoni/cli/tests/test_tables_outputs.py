"""What lands on disk: names that are safe on every system, text that no spreadsheet runs, schemas that are valid."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tomoni.cli.tables import check as check_command
from tomoni.cli.tables import difference, repair
from tomoni.tables import check, outputs


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


ROWS: list[list[object]] = [["名称", "件数"], ["甲", 1], ["乙", 2], ["丙", 3]]


class TestNames:
    def test_one_table_has_the_name_of_its_file(self, tmp_path: Path) -> None:
        tables = check(book(tmp_path / "a.xlsx", {"一覧": ROWS})).tables
        assert outputs.names(tables, "a") == ["a"]

    def test_several_tables_have_the_names_of_their_sheets(self, tmp_path: Path) -> None:
        tables = check(book(tmp_path / "a.xlsx", {"4月 分": ROWS, "５月": ROWS})).tables
        assert outputs.names(tables, "a") == ["a.4月_分", "a.５月"]

    @pytest.mark.parametrize(("text", "name"), [("a/b:c", "a_b_c"), ("..", ""), ("CON", "_CON"), ("x" * 200, "x" * 50)])
    def test_unsafe_characters_go(self, text: str, name: str) -> None:
        made = outputs.safe(text)
        assert made.startswith(name) and len(made.encode()) <= 180

    def test_names_that_collide_get_a_mark(self, tmp_path: Path) -> None:
        tables = check(book(tmp_path / "a.xlsx", {"x y": ROWS, "x_y": ROWS})).tables
        made = outputs.names(tables, "a")
        assert len(set(made)) == 2 and all(name.startswith("a.x_y.") for name in made)


class TestFormulas:
    @pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd", "-cmd", "\tx"])
    def test_what_would_run_is_quoted(self, text: str) -> None:
        assert outputs.guard(pl.DataFrame({"a": [text]}))["a"].to_list() == ["'" + text]

    @pytest.mark.parametrize("text", ["-3", "-3.5", "-", "- 未定", "+81-3-1234-5678", "1=1", "a@b.jp", "", None])
    def test_ordinary_values_stay(self, text: str | None) -> None:
        assert outputs.guard(pl.DataFrame({"a": [text]}, schema={"a": pl.Utf8}))["a"].to_list() == [text]


def test_the_schema_is_a_table_schema_with_title_and_notes(tmp_path: Path) -> None:
    rows: list[list[object]] = [["令和2年4月1日現在の状況"], ["名称", "件数（人）"], ["甲", 1], ["乙", 2], ["※速報値"]]
    out = tmp_path / "out"
    CliRunner().invoke(repair, [str(book(tmp_path / "a.xlsx", {"s": rows})), "-o", str(out)])
    schema = json.loads((out / "a.schema.json").read_text(encoding="utf-8"))
    assert all(isinstance(schema[key], str) for key in ("title", "description", "notes"))
    assert [field["type"] for field in schema["fields"]] == ["string", "integer"]
    assert "速報" in schema["notes"] and "令和2年4月1日" in schema["title"] + schema["notes"] + schema["as_of"]


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_other_formats_hold_the_same_text(tmp_path: Path, form: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("団体コード,件数\n011002,1\n012025,2\n013005,3\n", encoding="utf-8")
    result = CliRunner().invoke(repair, [str(path), "-o", str(tmp_path / "out"), "--format", form, "--json"])
    data = Path(json.loads(result.output)["files"][0]["tables"][0]["data"])
    again = pl.read_parquet(data) if form == "parquet" else check(data).tables[0].frame
    assert again["団体コード"].to_list() == ["011002", "012025", "013005"]


class TestCheckCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "good.csv").write_text("名称,件数\n甲,1\n乙,2\n丙,3\n", encoding="utf-8")
        (tmp_path / "empty.csv").write_bytes(b"")
        return tmp_path

    def run(self, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(check_command, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    def test_exit_codes(self, folder: Path) -> None:
        assert self.run(str(folder / "good.csv"))[0] == 0
        assert self.run(str(folder / "empty.csv"))[0] == 2
        assert self.run(str(folder))[0] == 1
        assert self.run(str(folder / "nothing.csv"))[0] == 2
        assert self.run(str(folder / "good.csv"), "--schema", "no-such-schema")[0] == 2
        assert self.run(str(folder / "good.csv"), "--header-rows", "x")[0] == 2

    def test_json_is_the_contract(self, folder: Path) -> None:
        file = json.loads(self.run(str(folder / "good.csv"), "--format", "json")[1])["files"][0]
        assert {"path", "sha256", "format", "encoding", "tables"} <= file.keys()
        table = file["tables"][0]
        assert {"sheet", "range", "header_rows", "columns", "rows", "score", "findings"} <= table.keys()
        assert (table["range"], table["header_rows"], table["rows"]) == ("A1:B4", [1], 3)
        assert table["columns"][1]["source"] == "B" and table["columns"][1]["type"] == "integer"

    def test_stdin(self) -> None:
        result = CliRunner().invoke(check_command, ["-"], input="名称,件数\n甲,1\n乙,2\n".encode())
        assert result.exit_code == 0

    def test_sarif_names_file_line_and_rule(self, folder: Path) -> None:
        run = json.loads(self.run(str(folder), "--format", "sarif")[1])["runs"][0]
        results = [r for r in run["results"] if r["ruleId"] == "F03"]
        assert results and results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(
            "empty.csv"
        )
        assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {"F03"}

    def test_html_is_one_page_without_outside_help(self, folder: Path) -> None:
        (folder / "<b>.csv").write_text("名称,<i>\n甲,1\n乙,2\n", encoding="utf-8")
        page = self.run(str(folder), "--format", "html")[1]
        assert page.startswith("<!doctype html>") and "公開を止めるもの" in page
        assert "<b>" not in page.replace("<b>0", "").replace("<b>1", "").replace("<b>2", "") and "&lt;i&gt;" in page
        assert "http://" not in page and "https://" not in page and "<script" not in page


def test_the_difference_of_two_editions(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("NO,市,件数\n1,甲市,5\n2,乙市,5\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes('NO,市,件数\n1,甲市,"1,005"\n2,乙市,5\n'.encode("cp932"))
    result = CliRunner().invoke(difference, [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert result.exit_code == 1 and "件数: 5 → 1005" in result.output
    assert CliRunner().invoke(difference, [str(tmp_path / "a.csv"), str(tmp_path / "a.csv")]).exit_code == 0


class TestPackage:
    """datapackage.json: what other people's tools read."""

    def made(self, tmp_path: Path, *more: str) -> tuple[Path, dict[str, object]]:
        source = tmp_path / "施設.xlsx"
        if not source.exists():  # a workbook says when it was made
            book(source, {"4月": ROWS, "5月": ROWS})
        other = tmp_path / "人口.csv"
        other.write_bytes("人口の推移,\n町,人口\n北町,1\n南町,2\n".encode("cp932"))
        out = tmp_path / "out"
        result = CliRunner().invoke(repair, [str(source), str(other), "-o", str(out), *more])
        assert result.exit_code == 0, result.output
        return out, json.loads((out / "datapackage.json").read_text(encoding="utf-8"))

    def test_every_table_is_a_resource_with_its_hash_and_schema(self, tmp_path: Path) -> None:
        import hashlib

        out, package = self.made(tmp_path)
        resources = package["resources"]
        assert isinstance(resources, list)
        assert [item["path"] for item in resources] == ["施設.4月.csv", "施設.5月.csv", "人口.csv"]
        for item in resources:
            content = (out / item["path"]).read_bytes()
            assert item["bytes"] == len(content)
            assert item["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            schema = json.loads((out / item["schema"]).read_text(encoding="utf-8"))
            header = content.decode().splitlines()[0].split(",")
            assert [field["name"] for field in schema["fields"]] == header
        assert resources[2]["title"] == "人口の推移"
        assert resources[2]["sources"][0]["title"] == "人口.csv"
        assert str(tmp_path) not in json.dumps(package)

    def test_names_and_types_are_those_that_its_profile_allows(self, tmp_path: Path) -> None:
        """A schema's name is a slug or left out; every value reads in the format that is named."""
        rows = "表の名\n便,発車,受付,最終\n1,7:05,2024/4/1 9:15,23:50\n2,9:05,2024/4/2 13:40,24:10\n3,13:05,2024/4/3 8:00,25:30\n"
        (tmp_path / "時刻.csv").write_text(rows, encoding="utf-8")
        run = CliRunner().invoke(repair, [str(tmp_path / "時刻.csv"), "-o", str(tmp_path / "out")])
        assert run.exit_code == 0, run.output
        schema = json.loads((tmp_path / "out" / "時刻.schema.json").read_text(encoding="utf-8"))
        assert "name" not in schema
        assert schema["title"] == "表の名"
        assert [(field["type"], field.get("format")) for field in schema["fields"]] == [
            ("integer", None),
            ("time", "%H:%M"),
            ("datetime", "%Y-%m-%d %H:%M"),
            ("string", None),
        ]

    def test_the_schema_of_typed_rows_has_a_name_that_is_a_slug(self, tmp_path: Path) -> None:
        (tmp_path / "aed.csv").write_text("名称,緯度,経度,住所\n館,35.1,139.1,本町1\n", encoding="utf-8")
        CliRunner().invoke(repair, [str(tmp_path / "aed.csv"), "-o", str(tmp_path / "out"), "--schema", "aed@2017"])
        schema = json.loads((tmp_path / "out" / "aed.conformed.schema.json").read_text(encoding="utf-8"))
        assert schema["name"] == "aed.2017"

    def test_the_same_files_give_the_same_bytes(self, tmp_path: Path) -> None:
        first, _ = self.made(tmp_path)
        before = (first / "datapackage.json").read_bytes()
        again, _ = self.made(tmp_path)
        assert (again / "datapackage.json").read_bytes() == before

    def test_typed_rows_are_a_resource_of_their_own(self, tmp_path: Path) -> None:
        source = tmp_path / "相談.csv"
        source.write_text("受付_年月日,相談件数\n2020-04-01,12\n2020-04-02,7\n", encoding="utf-8")
        out = tmp_path / "out"
        CliRunner().invoke(repair, [str(source), "-o", str(out), "--schema", "covid19-call-center"])
        package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
        assert [item["schema"] for item in package["resources"]] == ["相談.schema.json", "相談.conformed.schema.json"]

    def test_other_formats_say_what_they_are(self, tmp_path: Path) -> None:
        _, package = self.made(tmp_path, "--format", "parquet")
        assert {item["mediatype"] for item in package["resources"]} == {"application/vnd.apache.parquet"}  # type: ignore[attr-defined]


class TestAccept:
    """`repair --accept`: word by word, several in one, and a clear word about a wrong one."""

    def frame(self, tmp_path: Path, *accept: str) -> str:
        source = tmp_path / "予定.csv"
        source.write_text("館,日付,備考\n甲館,3月7日,－\n乙館,3月8日,なし\n丙館,3月9日,あり\n", encoding="utf-8")
        out = tmp_path / "out"
        result = CliRunner().invoke(repair, [str(source), "-o", str(out), *accept])
        assert result.exit_code == 0, result.output
        return (out / "予定.csv").read_text(encoding="utf-8")

    def test_a_year_and_a_column(self, tmp_path: Path) -> None:
        made = self.frame(tmp_path, "--accept", "D02=2020,C06:備考")
        assert made == "館,日付,備考\n甲館,2020-03-07,\n乙館,2020-03-08,\n丙館,2020-03-09,あり\n"
        assert made == self.frame(tmp_path, "--accept", "D02=2020", "--accept", "C06:備考")

    def test_the_recipe_remembers_and_replays(self, tmp_path: Path) -> None:
        made = self.frame(tmp_path, "--accept", "D02=2020", "--accept", "C06")
        recipe = tmp_path / "out" / "予定.recipe.json"
        assert json.loads(recipe.read_text(encoding="utf-8"))["accept"] == ["D02=2020", "C06"]
        assert self.frame(tmp_path, "--from-recipe", str(recipe)) == made

    @pytest.mark.parametrize("word", ["D2", "D02=いつか", "年"])
    def test_a_wrong_word_is_told(self, tmp_path: Path, word: str) -> None:
        source = tmp_path / "a.csv"
        source.write_text("館,日付\n甲館,3月7日\n乙館,3月8日\n", encoding="utf-8")
        result = CliRunner().invoke(repair, [str(source), "-o", str(tmp_path / "out"), "--accept", word])
        assert result.exit_code == 2 and "--accept" in result.output and "Traceback" not in result.output
