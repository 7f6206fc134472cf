"""`tomoni up` as a person sees it: a URL, a site, a clean end. Each test starts the real command."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tomoni.publish.tests.command import ENVIRONMENT, ROWS, TOMONI, small_community


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_community(tmp_path / "city")


class Running:
    """One `tomoni up`; `url()` waits for the line with the address."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [*TOMONI, "up", str(folder), "--port", str(self.port), *options],
            env=ENVIRONMENT,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def url(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def get(self, path: str = "/") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def children(self) -> list[int]:
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in text.split()]

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said


@pytest.fixture
def start(folder: Path) -> Iterator[object]:
    started: list[Running] = []

    def begin(*options: str) -> Running:
        started.append(Running(folder, *options))
        return started[-1]

    yield begin
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


def gone(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return True
    return False


def test_the_first_time_it_publishes_says_where_and_serves(start, folder: Path) -> None:
    running = start()
    assert running.url() == f"http://127.0.0.1:{running.port}/"
    status, page = running.get()
    assert status == 200
    assert "てすと市" in page
    assert running.get("/data/counts/latest.json")[0] == 200
    assert running.get("/nothing/here")[0] == 404
    code, said = running.end()
    assert code == 0
    assert "止めました" in said
    assert "Traceback" not in said
    assert gone(running.port)


def test_what_was_published_is_served_even_when_nothing_can_be_published_now(start, folder: Path) -> None:
    first = start()
    first.url()
    first.end(signal.SIGTERM)
    (folder / "sources" / "counts.toml").write_text("this is not TOML", encoding="utf-8")
    again = start()
    assert again.url().startswith("http://")
    assert again.get("/data/counts/latest.json")[0] == 200
    assert again.process.stderr
    told = [again.process.stderr.readline() for _ in range(5)]  # three lines are the owner's first link
    assert any("counts.toml" in line for line in told)
    assert [path.name for path in (folder / "sources").iterdir()] == ["counts.toml"], (
        "its file is not taken for a new one"
    )
    assert again.get("/")[0] == 200
    assert again.end()[0] == 0


def test_a_port_in_use_is_said_plainly_and_nothing_starts(folder: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        run = subprocess.run(
            [*TOMONI, "up", str(folder), "--port", str(port)],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert f"ポート {port} はほかのプログラムが使っています" in run.stderr
    assert not (folder / ".tomoni").exists()


def test_for_the_local_network_the_name_given_is_shown_and_a_warning(start) -> None:
    running = start("--lan", "city-office.local")
    assert running.url() == f"http://city-office.local:{running.port}/"
    assert running.get()[0] == 200
    assert "暗号化されません" in running.end()[1]


def test_a_folder_that_is_no_community_is_said_plainly(tmp_path: Path) -> None:
    run = subprocess.run(
        [*TOMONI, "up", str(tmp_path), "--port", str(free_port())],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "community.toml" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_front_that_dies_is_started_again(start) -> None:
    running = start()
    running.url()
    front = next(pid for pid in running.children() if b"front_process" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(front, signal.SIGKILL)
    until = time.monotonic() + 60
    while time.monotonic() < until and (front in running.children() or gone(running.port)):
        select.select([], [], [], 0.05)
    assert running.get()[0] == 200


def test_children_do_not_outlive_a_killed_supervisor(start) -> None:
    running = start()
    running.url()
    children = [os.pidfd_open(pid) for pid in running.children()]
    assert children
    running.process.kill()
    running.process.wait()
    for child in children:
        ended, _, _ = select.select([child], [], [], 60)
        assert ended, "a child is still there"
        os.close(child)


def test_a_new_publication_shows_without_a_restart(start, folder: Path) -> None:
    running = start()
    running.url()
    before = running.get("/data/counts/latest.json")[1]
    (folder / "files" / "counts.csv").write_text(ROWS.replace(",3\n", ",4\n"), encoding="utf-8")
    run = subprocess.run(
        [*TOMONI, "publish", str(folder)], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    until = time.monotonic() + 60
    while time.monotonic() < until and (after := running.get("/data/counts/latest.json")[1]) == before:
        select.select([], [], [], 0.05)
    assert '"seq": 2' in after
