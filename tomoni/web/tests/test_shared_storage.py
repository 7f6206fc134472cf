"""Two machines and an S3-compatible store between them, over real HTTP."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from botocore.exceptions import BotoCoreError
from moto.server import ThreadedMotoServer

from tomoni.publish import backup, elsewhere, services, shared_storage, versions, withdraw
from tomoni.publish.shared_storage import SharedStorage, folder_of
from tomoni.publish.storage import Folder, Same
from tomoni.publish.tests.conftest import ROWS, put, scope
from tomoni.registry import raw_store
from tomoni.registry.errors import Problem
from tomoni.registry.objects import Objects
from tomoni.registry.scope import Scope
from tomoni.web.shelf import Shelf

__all__ = ["put", "scope"]  # fixtures


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def objects(endpoint: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Objects:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setattr(shared_storage, "LOOK_AGAIN", 0.0)
    store = Objects("house", endpoint, prefix=request.node.name)
    store.client.create_bucket(Bucket="house")
    return store


@pytest.fixture
def here(tmp_path: Path, objects: Objects) -> SharedStorage:
    (tmp_path / "here").mkdir()
    return SharedStorage(tmp_path / "here", objects)


@pytest.fixture
def there(tmp_path: Path, objects: Objects) -> SharedStorage:
    (tmp_path / "there").mkdir()
    return SharedStorage(tmp_path / "there", objects)


def test_what_one_machine_shows_the_other_shows(here: SharedStorage, there: SharedStorage) -> None:
    here.put("versions/d/v1", [("data.csv", b"a\n1\n")])
    here.put("trees/t1", [("index.html", b"one"), ("data/d/v1", Folder("versions/d/v1"))])
    here.replace("public", "trees/t1")
    assert there.pointed("public") == "trees/t1"
    assert there.open("trees/t1/index.html").read() == b"one"
    assert (there.root / "public" / "data" / "d" / "v1" / "data.csv").read_bytes() == b"a\n1\n"
    here.put("trees/t2", [("index.html", Same("trees/t1/index.html")), ("new.html", b"two")])
    here.replace("public", "trees/t2")
    assert there.pointed("public") == "trees/t2"
    assert there.open("trees/t2/index.html").read() == b"one"
    assert there.list("trees") == ["t1", "t2"]
    assert there.exists("versions/d/v1")
    assert not there.exists("versions/d/v2")


def test_a_folder_that_was_sent_in_part_is_not_there_and_is_cleared_away(
    here: SharedStorage, there: SharedStorage, objects: Objects
) -> None:
    objects.put("trees/torn/index.html", b"half")
    assert not there.exists("trees/torn")
    here.recover()
    assert list(objects.below("trees/torn/")) == []


def test_what_is_removed_is_gone_from_the_store(here: SharedStorage, there: SharedStorage, objects: Objects) -> None:
    here.put("versions/d/v1", [("data.csv", b"secret")])
    here.remove("versions/d/v1")
    assert list(objects.below("versions/")) == []
    assert not there.exists("versions/d/v1")


def test_readers_go_on_while_the_store_is_away(
    here: SharedStorage, there: SharedStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.put("trees/t1", [("index.html", b"one")])
    here.replace("public", "trees/t1")
    assert there.pointed("public") == "trees/t1"

    def away(*_: Any, **__: Any) -> None:
        raise BotoCoreError

    monkeypatch.setattr(there.objects, "get", away)
    assert there.pointed("public") == "trees/t1"
    assert there.open("trees/t1/index.html").read() == b"one"


def test_which_folder_a_path_lies_in() -> None:
    assert folder_of("trees/x/data/index.html") == "trees/x"
    assert folder_of("versions/d/v/data.csv") == "versions/d/v"
    assert folder_of("trees") == ""
    with pytest.raises(ValueError, match="safe"):
        folder_of("trees/../x")


def test_a_publication_with_a_store_is_shown_by_a_front_elsewhere(
    scope: Scope,
    put: Any,
    objects: Objects,
    endpoint: str,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.S3 = {"bucket": "house", "endpoint": endpoint, "prefix": objects.prefix.strip("/")}
    put(ROWS)
    (outcome,) = services.publish(scope)
    assert outcome.status == "published"
    assert isinstance(versions.storage(), SharedStorage)
    for name, value in settings.S3.items():
        monkeypatch.setenv(f"TOMONI_S3_{name.upper()}", value)
    (tmp_path / "front").mkdir()
    shelf = Shelf(tmp_path / "front")
    shelf.look(again=True)
    found = shelf.find(f"data/counts/{outcome.version}/data.csv")
    assert found
    assert shelf.body(found, "") == versions.storage().open(f"versions/counts/{outcome.version}/data.csv").read()
    first = shelf.find("")
    assert first
    assert shelf.body(first, "")
    sha256 = raw_store.keep(b"an original")
    settings.HOME = tmp_path / "worker elsewhere"
    path = raw_store.find(sha256)
    assert path
    assert path.read_bytes() == b"an original"
    raw_store.remove(sha256)
    assert raw_store.find(sha256) is None
    assert not objects.has(f"raw/{sha256[:2]}/{sha256}")


class TestHouseWithAStore:
    """A house whose bytes lie in a store, seen from a second machine with the same database."""

    @pytest.fixture
    def published(self, scope: Scope, put: Any, objects: Objects, endpoint: str, settings: Any) -> services.Outcome:
        settings.S3 = {"bucket": "house", "endpoint": endpoint, "prefix": objects.prefix.strip("/")}
        put(ROWS)
        (outcome,) = services.publish(scope)
        return outcome

    def test_withdrawn_on_one_machine_it_leaves_the_store_and_every_disk(
        self,
        published: services.Outcome,
        scope: Scope,
        objects: Objects,
        settings: Any,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for name, value in settings.S3.items():
            monkeypatch.setenv(f"TOMONI_S3_{name.upper()}", value)
        home, worker = settings.HOME, tmp_path / "worker"
        (tmp_path / "front").mkdir()
        shelf = Shelf(tmp_path / "front")
        shelf.look(again=True)
        assert shelf.find(f"data/counts/{published.version}/data.csv")
        settings.HOME = worker
        (raw,) = {path.rpartition("/")[2] for path in objects.below("raw/")}
        assert raw_store.find(raw)
        versions.storage().gather()
        assert "2020-04-01" in everything(worker) and "2020-04-01" in everything(tmp_path / "front")
        settings.HOME = home
        withdraw.withdraw(scope, "counts", None, "個人情報が入っていたため")
        assert not [key for key in objects.below("") if key.startswith(("raw/", "versions/"))]
        shelf.look(again=True)
        assert "2020-04-01" not in everything(tmp_path / "front")
        settings.HOME = worker
        elsewhere.clear()
        assert "2020-04-01" not in everything(worker)
        assert raw_store.find(raw) is None

    @pytest.mark.django_db(transaction=True)  # the dump begins a transaction of its own
    def test_a_backup_has_what_only_the_store_had_and_a_restored_house_sends_it_again(
        self, published: services.Outcome, scope: Scope, objects: Objects, settings: Any, tmp_path: Path
    ) -> None:
        settings.HOME = tmp_path / "elsewhere"
        settings.HOME.mkdir()
        backup.backup(scope, tmp_path / "house.tar.gz")
        backup.unpack(tmp_path / "house.tar.gz", tmp_path / "restored")
        state = tmp_path / "restored" / "community" / ".tomoni"
        assert (state / "public" / "data" / "counts" / published.version / "data.csv").is_file()
        kept = {path.rpartition("/")[2] for path in objects.below("raw/")}
        assert kept and kept == {path.name for path in (state / "raw").glob("??/*")}
        settings.S3 = {**settings.S3, "prefix": "a-new-store"}
        settings.HOME = state
        raw_store.send_all()
        versions.storage().send_all()
        settings.HOME = tmp_path / "third"
        settings.HOME.mkdir()
        storage = versions.storage()
        with storage.open(f"versions/counts/{published.version}/data.csv") as found:
            assert b"2020-04-01" in found.read()
        assert storage.exists(storage.pointed("public"))
        assert all(raw_store.find(sha256) for sha256 in kept)

    def test_no_backup_is_made_while_the_store_is_away(
        self, published: services.Outcome, scope: Scope, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_: Any) -> None:
            raise BotoCoreError

        monkeypatch.setattr(SharedStorage, "gather", away)
        with pytest.raises(Problem, match="S3"):
            backup.backup(scope, tmp_path / "house.tar.gz")
        assert not (tmp_path / "house.tar.gz").exists()


def everything(folder: Path) -> str:
    """All that lies below a folder, compressed copies opened."""
    opened = {".gz": gzip.decompress, ".br": brotli.decompress}
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".sqlite3", ".parquet")]
    return "".join(opened.get(path.suffix, bytes)(path.read_bytes()).decode("utf-8", "replace") for path in files)
