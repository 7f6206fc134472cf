"""`tomoni up --watch`: pages of the author's own machine load anew and say what is wrong; the published files stay as
they are, and so does the policy on scripts."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from pathlib import Path

import pytest

from tests.ports import free_port
from tomoni.cli import watching
from tomoni.i18n import Text
from tomoni.publish.tests.command import ENVIRONMENT, TOMONI, small_community
from tomoni.web.tests.asgi import ask
from tomoni.web.tests.conftest import home, show
from tomoni.web.watched import TAG, Watched

__all__ = ["home", "show"]
CARD = """
[[card]]
id = "by-day"
type = "bar"
dataset = "counts"
x = "日付"
value = "sum:件数"
"""


def test_pages_carry_the_script_and_keep_their_policy(home: Path, show) -> None:  # type: ignore[no-untyped-def]
    show({"index.html": "<html><body><main>x</main></body></html>"})
    front = Watched(home)
    assert front.quick("/", "", "br", "") is None  # never from what is ready
    answer = ask(front, "/")
    assert TAG in answer.body and answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe-inline" not in policy
    assert TAG not in (home / "public" / "index.html").read_bytes()
    script = ask(front, "/watch.js")
    assert script.headers["content-type"].startswith("text/javascript") and b"watch.json" in script.body


def test_the_mark_of_a_page_changes_with_it_and_faults_are_told(home: Path, show) -> None:  # type: ignore[no-untyped-def]
    show({"index.html": "<body>1</body>", "x/index.html": "<body>1</body>"})
    front = Watched(home)

    def state(page: str) -> dict[str, object]:
        front.shelf.look(again=True)
        return json.loads(ask(front, f"/watch.json?page={page}").body)  # type: ignore[no-any-return]

    first, other = state("/"), state("/x/")
    assert first["faults"] == []
    watching.remember(home, [Text("dashboard.toml:3 x: …", "dashboard.toml:3 x: ...")])
    show({"index.html": "<body>2</body>", "x/index.html": "<body>1</body>"})
    assert state("/")["page"] != first["page"] and state("/x/")["page"] == other["page"]
    assert state("/")["faults"] == [{"ja": "dashboard.toml:3 x: …", "en": "dashboard.toml:3 x: ..."}]
    assert state("/nowhere/")["page"] == ""


def test_hidden_files_and_our_own_state_are_not_watched(tmp_path: Path) -> None:
    folder = small_community(tmp_path / "city")
    before = watching.stamps(folder)
    for name in (".tomoni/x", ".git/y", "sources/.counts.toml.swp", "dashboard.toml~"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    assert watching.stamps(folder) == before
    (folder / "dashboard.toml").write_text(CARD, encoding="utf-8")
    assert watching.stamps(folder) != before


@pytest.mark.parametrize("options", [("--lan", "x.example"), ("--sites",), ("--host", "0.0.0.0")])
def test_only_on_ones_own_machine(tmp_path: Path, options: tuple[str, ...]) -> None:
    folder = small_community(tmp_path / "city")
    run = subprocess.run(
        [*TOMONI, "up", str(folder), "--watch", *options], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2 and "自分の機械だけ" in run.stderr


class TestAnAuthorAtWork:
    def test_what_is_saved_is_shown_and_a_fault_names_its_line(self, tmp_path: Path) -> None:
        folder = small_community(tmp_path / "city")
        (folder / "dashboard.toml").write_text(CARD, encoding="utf-8")
        port = free_port()
        running = subprocess.Popen(
            [*TOMONI, "up", str(folder), "--watch", "--port", str(port)],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

        def get(path: str) -> str:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path)
            return connection.getresponse().read().decode()

        def until(path: str, words: str) -> str:
            end = time.monotonic() + 60
            while words not in (found := get(path)):
                assert time.monotonic() < end, found
            return found

        try:
            assert running.stdout and running.stdout.readline().startswith("http://127.0.0.1:")
            assert "by-day" in until("/", "by-day")
            (folder / "dashboard.toml").write_text(CARD + 'titel = "x"\n', encoding="utf-8")
            state = until("/watch.json?page=/", "titel")
            assert "dashboard.toml:" in state
            page = until("/cards/by-day/", "titel")  # the card says it in its place
            assert "watch.js" in page and "<svg" not in page
            (folder / "dashboard.toml").write_text(CARD + 'title = "日ごとの件数"\n', encoding="utf-8")
            assert "<svg" in until("/cards/by-day/", "日ごとの件数")
            assert json.loads(until("/watch.json?page=/", '"faults": []'))["faults"] == []
        finally:
            running.terminate()
            running.wait(60)
