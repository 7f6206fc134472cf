"""The lock, the raw store, the jobs and the router: what must hold when processes die or run side by side."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tomoni.registry import jobs, raw_store
from tomoni.registry.errors import Problem
from tomoni.registry.lock import writing
from tomoni.registry.models import Job, Person
from tomoni.registry.router import Router

HOLD = """
import sys, pathlib
from tomoni.registry.lock import writing
with writing(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


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
            other.wait(10)
        with writing(tmp_path, wait=0):
            assert (tmp_path / "lock").exists()


class TestRawStore:
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


@pytest.mark.django_db
class TestJobs:
    @pytest.fixture(autouse=True)
    def kinds(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        done: list[int] = []
        monkeypatch.setattr(jobs, "_kinds", {"count": lambda number: done.append(number), "fail": self.fail})
        return done

    @staticmethod
    def fail() -> None:
        raise ValueError("no luck")

    def test_asking_twice_is_asking_once(self, kinds: list[int]) -> None:
        assert jobs.ask("count", "today", number=1) == jobs.ask("count", "today", number=2)
        assert jobs.tick() == 1
        assert jobs.tick() == 0
        jobs.ask("count", "today", number=3)
        assert jobs.tick() == 0
        assert kinds == [1]

    def test_nothing_runs_before_its_time(self, kinds: list[int]) -> None:
        now = timezone.now()
        jobs.ask("count", "later", now + timedelta(hours=1), number=1)
        assert jobs.tick(now) == 0
        assert jobs.tick(now + timedelta(hours=2)) == 1

    def test_a_failure_is_tried_again_ever_later_and_stays_visible(self, kinds: list[int]) -> None:
        now = timezone.now()
        jobs.ask("fail", "hopeless", now)
        jobs.ask("count", "fine", now, number=1)
        assert jobs.tick(now) == 1, "the other job is done"
        waits = []
        for _ in range(jobs.MAX_ATTEMPTS):
            job = Job.objects.get(key="hopeless")
            waits.append(job.due_at - now)
            now = job.due_at
            jobs.tick(now)
        assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
        job = Job.objects.get(key="hopeless")
        assert (job.attempts, job.error, job.done_at) == (jobs.MAX_ATTEMPTS, "ValueError: no luck", None)
        assert jobs.due(now + timedelta(days=99)) == []

    def test_an_unknown_kind_says_so(self) -> None:
        jobs.ask("nobody", "x")
        jobs.tick()
        assert "nobody" in Job.objects.get(key="x").error


def test_a_room_can_have_its_own_database(settings: Any) -> None:
    router = Router()
    assert router.db_for_write(Person) == "default"
    settings.ROOM_DATABASES = {"support": "sensitive"}
    assert router.allow_migrate("sensitive", "support")
    assert not router.allow_migrate("default", "support")
    assert not router.allow_migrate("sensitive", "registry")
