"""The storage's promise: a folder appears whole or not at all, a pointer moves in one step, also under kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from threading import get_ident

import pytest

from tomoni.publish.storage import TEMPORARY, Folder, LocalStorage, Same, clean
from tomoni.publish.tree import PUBLIC, File, Manifest, Tree, packed


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path)


class TestPaths:
    @pytest.mark.parametrize("path", ["", "/etc", "../x", "a/../b", "a//b", "./a", "a\\b", "a\0b", "a\nb", "a/", ".."])
    def test_unsafe_paths_are_refused(self, storage: LocalStorage, path: str) -> None:
        with pytest.raises(ValueError, match="not a safe path"):
            storage.put(path, [("x", b"")])
        with pytest.raises(ValueError, match="not a safe path"):
            storage.put("folder", [(path, b"")])

    def test_ordinary_paths_pass(self) -> None:
        assert str(clean("data/患者/latest.json")) == "data/患者/latest.json"


class TestFolders:
    def test_a_folder_that_exists_stays_as_it_is(self, storage: LocalStorage) -> None:
        storage.put("versions/a/1", [("data.csv", b"first")])
        storage.put("versions/a/1", [("data.csv", b"second")])
        assert storage.open("versions/a/1/data.csv").read() == b"first"

    def test_a_failure_on_the_way_leaves_nothing(self, storage: LocalStorage) -> None:
        def breaks() -> object:
            yield "one", b"1"
            raise RuntimeError("page can't be made")

        with pytest.raises(RuntimeError):
            storage.put("trees/x", breaks())
        assert list((storage.root / "trees").iterdir()) == []

    def test_equal_files_are_shared_and_folders_are_led_to(self, storage: LocalStorage) -> None:
        storage.put("versions/a/1", [("data.csv", b"x")])
        storage.put("trees/1", [("page", b"p")])
        storage.put("trees/2", [("page", Same("trees/1/page")), ("data/a/1", Folder("versions/a/1"))])
        assert storage.path("trees/2/page").samefile(storage.path("trees/1/page"))
        assert storage.path("trees/2/data/a/1/data.csv").read_bytes() == b"x"
        assert not storage.path("trees/2/data/a/1").readlink().is_absolute(), "the whole state folder can be moved"

    def test_recovery_takes_away_what_was_interrupted_and_nothing_else(self, storage: LocalStorage) -> None:
        storage.put("versions/a/1", [("data.csv", b"x")])
        storage.put("trees/1", [("page", b"p")])
        storage.replace(PUBLIC, "trees/1")
        for leftover in (f"versions/a/{TEMPORARY}q", f"trees/{TEMPORARY}q", f"{TEMPORARY}q"):
            (storage.root / leftover).mkdir()
        storage.recover()
        assert list(storage.root.rglob(f"{TEMPORARY}*")) == []
        assert storage.pointed(PUBLIC) == "trees/1"
        assert storage.exists("versions/a/1/data.csv")


def pages(text: str, count: int = 30) -> list[File]:
    return [File(f"p{number}/index.html", lambda: (text * 300).encode()) for number in range(count)]


class TestTree:
    def test_what_has_not_changed_is_not_rendered_again(self, storage: LocalStorage) -> None:
        made: list[str] = []

        def file(path: str, depends: str) -> File:
            return File(path, lambda: made.append(path) or path.encode(), depends=depends)

        Tree.begin(storage, {}).show([file("a", "1"), file("b", "1"), file("c", "")], {})
        Tree.begin(storage, {}).show([file("a", "1"), file("b", "2"), file("c", "")], {})
        assert made == ["a", "b", "c", "b", "c"]

    def test_the_same_content_is_not_shown_twice(self, storage: LocalStorage) -> None:
        assert Tree.begin(storage, {}).show(pages("x"), {})
        shown = storage.pointed(PUBLIC)
        assert not Tree.begin(storage, {}).show(pages("x"), {})
        assert storage.pointed(PUBLIC) == shown
        assert storage.list("trees") == [shown.split("/")[1]]

    def test_what_is_drawn_aside_is_there_when_the_tree_is_shown(self, storage: LocalStorage) -> None:
        threads = set()

        def drawn(number: int) -> bytes:
            threads.add(get_ident())
            return f"{number} ".encode() * 2000

        files = [
            File(f"{n}.svg", lambda n=n: drawn(n), draft=lambda n=n: str(n).encode(), aside=True) for n in range(300)
        ]
        assert Tree.begin(storage, {}).show(iter(files), {})
        shown = Manifest.read(storage, storage.pointed(PUBLIC))
        assert len(shown.files) == 300 and get_ident() not in threads
        for n in (0, 299):
            assert storage.path(f"{PUBLIC}/{n}.svg").read_bytes() == f"{n} ".encode() * 2000
            assert shown.files[f"{n}.svg"]["forms"].keys() == {"", "br", "gzip"}
        threads.clear()
        again = [File(f"{n}.svg", lambda n=n: drawn(n), depends="other", aside=True) for n in range(300)]
        assert Tree.begin(storage, {}).show(
            iter(again), {}
        )  # what it is made from is told otherwise; the bytes are the same
        assert storage.path(f"{PUBLIC}/7.svg").read_bytes() == b"7 " * 2000

    def test_a_fault_in_what_is_drawn_aside_leaves_the_old_tree(self, storage: LocalStorage) -> None:
        assert Tree.begin(storage, {}).show([File("a.png", lambda: b"a")], {})
        before = storage.pointed(PUBLIC)
        broken = File("b.png", lambda: 1 // 0 and b"", draft=lambda: b"b", aside=True)
        with pytest.raises(ZeroDivisionError):
            Tree.begin(storage, {}).show([File("a.png", lambda: b"A"), broken], {})
        assert storage.pointed(PUBLIC) == before and storage.list("trees") == [before.removeprefix("trees/")]

    def test_old_trees_are_cleared_away_but_for_the_last_ones(self, storage: LocalStorage) -> None:
        for number in range(6):
            Tree.begin(storage, {}).show(pages(str(number), 2), {})
        assert len(storage.list("trees")) == 3

    def test_two_files_for_one_path_the_first_has_it(self, storage: LocalStorage) -> None:
        Tree.begin(storage, {}).show([File("index.html", lambda: b"room"), File("index.html", lambda: b"plain")], {})
        assert storage.open(f"{PUBLIC}/index.html").read() == b"room"


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from tomoni.publish import storage as seam
    from tomoni.publish.storage import LocalStorage
    from tomoni.publish.tree import File, Tree, packed

    deadly = int(sys.argv[2])
    count = 0

    def counted(function):
        def wrapper(*args, **kwargs):
            global count
            count += 1
            if count == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)
        return wrapper

    for name in ("write_bytes", "rename", "replace", "symlink_to", "hardlink_to", "mkdir", "unlink"):
        setattr(Path, name, counted(getattr(Path, name)))
    seam._flush = counted(seam._flush)
    seam.shutil.rmtree = counted(seam.shutil.rmtree)

    place = LocalStorage(Path(sys.argv[1]))
    place.recover()
    place.put("versions/a/2", packed({"data.csv": b"new" * 1000}))
    files = [File(f"p{n}/index.html", lambda: b"new" * 1000) for n in range(3)]
    files.append(File("same.html", lambda: b"same"))
    Tree.begin(place, {}).show(files, {"data/a/2": "versions/a/2"})
    print("steps", count)
"""


def run_until(root: Path, step: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(root), str(step)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )


def seen(storage: LocalStorage) -> str:
    """What a reader finds: "old" or "new", with everything that belongs to it; anything else fails."""
    tree = storage.pointed(PUBLIC)
    manifest = Manifest.read(storage, tree)
    for path, facts in manifest.files.items():
        for form, (_, size) in facts["forms"].items():
            suffix = {"": "", "br": ".br", "gzip": ".gz"}[form]
            assert storage.path(f"{tree}/{path}{suffix}").stat().st_size == size
    states = {storage.path(f"{tree}/p{n}/index.html").read_bytes()[:3].decode() for n in range(3)}
    assert len(states) == 1, "a mixture of two publications"
    for path, folder in manifest.about["folders"].items():
        assert storage.path(f"{tree}/{path}/data.csv").is_file()
        assert Manifest.read(storage, folder).files
    return states.pop()


def test_killed_at_any_step_readers_see_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    """Every file operation in turn is the last one; then the next run puts everything right."""

    def old_site(root: Path) -> LocalStorage:
        storage = LocalStorage(root)
        storage.put("versions/a/1", packed({"data.csv": b"old" * 1000}))
        files = [File(f"p{n}/index.html", lambda: b"old" * 1000) for n in range(3)]
        files.append(File("same.html", lambda: b"same"))
        Tree.begin(storage, {}).show(files, {"data/a/1": "versions/a/1"})
        return storage

    old_site(tmp_path / "whole")
    whole = run_until(tmp_path / "whole", 0)
    assert whole.returncode == 0, whole.stderr
    steps = int(whole.stdout.split()[1])
    assert steps > 25
    results = []
    for step in [*range(1, steps, 2), steps]:
        storage = old_site(tmp_path / str(step))
        killed = run_until(storage.root, step)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        results.append(seen(storage))
        if step % 10 == 1:
            assert run_until(storage.root, 0).returncode == 0
            assert seen(storage) == "new"
            assert list(storage.root.rglob(f"{TEMPORARY}*")) == []
    assert results[0] == "old"
    assert results[-1] == "new"
    assert results == sorted(results, reverse=True), "once new, never old again"
