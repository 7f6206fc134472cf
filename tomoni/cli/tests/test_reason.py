"""`tomoni reason`: what a new file changes of what is public, and why — before publishing, or once afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tomoni.cli.tests.test_community import tomoni

HEAD = "日付,相談件数\n"
ROWS = HEAD + "".join(f"2020/4/{day},{day * 3}\n" for day in range(1, 13))
NEXT = ROWS.replace("2020/4/3,9", "2020/4/3,8") + "2020/4/13,39\n"
LAST = NEXT.replace("2020/4/5,15", "2020/4/5,14") + "2020/4/14,42\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with one published dataset and a file waiting that changes 3 April."""
    folder = tmp_path_factory.mktemp("reason") / "kobe"
    assert tomoni("new", folder, "--name", "神戸市").returncode == 0
    (folder.parent / "soudan.csv").write_text(ROWS, encoding="utf-8")
    (folder.parent / "next.csv").write_text(NEXT, encoding="utf-8")
    (added,) = json.loads(tomoni("add", folder, folder.parent / "soudan.csv", "--json").stdout)["datasets"]
    assert tomoni("publish", folder).returncode == 0
    assert tomoni("add", folder, folder.parent / "next.csv", "--dataset", added["id"]).returncode == 0
    return folder, added["id"]


def test_a_reason_is_looked_for_given_and_public(site: tuple[Path, str]) -> None:
    folder, dataset = site
    run = tomoni("reason", folder, dataset)
    assert run.returncode == 1, run.stderr
    assert "9 → 8" in run.stdout and "mistake" in run.stdout and "入力・転記の誤りの訂正" in run.stdout
    refused = tomoni("reason", folder, dataset, "--reason", "？")
    assert refused.returncode == 2 and "理由を選ぶか" in refused.stderr and "Traceback" not in refused.stderr
    given = tomoni("reason", folder, dataset, "--reason", "mistake", "--json")
    assert given.returncode == 0, given.stderr
    assert json.loads(given.stdout)["reason"]["ja"] == "入力・転記の誤りの訂正"
    assert tomoni("publish", folder).returncode == 0
    public = folder / ".tomoni" / "public"
    assert "入力・転記の誤りの訂正" in (public / "feed.atom").read_text(encoding="utf-8")
    assert "理由: 入力・転記の誤りの訂正" in (public / "updates/correction/index.html").read_text(encoding="utf-8")
    again = tomoni("reason", folder, dataset, "--reason", "duplicate")
    assert again.returncode == 1 and "もう理由が書かれています" in again.stderr


def test_one_that_was_forgotten_can_be_added_once(site: tuple[Path, str]) -> None:
    folder, dataset = site
    (folder.parent / "last.csv").write_text(LAST, encoding="utf-8")
    assert tomoni("add", folder, folder.parent / "last.csv", "--dataset", dataset).returncode == 0
    assert tomoni("publish", folder).returncode == 0
    page = folder / ".tomoni" / "public" / "updates" / "correction" / "index.html"
    assert "理由は書かれていません" in page.read_text(encoding="utf-8")
    assert tomoni("reason", folder, dataset).returncode == 1
    given = tomoni("reason", folder, dataset, "--reason", "保健所の調査で分かりました", lang="en")
    assert given.returncode == 0 and "published" in given.stdout, given.stderr
    said = page.read_text(encoding="utf-8")
    assert "保健所の調査で分かりました" in said and "理由は書かれていません" not in said


def test_nothing_changes_and_no_such_dataset_are_said(site: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = site
    (tmp_path / "other.csv").write_text("日付,受付数\n2020/5/1,3\n2020/5/2,4\n2020/5/3,4\n", encoding="utf-8")
    (added,) = json.loads(tomoni("add", folder, tmp_path / "other.csv", "--dataset", "other", "--json").stdout)[
        "datasets"
    ]
    run = tomoni("reason", folder, added["id"])
    assert run.returncode == 0 and "変わりません" in run.stdout
    run = tomoni("reason", folder, added["id"], "--reason", "mistake")
    assert run.returncode == 1 and "理由は要りません" in run.stderr
    run = tomoni("reason", folder, "nowhere")
    assert run.returncode == 2 and "Traceback" not in run.stderr and run.stderr
