"""Fetching from a real server on this machine: new, unchanged, moved, broken, hostile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tomoni.registry import here, jobs, queries
from tomoni.registry.errors import Problem
from tomoni.registry.fetching import hosts, services, work
from tomoni.registry.fetching.models import Feed, Host
from tomoni.registry.fetching.transport import Urllib3Transport, public
from tomoni.registry.models import Event, Job
from tomoni.registry.scope import Scope
from tomoni.registry.sources import load_source

ROWS = "日付,件数\n2020-04-01,1\n2020-04-02,2\n2020-04-03,3\n"
MORE = ROWS + "2020-04-04,4\n"

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A small web server; `says(path, …)` decides what it answers, `asked` is what it was asked."""

    url: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body

        def reply(request: BaseHTTPRequestHandler) -> None:
            etag = headers.get("ETag")
            if etag and request.headers.get("If-None-Match") == etag:
                request.send_response(304)
                request.end_headers()
                return
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.send_header("Content-Length", str(len(data)))
            request.end_headers()
            request.wfile.write(data)

        self.replies[path] = reply


@pytest.fixture
def server() -> Iterator[Server]:
    known = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append((self.path, dict(self.headers)))
            known.replies[self.path](self)

        def log_message(self, *_: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    known.url = f"http://127.0.0.1:{running.server_port}"
    yield known
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def house(scope: Scope, server: Server, settings: Any) -> Scope:
    """神戸市 with one dataset whose address is on the server."""
    settings.COMMUNITY_DIR, settings.FETCH_ALLOW, settings.FETCH_PAUSE = scope.community.dir, ["127.0.0.1"], 0
    (scope.community.dir / "sources").mkdir(exist_ok=True)
    (scope.community.dir / "files").mkdir(exist_ok=True)
    (scope.community.dir / "files" / "counts.csv").write_text(ROWS, encoding="utf-8")
    (scope.community.dir / "sources" / "counts.toml").write_text(
        f'dataset = "counts"\ntitle = "件数"\nurl = "{server.url}/counts.csv"\nschedule = "daily 18:00"\n'
        '[[file]]\npath = "files/counts.csv"\nas_of = "2020-04-03"\n',
        encoding="utf-8",
    )
    return scope


def paths(house: Scope) -> list[str]:
    return [file.path for file in queries.source(house, "counts").files]


def feed() -> Feed:
    return Feed.objects.get(dataset="counts")


def test_a_new_file_becomes_the_next_edition_and_is_asked_for_with_conditions(house: Scope, server: Server) -> None:
    server.says("/counts.csv", MORE, ETag='"1"', Last_Modified="Sat, 04 Apr 2020 00:00:00 GMT")
    result = services.fetch(house, "counts")
    assert result.status == "new"
    assert (house.community.dir / result.file).read_text(encoding="utf-8") == MORE
    entry = queries.source(house, "counts")
    assert [file.as_of for file in queries.editions(house, entry)] == ["2020-04-03", "2020-04-04"]
    assert entry.files[-1].url == f"{server.url}/counts.csv"
    assert services.fetch(house, "counts").status == "same"
    assert server.asked[0][1]["User-Agent"].startswith("tomoni/")
    assert "If-None-Match" not in server.asked[0][1]
    sent = server.asked[1][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"1"', "Sat, 04 Apr 2020 00:00:00 GMT")
    assert Event.objects.filter(kind="source.new").count() == 1


def test_the_same_bytes_are_nothing_new_even_without_conditions(house: Scope, server: Server) -> None:
    server.says("/counts.csv", MORE)
    assert [services.fetch(house, "counts").status for _ in range(2)] == ["new", "same"]
    assert len(paths(house)) == 2


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("<!DOCTYPE html><title>404</title>", 200, "ウェブページ"),
        ("\ufeff\n<html lang=ja>", 200, "ウェブページ"),
        ("", 200, "空"),
        ("away", 503, "503"),
        (b"PK\x03\x04 not a workbook", 200, ""),
    ],
)
def test_what_is_no_file_changes_nothing_and_is_remembered(
    house: Scope, server: Server, body: str | bytes, status: int, words: str
) -> None:
    server.says("/counts.csv", body, status)
    result = services.fetch(house, "counts")
    assert result.status == "refused"
    assert result.words
    assert words in result.words.ja
    assert paths(house) == ["files/counts.csv"]
    assert sorted(path.name for path in (house.community.dir / "files").iterdir()) == ["counts.csv"]
    assert feed().refused_ja == result.words.ja
    server.says("/counts.csv", MORE)
    assert services.fetch(house, "counts").status == "new"
    assert feed().refused_ja == ""


def test_private_addresses_are_refused_unless_they_are_allowed(house: Scope, server: Server, settings: Any) -> None:
    settings.FETCH_ALLOW = []
    server.says("/counts.csv", MORE)
    result = services.fetch(house, "counts")
    assert result.words
    assert "内部のネットワーク" in result.words.ja
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:10.0.0.1",
        "fe80::1%eth0",
        "fd00::1",
        "100.64.0.1",
        "224.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_which_addresses_are_private(address: str) -> None:
    assert not public(address)


def test_public_addresses_are_public() -> None:
    assert public("203.178.141.194")
    assert public("2001:240:bb8f::1:1")


def test_a_redirect_is_followed_and_checked_like_the_first_address(house: Scope, server: Server) -> None:
    server.says("/counts.csv", "", 302, Location="/new/place.csv")
    server.says("/new/place.csv", MORE)
    assert services.fetch(house, "counts").status == "new"
    assert queries.source(house, "counts").files[-1].url.endswith("/new/place.csv")
    port = server.url.rpartition(":")[2]
    server.says("/counts.csv", "", 302, Location=f"http://localhost:{port}/new/place.csv")
    server.asked.clear()
    result = services.fetch(house, "counts")
    assert result.status == "refused", "localhost is not allowed, 127.0.0.1 is"
    assert [path for path, _ in server.asked] == ["/counts.csv"]
    server.says("/counts.csv", "", 302, Location="file:///etc/passwd")
    assert services.fetch(house, "counts").status == "refused"
    server.says("/counts.csv", "", 302, Location="/counts.csv")
    server.asked.clear()
    assert services.fetch(house, "counts").status == "refused"
    assert len(server.asked) == 6


def test_too_large_and_too_slow_are_given_up(server: Server) -> None:
    server.says("/counts.csv", b"x" * 300_000)
    with pytest.raises(Problem, match="larger than"):
        Urllib3Transport(("127.0.0.1",), limit=200_000).get(f"{server.url}/counts.csv", {})

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(200):
            request.wfile.write(b"x" * 70_000)

    server.replies["/counts.csv"] = drip
    with pytest.raises(Problem, match=r"more than|received"):
        Urllib3Transport(("127.0.0.1",), seconds=0.0).get(f"{server.url}/counts.csv", {})


def test_a_compressed_answer_is_counted_as_it_comes_out(server: Server) -> None:
    import gzip

    server.says("/bomb", gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip")
    with pytest.raises(Problem, match="larger than"):
        Urllib3Transport(("127.0.0.1",), limit=1_000_000).get(f"{server.url}/bomb", {})


def test_a_server_that_is_away_is_said_in_words() -> None:
    with pytest.raises(Problem, match="Try again later"):
        Urllib3Transport(("127.0.0.1",)).get("http://127.0.0.1:1/x", {})
    with pytest.raises(Problem, match="http"):
        Urllib3Transport().get("ftp://example.jp/x", {})
    with pytest.raises(Problem, match="http"):
        Urllib3Transport().get("http://user:secret@example.jp/x", {})


def test_the_schedule_asks_once_for_each_moment_and_the_worker_fetches_and_asks_to_publish(
    house: Scope, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.says("/counts.csv", MORE)
    monkeypatch.setattr(here, "community", lambda: house.community)
    now = timezone.now()
    entries = queries.datasets(house)
    for _ in range(3):
        work.ask_for(entries, now)
    work.ask_for(entries, now + timedelta(days=1))
    assert Job.objects.filter(kind="source.fetch").count() == 2
    published: list[str] = []
    from tomoni.registry.jobs.kinds import KINDS, Kind

    monkeypatch.setitem(KINDS, "publish.dataset", Kind(lambda dataset: published.append(dataset)))
    jobs.work_off(now)
    jobs.work_off(timezone.now())
    assert published == ["counts"]
    assert len(paths(house)) == 2


def test_a_scheduled_fetch_that_is_refused_is_in_the_list_until_a_good_one_comes(
    house: Scope, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here, "community", lambda: house.community)
    server.says("/counts.csv", "<html>", 200)
    now = timezone.now()
    work.ask_for(queries.datasets(house), now)
    jobs.work_off(now)
    assert ["ウェブページ" in job.error for job in jobs.dead()] == [True]
    server.says("/counts.csv", MORE)
    jobs.ask("source.fetch", "fetch:counts:by hand", now, dataset="counts")
    assert jobs.work_off(now) == 1
    assert jobs.dead() == []


def test_a_host_is_asked_by_one_at_a_time_and_not_at_once_again(db: None, settings: Any) -> None:
    settings.FETCH_PAUSE = 60
    with hosts.turn("a.example"):
        with pytest.raises(Problem, match="turn"), hosts.turn("a.example", patience=0):
            raise AssertionError
        with hosts.turn("b.example", patience=0):
            pass
    with pytest.raises(Problem, match="turn"), hosts.turn("a.example", patience=0):
        raise AssertionError
    Host.objects.filter(name="a.example").update(next_at=timezone.now())
    with hosts.turn("a.example", patience=0):
        pass
    Host.objects.filter(name="a.example").update(
        token="of a dead worker", busy_until=timezone.now(), next_at=timezone.now()
    )
    with hosts.turn("a.example", patience=0):
        pass


def test_a_wrong_schedule_is_answered_with_file_line_and_examples(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('dataset = "x"\nschedule = "sometimes"\n[[file]]\npath = "files/x.csv"\n', encoding="utf-8")
    with pytest.raises(Problem, match="line 2"):
        load_source(path)
    path.write_text('dataset = "x"\nurl = "ftp://a"\n[[file]]\npath = "files/x.csv"\n', encoding="utf-8")
    with pytest.raises(Problem, match="line 2"):
        load_source(path)
