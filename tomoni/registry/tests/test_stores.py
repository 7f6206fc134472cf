"""The lock, the raw store and the router: what must hold when processes die or run side by side."""

from __future__ import annotations

import hashlib
import signal
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tomoni.registry import raw_store
from tomoni.registry.errors import Problem
from tomoni.registry.lock import writing
from tomoni.registry.models import Person
from tomoni.registry.router import Router

HOLD = """
import sys, pathlib
from tomoni.registry.lock import writing
with writing(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.django_db
class TestLock:
    def test_a_second_writer_is_told_who_is_first(self, tmp_path: Path) -> None:
        with (
            writing(tmp_path),
            pytest.raises(Problem, match=r"Another tomoni \(process \d+\)"),
            writing(tmp_path, wait=0),
        ):
            pytest.fail("two writers at once")

    def test_it_is_free_again_afterwards(self, tmp_path: Path) -> None:
        for _ in range(2):
            with writing(tmp_path, wait=0):
                assert (tmp_path / "lock").exists()

    def test_a_killed_process_leaves_no_lock(self, tmp_path: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with pytest.raises(Problem, match=str(other.pid)), writing(tmp_path, wait=0):
                pytest.fail("two writers at once")
            other.send_signal(signal.SIGKILL)
            other.wait(60)
        with writing(tmp_path, wait=0):
            assert (tmp_path / "lock").exists()


class TestRawStore:
    def test_a_large_file_is_kept_piece_by_piece(self, tmp_path: Path, settings: Any) -> None:
        settings.HOME = tmp_path
        source = tmp_path / "big.csv"
        source.write_bytes(b"0123456789abcdef" * 500_000)
        sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
        tracemalloc.start()
        try:
            raw_store.keep_file(source, sha256)
            assert tracemalloc.get_traced_memory()[1] < 4_000_000
        finally:
            tracemalloc.stop()
        path = raw_store.path_of(sha256)
        assert path.read_bytes() == source.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_a_file_that_changed_on_the_way_is_not_kept(self, tmp_path: Path, settings: Any) -> None:
        settings.HOME = tmp_path
        source = tmp_path / "a.csv"
        source.write_bytes(b"a")
        with pytest.raises(ValueError, match="changed"):
            raw_store.keep_file(source, "0" * 64)
        assert raw_store.find("0" * 64) is None

    def test_the_name_is_the_content_and_nobody_else_may_read(self, tmp_path: Path, settings: Any) -> None:
        settings.HOME = tmp_path
        sha256 = raw_store.keep(b"abc")
        assert sha256.startswith("ba7816bf")
        path = raw_store.path_of(sha256)
        assert path == tmp_path / "raw" / "ba" / sha256
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_writing_twice_is_writing_once(self, tmp_path: Path, settings: Any) -> None:
        settings.HOME = tmp_path
        first = raw_store.path_of(raw_store.keep(b"abc")).stat().st_mtime_ns
        assert raw_store.path_of(raw_store.keep(b"abc")).stat().st_mtime_ns == first
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1

    def test_a_torn_file_is_written_again(self, tmp_path: Path, settings: Any) -> None:
        settings.HOME = tmp_path
        path = raw_store.path_of(raw_store.keep(b"abc"))
        path.write_bytes(b"a")
        raw_store.keep(b"abc")
        assert path.read_bytes() == b"abc"
        assert raw_store.find("0" * 64) is None


def test_a_room_can_have_its_own_database(settings: Any) -> None:
    router = Router()
    assert router.db_for_write(Person) == "default"
    settings.ROOM_DATABASES = {"support": "sensitive"}
    assert router.allow_migrate("sensitive", "support")
    assert not router.allow_migrate("default", "support")
    assert not router.allow_migrate("sensitive", "registry")
