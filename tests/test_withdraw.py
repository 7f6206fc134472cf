"""Withdrawing: the content is nowhere any more, the reason is where the content was, and nothing brings it back."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import brotli
import polars as pl
import pytest

from tomoni.publish.tests.command import ENVIRONMENT, TOMONI, small_community
from tomoni.publish.tests.test_kill import RUN
from tomoni.web.front import Front
from tomoni.web.tests.asgi import ask

SECRET = "ヒミツノコトバ七"
FILE_NAME = "himitsu-no-file"
OTHER = "日付,件数\n2020-04-01,7\n2020-04-02,8\n"
SOURCE = """\
dataset = "people"
title = { ja = "窓口", en = "Counters" }
[[file]]
path = "files/himitsu-no-file.csv"
as_of = "2020-04-03"
"""


def rows(*more: str) -> str:
    return "\n".join(["窓口,件数", f"{SECRET},1", "ひろば,2", "みなと,3", *more, ""])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two datasets; one has two versions of its file, both with the secret word in it, and an export beside."""
    folder = small_community(tmp_path_factory.mktemp("withdraw") / "city")
    (folder / "sources" / "people.toml").write_text(SOURCE, encoding="utf-8")
    for text in (rows(), rows("かわら,4")):
        (folder / "files" / f"{FILE_NAME}.csv").write_text(text, encoding="utf-8")
        run(folder, "publish")
    return folder


@pytest.fixture
def city(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    return Path(shutil.copytree(made, tmp_path / "city", symlinks=True))


def run(folder: Path, *command: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    name, *rest = command
    done = subprocess.run(
        [*TOMONI, name, str(folder), *rest], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done


def withdraw(folder: Path, *more: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    return run(
        folder, "withdraw", "people", *(more or ("--all",)), "--reason", "載せてはいけない内容", "--yes", code=code
    )


def texts(path: Path) -> Iterator[bytes]:
    """The bytes of a file as they are and as a reader would unpack them."""
    data = path.read_bytes()
    yield data
    for name, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)):
        if path.name.endswith(name):
            yield unpack(data)
    if path.suffix == ".parquet":
        yield pl.read_parquet(data).write_csv().encode()
    if path.suffix == ".sqlite3":
        with sqlite3.connect(path) as database:
            yield "\n".join(database.iterdump()).encode()


def where(folder: Path, word: str) -> list[str]:
    """The files below a folder in which a word stands, also written as JSON escapes."""
    wanted = [word.encode(), json.dumps(word)[1:-1].encode()]
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(form in text for text in texts(path) for form in wanted)
    ]


def document(folder: Path, name: str) -> dict:
    return json.loads((folder / ".tomoni" / "public" / "data" / "people" / name).read_text(encoding="utf-8"))


def test_the_words_are_there_before(city: Path) -> None:
    found = where(city / ".tomoni", SECRET)
    assert any(name.endswith(".br") for name in found), "the test can see into packed files"
    assert any(name.endswith(".parquet") for name in found)
    assert any(name.startswith("raw/") for name in found)
    assert any(name.endswith(".sqlite3") for name in where(city / ".tomoni", FILE_NAME))


def test_nothing_of_it_is_left_in_the_state_folder(city: Path) -> None:
    said = withdraw(city).stdout
    assert where(city / ".tomoni", SECRET) == []
    assert where(city / ".tomoni", FILE_NAME) == []
    assert not (city / "files" / f"{FILE_NAME}.csv").exists()
    assert not (city / "sources" / "people.toml").exists()
    assert (city / "withdrawn" / "people" / f"{FILE_NAME}.csv").is_file()
    assert (city / "withdrawn" / ".gitignore").read_text() == "*\n"
    assert f"files/{FILE_NAME}.csv" in said and "withdrawn/" in said


def test_the_other_dataset_is_as_it_was(city: Path) -> None:
    before = (city / ".tomoni/public/data/counts/latest.json").read_bytes()
    withdraw(city)
    assert (city / ".tomoni/public/data/counts/latest.json").read_bytes() == before
    run(city, "publish")


def test_the_reason_is_public_and_old_addresses_say_410(city: Path) -> None:
    old = document(city, "latest.json")
    address = f"/data/people/{old['files']['data.csv']['url']}"
    front = Front(city / ".tomoni")
    assert ask(front, address).status == 200
    withdraw(city)
    latest = document(city, "latest.json")
    assert latest["withdrawn"]["reason"]["ja"] == "載せてはいけない内容"
    assert (latest["version"], latest["files"]) == (None, {})
    assert [line["withdrawn"]["whole"] for line in document(city, "publications.json")] == [True, True]
    front.shelf.look(again=True)
    gone = ask(front, address)
    assert gone.status == 410
    assert gone.headers["content-type"] == "application/problem+json"
    assert json.loads(gone.body)["withdrawn"]["reason"] == "載せてはいけない内容"
    for path in ("/datasets/people/", "/en/datasets/people/", "/trace/people/1/", f"/data/people/{old['version']}/"):
        page = ask(front, path)
        assert page.status == 410, path
        assert "載せてはいけない内容" in page.body.decode() or path.startswith("/data")
    assert ask(front, "/data/people/latest.json").status == 200
    assert ask(front, "/datasets/nobody/").status == 404


def test_an_export_has_the_tombstone_and_none_of_the_words(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(city, "build", "-o", str(out))
    assert where(out, SECRET)
    withdraw(city)
    run(city, "build", "-o", str(out))
    assert where(out, SECRET) == []
    assert "載せてはいけない内容" in (out / "datasets" / "people" / "index.html").read_text(encoding="utf-8")
    assert (out / "data" / "people" / "latest.json").is_file()


def test_it_does_not_come_back(city: Path, tmp_path: Path) -> None:
    """Not by the folder's own files put back (a git checkout), and not from an older export."""
    out = tmp_path / "out"
    run(city, "build", "-o", str(out), "--packed")
    entry, file = (city / "sources/people.toml").read_text(), (city / f"files/{FILE_NAME}.csv").read_text()
    withdraw(city)
    (city / "sources/people.toml").write_text(entry, encoding="utf-8")
    (city / f"files/{FILE_NAME}.csv").write_text(file, encoding="utf-8")
    said = run(city, "publish", "--onto", str(out), code=1).stdout
    assert "取り下げた内容と同じ" in said
    assert document(city, "latest.json")["version"] is None
    assert where(city / ".tomoni", SECRET) == []


def test_a_fresh_house_that_goes_on_from_the_export_knows(city: Path, tmp_path: Path) -> None:
    entry, file = (city / "sources/people.toml").read_text(), (city / f"files/{FILE_NAME}.csv").read_text()
    withdraw(city)
    out = tmp_path / "out"
    run(city, "build", "-o", str(out))
    shutil.rmtree(city / ".tomoni")
    (city / "sources/people.toml").write_text(entry, encoding="utf-8")
    (city / f"files/{FILE_NAME}.csv").write_text(file, encoding="utf-8")
    run(city, "publish", "--onto", str(out), code=1)
    assert document(city, "latest.json")["withdrawn"]["whole"] is True


def test_twice_is_once(city: Path) -> None:
    withdraw(city)
    before = document(city, "latest.json")
    again = withdraw(city)
    assert "もう取り下げてあります" in again.stderr
    assert document(city, "latest.json") == before


def test_one_version_leaves_the_other(city: Path) -> None:
    newest, first = document(city, "publications.json")
    withdraw(city, "--version", newest["version"][:12])
    assert document(city, "latest.json")["version"] == first["version"]
    lines = document(city, "publications.json")
    assert ["withdrawn" in line for line in lines] == [True, False]
    assert where(city / ".tomoni", "かわら") == []
    assert where(city / ".tomoni", SECRET), "the version that stays has it"
    front = Front(city / ".tomoni")
    assert ask(front, f"/data/people/{newest['version']}/data.csv").status == 410
    assert ask(front, f"/data/people/{first['version']}/data.csv").status == 200


def test_an_original_that_others_need_stays_and_is_named(city: Path) -> None:
    other = SOURCE.replace("people", "others")
    (city / "sources" / "others.toml").write_text(other, encoding="utf-8")
    run(city, "publish")
    shown = withdraw(city).stdout
    assert "残ります（others" in shown
    assert any(name.startswith("raw/") for name in where(city / ".tomoni", SECRET))
    assert (city / f"files/{FILE_NAME}.csv").is_file()
    run(city, "publish")


def test_it_asks_before_and_refuses_reasons_that_tell_too_much(city: Path) -> None:
    run(city, "withdraw", "people", "--all", "--reason", "まちがい", code=1)
    said = run(city, "withdraw", "people", "--all", "--yes", "--reason", "090-1234-5678 に連絡", code=2)
    assert "個人の情報" in said.stderr
    run(city, "withdraw", "nobody", "--all", "--yes", "--reason", "まちがい", code=2)
    run(city, "withdraw", "people", "--yes", "--reason", "まちがい", code=2)
    assert document(city, "latest.json")["version"]


@pytest.mark.parametrize(
    ("where_", "when", "again"),
    [
        ("tomoni.registry.withdrawals.begin", "after", "publish"),
        ("tomoni.publish.withdraw._clear_folder", "after", "withdraw"),
        ("tomoni.publish.storage.LocalStorage.replace", "before", "publish"),
        ("tomoni.publish.site.show", "after", "withdraw"),
        ("tomoni.publish.withdraw._remove_bytes", "after", "publish"),
        ("tomoni.registry.withdrawals.erase", "after", "withdraw"),
        ("tomoni.registry.withdrawals.finish", "before", "publish"),
    ],
)
def test_killed_anywhere_the_next_run_finishes(city: Path, where_: str, when: str, again: str) -> None:
    code = RUN.replace(
        "from tomoni.publish import services\nservices.publish(scope)",
        'from tomoni.publish import withdraw\nwithdraw.withdraw(scope, "people", None, "載せてはいけない内容")',
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, where_, when, str(city)], env=ENVIRONMENT, capture_output=True, check=False
    )
    assert killed.returncode == -9, killed.stderr
    if again == "withdraw":
        withdraw(city)
    else:
        run(city, "publish")
    assert where(city / ".tomoni", SECRET) == []
    assert document(city, "latest.json")["withdrawn"]


def test_a_source_that_cannot_be_read_stops_nobody_else(city: Path) -> None:
    before = document(city, "latest.json")
    (city / "sources" / "people.toml").write_text("dataset = people\n", encoding="utf-8")
    (city / "files" / "counts.csv").write_text(
        "日付,件数\n2020-04-01,1\n2020-04-02,2\n2020-04-03,9\n", encoding="utf-8"
    )
    said = json.loads(run(city, "publish", "--json", code=1).stdout)["datasets"]
    assert {one["id"]: one["status"] for one in said} == {"counts": "published", "people": "refused"}
    assert "people.toml" in said[1]["reasons"][0]["ja"]
    assert document(city, "latest.json")["version"] == before["version"]
    again = json.loads(run(city, "publish", "--json", code=1).stdout)["datasets"]
    assert [one["status"] for one in again] == ["unchanged", "refused"]


def test_a_source_that_was_deleted_stays_public_and_that_is_said(city: Path) -> None:
    (city / "sources" / "people.toml").unlink()
    said = run(city, "publish").stderr
    assert "tomoni withdraw" in said and "people --all" in said
    assert document(city, "latest.json")["version"]
