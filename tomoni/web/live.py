"""Feeds as the front has them: one publication prepared whole in memory, swapped whole when the pointer has moved.

A feed is looked at twice a second at most; the next publication is read beside (in a thread), taking over what is the
same, and put in place in one assignment: a reader gets all of one publication or all of the next. Needs neither Django
nor the database, nor the room that publishes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tomoni.publish import live
from tomoni.publish.encodings import SUFFIXES
from tomoni.publish.live_find import Places, Wrong, find
from tomoni.publish.storage import LocalStorage
from tomoni.web import headers as rules
from tomoni.web import live_words as words
from tomoni.web.ready import Answer, Form, Ready, form_of

LOOK_AGAIN = 0.5  # seconds between looks at a feed's pointer
IDLE = 5.0  # seconds without a look, after which what is known may be old
PLAIN_KEPT = 512 * 1024  # bytes up to which the unpacked form stays in memory; larger ones are rarely asked for
PACK_FROM = 2048  # bytes from which an answer that was made for one question is packed
ASKED_KEPT = 256  # answers to `?since=` kept for a publication
DATA, SITES = "data.json", "sites.json"
OLD_VERSIONS = 64
log = logging.getLogger(__name__)


@dataclass(slots=True)
class State:
    """One publication. Nothing of it changes but what is remembered of questions."""

    shown: live.Shown
    head: Mapping[str, Any]
    """latest.json."""
    ready: dict[str, Ready]
    """Path of the site → file: under its plain name and under its version."""
    places: Places
    deltas: list[int]
    made: dict[str, tuple[str, Ready]]
    """name → (SHA-256, ready) for the next publication to take over."""
    asked: dict[int, Ready] = field(default_factory=dict)

    @property
    def ttl(self) -> int:
        return int(self.head["ttl"])


def load(storage: LocalStorage, shown: live.Shown, before: State | None) -> State:
    """Prepares a publication. OSError when it went away meanwhile."""
    head = json.loads(shown.read(storage, live.LATEST))
    made: dict[str, tuple[str, Ready]] = {}
    ready: dict[str, Ready] = {}
    for name, facts in shown.manifest.files.items():
        digest = facts["forms"][""][0]
        known = before.made.get(name) if before else None
        fixed = known[1] if known and known[0] == digest else _ready(storage, shown, name, facts, head["ttl"])
        made[name] = (digest, fixed)
        ready[f"/data/{shown.feed}/{name}"] = fixed
        if "/" not in name:
            ready[f"/data/{shown.feed}/{shown.version}/{name}"] = _immutable(fixed)
    same_sites = before and before.made.get(SITES, ("",))[0] == made.get(SITES, (" ",))[0]
    data = shown.read(storage, DATA)
    sites = None if same_sites else shown.read(storage, SITES)
    places = Places.of(data, sites, before.places if before and same_sites else None)
    return State(shown, head, ready, places, live.deltas_of(shown.manifest), made)


def _ready(storage: LocalStorage, shown: live.Shown, name: str, facts: Mapping[str, Any], ttl: int) -> Ready:
    path, forms = f"data/{shown.feed}/{name}", facts["forms"]
    caching = rules.FOREVER if "/" in name and name.startswith(live.HISTORY) else rules.live_caching(ttl)
    made: dict[str, Form] = {}
    for form, (sha256, size) in forms.items():
        place = storage.path(f"{shown.folder}/{name}{SUFFIXES.get(form, '')}")
        body: bytes | Path = place.read_bytes() if form or size <= PLAIN_KEPT else place
        made[form] = form_of(path, facts["type"], form, f'"{sha256[:40]}"', body, caching, len(forms) > 1)
    return Ready(made)


def _immutable(ready: Ready) -> Ready:
    """The same bytes at an address that never changes."""

    def forever(answer: Answer) -> Answer:
        kept = [(key, rules.FOREVER if key == "cache-control" else value) for key, value in answer.headers]
        return Answer(answer.status, kept, answer.body)

    return Ready({k: Form(f.etag, forever(f.full), forever(f.unchanged)) for k, f in ready.forms.items()})


class Feeds:
    """All feeds of a house. `table` has every file that can be answered at once, by its whole path."""

    def __init__(self, storage: LocalStorage) -> None:
        self.storage = storage
        self.states: dict[str, State] = {}
        self.table: dict[str, Ready] = {}
        self._names: tuple[str, ...] = ()
        self._looked = float("-inf")
        self._loading: Future[None] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="feeds")
        self._old: dict[str, live.Shown] = {}

    def look(self, names: Mapping[str, Any], wait: bool = False) -> None:
        """Takes up what was published, in a thread; until it is there with `wait`, the very first time, and after a
        while in which nobody asked."""
        now = time.monotonic()
        if not names and not self._names:
            return
        if not wait and now - self._looked < LOOK_AGAIN and len(names) == len(self._names):
            return
        idle = now - self._looked > IDLE
        self._looked, self._names = now, tuple(names)
        if self._loading and not self._loading.done() and not wait:
            return
        if wait or any(name not in self.states for name in names) or (idle and any(map(self._moved, names))):
            self._take_up()  # nobody has asked for a while: the first reader gets what is true now, not what was
        elif any(self._moved(name) for name in names):
            self._loading = self._pool.submit(self._take_up)

    def _moved(self, name: str) -> bool:
        return self.storage.pointed(f"{live.folder_of(name)}/{live.NOW}") != self.states[name].shown.folder

    def _take_up(self) -> None:
        """Reads each feed that has moved. One that can't be read stays as it was."""
        states = {name: state for name, state in self.states.items() if name in self._names}
        for name in self._names:
            try:
                shown = live.shown(self.storage, name)
                before = states.get(name)
                if shown and (before is None or shown.version != before.shown.version):
                    states[name] = load(self.storage, shown, before)
            except (OSError, ValueError, KeyError) as error:  # swapped twice while it was read: the next look has it
                log.warning("the feed %s could not be read: %s", name, error)
        table: dict[str, Ready] = {}
        for state in states.values():
            table |= state.ready
        self.states, self.table = states, table

    def state_of(self, path: str) -> tuple[State, str] | None:
        """(state, rest) for a path of the site below a feed: "data/masks/find.json" → (masks, "find.json")."""
        parts = path.split("/", 2)
        if len(parts) == 3 and parts[0] == "data" and (state := self.states.get(parts[1])):
            return state, parts[2]
        return None

    def answer(self, path: str, query: str, accept_encoding: str, if_none_match: str) -> Answer | None:
        """The answer to a question about a feed, or to a path of one; None when the path is none of a feed's."""
        found = self.state_of(path)
        if found is None:
            return None
        state, rest = found
        if rest in ("find.json", "find.geojson"):
            return self._find(state, rest, query, accept_encoding, if_none_match)
        if rest == live.INDEX and query:
            return self._since(state, query, accept_encoding, if_none_match)
        if ready := self.table.get(f"/{path}"):
            return ready.answer(accept_encoding, if_none_match)
        version, _, name = rest.partition("/")
        if live.ID.fullmatch(version) and name and (ready := self._older(state, version, name)):
            return ready.answer(accept_encoding, if_none_match)
        if rest.startswith(f"{live.DELTAS}/"):
            return _no_delta(state, rest)
        return words.problem(404, "not-found", words.NO_FILE, snapshot=live.LATEST)

    def _find(self, state: State, name: str, query: str, accept_encoding: str, if_none_match: str) -> Answer:
        etag = f'"{state.shown.version[:24]}-{hashlib.sha256(f"{name}?{query}".encode()).hexdigest()[:16]}{{}}"'
        packed = "gzip" in accept_encoding
        plain, zipped = etag.format(""), etag.format("-gz")
        caching = rules.live_caching(state.ttl)
        media = "application/geo+json" if name.endswith("geojson") else "application/json"
        path = f"data/{state.shown.feed}/{name}"
        if if_none_match and (zipped if packed else plain) in if_none_match:
            return form_of(path, media, "", zipped if packed else plain, b"", caching, True).unchanged
        try:
            found = find(state.places, state.head, query, geojson=name.endswith("geojson"))
        except Wrong as wrong:
            return words.wrong(wrong.parameter, wrong.text)
        if packed and len(found) > PACK_FROM:
            return form_of(path, media, "gzip", zipped, gzip.compress(found, 1, mtime=0), caching, True).full
        return form_of(path, media, "", plain, found, caching, True).full

    def _since(self, state: State, query: str, accept_encoding: str, if_none_match: str) -> Answer:
        """All deltas after a number, in one answer."""
        name, _, value = query.partition("=")
        if name != "since" or not value.isascii() or not value.isdigit() or len(value) > 12:
            return words.problem(400, "invalid-parameter", words.BAD_SINCE)
        since = int(value)
        oldest = state.deltas[0] - 1 if state.deltas else state.shown.seq
        if since > state.shown.seq:
            return words.problem(400, "invalid-parameter", words.NOT_YET, seq=state.shown.seq)
        if since < oldest:
            return words.problem(410, "gone", words.TOO_OLD, snapshot=live.LATEST, oldest_from_seq=oldest)
        if since not in state.asked:
            if len(state.asked) >= ASKED_KEPT:
                state.asked.clear()
            state.asked[since] = self._deltas(state, since)
        return state.asked[since].answer(accept_encoding, if_none_match)

    def _deltas(self, state: State, since: int) -> Ready:
        head = {key: state.head[key] for key in ("version", "seq", "last_updated", "ttl")} | {"from_seq": since}
        bodies = []
        for number in state.deltas:
            if number > since:
                full = state.ready[f"/data/{state.shown.feed}/{live.DELTAS}/{number}.json"].forms[""].full
                bodies.append((full.body if isinstance(full.body, bytes) else full.body.read_bytes()).rstrip())
        body = (
            json.dumps(head, separators=(",", ":"))[:-1].encode() + b',"deltas":[\n' + b",\n".join(bodies) + b"\n]}\n"
        )
        forms = {"": body, **({"gzip": gzip.compress(body, 6, mtime=0)} if len(body) > PACK_FROM else {})}
        path, caching = f"data/{state.shown.feed}/{live.INDEX}", rules.live_caching(state.ttl)
        return Ready(
            {
                form: form_of(
                    path, "application/json", form, f'"{hashlib.sha256(data).hexdigest()[:40]}"', data, caching, True
                )
                for form, data in forms.items()
            }
        )

    def _older(self, state: State, version: str, name: str) -> Ready | None:
        """A file of a version that is not current any more but still kept."""
        folder = f"{live.folder_of(state.shown.feed)}/{version}"
        try:
            shown = self._old.get(folder)
            if shown is None:
                manifest = live.Manifest.read(self.storage, folder)
                shown = live.Shown(state.shown.feed, manifest.about.get("seq", 0), version, folder, manifest)
                if len(self._old) >= OLD_VERSIONS:
                    self._old.clear()
                if manifest.files:
                    self._old[folder] = shown
            facts = shown.manifest.files.get(name)
            return (
                _immutable(_ready(self.storage, shown, name, facts, state.ttl)) if facts and "/" not in name else None
            )
        except OSError:
            self._old.pop(folder, None)
            return None


def _no_delta(state: State, rest: str) -> Answer:
    """410 for a delta that is no longer kept, 404 for one that is not there yet."""
    number = rest.removeprefix(f"{live.DELTAS}/").removesuffix(".json")
    oldest = state.deltas[0] if state.deltas else state.shown.seq + 1
    if number.isascii() and number.isdigit() and len(number) < 12 and 0 < int(number) < oldest:
        return words.problem(410, "gone", words.TOO_OLD, snapshot=f"../{live.LATEST}", oldest_from_seq=oldest - 1)
    return words.problem(404, "not-found", words.NO_FILE, snapshot=f"../{live.LATEST}")
