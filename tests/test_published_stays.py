"""Whatever becomes of a file, what is public stays or changes with a word: damaged copies put in the place of good ones.

For each copy: the dataset is unchanged, held or refused — then its published files are the same bytes, and latest.json
says held — or it is published, and the publication says what changed.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.mutations import MUTATIONS
from tomoni.publish import changes, services
from tomoni.registry import community, queries
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

NEVER_PUBLIC = 0.2
"""Share of rows that may not go without a person's word."""
QUIET = {"header-shifted", "column-emptied"}
"""Kinds of damage after which nothing may be published but what reads the same."""


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
def site(tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The sample community, published; without the rooms' pages, which other tests look at."""
    folder = tmp_path / "mihon"
    shutil.copytree(ROOT / "communities" / "mihon", folder, ignore=shutil.ignore_patterns(".tomoni"))
    yield opened(folder, settings, monkeypatch)


def opened(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Site:
    settings.HOME = folder / ".tomoni"
    monkeypatch.setattr(rooms, "page_sources", {})
    monkeypatch.setattr(rooms, "dataset_hooks", [])
    return Site(Scope(None, community.load(folder)))


def put_in_place(site: Site, label: str, path: Path, data: bytes) -> list[services.Outcome]:
    """Publishes with `data` in the place of a file, checks every dataset against the rule above, puts the file back."""
    names = [entry.dataset for entry in queries.datasets(site.scope)]
    before = {name: (site.document(name), site.shown(name)) for name in names}
    good = path.read_bytes()
    path.write_bytes(data)
    outcomes = services.publish(site.scope)
    path.write_bytes(good)
    for one in outcomes:
        was, files = before[one.dataset]
        if one.status == "published":
            check_published(site, label, one, was)
        else:
            check_kept(site, label, one, was, files)
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
    assert changes_of(site, one.dataset, was["version"], one.version) <= told(line["changes"]), (label, said.ja)
    assert line["changes"]["removed"] <= was["rows"] * NEVER_PUBLIC, (label, said.ja)
    assert not line["changes"]["columns_removed"] and not line["changes"]["columns_retyped"], (label, said.ja)


def told(summary: dict[str, Any]) -> int:
    return summary["added"] + summary["removed"] + 2 * summary["changed"]


def changes_of(site: Site, dataset: str, old: str, new: str) -> int:
    """Lines that are in one CSV and not in the other, counted without our own diff."""
    base = site.public / "data" / dataset
    ours, theirs = (
        set((base / version / "data.csv").read_text(encoding="utf-8").splitlines()) for version in (old, new)
    )
    return len(ours ^ theirs)


def release_what_waits(site: Site, outcomes: list[services.Outcome]) -> None:
    """The good files again, so that the next copy meets the same public data."""
    for one in services.publish(site.scope):
        if one.status == "held":
            services.release(site.scope, one.dataset, "元のファイルに戻しました")
        else:
            assert one.status in ("unchanged", "published"), one


def test_damaged_copies_of_the_sample(site: Site) -> None:
    services.publish(site.scope)
    rng, files = random.Random(20200418), site.files()
    stopped = 0
    for number in range(42):
        path, kind = files[number % len(files)], list(MUTATIONS)[number // len(files) % len(MUTATIONS)]
        label = f"{number}: {kind} {path.name}"
        outcomes = put_in_place(site, label, path, MUTATIONS[kind](path.read_bytes(), rng))
        stopped += any(one.status in ("held", "refused") for one in outcomes)
        release_what_waits(site, outcomes)
    assert stopped > 15, "damage is noticed"
