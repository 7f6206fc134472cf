"""Live datasets: feeds that are published many times an hour, whole and in one step each time, beside the main stream.

`live/<feed>/<version>/` is immutable as any version folder and holds everything one publication says: documents, the
deltas still kept (hard links to those of before), a Parquet for each day that is over. `live/<feed>/now` points at it;
moving that one link is the publication, so latest.json, the documents in all encodings and the deltas change together
or not at all. The site's tree leads to the folder as /data/<feed>/. No row of the registry is written for a tick.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tomoni.i18n import Text
from tomoni.publish import canonical
from tomoni.publish.encodings import SUFFIXES, Encoded, encode
from tomoni.publish.storage import TEMPORARY, Entry, LocalStorage, Same, clear
from tomoni.publish.tree import MANIFEST, Manifest, describe
from tomoni.registry.lock import writing
from tomoni.registry.scope import Scope

if TYPE_CHECKING:
    from tomoni.registry.models import Withdrawal

FOLDER, NOW, LATEST = "live", "now", "latest.json"
DELTAS, INDEX, HISTORY = "deltas", "deltas.json", "history"
KEPT_DELTAS = 120
KEPT_DAYS = 400
LEAST_KEPT, MOST_KEPT = 4, 32  # version folders besides the one that is shown
LEVELS = (6, 5)  # gzip, brotli: quick, because it is done at every tick
ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Shown:
    """What readers of a feed see."""

    feed: str
    seq: int
    version: str
    folder: str
    manifest: Manifest

    def read(self, storage: LocalStorage, name: str) -> bytes:
        with storage.open(f"{self.folder}/{name}") as stream:
            return stream.read()


@dataclass(frozen=True, slots=True)
class Publication:
    """One tick of a feed. `documents` and `history` are name → bytes; `more` stands in latest.json as it is."""

    seq: int
    version: str
    title: Text
    schema: str
    last_updated: str
    as_of: str
    ttl: int
    rows: int
    documents: Mapping[str, bytes]
    delta: bytes | None = None
    history: Mapping[str, bytes] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def folder_of(feed: str) -> str:
    return f"{FOLDER}/{feed}"


def shown(storage: LocalStorage, feed: str) -> Shown | None:
    """What is current; None when nothing was ever published."""
    folder = storage.pointed(f"{folder_of(feed)}/{NOW}")
    if not folder:
        return None
    manifest = Manifest.read(storage, folder)
    about = manifest.about
    return Shown(feed, about["seq"], about["version"], folder, manifest) if "seq" in about else None


@contextmanager
def writer(home: Path, feed: str, wait: float = 30.0) -> Iterator[None]:
    """One writer of a feed at a time; the main stream's writer is another and neither waits for the other."""
    folder = home / folder_of(feed)
    folder.mkdir(parents=True, exist_ok=True)
    with writing(home, wait=wait, name=f"{folder_of(feed)}/.lock"):
        clear(folder.glob(f"{TEMPORARY}*"))  # what a killed writer left
        yield


def publish(scope: Scope, storage: LocalStorage, feed: str, tick: Publication) -> Shown:
    """Writes the version's folder and moves the pointer. Only inside `writer`. `seq` must be greater than what is shown."""
    before = shown(storage, feed)
    if before and tick.seq <= before.seq:
        raise ValueError(f"seq {tick.seq} does not follow {before.seq}")
    place = f"{folder_of(feed)}/{tick.version}"
    if not before or before.folder != place:
        storage.remove(place)  # of a writer that was killed before it moved the pointer: whole, but never shown
    manifest = Manifest({}, {"seq": tick.seq, "version": tick.version, "ttl": tick.ttl})
    storage.put(place, _entries(scope, feed, tick, before, manifest))
    _signposts(storage, feed, manifest)
    storage.replace(f"{folder_of(feed)}/{NOW}", place)
    _prune(storage, feed, tick)
    return Shown(feed, tick.seq, tick.version, place, manifest)


def _entries(scope: Scope, feed: str, tick: Publication, before: Shown | None, made: Manifest) -> Iterator[Entry]:
    fresh = dict(tick.documents) | {f"{HISTORY}/{name}": data for name, data in tick.history.items()}
    if tick.delta is not None:
        fresh[f"{DELTAS}/{tick.seq}.json"] = tick.delta
    yield from _written(fresh, before, made, tick.ttl)
    if before:
        yield from _kept(before, made, tick)
    fresh = {INDEX: canonical.dumps(_index(tick, made))}
    yield from _written(fresh, before, made, tick.ttl)
    yield from _written({LATEST: canonical.pretty(_latest(scope, feed, tick, made))}, before, made, tick.ttl)
    yield MANIFEST, made.to_bytes()


def _written(documents: Mapping[str, bytes], before: Shown | None, made: Manifest, ttl: int) -> Iterator[Entry]:
    """New bytes, packed; what is the same as before is linked."""
    new = {}
    for name, data in documents.items():
        old = before.manifest.files.get(name) if before else None
        if before and old and old["forms"][""] == [canonical.sha256(data), len(data)]:
            yield from _linked(name, old, before, made)
        else:
            new[name] = data
    for name, encoded in zip(new, _encoded(new), strict=True):
        made.files[name] = describe(name, encoded.sums, ttl=ttl)
        for form, body in encoded.forms.items():
            yield name + SUFFIXES.get(form, ""), body


def _encoded(documents: Mapping[str, bytes]) -> list[Encoded]:
    def one(name: str) -> Encoded:
        if name == LATEST:  # its forms would be other files under links of their own on a plain server; it is small
            return Encoded({"": documents[name]})
        return encode(name, documents[name], LEVELS)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, documents))


def _kept(before: Shown, made: Manifest, tick: Publication) -> Iterator[Entry]:
    for name, facts in before.manifest.files.items():
        folder, _, file = name.partition("/")
        if folder == DELTAS and tick.delta is not None:
            keep = int(file.removesuffix(".json")) > tick.seq - KEPT_DELTAS
        else:
            keep = folder == HISTORY and name not in made.files
        if keep:
            yield from _linked(name, facts, before, made)
    days = sorted(name for name in made.files if name.startswith(f"{HISTORY}/"))
    for old in days[:-KEPT_DAYS]:
        del made.files[old]


def _linked(name: str, facts: dict[str, Any], before: Shown, made: Manifest) -> Iterator[Entry]:
    made.files[name] = facts
    for form in facts["forms"]:
        path = name + SUFFIXES.get(form, "")
        yield path, Same(f"{before.folder}/{path}")


def deltas_of(manifest: Manifest) -> list[int]:
    """The numbers of the deltas in a folder, ascending: they follow each other without a gap."""
    prefix = f"{DELTAS}/"
    return sorted(int(name[len(prefix) : -5]) for name in manifest.files if name.startswith(prefix))


def _index(tick: Publication, made: Manifest) -> dict[str, Any]:
    numbers = deltas_of(made)
    return {
        "seq": tick.seq,
        "version": tick.version,
        "last_updated": tick.last_updated,
        "ttl": tick.ttl,
        "oldest_from_seq": numbers[0] - 1 if numbers else tick.seq,
        "deltas": [f"{DELTAS}/{number}.json" for number in numbers],
        "snapshot": LATEST,
    }


def _latest(scope: Scope, feed: str, tick: Publication, made: Manifest) -> dict[str, Any]:
    community = scope.community
    numbers = deltas_of(made)
    files = {
        name: {
            "url": f"{tick.version}/{name}",
            "sha256": facts["forms"][""][0],
            "bytes": facts["forms"][""][1],
            "type": facts["type"],
        }
        for name, facts in made.files.items()
        if "/" not in name and name != INDEX
    }
    return {
        "dataset": feed,
        "title": tick.title.to_json(),
        "community": {"id": community.id, "code": community.code, "name": community.name.to_json()},
        "schema": tick.schema,
        "schema_version": tick.schema,
        "version": tick.version,
        "seq": tick.seq,
        "rows": tick.rows,
        "as_of": tick.as_of or None,
        "published": None,
        "fetched": None,
        "released": tick.last_updated,
        "last_updated": tick.last_updated,
        "ttl": tick.ttl,
        "license": community.license,
        "attribution": community.attribution.to_json(),
        "official": community.official,
        "synthetic": community.synthetic,
        "held": None,
        "notices": [],
        "reason": None,
        "sources": [],
        "capabilities": ["deltas", "history", "live", "near", "positions"],
        "deltas": {"index": INDEX, "oldest_from_seq": numbers[0] - 1 if numbers else tick.seq, "seq": tick.seq},
        "history": sorted(name for name in made.files if name.startswith(f"{HISTORY}/")),
        "files": files,
        "originals": [],
        **tick.more,
    }


def _signposts(storage: LocalStorage, feed: str, manifest: Manifest) -> None:
    """Beside `now`: a link for each name, through it, so that a plain web server finds /data/<feed>/status.json and its
    packed forms. They never change; all of them move with `now`."""
    folder = storage.place(folder_of(feed))
    names = {name.partition("/")[0] for name in manifest.files}
    names |= {name + SUFFIXES[form] for name in names if "." in name for form in ("br", "gzip")}
    for name in names - {f"{LATEST}{suffix}" for suffix in SUFFIXES.values()}:
        with suppress(FileExistsError):
            (folder / name).symlink_to(f"{NOW}/{name}")


def _prune(storage: LocalStorage, feed: str, tick: Publication) -> None:
    """Version folders that nobody can still be reading: older than two ttl, beyond the newest few."""
    base = folder_of(feed)
    known = [name for name in storage.list(base) if ID.fullmatch(name) and name != tick.version]
    newest = sorted(known, key=lambda name: storage.written_at(f"{base}/{name}"), reverse=True)
    young = time.time() - max(2 * tick.ttl, 30)
    for number, name in enumerate(newest):
        if number >= MOST_KEPT or (number >= LEAST_KEPT and storage.written_at(f"{base}/{name}") < young):
            storage.remove(f"{base}/{name}")


def pieces(storage: LocalStorage, feed: str) -> Iterator[tuple[str, str, str, int]]:
    """(path below /data, path in the storage, SHA-256, bytes) of everything current, for an export: the version's
    folder first, then the same documents under their plain names, latest.json last."""
    now = shown(storage, feed)
    if now is None:
        return
    plain = [(name, form) for name, facts in now.manifest.files.items() for form in facts["forms"] if not form]
    for name, form in plain:
        if "/" not in name:
            yield (f"{feed}/{now.version}/{name}", f"{now.folder}/{name}", *now.manifest.files[name]["forms"][form])
    for name, form in sorted(plain, key=lambda one: one[0] == LATEST):
        yield (f"{feed}/{name}", f"{now.folder}/{name}", *now.manifest.files[name]["forms"][form])


def clear_away(storage: LocalStorage, home: Path, feed: str) -> None:
    """Takes every byte of a feed away: what readers see first, then what lies behind it. Safe to run again."""
    with writer(home, feed):
        folder = storage.place(folder_of(feed))
        (folder / NOW).unlink(missing_ok=True)
        for path in sorted(folder.iterdir()):
            if path.is_symlink():
                path.unlink()
            elif path.is_dir():
                storage.remove(f"{folder_of(feed)}/{path.name}")


SEAM = "live"


@dataclass(frozen=True, slots=True)
class Room:
    """What a room with feeds tells the house: rooms.extra("live", room, Room(…)).

    `listed`: the feeds, name → what the front must know of each ({"title", "page"}). The others are for `withdraw`, with
    the id of a dataset or feed: files of the community folder that would bring it back, folders of the site that were
    its own, and erasing what the room keeps of it (before the tree is made anew; safe to run again)."""

    listed: Callable[[Scope], Mapping[str, Mapping[str, Any]]]
    files: Callable[[Scope, str], list[str]]
    pages: Callable[[Scope, str], list[str]]
    forget: Callable[[Scope, Withdrawal], None]


def in_rooms() -> list[Room]:
    from tomoni.registry.rooms import rooms

    return list(rooms.extras_of(SEAM).values())


def feeds(scope: Scope) -> dict[str, Any]:
    """Every feed that the rooms have, by name."""
    found: dict[str, Any] = {}
    for room in in_rooms():
        found |= room.listed(scope)
    return found
