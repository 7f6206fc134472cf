"""Osaka, Kobe, Gunma and Tokyo of spring 2020 become sites by `tomoni new` and `tomoni add` alone (docs/examples).

Each test names what a real file was awkward in and what must have become of it. The data.json files of the original
sites are taken in the same way at the end.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.published import Run, cell, dataset_of, folder, history, latest, public, table, words

pytestmark = pytest.mark.shared

CITIES = ("osaka", "kobe", "gunma", "tokyo")


@pytest.fixture(scope="module")
def sites(
    shared: Path, tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("four")
    run = subprocess.run(
        ["sh", str(ROOT / "docs" / "examples" / "four_communities.sh"), str(shared / "data" / "dashboard"), str(out)],
        env={**environment, "TOMONI": tomoni[0]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return out


@pytest.fixture
def run(tomoni: list[str], environment: dict[str, str]) -> Run:
    """run("publish", site): (exit code, what the command said as JSON)."""

    def call(*arguments: object) -> tuple[int, Any]:
        done = subprocess.run(
            [*tomoni, *(str(argument) for argument in arguments), "--json"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr[-2000:]
        return done.returncode, json.loads(done.stdout)

    return call


class TestOsaka:
    """報道提供日 as bare Excel serials, 発症日 in four types, a stale pivot sheet, discharges that contradict."""

    def patients(self, sites: Path) -> str:
        return dataset_of(sites / "osaka", "公表_年月日", 1163)

    def test_all_patients_are_there_with_real_dates(self, sites: Path) -> None:
        rows = table(sites / "osaka", self.patients(sites))
        assert rows[0]["公表_年月日"] == "2020-01-29"
        assert rows[1157]["公表_年月日"] == "2020-04-18", "a bare Excel serial became a date"
        days = [row["公表_年月日"] for row in rows]
        assert days == sorted(days)
        assert not [day for day in days if not re.fullmatch(r"2020-0[1-4]-[0-3][0-9]", day)]

    def test_days_of_onset_of_every_type_are_dates_or_empty(self, sites: Path) -> None:
        onsets = [row["発症_年月日"] for row in table(sites / "osaka", self.patients(sites))]
        assert not [day for day in onsets if day and not re.fullmatch(r"20(19|20)-[01][0-9]-[0-3][0-9]", day)]
        assert sum(day is not None for day in onsets) > 700

    @pytest.mark.parametrize(
        ("row", "column", "where", "original"),
        [
            (1158, "公表_年月日", "B1160", "43939"),
            (1, "公表_年月日", "B3", ""),
            (4, "患者_年代", "C6", "未就学児"),
            (131, "発症_年月日", "F133", ""),
        ],
    )
    def test_a_value_leads_to_its_cell_and_what_stood_there(
        self, sites: Path, run: Run, row: int, column: str, where: str, original: str
    ) -> None:
        cells, sheet, stood = cell(run, sites / "osaka", self.patients(sites), row, column)
        assert (cells, "府HP用" in sheet) == ([where], True)
        assert not original or stood == original

    def test_its_sheets_contradict_each_other_and_that_is_said(self, sites: Path, run: Run) -> None:
        code, said = run("publish", sites / "osaka")
        assert (code, {item["status"] for item in said["datasets"]}) == (0, {"unchanged"})
        text = json.dumps(said, ensure_ascii=False).replace(",", "")
        assert "1075" in text, "the stale pivot total against 1,163 rows"
        assert "1163" in text
        for figure in ("213", "215", "227"):
            assert figure in text, f"discharges of {figure} contradict the others"
        page = words(sites / "osaka", f"datasets/{self.patients(sites)}/index.html")
        assert "1,075" in page, "and on the dataset's page"

    def test_a_total_row_is_no_day_and_dashes_are_no_figures(self, sites: Path) -> None:
        days = table(sites / "osaka", dataset_of(sites / "osaka", "検査実施数", 84))
        assert (days[0]["年月日"], days[-1]["年月日"]) == ("2020-01-26", "2020-04-18")
        assert all(re.fullmatch(r"2020-\d\d-\d\d", str(row["年月日"])) for row in days)
        assert all(isinstance(row["陽性者数_累計"], int) for row in days)
        assert days[-1]["陽性者数_累計"] == 1163

    def test_a_header_in_two_rows_is_one_name(self, sites: Path) -> None:
        names = {name for dataset in latest(sites / "osaka") for name in table(sites / "osaka", dataset)[0]}
        assert {"相談件数_府管轄保健所", "相談件数_政令中核市"} <= names


class TestKobe:
    """Editions whose header changes, merged headers with trailing blanks, footnotes, a formula, an empty sheet."""

    def test_editions_are_one_dataset_and_the_newest_is_up(self, sites: Path) -> None:
        dataset = dataset_of(sites / "kobe", "検査実施数", 106)
        told = history(sites / "kobe", dataset)
        assert [(row["as_of"], row["rows"]) for row in told] == [
            ("2020-04-07", 54),
            ("2020-05-26", 103),
            ("2020-05-29", 106),
        ]
        said = latest(sites / "kobe")[dataset]
        assert (said["as_of"], said["version"], said["held"]) == ("2020-05-29", told[-1]["version"], None)
        assert len(latest(sites / "kobe")) == 4, "five workbooks are four datasets"

    def test_a_renamed_column_is_the_same_field(self, sites: Path) -> None:
        site = sites / "kobe"
        dataset = dataset_of(site, "検査実施数", 106)
        before, *_, now = [table(site, dataset, row["version"]) for row in history(site, dataset)]
        assert [row["入院中"] for row in before[:30]] == [row["入院中"] for row in now[:30]]
        assert "重症" in now[0]
        assert "重症" not in before[0]

    def test_footnotes_are_no_rows_and_go_out_with_the_data(self, sites: Path) -> None:
        site = sites / "kobe"
        everything = json.dumps([table(site, name) for name in latest(site)], ensure_ascii=False)
        assert "2020-05-29" in everything
        assert "※" not in everything
        notes = json.loads((folder(site, dataset_of(site, "検査実施数", 106)) / "schema.json").read_text("utf-8"))
        assert any("市外在住者" in note for note in notes["notes"])

    def test_headers_have_no_blanks_at_their_ends(self, sites: Path) -> None:
        site = sites / "kobe"
        names = {name for dataset in latest(site) for name in table(site, dataset)[0]}
        assert not [name for name in names if name != name.strip() or "\n" in name or "\u3000" in name]

    def test_a_formula_is_its_value_and_leads_to_its_cell(self, sites: Path, run: Run) -> None:
        site = sites / "kobe"
        dataset = dataset_of(site, "検査実施数", 106)
        oldest = history(site, dataset)[0]["version"]
        assert table(site, dataset, oldest)[0]["検査実施数_累計"] == 2
        assert cell(run, site, dataset, 1, "検査実施数_累計", oldest)[:2] == (["C2"], "kobe")

    def test_a_cumulative_that_falls_is_said(self, sites: Path) -> None:
        notices = [notice["ja"] for said in latest(sites / "kobe").values() for notice in said.get("notices", [])]
        told = [row for name in latest(sites / "kobe") for row in history(sites / "kobe", name)]
        notices += [notice["ja"] for row in told for notice in row["notices"]]
        assert any("173 → 146" in notice for notice in notices)


class TestGunma:
    """cp932 and UTF-8 editions, the stamp in the header row, a second table at the right, "2,456", days without a year."""

    def test_editions_of_both_encodings_are_one_dataset(self, sites: Path) -> None:
        dataset = dataset_of(sites / "gunma", "患者_年代", 2097)
        told = history(sites / "gunma", dataset)
        assert [(row["as_of"], row["rows"]) for row in told] == [("2020-06-29 20:00", 152), ("2020-12-25 20:00", 2097)]

    def test_days_without_a_year_get_the_one_of_the_stamp(self, sites: Path, run: Run) -> None:
        dataset = dataset_of(sites / "gunma", "患者_年代", 2097)
        rows = table(sites / "gunma", dataset)
        assert (rows[0]["公表_年月日"], rows[-1]["公表_年月日"][:7]) == ("2020-03-07", "2020-12")
        assert cell(run, sites / "gunma", dataset, 1, "公表_年月日") == (["B2"], "", "3月7日")

    def test_the_stamp_in_the_header_is_the_as_of_and_no_column(self, sites: Path) -> None:
        names = {name for dataset in latest(sites / "gunma") for name in table(sites / "gunma", dataset)[0]}
        assert not [name for name in names if "更新" in name or "2020" in name]

    def test_the_table_at_the_right_is_one_of_its_own_with_plain_numbers(self, sites: Path, run: Run) -> None:
        site = sites / "gunma"
        dataset = dataset_of(site, "区分", 1)
        before, now = [row["version"] for row in history(site, dataset)]
        assert [table(site, dataset, v)[0]["PCR検査_県衛環研検査"] for v in (before, now)] == [2456, 9551]
        cells, _, original = cell(run, site, dataset, 1, "PCR検査_県衛環研検査", before)
        assert (cells, original) == (["J4"], "2,456")
        left = table(site, dataset_of(site, "検査実施_件数", 286))
        assert (left[0]["実施_年月日"], left[0]["PCR検査_行政検査"]) == ("2020-02-29", 36)


class TestTokyo:
    """3,999 patients and the call centres: UTF-8 with a BOM, CRLF, flags."""

    def test_all_patients_are_there(self, sites: Path, run: Run) -> None:
        site = sites / "tokyo"
        dataset = dataset_of(site, "患者_年代", 3999)
        rows = table(site, dataset)
        assert (rows[0]["公表_年月日"], rows[-1]["公表_年月日"]) == ("2020-01-24", "2020-04-26")
        assert cell(run, site, dataset, 1, "公表_年月日") == (["E2"], "", "2020-01-24")

    def test_csv_and_json_and_the_source_say_the_same(self, sites: Path, shared: Path) -> None:
        site = sites / "tokyo"
        dataset = dataset_of(site, "患者_年代", 3999)
        with (folder(site, dataset) / "data.csv").open(encoding="utf-8", newline="") as lines:
            published = [(row["公表_年月日"], row["患者_年代"]) for row in csv.DictReader(lines)]
        source = next((shared / "data" / "dashboard" / "tokyo").glob("*_patients_first4000.csv"))
        with source.open(encoding="utf-8-sig", newline="") as lines:
            given = [row["公表_年月日"] for row in csv.DictReader(lines)]
        assert [day for day, _ in published] == given
        assert published == [(r["公表_年月日"], r["患者_年代"] or "") for r in table(site, dataset)]


@pytest.mark.parametrize("name", CITIES)
class TestEverySite:
    def test_home_shows_figures_without_javascript_and_says_who_runs_it(self, sites: Path, name: str) -> None:
        page = (public(sites / name) / "index.html").read_text(encoding="utf-8")
        text = re.sub(r"<[^>]+>", " ", page)
        assert "<svg" in page
        assert "有志による非公式サイト" in text
        assert re.search(r"20\d\d年\d+月\d+日", text)

    def test_it_speaks_of_its_own_place_only(self, sites: Path, name: str) -> None:
        """Its data may name other places (where patients live); its own words may not."""
        own = {"osaka": "大阪", "kobe": "神戸", "gunma": "群馬", "tokyo": "東京"}
        pages = ["index.html", "about/index.html", "data/index.html", "en/index.html"]
        for page in pages:
            text = words(sites / name, page)
            others = [word for city, word in own.items() if city != name and word in text]
            assert not others, (page, others)
        assert own[name] in words(sites / name)

    def test_nothing_is_held_and_nothing_changes_when_it_is_published_again(
        self, sites: Path, run: Run, name: str
    ) -> None:
        code, said = run("publish", sites / name)
        assert code == 0
        assert {item["status"] for item in said["datasets"]} == {"unchanged"}
        assert {item["id"]: item["version"] for item in said["datasets"]} == {
            dataset: said["version"] for dataset, said in latest(sites / name).items()
        }

    def test_the_original_sites_file_is_there_for_its_front_ends(self, sites: Path, name: str) -> None:
        made = json.loads((public(sites / name) / "compat" / "data.json").read_text(encoding="utf-8"))
        assert re.fullmatch(r"2020/\d\d/\d\d \d\d:\d\d", made["lastUpdate"])
        assert made["patients_summary"]["data"]


GIVEN = {
    "osaka": ("osaka/data.json", "270008"),
    "kobe": ("kobe/data.json", "281000"),
    "first": ("tokyo/data_2020-03_dummy.json", "130001"),
    "second": ("tokyo/[a-z]*.json", "130001"),
}

AGAINST = {
    "osaka": {
        "patients (rows a day)": "50 days, 0 differ",
        "patients_summary": "84 days, 0 differ",
        "inspections_summary": "84 days, 0 differ",
        "contacts1_summary": "79 days, 0 differ",
        "contacts2_summary 府管轄保健所": "72 days, 0 differ",
        "contacts2_summary 政令中核市保健所": "72 days, 0 differ",
        "treated_summary": "84 days, 0 differ",
    },
    "kobe": {
        "contacts_summary": "124 days, 4 differ",
        "health_center_summary": "124 days, 4 differ",
        "patients (rows a day)": "24 days, nothing of ours is like it",
        "patients_summary": "106 days, 14 differ",
        "inspections_summary": "106 days, 1 differ",
    },
}


@pytest.fixture(scope="module")
def imported(
    shared: Path, tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[Path, list[dict[str, Any]]]]:
    """imported("osaka"): the site made of the original site's JSON, and what `publish` said."""
    out = tmp_path_factory.mktemp("json")

    def make(name: str) -> tuple[Path, list[dict[str, Any]]]:
        pattern, code = GIVEN[name]
        site = out / name
        files = [
            p
            for p in sorted((shared / "data" / "dashboard").glob(pattern))
            if "dummy" in pattern or "dummy" not in p.name
        ]
        for arguments in (["new", site, "--code", code], ["add", site, *files], ["publish", site, "--json"]):
            done = subprocess.run(
                [*tomoni, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0 or arguments[0] == "publish", done.stderr[-2000:]
        return site, list(json.loads(done.stdout)["datasets"])

    return make


class TestOriginalData:
    """The data.json of the original sites, of both generations."""

    def test_osakas_patients_are_the_same_as_from_the_workbook(self, imported: Any, sites: Path, shared: Path) -> None:
        site, said = imported("osaka")
        rows = table(site, dataset_of(site, "公表_年月日", 1163))
        assert [row["公表_年月日"] for row in rows] == [
            row["公表_年月日"] for row in table(sites / "osaka", dataset_of(sites / "osaka", "公表_年月日", 1163))
        ]
        held = {item["id"]: item["reasons"] for item in said if item["status"] == "held"}
        assert len(held) == 1, "the tree that does not add up, and nothing else"
        assert "853＋227＋9＝1,089" in json.dumps(held, ensure_ascii=False)
        made = json.loads((public(site) / "compat" / "data.json").read_text(encoding="utf-8"))
        given = json.loads((shared / "data" / "dashboard" / "osaka" / "data.json").read_text(encoding="utf-8"))
        assert [row["date"] for row in made["patients"]["data"]] == [row["date"] for row in given["patients"]["data"]]

    def test_kobes_is_taken_in_and_given_back(self, imported: Any, shared: Path) -> None:
        site, said = imported("kobe")
        assert {item["status"] for item in said} == {"published"}
        given = json.loads((shared / "data" / "dashboard" / "kobe" / "data.json").read_text(encoding="utf-8"))
        made = json.loads((public(site) / "compat" / "data.json").read_text(encoding="utf-8"))
        mine, theirs = made["patients"]["data"], given["patients"]["data"]
        assert len(mine) == len(theirs) == 82
        for name in ("date", "性別", "備考", "退院"):
            assert [row[name] for row in mine] == [row[name] for row in theirs], name
        other = [
            (row["年代"], own["年代"]) for row, own in zip(theirs, mine, strict=True) if row["年代"] != own["年代"]
        ]
        assert other == [("90代", "90歳以上")] * 4
        assert all(item["as_of"] for item in said), "the day beside each table is its as-of"

    def test_the_tests_of_kobes_summary_come_from_the_sheet_that_has_them(self, sites: Path) -> None:
        made = json.loads((public(sites / "kobe") / "compat" / "data.json").read_text(encoding="utf-8"))
        assert (made["main_summary"]["attr"], made["main_summary"]["value"]) == ("検査実施人数", 3121)

    @pytest.mark.parametrize("name", ["osaka", "kobe"])
    def test_every_day_that_differs_from_the_original_is_known(self, name: str, sites: Path, shared: Path) -> None:
        """The table in docs/examples/README.md."""
        script = ROOT / "docs" / "examples" / "against_the_originals.py"
        told = shared / "data" / "dashboard" / name / "data.json"
        done = subprocess.run(
            [sys.executable, str(script), str(sites / name), str(told)], capture_output=True, text=True, check=False
        )
        found = dict(re.findall(r"(?m)^(\S.*?)(?: = .*)?: (\d+ days, .*)$", done.stdout))
        assert found == AGAINST[name], done.stderr
        assert done.returncode == (name == "kobe")
        days = re.findall(r"(?m)^ +(\S+): theirs (\S+), ours (\S+)", done.stdout)
        assert all(value == "0" for _, value, mine in days if mine == "null"), "an empty cell, told as 0"
        assert (
            sorted({day for day, _, mine in days if mine == "—"})
            == [f"2020-05-{n}" for n in (26, 27, 28, 29)][: len(days)]
        )

    def test_the_first_generation_of_tokyo(self, imported: Any) -> None:
        site, said = imported("first")
        assert {item["status"] for item in said} == {"published"}
        assert len(table(site, dataset_of(site, "患者_居住地", 35))) == 35

    def test_the_second_generation_of_tokyo(self, imported: Any) -> None:
        """One file a figure; the day in it is the as-of; labels beside series are columns; units leave the values."""
        site, said = imported("second")
        assert {item["status"] for item in said} == {"published"}
        by_id = {item["id"]: item for item in said}
        assert (by_id["positive-status"]["rows"], by_id["positive-status"]["as_of"]) == (175, "2020-08-20 20:15")
        assert by_id["patient"]["rows"] == 64
        assert table(site, "positive-status")[0]["hospitalized"] == 21
        assert len([item for item in said if item["rows"]]) == len(said)
