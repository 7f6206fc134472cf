"""Whatever becomes of a file, what is public stays or changes with a word: damaged copies put in the place of good ones.

For each copy: the dataset is unchanged, held or refused — then its published files are the same bytes, and latest.json
says held — or it is published, and the publication says what changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.conftest import ROOT
from tests.mutations import MUTATIONS
from tomoni.publish import changes, services
from tomoni.publish import queries as public
from tomoni.registry import community, queries
from tomoni.registry import services as desk
from tomoni.registry.founding import found
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.tables.diff import diff

NEVER_PUBLIC = 0.2
"""Share of rows that may not go without a person's word."""


@dataclass
class Site:
    """A community whose files are public, and a way to look at what the public sees."""

    scope: Scope

    @property
    def public(self) -> Path:
        return self.scope.community.dir / ".tomoni" / "public"

    def files(self) -> list[Path]:
        """The newest file of each dataset, each once."""
        entries = queries.datasets(self.scope)
        return sorted({self.scope.community.dir / queries.editions(self.scope, entry)[-1].path for entry in entries})

    def datasets_of(self, path: Path) -> list[str]:
        """The datasets whose newest edition lies in this file."""
        name = path.relative_to(self.scope.community.dir).as_posix()
        entries = queries.datasets(self.scope)
        return [entry.dataset for entry in entries if queries.editions(self.scope, entry)[-1].path == name]

    def document(self, dataset: str, name: str = "latest.json") -> Any:
        return json.loads((self.public / "data" / dataset / name).read_text(encoding="utf-8"))

    def shown(self, dataset: str) -> dict[str, str]:
        """Every data file that the public has of a dataset, with its hash."""
        base = self.public / "data" / dataset
        return {
            path.relative_to(base).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in base.rglob("*")
            if path.is_file() and path.parent != base
        }


@pytest.fixture
def site(tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The sample community, published; without the rooms' pages, which other tests look at."""
    folder = tmp_path / "mihon"
    shutil.copytree(ROOT / "communities" / "mihon", folder, ignore=shutil.ignore_patterns(".tomoni"))
    return opened(folder, settings, monkeypatch)


@pytest.fixture
def osaka(tmp_path: Path, shared: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Osaka of April 2020, from the files it published."""
    folder = tmp_path / "osaka"
    found(folder, "270008")
    site = opened(folder, settings, monkeypatch)
    for path in sorted((shared / "data" / "dashboard" / "osaka").glob("*.xlsx")):
        desk.add_file(site.scope, path)
    return site


def opened(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Site:
    settings.HOME = folder / ".tomoni"
    monkeypatch.setattr(rooms, "page_sources", {})
    monkeypatch.setattr(rooms, "dataset_hooks", [])
    return Site(Scope(None, community.load(folder)))


def put_in_place(site: Site, label: str, path: Path, data: bytes) -> list[services.Outcome]:
    """Publishes with `data` in the place of a file, checks its datasets against the rule above, puts the file back —
    and lets through what waits then, so that the next copy meets the same public data."""
    names = site.datasets_of(path)
    before = {name: (site.document(name), site.shown(name)) for name in names}
    good = path.read_bytes()
    path.write_bytes(data)
    outcomes = services.publish(site.scope, names)
    path.write_bytes(good)
    for one in outcomes:
        was, files = before[one.dataset]
        if one.status == "published":
            check_published(site, label, one, was)
        else:
            check_kept(site, label, one, was, files)
    for one in services.publish(site.scope, names):
        if one.status == "held":
            services.release(site.scope, one.dataset, "元のファイルに戻しました")
        else:
            assert one.status in ("unchanged", "published"), (label, one)
    return outcomes


def check_kept(site: Site, label: str, one: services.Outcome, was: dict[str, Any], files: dict[str, str]) -> None:
    now = site.document(one.dataset)
    assert site.shown(one.dataset) == files, label
    assert (now["version"], now["seq"], now["as_of"]) == (was["version"], was["seq"], was["as_of"]), label
    if one.status == "unchanged":
        assert now["held"] is None, label
        return
    assert now["held"]["checks"], label
    for check in now["held"]["checks"]:
        assert check["reason"]["ja"] and check["reason"]["en"], label
    for reason in one.reasons:
        assert reason["ja"] and reason["en"], label


def check_published(site: Site, label: str, one: services.Outcome, was: dict[str, Any]) -> None:
    line, *_ = site.document(one.dataset, "publications.json")
    assert (line["seq"], line["parent"], line["version"]) == (one.seq, was["seq"], one.version), label
    said = changes.words(line["changes"])
    assert said is not None, label
    assert [reason["ja"] for reason in one.reasons if reason["gate"] == changes.GATE] == [said.ja], label
    assert was["files"]["data.csv"]["sha256"] == site.document(one.dataset)["files"]["data.csv"]["sha256"] or any(
        line["changes"][key] for key in (*changes.ROWS, *changes.COLUMNS)
    ), label
    assert changes_of(site, one.dataset, was["version"], one.version) <= told(line["changes"]), (label, said.ja)
    assert line["changes"]["removed"] <= was["rows"] * NEVER_PUBLIC, (label, said.ja)
    assert not line["changes"]["columns_removed"] and not line["changes"]["columns_retyped"], (label, said.ja)


def told(summary: dict[str, Any]) -> int:
    return summary["added"] + summary["removed"] + 2 * summary["changed"]


def changes_of(site: Site, dataset: str, old: str, new: str) -> int:
    """Rows that are in one CSV and not in the other, counted without our own diff."""
    base = site.public / "data" / dataset
    ours, theirs = (rows_of(base / version / "data.csv") for version in (old, new))
    return len(ours ^ theirs)


def rows_of(path: Path) -> set[frozenset[tuple[str, str]]]:
    """The rows of a CSV; the order of its columns does not matter."""
    with path.open(encoding="utf-8", newline="") as file:
        return {frozenset((name, value) for name, value in row.items() if value) for row in csv.DictReader(file)}


def damage(site: Site, count: int, seed: int) -> int:
    """Puts `count` damaged copies in place, one after the other, spread over files and kinds of damage; how many of
    them were stopped."""
    services.publish(site.scope)
    rng, files, kinds, stopped = random.Random(seed), site.files(), list(MUTATIONS), 0
    for number in range(count):
        path, kind = files[number % len(files)], kinds[number // len(files) % len(kinds)]
        outcomes = put_in_place(site, f"{number}: {kind} {path.name}", path, MUTATIONS[kind](path.read_bytes(), rng))
        stopped += any(one.status in ("held", "refused") for one in outcomes)
    return stopped


def test_damaged_copies_of_the_sample(site: Site) -> None:
    assert damage(site, 42, 20200418) > 15, "damage is noticed"


@pytest.mark.shared
def test_damaged_copies_of_osakas_files(osaka: Site) -> None:
    assert damage(osaka, 21, 20200419) > 8, "damage is noticed"


def test_one_changed_cell_of_a_csv_is_one_changed_row(site: Site) -> None:
    services.publish(site.scope)
    path = site.scope.community.dir / "files" / "mihon_patients.csv"
    text = path.read_bytes().decode("cp932")
    lines = text.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines[100:], 100) if "女性" in line)
    was = public.current(site.scope, "covid19-patients")
    path.write_bytes("".join([*lines[:at], lines[at].replace("女性", "男性"), *lines[at + 1 :]]).encode("cp932"))
    outcome = next(one for one in services.publish(site.scope) if one.dataset == "covid19-patients")
    assert outcome.status == "published"
    now = public.current(site.scope, "covid19-patients")
    found = diff(was.frame, now.frame)
    assert (found.added, found.removed, found.added_columns, found.removed_columns) == ([], [], [], [])
    (row,) = found.changed
    assert row.cells == (("患者_性別", "女性", "男性"),)
    assert now.provenance.cells(row.new_row - 1, now.frame.columns.index("患者_性別"))[0].row == at + 1
    assert now.publication.changes["changed"] == 1


@pytest.mark.shared
def test_one_changed_cell_of_a_workbook_is_one_changed_row(osaka: Site) -> None:
    services.publish(osaka.scope)
    path = next(path for path in osaka.files() if path.read_bytes()[:2] == b"PK" and "patients" in path.name)
    was = public.current(osaka.scope, "covid19-patients")
    column = was.frame.columns.index("患者_居住地")
    cell = was.provenance.cells(500, column)[0]
    book = load_workbook(path)
    book[was.provenance.sheet].cell(cell.row, cell.col).value = "大阪市外"
    written = io.BytesIO()
    book.save(written)
    path.write_bytes(written.getvalue())
    services.publish(osaka.scope)
    now = public.current(osaka.scope, "covid19-patients")
    (row,) = diff(was.frame, now.frame).changed
    assert (row.new_row, [name for name, _, _ in row.cells]) == (501, ["患者_居住地"])
    assert now.publication.changes["changed"] == 1
