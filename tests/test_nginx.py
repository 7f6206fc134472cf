"""deploy/nginx.conf: nginx itself says that it is right, and it serves, caches, and goes on when the front is away."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port

CONF = Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


class Front:
    """What stands behind nginx: counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(f"{self.path} {self.headers.get('X-Forwarded-Proto')} {self.headers.get('Host')}")
                body = b"from the front"
                self.send_response(200)
                self.send_header("Cache-Control", "private, no-store" if "/desk" in self.path else "public, max-age=60")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def end(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
            self.server.server_close()
            self.thread.join()


def configuration(folder: Path, front: int, http: int, https: int) -> Path:
    """The committed file with this test's ports, certificate and folders, inside the least nginx.conf there is."""
    text = CONF.read_text(encoding="utf-8")
    feeds = CONF.with_name("nginx-feeds.conf").read_text(encoding="utf-8")
    assert "    # include /etc/nginx/tomoni-feeds.conf;" in text
    text = text.replace("    # include /etc/nginx/tomoni-feeds.conf;", feeds)
    changes = [
        (r"listen 80;", f"listen 127.0.0.1:{http};"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{https} ssl http2;"),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{front};"),
        (r"/etc/ssl/tomoni", str(folder)),
        (r"/var/cache/nginx/tomoni", str(folder / "cache")),
        (r"/srv/tomoni/city/\.tomoni/public", str(folder / "public")),
    ]
    for wanted, given in changes:
        text, count = re.subn(wanted, given, text)
        assert count, f"{wanted} is no longer in {CONF.name}"
    temporary = " ".join(
        f"{part}_temp_path {folder}/{part};" for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers may not read a test's folder
    whole = f"{user} pid {folder}/pid; error_log {folder}/error.log; events {{}}\nhttp {{ access_log off; {temporary}\n{text}\n}}\n"
    path = folder / "nginx.conf"
    path.write_text(whole, encoding="utf-8")
    return path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Front, str, str]]:
    if NGINX is None:
        pytest.skip("nginx is not here: its configuration is not tested")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=data.example.lg.jp",
            "-keyout",
            str(tmp_path / "privkey.pem"),
            "-out",
            str(tmp_path / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    (tmp_path / "public" / "data").mkdir(parents=True)
    (tmp_path / "public" / "data" / "index.html").write_text("<p>from the disk", encoding="utf-8")
    version = tmp_path / "live" / "masks" / "v1"
    version.mkdir(parents=True)
    (version / "status.json").write_text('{"seq":1}', encoding="utf-8")
    (version.parent / "now").symlink_to("v1")
    (version.parent / "status.json").symlink_to("now/status.json")
    (tmp_path / "public" / "data" / "masks").symlink_to("../../live/masks", target_is_directory=True)
    (tmp_path / "public" / ".manifest.json").write_text("{}", encoding="utf-8")
    front, http, https = Front(), free_port(), free_port()
    path = configuration(tmp_path, front.server.server_port, http, https)
    said = subprocess.run(
        [NGINX, "-t", "-p", str(tmp_path), "-c", str(path)], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    running = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(path), "-g", "daemon off;"])
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and socket.socket().connect_ex(("127.0.0.1", https)):
            threading.Event().wait(0.05)
        yield front, f"http://127.0.0.1:{http}", f"https://127.0.0.1:{https}"
    finally:
        front.end()
        running.terminate()
        running.wait(60)


def get(url: str) -> tuple[int, str, str]:
    """(status, body, X-Cache)."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    request = urllib.request.Request(url, headers={"Host": "data.example.lg.jp"})
    try:
        with urllib.request.urlopen(request, context=trusting, timeout=60) as answer:
            return answer.status, answer.read().decode(), answer.headers.get("X-Cache", "")
    except urllib.error.HTTPError as error:
        return error.code, "", ""


def test_it_serves_caches_and_goes_on_without_the_front(served: tuple[Front, str, str]) -> None:
    front, _, https = served
    assert get(f"{https}/") == (200, "from the front", "MISS")
    assert get(f"{https}/") == (200, "from the front", "HIT")
    assert front.asked == ["/ https data.example.lg.jp"]
    for _ in range(2):
        assert get(f"{https}/desk/")[:2] == (200, "from the front")
    assert len(front.asked) == 3, "what people with an account do is never cached"
    front.end()
    assert get(f"{https}/")[:2] == (200, "from the front")
    assert get(f"{https}/data/")[:2] == (200, "<p>from the disk")
    assert get(f"{https}/.manifest.json")[0] == 404
    assert get(f"{https}/nothing")[0] == 404


def test_a_feed_comes_from_the_disk_and_questions_from_the_front(
    served: tuple[Front, str, str], tmp_path: Path
) -> None:
    front, _, https = served
    feed = tmp_path / "live" / "masks"
    assert get(f"{https}/data/masks/status.json")[:2] == (200, '{"seq":1}')
    assert get(f"{https}/data/masks/deltas.json?since=1")[:2] == (200, "from the front")
    assert get(f"{https}/data/masks/find.json?lat=1&lon=2")[:2] == (200, "from the front")
    assert get(f"{https}/data/masks/latest.json")[:2] == (200, "from the front")
    front.end()
    (feed / "v2").mkdir()
    (feed / "v2" / "status.json").write_text('{"seq":2}', encoding="utf-8")
    (feed / "new").symlink_to("v2")
    (feed / "new").replace(feed / "now")
    assert get(f"{https}/data/masks/status.json")[:2] == (200, '{"seq":2}')
    assert get(f"{https}/data/masks/find.json?lat=1&lon=2")[:2] == (200, "from the front"), "stale, but there"
    assert get(f"{https}/shop/s/x/")[0] in (502, 504)


def test_plain_http_leads_to_https(served: tuple[Front, str, str]) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    request = urllib.request.Request(f"{served[1]}/a?b=1", headers={"Host": "data.example.lg.jp"})
    with pytest.raises(urllib.error.HTTPError) as said:
        urllib.request.build_opener(Stay).open(request, timeout=60)
    assert (said.value.code, said.value.headers["Location"]) == (301, "https://data.example.lg.jp/a?b=1")
