"""The same input gives the same versions, on any machine and from a saved recipe: ids, bytes and what is said of them.

"Any machine" is played by processes that differ in place, working directory, locale, time zone, hash seed and threads.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, SHARED
from tomoni.publish import files, services, versions
from tomoni.publish import queries as public
from tomoni.registry import community, queries
from tomoni.registry import intake as desk
from tomoni.registry.founding import found
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.services import add_file
from tomoni.tables import outputs, pipeline

OSAKA = SHARED / "data" / "dashboard" / "osaka"
RUN = """
import sys
from pathlib import Path
from tomoni.cli.home import open_community
scope = open_community(Path(sys.argv[1]))
from tomoni.publish import services
from tomoni.registry.rooms import rooms
from tomoni.registry.services import add_file
rooms.page_sources.clear()
for path in sys.argv[2:]:
    add_file(scope, Path(path))
assert services.publish(scope)
"""
NEVER_THE_SAME = ("fetched", "released")
MACHINES: dict[str, dict[str, str]] = {
    "plain": {"LANG": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    "other": {
        "LANG": "ja_JP.UTF-8",
        "LC_ALL": "ja_JP.UTF-8",
        "TZ": "America/New_York",
        "PYTHONHASHSEED": "4242",
        "POLARS_MAX_THREADS": "1",
    },
}


def folder_on(machine: str, tmp_path: Path) -> Path:
    """Where a machine keeps its community: one of them in a folder with a name that needs care."""
    return tmp_path / ("a" if machine == "plain" else "べつの 場所")


def run_on(machine: str, code: str, *arguments: str | Path, cwd: Path) -> None:
    """Runs Python code in a process that knows nothing of this one."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **MACHINES[machine]}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def histories(site: Path) -> dict[str, list[dict[str, Any]]]:
    """What was published and said, without the times at which it was."""
    found = {}
    for path in sorted((site / ".tomoni" / "public" / "data").glob("*/publications.json")):
        lines = json.loads(path.read_text(encoding="utf-8"))
        found[path.parent.name] = [{k: v for k, v in line.items() if k not in NEVER_THE_SAME} for line in lines]
    return found


def sites(tmp_path: Path, make: Any, *sources: Path) -> list[Path]:
    """The same community made and published on each machine."""
    made = []
    for machine in MACHINES:
        site = folder_on(machine, tmp_path) / "site"
        site.parent.mkdir()
        make(site)
        inside = machine == "other"
        run_on(machine, RUN, "site" if inside else site, *sources, cwd=site.parent if inside else Path("/"))
        made.append(site)
    return made


def check_same(one: Path, other: Path) -> None:
    versions_of_one = everything(one / ".tomoni" / "versions")
    assert len(versions_of_one) > 6
    assert versions_of_one == everything(other / ".tomoni" / "versions")
    assert everything(one / "sources") == everything(other / "sources")
    assert (one / "dashboard.toml").read_bytes() == (other / "dashboard.toml").read_bytes()
    assert histories(one) == histories(other)


class TestMachines:
    def test_the_sample(self, tmp_path: Path) -> None:
        ignore = shutil.ignore_patterns(".tomoni")
        check_same(*sites(tmp_path, lambda site: shutil.copytree(ROOT / "communities" / "mihon", site, ignore=ignore)))

    @pytest.mark.shared
    def test_osakas_workbooks_added_and_published(self, shared: Path, tmp_path: Path) -> None:
        check_same(*sites(tmp_path, lambda site: found(site, "270008"), *sorted(OSAKA.glob("*.xlsx"))))

    def test_repair_and_its_replay_write_the_same_bytes(self, tmp_path: Path) -> None:
        """First repaired on one machine, then from its recipes on the other."""
        first, second = tmp_path / "first", tmp_path / "二 つ目"
        code = "from tomoni.cli.main import main; main()"
        replayed = 0
        for source in sorted((ROOT / "communities" / "mihon" / "files").iterdir()):
            out = first / source.stem
            run_on("plain", code, "repair", source, "-o", out, cwd=Path("/"))
            recipes = sorted(out.glob("*.recipe.json"))
            assert recipes, source
            if len(recipes) > 1:
                continue  # a recipe is of one table; the others are replayed below, without the command line
            again = second / source.stem
            run_on("other", code, "repair", source, "-o", again, "--from-recipe", recipes[0], cwd=tmp_path)
            assert data(everything(again)) == data(everything(out)), source
            replayed += 1
        assert replayed > 3


def data(written: dict[str, bytes]) -> dict[str, bytes]:
    """What machines read; the report for people speaks the language of the locale."""
    return {name: content for name, content in written.items() if not name.endswith(".html")}


@pytest.fixture
def open_site(settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    def opened(folder: Path) -> Scope:
        settings.HOME = folder / ".tomoni"
        monkeypatch.setattr(rooms, "page_sources", {})
        monkeypatch.setattr(rooms, "dataset_hooks", [])
        return Scope(None, community.load(folder))

    return opened


def check_replayed(scope: Scope, folder: Path) -> int:
    """Publishes; then makes each dataset's table again from a recipe saved on disk: it must be the published version."""
    services.publish(scope)
    checked = 0
    for entry in queries.datasets(scope):
        published = public.current(scope, entry.dataset)
        if published is None:
            continue
        file = queries.editions(scope, entry)[-1]
        data = desk.read_file(scope, file)
        name = Path(file.path).name
        result = pipeline.repair(data, name=name, override=entry.override(file))
        table = desk.choose_table(result.tables, file)
        outputs.write(result, folder / entry.dataset, stem="x")
        recipes = [outputs.load_recipe(path) for path in sorted((folder / entry.dataset).glob("*.recipe.json"))]
        (recipe,) = [item for item in recipes if item.region == table.recipe.region]
        (again,) = pipeline.replay(data, recipe, name=name).tables
        prepared = desk.prepare(scope, entry, file, again, data)
        made = files.data_files(prepared.frame, prepared.schema)
        assert versions.version_id(made, prepared.raws) == published.version, entry.dataset
        assert prepared.provenance.to_json() == published.provenance.to_json(), entry.dataset
        checked += 1
    return checked


class TestReplayedRecipes:
    def test_the_sample_conforms_to_the_same_versions(self, open_site: Any, tmp_path: Path) -> None:
        site = tmp_path / "mihon"
        shutil.copytree(ROOT / "communities" / "mihon", site, ignore=shutil.ignore_patterns(".tomoni"))
        assert check_replayed(open_site(site), tmp_path / "out") == len(list((site / "sources").glob("*.toml")))

    @pytest.mark.shared
    def test_osaka_conforms_to_the_same_versions(self, shared: Path, open_site: Any, tmp_path: Path) -> None:
        site = tmp_path / "osaka"
        found(site, "270008")
        scope = open_site(site)
        for path in sorted(OSAKA.glob("*.xlsx")):
            add_file(scope, path)
        assert check_replayed(scope, tmp_path / "out") >= 5
