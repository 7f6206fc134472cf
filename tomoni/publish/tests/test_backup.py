"""Backup and restore as one runs them: SQLite to SQLite, to PostgreSQL and back; what is public stays to the byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import need, new_database
from tomoni.publish.tests.command import ENVIRONMENT, ROWS, TOMONI, small_community

CLEAN = {name: value for name, value in ENVIRONMENT.items() if name != "DATABASE_URL"}


def run(*arguments: object, url: str = "", code: int = 0) -> str:
    """One command on SQLite or on the database at `url`; gives what it said."""
    environment = CLEAN | ({"DATABASE_URL": url} if url else {})
    done = subprocess.run([*TOMONI, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def public(folder: Path) -> dict[str, bytes]:
    root = folder / ".tomoni" / "public"
    found = [Path(at) / name for at, _, names in os.walk(root, followlinks=True) for name in names]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A community on SQLite with two publications of one dataset, and its backup beside it."""
    folder = small_community(tmp_path_factory.mktemp("backup") / "city")
    run("publish", folder)
    (folder / "files" / "counts.csv").write_text(ROWS.replace(",3\n", ",4\n"), encoding="utf-8")
    run("publish", folder)
    assert "控えました" in run("backup", folder, "-o", folder.parent / "city.tar.gz")
    return folder


@pytest.fixture
def postgresql() -> Iterator[str]:
    need("PostgreSQL")
    with new_database() as url:
        yield url


def test_the_archive_is_private_and_nothing_is_left_behind(house: Path) -> None:
    archive = house.parent / "city.tar.gz"
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert {"backup.json", "database.jsonl", "community/community.toml", "community/.tomoni/secret-key"} <= set(names)
    assert not [name for name in names if "sqlite" in name or "lock" in name]
    assert not list((house / ".tomoni").glob(".backup-*"))
    assert "もうあります" in run("backup", house, "-o", archive, code=2)


def test_a_restored_house_shows_the_same_and_goes_on(house: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    run("restore", house.parent / "city.tar.gz", folder)
    assert public(folder) == public(house)
    assert (folder / ".tomoni").stat().st_mode & 0o777 == 0o700
    (one,) = json.loads(run("publish", folder, "--json").partition("\n● ")[0])["datasets"]
    assert (one["status"], one["seq"]) == ("unchanged", 2)
    (folder / "files" / "counts.csv").write_text(ROWS.replace(",3\n", ",5\n"), encoding="utf-8")
    (one,) = json.loads(run("publish", folder, "--json"))["datasets"]
    assert (one["status"], one["seq"]) == ("published", 3)


def test_from_sqlite_to_postgresql_and_back(house: Path, tmp_path: Path, postgresql: str) -> None:
    folder = tmp_path / "on-postgresql"
    run("restore", house.parent / "city.tar.gz", folder, url=postgresql)
    assert not (folder / ".tomoni" / "tomoni.sqlite3").exists()
    assert public(folder) == public(house)
    (folder / "files" / "counts.csv").write_text(ROWS.replace(",3\n", ",5\n"), encoding="utf-8")
    (one,) = json.loads(run("publish", folder, "--json", url=postgresql))["datasets"]
    assert (one["status"], one["seq"]) == ("published", 3), "the counters go on after the rows that were loaded"
    run("backup", folder, "-o", tmp_path / "pg.tar.gz", url=postgresql)
    assert "もう使われています" in run("restore", tmp_path / "pg.tar.gz", tmp_path / "x", url=postgresql, code=2)
    assert not (tmp_path / "x").exists()
    back = tmp_path / "back"
    run("restore", tmp_path / "pg.tar.gz", back)
    assert public(back) == public(folder)
    (one,) = json.loads(run("publish", back, "--json"))["datasets"]
    assert (one["status"], one["seq"]) == ("unchanged", 3)


def test_a_folder_in_use_and_files_that_are_no_backup_are_refused(house: Path, tmp_path: Path) -> None:
    archive = house.parent / "city.tar.gz"
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "x").touch()
    assert "空ではありません" in run("restore", archive, tmp_path / "used", code=2)
    (tmp_path / "torn.tar.gz").write_bytes(archive.read_bytes()[:2000])
    shutil.copy(house / "community.toml", tmp_path / "text.tar.gz")
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        tar.add(house / "community.toml", "../../outside")
    for name in ("torn", "text", "evil", "missing"):
        said = run("restore", tmp_path / f"{name}.tar.gz", tmp_path / "new", code=2)
        assert "Traceback" not in said
        assert not (tmp_path / "new").exists()
    assert not (tmp_path.parent / "outside").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".tomoni-")] == []
