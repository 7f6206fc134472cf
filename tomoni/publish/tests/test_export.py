"""The exported site: a plain folder that works anywhere, never written over what is not ours, and memory to go on from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tomoni.publish import export, memory, queries, services, versions
from tomoni.publish.tests.conftest import ROWS, Put
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.models import Dataset, Publication, Version
from tomoni.registry.scope import Scope


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "www" / "site"


def build(scope: Scope, out: Path, packed: bool = False) -> export.Written:
    export.check_target(out, scope.community.home, scope.community.dir)
    services.publish(scope)
    return export.export(versions.storage(), out, packed)


class TestTheFolder:
    def test_it_is_what_readers_see_in_plain_files(self, scope: Scope, put: Put, out: Path) -> None:
        put(ROWS)
        build(scope, out)
        shown = scope.community.home / "public"
        for path in ("index.html", "feed.atom", "catalog.jsonld", "data/counts/latest.json"):
            assert (out / path).read_bytes() == (shown / path).read_bytes()
        said = json.loads((out / "data/counts/latest.json").read_text(encoding="utf-8"))
        assert (out / "data/counts" / said["files"]["data.csv"]["url"]).is_file()
        assert not [path for path in out.rglob("*") if path.is_symlink()]
        assert not list(out.rglob(".*")), "nothing hidden"
        assert not list(out.rglob("*.br"))

    def test_packed_forms_come_when_asked_for(self, scope: Scope, put: Put, out: Path) -> None:
        put({f"2020-{month:02}-{day:02}": day for month in range(1, 13) for day in range(1, 28)}, "2020-12-27")
        build(scope, out, packed=True)
        assert list(out.rglob("data.csv.br"))
        assert list(out.rglob("data.csv.gz"))

    def test_no_private_file_is_in_it(self, scope: Scope, put: Put, out: Path) -> None:
        put(ROWS)
        source = scope.community.dir / "files/counts.csv"
        raw = source.read_bytes().decode().replace("\n", "\r\n").encode("cp932")
        source.write_bytes(raw)
        build(scope, out)
        assert [path for path in out.rglob("*") if path.is_file() and path.read_bytes() == raw] == []

    def test_again_it_writes_only_what_changed_and_leaves_what_others_put_there(
        self, scope: Scope, put: Put, out: Path
    ) -> None:
        put(ROWS)
        build(scope, out)
        (out / "CNAME").write_text("data.example.jp")
        assert build(scope, out).changed == 0
        put(ROWS | {"2020-04-21": 63}, "2020-04-21")
        written = build(scope, out)
        assert 0 < written.changed < written.files
        assert (out / "CNAME").read_text() == "data.example.jp"
        assert json.loads((out / "data/counts/latest.json").read_text(encoding="utf-8"))["seq"] == 2

    def test_data_are_written_before_what_points_at_them(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        order = [piece.path for piece in export.pieces(versions.storage())]
        latest = order.index("data/counts/latest.json")
        assert all(order.index(path) < latest for path in order if path.endswith(("data.csv", ".html")))


class TestWhatIsRefused:
    def test_a_folder_with_someone_elses_files(self, scope: Scope, out: Path) -> None:
        out.mkdir(parents=True)
        (out / "thesis.txt").write_text("precious")
        with pytest.raises(Problem, match="did not write"):
            build(scope, out)
        assert (out / "thesis.txt").read_text() == "precious"
        assert len(list(out.iterdir())) == 1

    def test_the_community_folder_its_parents_and_its_state(self, scope: Scope) -> None:
        for place in (scope.community.dir, scope.community.dir.parent, scope.community.home / "out"):
            with pytest.raises(Problem):
                build(scope, place)

    def test_a_file(self, scope: Scope, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(Problem, match="not a folder"):
            build(scope, tmp_path / "file")

    def test_links_that_lead_out_of_an_earlier_export(self, scope: Scope, put: Put, out: Path, tmp_path: Path) -> None:
        put(ROWS)
        build(scope, out)
        elsewhere = tmp_path / "elsewhere"
        shutil.move(out / "data", elsewhere)
        (out / "data").symlink_to(elsewhere)
        put(ROWS | {"2020-04-21": 63}, "2020-04-21")
        with pytest.raises(Problem, match="leads outside"):
            build(scope, out)

    def test_a_mark_with_path_tricks_removes_nothing_outside(
        self, scope: Scope, put: Put, out: Path, tmp_path: Path
    ) -> None:
        put(ROWS)
        build(scope, out)
        victim = tmp_path / "www" / "victim.txt"
        victim.write_text("precious")
        mark = json.loads((out / export.MARK).read_text())
        mark["files"]["../victim.txt"] = "0" * 64
        (out / export.MARK).write_text(json.dumps(mark))
        build(scope, out)
        assert victim.read_text() == "precious"


def forget(scope: Scope) -> None:
    """The state of a fresh clone: empty database, no version folders."""
    Publication.objects.filter(dataset__slug="counts")._raw_delete("default")
    Version.objects.filter(dataset__slug="counts")._raw_delete("default")
    Dataset.objects.filter(slug="counts").delete()
    shutil.rmtree(scope.community.home)


class TestGoingOn:
    @pytest.fixture
    def exported(self, scope: Scope, put: Put, out: Path) -> Path:
        put(ROWS)
        build(scope, out)
        put(ROWS | {"2020-04-21": 63}, "2020-04-21")
        build(scope, out)
        forget(scope)
        return out

    def test_numbers_and_history_continue(self, scope: Scope, put: Put, exported: Path) -> None:
        before = json.loads((exported / "data/counts/publications.json").read_text(encoding="utf-8"))
        assert memory.go_on_from(scope, exported) == 2
        put(ROWS | {"2020-04-21": 63, "2020-04-22": 66}, "2020-04-22")
        build(scope, exported)
        after = json.loads((exported / "data/counts/publications.json").read_text(encoding="utf-8"))
        assert [line["seq"] for line in after] == [3, 2, 1]
        assert after[1:] == before

    def test_the_same_file_is_unchanged_after_the_loss_of_everything(self, scope: Scope, exported: Path) -> None:
        memory.go_on_from(scope, exported)
        assert [outcome.status for outcome in services.publish(scope)] == ["unchanged"]
        assert queries.current(scope, "counts").frame.height == 21

    def test_a_site_shown_from_memory_is_the_same_site(self, scope: Scope, exported: Path, tmp_path: Path) -> None:
        memory.go_on_from(scope, exported)
        build(scope, tmp_path / "again")
        before = {path.relative_to(exported): path.read_bytes() for path in exported.rglob("*") if path.is_file()}
        after = {
            path.relative_to(tmp_path / "again"): path.read_bytes()
            for path in (tmp_path / "again").rglob("*")
            if path.is_file()
        }
        assert before == after

    def test_taking_over_twice_changes_nothing(self, scope: Scope, exported: Path) -> None:
        assert memory.go_on_from(scope, exported) == 2
        assert memory.go_on_from(scope, exported) == 0
        assert len(registry.publications(scope, "counts")) == 2

    @pytest.mark.parametrize("name", ["data.csv", "schema.json", "provenance.json"])
    def test_a_site_that_was_changed_by_hand_is_not_believed(self, scope: Scope, exported: Path, name: str) -> None:
        victim = next(exported.glob(f"data/counts/*/{name}"))
        victim.write_bytes(victim.read_bytes().replace(b"63", b"64") + b" ")
        with pytest.raises(Problem, match="was changed"):
            memory.go_on_from(scope, exported)
        assert registry.publications(scope, "counts") == []

    def test_data_that_do_not_give_their_version_id_are_not_believed(self, scope: Scope, exported: Path) -> None:
        path = exported / "data/counts/publications.json"
        said = json.loads(path.read_text(encoding="utf-8"))
        said[0]["sources"] = ["0" * 64]
        path.write_text(json.dumps(said), encoding="utf-8")
        with pytest.raises(Problem, match="does not match its id"):
            memory.go_on_from(scope, exported)

    def test_another_communitys_site_is_not_taken_over(self, scope: Scope, exported: Path) -> None:
        path = exported / "data/counts/latest.json"
        said = json.loads(path.read_text(encoding="utf-8"))
        said["community"]["id"] = "othercity"
        path.write_text(json.dumps(said), encoding="utf-8")
        with pytest.raises(Problem, match="another community"):
            memory.go_on_from(scope, exported)

    def test_a_folder_that_is_no_site_is_refused(self, scope: Scope, tmp_path: Path) -> None:
        with pytest.raises(Problem, match="no exported site"):
            memory.go_on_from(scope, tmp_path)

    @pytest.mark.parametrize(
        ("key", "value"),
        [("version", "../../x"), ("files", {"../x": "0" * 64}), ("seq", "1"), ("released", "yesterday")],
    )
    def test_records_with_path_tricks_or_nonsense_are_refused(
        self, scope: Scope, exported: Path, key: str, value: object
    ) -> None:
        path = exported / "data/counts/publications.json"
        said = json.loads(path.read_text(encoding="utf-8"))
        said[0][key] = value
        path.write_text(json.dumps(said), encoding="utf-8")
        with pytest.raises(Problem, match="unreadable"):
            memory.go_on_from(scope, exported)
