"""What the API reads: the published tree and nothing else. No database, no private original, no held version.

What readers can't fetch as a file the API can't give either: a version is readable while the shown tree names its
folder, and what was withdrawn is gone from memory as soon as the tree without it is shown.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import polars as pl

from tomoni.i18n import Text
from tomoni.publish import live, versions
from tomoni.publish.api.memory import Memory
from tomoni.publish.storage import Storage
from tomoni.publish.tree import PUBLIC, Manifest
from tomoni.registry.api_problems import ApiProblem
from tomoni.tables.provenance import Provenance

LOOK_AGAIN = 0.5  # seconds between looks at the pointer
ROW = "\x00row"
"""The column that numbers the rows from 1 in every frame here. No header of a file can be called so."""
FRAMES = 192 * 1024 * 1024  # bytes of rows kept in memory
LARGEST = 96 * 1024 * 1024  # bytes of one table that is kept; larger ones are read from their file each time


class Site(Protocol):
    """A set of datasets that can be asked: the public one, or the sandbox."""

    prefix: str
    """Where it stands below /api/v1: "" or "sandbox/"."""

    def datasets(self) -> list[str]: ...

    def feeds(self) -> list[str]: ...

    def latest(self, dataset: str) -> dict[str, Any]: ...

    def publications(self, dataset: str) -> list[dict[str, Any]]: ...

    def check(self, dataset: str, version: str) -> None: ...

    def lazy(self, dataset: str, version: str) -> pl.LazyFrame: ...

    def schema(self, dataset: str, version: str) -> dict[str, Any]: ...

    def provenance(self, dataset: str, version: str) -> Provenance: ...

    def derived(self, name: str, dataset: str, version: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame: ...


def gone(tombstone: Mapping[str, Any], dataset: str, version: str = "") -> ApiProblem:
    """410 with the public reason."""
    reason = Text.of(tombstone.get("reason") or "")
    detail = Text(f"取り下げの理由: {reason.ja}", f"Reason: {reason.en}") if reason.ja else None
    more = {"dataset": dataset, "reason": reason.to_json(), "since": tombstone.get("at")}
    return ApiProblem("withdrawn", detail, more | ({"version": version} if version else {}))


def no_dataset(dataset: str) -> ApiProblem:
    return ApiProblem(
        "not-found",
        Text(f"データ「{dataset[:80]}」はありません。", f'There is no dataset "{dataset[:80]}".'),
        {"datasets": "/api/v1/datasets"},
    )


def is_feed(dataset: str) -> ApiProblem:
    """404 that leads to the feed's own documents: it is published many times an hour, without a version for each."""
    base = f"/data/{dataset}"
    return ApiProblem(
        "not-found",
        Text(
            f"「{dataset}」は在庫などのフィードです。今の姿は {base}/data.json、差分は {base}/deltas.json、近くを探すには {base}/find.json を使ってください。",
            f'"{dataset}" is a feed. Read {base}/data.json for all of it, {base}/deltas.json for what changed, {base}/find.json for what is near.',
        ),
        {"latest": f"{base}/latest.json", "deltas": f"{base}/deltas.json", "find": f"{base}/find.json"},
    )


def no_version(dataset: str, version: str) -> ApiProblem:
    return ApiProblem(
        "not-found",
        Text(f"「{dataset}」に版 {version[:70]} はありません。", f'"{dataset}" has no version {version[:70]}.'),
        {"publications": f"/api/v1/datasets/{dataset}/publications"},
    )


@dataclass(slots=True)
class Kept:
    """What one process remembers of immutable things, by their folder."""

    frames: Memory[pl.DataFrame] = field(default_factory=lambda: Memory(FRAMES, lambda frame: frame.estimated_size()))
    provenances: Memory[Provenance] = field(default_factory=lambda: Memory(4, lambda _: 1))
    schemas: Memory[dict[str, Any]] = field(default_factory=lambda: Memory(256, lambda _: 1))

    def forget_but(self, folders: set[str]) -> None:
        for memory in (self.frames, self.provenances, self.schemas):
            memory.keep(lambda key: key.split("\n")[0] in folders)


class PublicSite:
    """One shown tree. Raises ApiProblem not-found or withdrawn for what is not there."""

    prefix = ""

    def __init__(self, storage: Storage, tree: str, kept: Kept) -> None:
        self.storage = storage
        self.tree = tree
        self.kept = kept
        self.manifest = Manifest.read(storage, tree) if tree else Manifest()
        self.folders: dict[str, str] = self.manifest.about.get("folders", {})
        self.tombstones: dict[str, Any] = self.manifest.about.get("gone", {})  # folder with its "/" → at, reason, title
        self._feeds: dict[str, Any] = self.manifest.about.get(live.SEAM, {})
        self._documents: dict[str, Any] = {}
        kept.forget_but(set(self.folders.values()))

    @cached_property
    def _datasets(self) -> list[str]:
        found = []
        for path in self.manifest.files:
            parts = path.split("/")
            if len(parts) == 3 and parts[0] == "data" and parts[2] == "latest.json":
                found.append(parts[1])
        return sorted(name for name in found if f"data/{name}/" not in self.tombstones)

    def datasets(self) -> list[str]:
        return self._datasets

    def feeds(self) -> list[str]:
        """The live datasets that were published at least once; they have no versions to ask for."""
        return [name for name in sorted(self._feeds) if self.storage.pointed(f"{live.folder_of(name)}/{live.NOW}")]

    def latest(self, dataset: str) -> dict[str, Any]:
        if dataset in self._feeds and (folder := self.storage.pointed(f"{live.folder_of(dataset)}/{live.NOW}")):
            return dict(self._json(f"{folder}/{live.LATEST}"))
        self._known(dataset)
        found: dict[str, Any] = self._document(f"data/{dataset}/latest.json")
        return found

    def publications(self, dataset: str) -> list[dict[str, Any]]:
        self._known(dataset)
        path = f"data/{dataset}/publications.json"
        return list(self._document(path)) if path in self.manifest.files else []

    def check(self, dataset: str, version: str) -> None:
        """ApiProblem unless this version may be read."""
        self._known(dataset)
        address = f"data/{dataset}/{version}"
        if f"{address}/" in self.tombstones:
            raise gone(self.tombstones[f"{address}/"], dataset, version)
        if address not in self.folders:
            raise no_version(dataset, version)

    def file(self, path: str) -> Any:
        """A published JSON file that is of no dataset; None where there is none."""
        return self._document(path) if path in self.manifest.files else None

    def lazy(self, dataset: str, version: str) -> pl.LazyFrame:
        place = self._place(dataset, version)
        kept = self.kept.frames.get(place)
        if kept is not None:
            return kept.lazy()
        path = f"{place}/data.parquet"
        local = getattr(self.storage, "path", None)
        if local is not None and local(path).stat().st_size > LARGEST:
            return pl.scan_parquet(local(path), row_index_name=ROW, row_index_offset=1)
        with self.storage.open(path) as stream:
            frame = pl.read_parquet(stream.read()).with_row_index(ROW, 1)
        self.kept.frames.put(place, frame)
        return frame.lazy()

    def schema(self, dataset: str, version: str) -> dict[str, Any]:
        place = self._place(dataset, version)
        return self.kept.schemas.get_or(place, lambda: self._json(f"{place}/schema.json"))

    def provenance(self, dataset: str, version: str) -> Provenance:
        place = self._place(dataset, version)
        return self.kept.provenances.get_or(place, lambda: Provenance.from_json(self._json(f"{place}/provenance.json")))

    def derived(self, name: str, dataset: str, version: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        return self.kept.frames.get_or(f"{self._place(dataset, version)}\n{name}", make)

    def _place(self, dataset: str, version: str) -> str:
        self.check(dataset, version)
        return self.folders[f"data/{dataset}/{version}"]

    def _known(self, dataset: str) -> None:
        if f"data/{dataset}/" in self.tombstones:
            raise gone(self.tombstones[f"data/{dataset}/"], dataset)
        if dataset in self._feeds:
            raise is_feed(dataset)
        if f"data/{dataset}/latest.json" not in self.manifest.files:
            raise no_dataset(dataset)

    def _document(self, path: str) -> Any:
        if path not in self._documents:
            self._documents[path] = self._json(f"{self.tree}/{path}")
        return self._documents[path]

    def _json(self, path: str) -> Any:
        with self.storage.open(path) as stream:
            return json.load(stream)


_kept = Kept()
_turn = threading.Lock()
_now: list[Any] = ["", float("-inf"), None]  # where the storage lies, when we looked, the site


def public() -> PublicSite:
    """The site that readers see now."""
    storage = versions.storage()
    where = repr(getattr(storage, "root", storage))
    with _turn:
        known, looked, site = _now
        seen = site is not None and site.tree and known == where  # before the first publication: looked at each time
        if seen and time.monotonic() - looked < LOOK_AGAIN:
            return site  # type: ignore[no-any-return]
        tree = storage.pointed(PUBLIC)
        if site is None or known != where or tree != site.tree:
            site = PublicSite(storage, tree, _kept)
        _now[:] = [where, time.monotonic(), site]
        return site  # type: ignore[no-any-return]
