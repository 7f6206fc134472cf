"""Where a query matched, in the text as it was written: spans for marking, and a passage around the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tomoni.search import words
from tomoni.search.normalise import normalise, with_places
from tomoni.search.query import Term
from tomoni.search.tokens import word_token, word_tokens

PASSAGE = 120
FAR = 4_000
"""Characters of a text in which `near` looks for words that aren't written as they were typed."""
Span = tuple[int, int]
CUT = ("…", False)
"""Where text was left out."""


def spans(text: str, terms: Sequence[Term]) -> list[Span]:
    """(start, end) of what matched, in order, not overlapping: the terms as typed, their words, their synonyms."""
    placed = with_places(text)
    found: list[Span] = []
    for term in terms:
        for wanted in (term.typed, *term.also):
            found += _plain(placed.text, placed.start, placed.end, normalise(wanted))
    wanted_words = {token for term in terms for token in _words_of(term.typed) if len(token) > 1}
    if wanted_words:
        for word, start, end in words.placed(text):
            if word and word_token(word) in wanted_words:
                found.append((start, end))
    return _merged(found)


@lru_cache(maxsize=1_024)
def _words_of(typed: str) -> tuple[str, ...]:
    return tuple(word_tokens(typed))


def _plain(text: str, start: Sequence[int], end: Sequence[int], wanted: str) -> list[Span]:
    found, at = [], text.find(wanted) if wanted else -1
    while at >= 0:
        found.append((start[at], end[at + len(wanted) - 1]))
        at = text.find(wanted, at + len(wanted))
    return found


def _merged(found: list[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in sorted(found):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def marked(text: str, found: Sequence[Span]) -> list[tuple[str, bool]]:
    """The text in pieces: (piece, whether it matched), for a template to escape and mark.

    >>> marked("家賃の補助", [(0, 2)])
    [('家賃', True), ('の補助', False)]
    """
    out, at = [], 0
    for start, end in found:
        out += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*out, (text[at:], False)] if piece[0]]


def passage(
    text: str, terms: Sequence[Term], length: int = PASSAGE, found: Sequence[Span] | None = None
) -> list[tuple[str, bool]]:
    """About `length` characters around the first match, as `marked`; "…" where text was left out. `found`: its spans,
    when they are known."""
    found = spans(text, terms) if found is None else found
    start = max(0, found[0][0] - length // 4) if found else 0
    cut = text[start : start + length]
    inside = [(max(a - start, 0), min(b - start, len(cut))) for a, b in found if a < start + length and b > start]
    pieces = marked(cut, inside)
    if start:
        pieces.insert(0, CUT)
    if start + length < len(text):
        pieces.append(CUT)
    return pieces


def near(text: str, terms: Sequence[Term], length: int = PASSAGE) -> list[tuple[str, bool]]:
    """As `passage`, without taking all of a long text apart: the place is looked for first, then only its surroundings
    are. Nothing matched: the beginning."""
    spot = _spot(text, terms)
    if spot is None:
        return passage(text, (), length)
    start = max(0, spot - length)
    pieces = passage(text[start : spot + 2 * length], terms, length)
    if start and pieces[0] != CUT:
        pieces.insert(0, CUT)
    if spot + 2 * length < len(text) and pieces[-1] != CUT:
        pieces.append(CUT)
    return pieces


def _spot(text: str, terms: Sequence[Term]) -> int | None:
    """About where the first match stands; None when nothing matches."""
    plain = normalise(text)
    wanted = [normalise(word) for term in terms for word in (term.typed, *term.also)]
    found = [at for word in wanted if word and (at := plain.find(word)) >= 0]
    if found and len(plain) == len(text):
        return min(found)
    if not terms:
        return None
    inside = spans(text if found else text[:FAR], terms)
    return inside[0][0] if inside else None
