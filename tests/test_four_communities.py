"""Osaka, Kobe, Gunma and Tokyo of spring 2020 become sites by `tomoni new` and `tomoni add` alone (docs/examples)."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("four")]


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


def latest(site: Path) -> dict[str, dict]:
    """Dataset id → its latest.json."""
    files = sorted((site / ".tomoni" / "public" / "data").glob("*/latest.json"))
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in files}


def table(site: Path, dataset: str) -> list[dict]:
    document = latest(site)[dataset]
    path = site / ".tomoni" / "public" / "data" / dataset / document["version"] / "data.json"
    loaded = json.loads(path.read_text(encoding="utf-8"))
    return loaded if isinstance(loaded, list) else loaded["rows"]


def by_rows(site: Path, count: int) -> str:
    """The one dataset with so many rows."""
    found = [name for name in latest(site) if len(table(site, name)) == count]
    assert found, {name: len(table(site, name)) for name in latest(site)}
    return found[0]


def home(site: Path) -> str:
    return (site / ".tomoni" / "public" / "index.html").read_text(encoding="utf-8")


def test_osaka_has_all_its_patients_with_real_dates(sites: Path) -> None:
    rows = table(sites / "osaka", by_rows(sites / "osaka", 1163))
    assert rows[0]["公表_年月日"] == "2020-01-29"
    assert rows[1157]["公表_年月日"] == "2020-04-18", "a bare Excel serial became a date"
    assert rows[3]["患者_年代"] == "未就学児"


def test_osaka_says_that_its_sheets_contradict_each_other(
    sites: Path, tomoni: list[str], environment: dict[str, str]
) -> None:
    run = subprocess.run(
        [*tomoni, "publish", str(sites / "osaka"), "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.dumps(json.loads(run.stdout), ensure_ascii=False)
    assert "1075" in said.replace(",", ""), "the stale pivot total against 1,163 rows"
    assert "1163" in said.replace(",", "")
    for figure in ("213", "215", "227"):
        assert figure in said, f"discharges of {figure} contradict the others"


def test_gunma_editions_are_one_dataset_and_the_newest_is_up(sites: Path) -> None:
    patients = {
        name: doc for name, doc in latest(sites / "gunma").items() if str(doc["as_of"]).startswith("2020-12-25")
    }
    assert patients, latest(sites / "gunma").keys()
    lengths = sorted(len(table(sites / "gunma", name)) for name in latest(sites / "gunma"))
    assert lengths[-1] > 2000, lengths


def test_kobe_counts_are_there_for_each_day(sites: Path) -> None:
    everything = json.dumps([table(sites / "kobe", name) for name in latest(sites / "kobe")], ensure_ascii=False)
    assert "2020-05-29" in everything
    assert "※" not in everything, "footnotes are not data"


def test_tokyo_has_3999_patients(sites: Path) -> None:
    rows = table(sites / "tokyo", by_rows(sites / "tokyo", 3999))
    assert rows[0]["公表_年月日"] == "2020-01-24"


@pytest.mark.parametrize("name", ["osaka", "kobe", "gunma", "tokyo"])
def test_home_shows_figures_without_javascript_and_says_who_runs_it(sites: Path, name: str) -> None:
    page = home(sites / name)
    text = re.sub(r"<[^>]+>", " ", page)
    assert "<svg" in page
    assert "有志による非公式サイト" in text
    assert re.search(r"20\d\d年\d+月\d+日", text)


def test_no_site_speaks_of_another_region(sites: Path) -> None:
    others = {"osaka": ("東京都", "群馬", "神戸"), "kobe": ("東京都", "群馬", "大阪"), "gunma": ("大阪", "神戸")}
    for name, words in others.items():
        text = re.sub(r"<[^>]+>", " ", home(sites / name))
        assert not [word for word in words if word in text], name


@pytest.mark.parametrize(
    ("name", "count", "row", "column", "sheet", "cell"),
    [("osaka", 1163, 1158, "公表_年月日", "府HP用", "B1160"), ("tokyo", 3999, 1, "公表_年月日", "", "E2")],
)
def test_a_published_value_leads_to_its_cell(
    sites: Path,
    tomoni: list[str],
    environment: dict[str, str],
    name: str,
    count: int,
    row: int,
    column: str,
    sheet: str,
    cell: str,
) -> None:
    site = sites / name
    dataset = by_rows(site, count)
    version = latest(site)[dataset]["version"]
    clean = site / ".tomoni" / "public" / "data" / dataset / version / "data.csv"
    run = subprocess.run(
        [*tomoni, "trace", str(clean), str(row), column, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(run.stdout)
    assert cell in answer["cells"]
    assert sheet in answer["sheet"]
    assert answer["original"]
