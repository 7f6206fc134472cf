"""Where a query matched, in the text as it was written: spans for marking, and a passage around the first of them."""

from __future__ import annotations

from collections.abc import Sequence

from tomoni.search import words
from tomoni.search.normalise import normalise, with_places
from tomoni.search.query import Term
from tomoni.search.tokens import word_tokens

PASSAGE = 120
Span = tuple[int, int]


def spans(text: str, terms: Sequence[Term]) -> list[Span]:
    """(start, end) of what matched, in order, not overlapping: the terms as typed, their words, their synonyms."""
    placed = with_places(text)
    found: list[Span] = []
    for term in terms:
        for wanted in (term.typed, *term.also):
            found += _plain(placed.text, placed.start, placed.end, normalise(wanted))
    wanted_words = {token for term in terms for token in word_tokens(term.typed) if len(token) > 1}
    if wanted_words:
        for word, start, end in words.placed(text):
            if word and wanted_words.intersection(word_tokens(text[start:end])):
                found.append((start, end))
    return _merged(found)


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


def passage(text: str, terms: Sequence[Term], length: int = PASSAGE) -> list[tuple[str, bool]]:
    """About `length` characters around the first match, as `marked`; "…" where text was left out."""
    found = spans(text, terms)
    start = max(0, found[0][0] - length // 4) if found else 0
    cut = text[start : start + length]
    inside = [(max(a - start, 0), min(b - start, len(cut))) for a, b in found if a < start + length and b > start]
    pieces = marked(cut, inside)
    if start:
        pieces.insert(0, ("…", False))
    if start + length < len(text):
        pieces.append(("…", False))
    return pieces
