"""What readers and caches may rely on when they ask the front."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from tomoni.web import shelf
from tomoni.web.answers import Receive, Scope, Send
from tomoni.web.front import Dynamic, Front
from tomoni.web.tests.asgi import ask
from tomoni.web.tests.conftest import BIG, LONG, VERSION


class TestForms:
    def test_each_encoding_has_its_own_strong_etag_over_the_bytes_sent(self, front: Front) -> None:
        answers = [ask(front, "/", accept_encoding=wish) for wish in ("br", "gzip", "identity")]
        assert [answer.headers.get("content-encoding") for answer in answers] == ["br", "gzip", None]
        for answer in answers:
            assert answer.headers["etag"] == f'"{hashlib.sha256(answer.body).hexdigest()[:40]}"'
            assert answer.headers["vary"] == "Accept-Encoding"
            assert int(answer.headers["content-length"]) == len(answer.body)
        assert (
            brotli.decompress(answers[0].body) == gzip.decompress(answers[1].body) == answers[2].body == LONG.encode()
        )

    @pytest.mark.parametrize(
        ("wish", "form"),
        [
            ("", None),
            ("gzip, deflate, br", "br"),
            ("br;q=0.4, gzip;q=0.8", "gzip"),
            ("br;q=0, gzip;q=0", None),
            ("*", "br"),
            ("*;q=0.5, br;q=0", "gzip"),
            ("identity, gzip;q=0.5", None),
            ("gzip;q=0.5, identity;q=0.1", "gzip"),
            ("x-gzip", "gzip"),
            ("br;q=nonsense", None),
            ("zstd", None),
        ],
    )
    def test_the_form_is_chosen_by_quality(self, front: Front, wish: str, form: str | None) -> None:
        assert ask(front, "/", accept_encoding=wish).headers.get("content-encoding") == form

    def test_head_says_the_same_as_get_without_a_body(self, front: Front) -> None:
        get, head = ask(front, "/", accept_encoding="br"), ask(front, "/", "HEAD", accept_encoding="br")
        assert (head.status, head.headers, head.body) == (200, get.headers, b"")

    def test_a_large_file_comes_in_pieces_and_whole(self, front: Front) -> None:
        answer = ask(front, f"/data/patients/{VERSION}/data.parquet")
        assert answer.body == BIG
        assert int(answer.headers["content-length"]) == len(BIG)


class TestNotModified:
    @pytest.mark.parametrize("asked", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
    def test_who_has_it_gets_304_and_no_body(self, front: Front, asked: str) -> None:
        etag = ask(front, "/", accept_encoding="br").headers["etag"]
        answer = ask(front, "/", accept_encoding="br", if_none_match=asked.format(etag=etag))
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert "content-length" not in answer.headers
        assert {"vary", "cache-control"} <= answer.headers.keys()

    def test_the_etag_of_another_encoding_does_not_count(self, front: Front) -> None:
        gzipped = ask(front, "/", accept_encoding="gzip").headers["etag"]
        assert ask(front, "/", accept_encoding="br", if_none_match=gzipped).status == 200


class TestCaching:
    def test_versions_and_assets_are_immutable(self, front: Front) -> None:
        for path in (f"/data/patients/{VERSION}/data.csv", "/assets/site.0123456789.css"):
            assert ask(front, path).headers["cache-control"] == "public, max-age=31536000, immutable"

    def test_latest_says_its_ttl_and_pages_are_asked_for_again_soon(self, front: Front) -> None:
        assert ask(front, "/data/patients/latest.json").headers["cache-control"] == "public, max-age=7, must-revalidate"
        assert ask(front, "/").headers["cache-control"] == "public, max-age=60, must-revalidate"


class TestAddresses:
    def test_a_folder_without_its_slash_leads_to_it_relatively(self, front: Front) -> None:
        answer = ask(front, "/cards/x?a=1")
        assert (answer.status, answer.headers["location"]) == (301, "./x/?a=1")

    @pytest.mark.parametrize(
        "path",
        [
            "/../tomoni.sqlite3",
            "/%2e%2e/secret-key",
            "/data/%2e%2e/%2e%2e/etc/passwd",
            "/data/patients/..%2f..%2f..%2fsecret-key",
            "/..\\secret-key",
            "/%00",
            "/index.html%00.css",
            "/%0d%0aSet-Cookie:x",
            "/" + "a" * 5000,
            "/%ff%fe",
            "relative",
        ],
    )
    def test_tricks_are_bad_requests(self, front: Front, path: str) -> None:
        answer = ask(front, path)
        assert answer.status == 400
        assert "公開中のデータは変わっていません" in answer.body.decode()

    @pytest.mark.parametrize(
        "path",
        [
            "/secret-key",
            "/tomoni.sqlite3",
            "//etc/passwd",
            "/.manifest.json",
            f"/data/patients/{VERSION}/.manifest.json",
            f"/data/patients/{VERSION}/data.csv.br",
            f"/data/patients/{'cd' * 32}/data.csv",
            "/index.html/",
            "/%252e%252e/secret-key",
            "/trees",
        ],
    )
    def test_only_what_the_manifest_names_is_found(self, front: Front, home: Path, path: str) -> None:
        (home / "secret-key").write_text("secret")
        answer = ask(front, path)
        assert answer.status == 404
        assert b"secret" not in answer.body

    def test_the_sites_own_404_page_finds_its_way_from_any_depth(self, front: Front) -> None:
        answer = ask(front, "/cards/none/at/all")
        assert answer.status == 404
        assert 'href="../../.././"' in answer.body.decode()
        assert 'src="../../../assets/x.js"' in answer.body.decode()
        assert 'href="#main"' in answer.body.decode()
        assert 'href="https://example.jp/"' in answer.body.decode()
        assert "公開中のデータは変わっていません" in answer.body.decode()

    def test_writing_is_not_allowed(self, front: Front) -> None:
        for method in ("POST", "PUT", "DELETE"):
            answer = ask(front, "/", method)
            assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


class TestProtection:
    def test_pages_run_nothing_inline_and_can_not_be_framed(self, front: Front) -> None:
        sent = ask(front, "/cards/x/").headers
        assert "unsafe" not in sent["content-security-policy"]
        assert "default-src 'none'" in sent["content-security-policy"]
        assert "frame-ancestors 'none'" in sent["content-security-policy"]
        assert sent["x-frame-options"] == "DENY"
        assert sent["x-content-type-options"] == "nosniff"

    def test_embed_pages_can_be_framed_by_anyone(self, front: Front) -> None:
        sent = ask(front, "/cards/x/embed/").headers
        assert "frame-ancestors *" in sent["content-security-policy"]
        assert "x-frame-options" not in sent

    def test_data_are_open_to_other_sites_and_pages_are_not(self, front: Front) -> None:
        assert ask(front, "/data/patients/latest.json").headers["access-control-allow-origin"] == "*"
        assert ask(front, f"/data/patients/{VERSION}/data.csv", "OPTIONS").status == 204
        assert "access-control-allow-origin" not in ask(front, "/").headers


class TestSwap:
    def test_a_new_tree_is_taken_up_without_a_restart(
        self, front: Front, show: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = ask(front, "/")
        show({"index.html": "new"})
        monkeypatch.setattr(shelf, "LOOK_AGAIN", 0.0)
        after = ask(front, "/")
        assert (before.body, after.body) == (LONG.encode(), b"new")
        assert before.headers["etag"] != after.headers["etag"]

    def test_the_pointer_is_looked_at_twice_a_second_at_most(
        self, front: Front, show: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shelf, "LOOK_AGAIN", 3600.0)
        ask(front, "/")
        show({"index.html": "new"})
        assert ask(front, "/").body == LONG.encode()

    def test_a_reader_inside_a_tree_that_went_away_gets_the_new_one(
        self, front: Front, show: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shelf, "LOOK_AGAIN", 3600.0)
        ask(front, "/data/patients/latest.json")
        for number in range(5):  # more swaps than trees are kept
            show({"index.html": f"new {number}"})
        assert ask(front, "/").body == b"new 4"

    def test_before_the_first_publication_readers_are_asked_to_wait(self, tmp_path: Path) -> None:
        answer = ask(Front(tmp_path / "nothing"), "/")
        assert (answer.status, answer.headers["retry-after"]) == (503, "3")
        assert "準備中" in answer.body.decode()

    def test_the_first_publication_is_seen_at_once(
        self, tmp_path: Path, show: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shelf, "LOOK_AGAIN", 3600.0)
        front = Front(tmp_path)
        assert ask(front, "/").status == 503
        show({"index.html": "new"})
        assert ask(front, "/").body == b"new"


class TestDjangoBehind:
    def test_dynamic_paths_go_to_django_and_no_others(self, home: Path) -> None:
        asked = []

        async def django(scope: dict, receive: object, send: Callable) -> None:
            asked.append(scope["path"])
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"django"})

        front = Front(home, lambda: django)
        assert ask(front, "/api/v1/datasets").body == b"django"
        assert ask(front, "/desk/", "POST").body == b"django"
        assert ask(front, "/").status == 200
        assert ask(front, "/wp-login.php").status == 404
        assert asked == ["/api/v1/datasets", "/desk/"]

    def test_rooms_name_their_own_dynamic_paths(self, home: Path, show: Callable[..., bool]) -> None:
        show({"index.html": "x"}, {"dynamic": ["report"]})
        assert ask(Front(home), "/report/new").status == 503

    def test_django_is_warm_before_anybody_asks(self, home: Path) -> None:
        asked: list[str] = []

        async def django(scope: dict, receive: object, send: Callable) -> None:
            asked.append(scope["path"])
            raise RuntimeError("nobody hears it")

        front = Front(home, lambda: django)
        asyncio.run(front.dynamic.warm())
        assert asked == ["/api/v1/datasets"]
        asyncio.run(Front(home, None).dynamic.warm())

    def test_reads_go_on_when_django_can_not_start(self, home: Path) -> None:
        def broken() -> None:
            raise ImportError("no Django today")

        front = Front(home, broken)
        answer = ask(front, "/api/v1/datasets")
        assert answer.status == 503
        assert "公開中のデータはふだんどおり読めます" in answer.body.decode()
        assert ask(front, "/").status == 200

    def test_reads_go_on_when_django_breaks_on_a_request(self, home: Path) -> None:
        async def failing(scope: dict, receive: object, send: object) -> None:
            raise RuntimeError("database is gone")

        front = Front(home, lambda: failing)
        assert ask(front, "/api/").status == 503
        assert ask(front, "/").status == 200

    def test_lifespan_is_answered_by_the_front_itself(self, front: Front) -> None:
        said = []
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> dict:
            return next(messages)

        async def send(message: dict) -> None:
            said.append(message["type"])

        asyncio.run(front({"type": "lifespan"}, receive, send))
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_what_is_warmed_is_answered_to_the_end_and_every_search_page_is_asked() -> None:
    """The app waits, as Django does, for a reader who leaves while the answer is made."""
    answered: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        leaves = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        if leaves.done():
            raise AssertionError("a second message")
        leaves.cancel()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        answered.append(f"{scope['path']}?{scope['query_string'].decode()}")

    dynamic = Dynamic(lambda: app)
    assert not dynamic.is_loaded
    asyncio.run(dynamic.warm(["search/"]))
    assert dynamic.is_loaded and answered == ["/api/v1/datasets?", "/search/?", "/search/?q=a"]
