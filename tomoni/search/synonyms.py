"""Curated civic synonyms: an editable file of groups. An expansion ranks last and can be switched off."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tomoni.search.normalise import normalise
from tomoni.search.tokens import word_tokens

FILE = Path(__file__).parent / "data" / "synonyms.txt"


@cache
def groups(path: Path = FILE) -> tuple[tuple[str, ...], ...]:
    """The groups of a synonym file, in its order. Lines that begin with # are remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line.strip() and not line.startswith("#"))


@cache
def _index(path: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups(path):
        for word in group:
            for spelling in {normalise(word), " ".join(word_tokens(word))} - {""}:
                found[spelling] = tuple(dict.fromkeys((*found.get(spelling, ()), *group)))
    return found


def of(term: str, path: Path = FILE) -> list[str]:
    """Other words for a term as typed, without those that are spellings of the term itself.

    >>> of("在宅勤務")
    ['テレワーク', 'リモートワーク']
    """
    own = {normalise(term), " ".join(word_tokens(term))} - {""}
    index = _index(path)
    group = next((index[spelling] for spelling in sorted(own) if spelling in index), ())
    return [word for word in group if own.isdisjoint({normalise(word), " ".join(word_tokens(word))} - {""})]
