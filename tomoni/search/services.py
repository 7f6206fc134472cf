"""All writes of search: put documents in, take them out, index them again when the tokeniser has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import transaction

from tomoni.search import tokens
from tomoni.search.backends import alias, backend
from tomoni.search.backends.base import CHUNKS, Tokens
from tomoni.search.models import Collection, Document, Facet, Text, Word
from tomoni.search.normalise import normalise

CHUNK = 3_500
LONGEST_TITLE = 500
"""Characters of a title that can be found; PostgreSQL has places for so many beside a chunk of a body."""
OVERLAP = 50
LONGEST = CHUNKS * (CHUNK - OVERLAP)
"""Characters of a body that can be found; what follows is kept and shown, not indexed."""
BATCH = 500
LONGEST_FACET = 200
SIGNED = "signed"
"""Where a document's data hold its digest, when `follow` keeps it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to be found. `order`: three numbers, small first, that sort hits of equal score."""

    key: str
    title: str
    body: str = ""
    url: str = ""
    facets: dict[str, Sequence[str]] = field(default_factory=dict)
    order: tuple[int, int, int] = (0, 0, 0)
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """How many documents were put in anew, taken out, and moved among equals."""

    indexed: int
    removed: int
    moved: int


def index(collection: str, entries: Iterable[Entry], *, whole: bool = False) -> int:
    """Puts documents in, each in place of the one with its key, and gives how many. `whole`: the collection is these
    and no others. All or nothing."""
    number, kept = 0, set()
    iterator = iter(entries)
    with transaction.atomic(using=alias()):
        before = _ids(collection, None) if whole else {}
        if whole:
            Word.objects.using(alias()).filter(collection=collection).delete()
        while batch := list(islice(iterator, BATCH)):
            batch = list({entry.key: entry for entry in batch}.values())
            number += len(batch)
            kept.update(entry.key for entry in batch)
            _remove(_ids(collection, [entry.key for entry in batch]))
            _add(collection, batch)
        if whole:
            _remove({key: pk for key, pk in before.items() if key not in kept})
        if number > BATCH:
            backend().settle()
        if number or whole:
            _stamp(collection)
    return number


def remove(collection: str, keys: Sequence[str] | None = None) -> int:
    """Takes documents out (all of the collection when None) and gives how many there were."""
    with transaction.atomic(using=alias()):
        found = _ids(collection, keys)
        _remove(found)
        if found:
            _stamp(collection)
        if keys is None:
            Word.objects.using(alias()).filter(collection=collection).delete()
    return len(found)


def follow(collection: str, entries: Iterable[Entry]) -> Followed:
    """Makes the collection these documents and no others, touching only what is another than before. All or nothing; safe
    to run again."""
    wanted = {entry.key: _signed(entry) for entry in entries}
    with transaction.atomic(using=alias()):
        rows = Text.objects.using(alias()).filter(document__collection=collection)
        before = dict(rows.values_list("document__key", f"data__{SIGNED}"))
        changed = [entry for key, entry in wanted.items() if before.get(key) != entry.data[SIGNED]]
        gone = [key for key in before if key not in wanted]
        if gone:
            remove(collection, gone)
        index(collection, changed)
        reindex(collection)  # what another tokeniser made
        moved = order(collection, {key: entry.order for key, entry in wanted.items()})
        if moved or not Collection.objects.using(alias()).filter(name=collection).exists():
            _stamp(collection)
    return Followed(len(changed), len(gone), moved)


def _stamp(collection: str) -> None:
    Collection.objects.using(alias()).update_or_create(name=collection, defaults={"stamp": uuid4().hex})


def _signed(entry: Entry) -> Entry:
    """The entry with a digest of all of it but its place."""
    said = [entry.title, entry.body, entry.url, {name: list(found) for name, found in entry.facets.items()}, entry.data]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
    return replace(entry, data={**entry.data, SIGNED: digest[:20]})


def order(collection: str, places: Mapping[str, tuple[int, int, int]]) -> int:
    """Gives documents other places among equals, without making their tokens again; how many moved."""
    rows = Document.objects.using(alias()).filter(collection=collection)
    moved = []
    for row in rows.only("key", "first", "second", "third"):
        place = places.get(row.key)
        if place is not None and (row.first, row.second, row.third) != place:
            row.first, row.second, row.third = place
            moved.append(row)
    Document.objects.using(alias()).bulk_update(moved, ["first", "second", "third"], batch_size=BATCH)
    return len(moved)


def reindex(collection: str | None = None, *, everything: bool = False) -> int:
    """Makes the tokens again of documents that were indexed by another tokeniser (all of them with `everything`)."""
    rows = Document.objects.using(alias()).order_by("id")
    if collection is not None:
        rows = rows.filter(collection=collection)
    if not everything:
        rows = rows.exclude(tokens=tokens.version())
    done = 0
    for name in list(rows.values_list("collection", flat=True).distinct().order_by("collection")):
        keys = iter(list(rows.filter(collection=name).values_list("key", flat=True)))
        while batch := list(islice(keys, BATCH)):
            with transaction.atomic(using=alias()):
                done += index(name, list(_entries(name, batch)))
    return done


def _entries(collection: str, keys: Sequence[str]) -> Iterator[Entry]:
    rows = Document.objects.using(alias()).filter(collection=collection, key__in=keys)
    for row in rows.select_related("text").prefetch_related("facets"):
        facets: dict[str, list[str]] = {}
        for facet in row.facets.all():
            facets.setdefault(facet.name, []).append(facet.value)
        text = row.text
        order = (row.first, row.second, row.third)
        yield Entry(row.key, text.title, text.body, text.url, {**facets}, order, text.data)


def _ids(collection: str, keys: Sequence[str] | None) -> dict[str, int]:
    rows = Document.objects.using(alias()).filter(collection=collection)
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    return dict(rows.values_list("key", "id"))


def _remove(found: dict[str, int]) -> None:
    ids = list(found.values())
    for at in range(0, len(ids), BATCH):
        part = ids[at : at + BATCH]
        backend().drop(part)
        Document.objects.using(alias()).filter(pk__in=part).delete()


def _add(collection: str, batch: Sequence[Entry]) -> None:
    version = tokens.version()
    rows = Document.objects.using(alias()).bulk_create(
        Document(
            collection=collection,
            key=entry.key,
            first=entry.order[0],
            second=entry.order[1],
            third=entry.order[2],
            tokens=version,
            chunks=len(_starts(entry)),
        )
        for entry in batch
    )
    Text.objects.using(alias()).bulk_create(
        Text(document=row, title=_storable(e.title), body=_storable(e.body), url=e.url, data=e.data)
        for row, e in zip(rows, batch, strict=True)
    )
    Facet.objects.using(alias()).bulk_create(
        [
            Facet(document=row, name=name, value=value)
            for row, entry in zip(rows, batch, strict=True)
            for name, values in entry.facets.items()
            for value in dict.fromkeys(_storable(value)[:LONGEST_FACET] for value in values)
        ],
        batch_size=2_000,
    )
    made = [token for row, entry in zip(rows, batch, strict=True) for token in _tokens(row.pk, entry)]
    backend().put(made)
    used = {word for row in made for word in row.w if 2 <= len(word) <= 100 and not word.isdigit()}
    Word.objects.using(alias()).bulk_create(
        (Word(collection=collection, word=word) for word in sorted(used)), batch_size=2_000, ignore_conflicts=True
    )


def _storable(text: str) -> str:
    """Without NUL, which PostgreSQL can't store."""
    return text.replace("\x00", "")


def _starts(entry: Entry) -> range:
    """Where the chunks of a body begin; the first is there even when the body is empty."""
    return range(0, max(min(len(entry.body), LONGEST) - OVERLAP, 1), CHUNK - OVERLAP)


def _tokens(document: int, entry: Entry) -> Iterator[Tokens]:
    body = entry.body[:LONGEST]
    title = entry.title[:LONGEST_TITLE]
    for chunk, start in enumerate(_starts(entry)):
        piece = body[start : start + CHUNK]
        first = chunk == 0
        words = [*tokens.word_tokens(title), tokens.GAP] if first else []
        yield Tokens(
            document * CHUNKS + chunk,
            tokens.grams(normalise(title)) if first else (),
            tokens.grams(normalise(piece)),
            [*words, *tokens.word_tokens(piece)],
        )
