"""What was typed, taken apart: terms that must all match, each by title, body, words or synonyms, with fixed scores.

A row's score for a term is that of its best class; the classes exclude one another, so that a page can be filled from
the best class down without looking at the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from tomoni.search import synonyms
from tomoni.search.normalise import normalise
from tomoni.search.tokens import phrase, spellings, word_tokens

TITLE_WORD, BODY_WORD, WORD, TITLE, BODY, SYNONYM = 9, 7, 6, 4, 3, 2
"""A phrase that is also a word comes before one that only stands inside other words: 京都 before the 京都 in 東京都.
Without a dictionary there are no words, and TITLE comes before BODY."""
MOST_TERMS = 10
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Probe:
    """Tokens of `column` ("t", "b" or "w") that follow one another; `opens`: the last is the beginning of a token."""

    column: str
    tokens: tuple[str, ...]
    opens: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """All of `parts` match, and none of `none`."""

    parts: tuple[Expression, ...]
    none: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of `parts` matches."""

    parts: tuple[Expression, ...]


Expression = Probe | All | Either


@dataclass(frozen=True, slots=True)
class Term:
    """One typed word. `classes`: (score, what matches), best first, no row in two of them."""

    typed: str
    classes: tuple[tuple[int, Expression], ...]
    matches: Expression
    also: tuple[str, ...] = ()


def parse(text: str, *, with_synonyms: bool = True) -> list[Term]:
    """The terms of a query, separated by spaces of any width. Signs alone are no term; more than ten are cut."""
    found = []
    for typed in dict.fromkeys(text[:LONGEST].replace("\u3000", " ").split()):
        tokens, opens = phrase(normalise(typed))
        if tokens:
            also = tuple(synonyms.of(typed)) if with_synonyms else ()
            found.append(_term(typed, tuple(tokens), opens, also))
    return found[:MOST_TERMS]


def _term(typed: str, tokens: tuple[str, ...], opens: bool, also: tuple[str, ...]) -> Term:
    title, body = Probe("t", tokens, opens), Probe("b", tokens, opens)
    words = tuple(word_tokens(typed))
    classes: list[tuple[int, Expression]]
    if words:
        others = tuple(phrase(spelling)[0] for spelling in spellings(typed))
        word = Either((Probe("w", words), *(Probe(column, tuple(other)) for other in others for column in "tb")))
        classes = [
            (TITLE_WORD, All((title, word))),
            (BODY_WORD, All((body, word), (title,))),
            (WORD, All((word,), (title, body))),
            (TITLE, All((title,), (word,))),
            (BODY, All((body,), (title, word))),
        ]
        own: tuple[Expression, ...] = (title, body, word)
    else:
        classes = [(TITLE, title), (BODY, All((body,), (title,)))]
        own = (title, body)
    expanded = _others(also)
    if expanded:
        classes.append((SYNONYM, All((Either(expanded),), own)))
    return Term(typed, tuple(classes), Either((*own, *expanded)), also)


def _others(also: tuple[str, ...]) -> tuple[Probe, ...]:
    phrases = [phrase(normalise(word)) for word in also]
    return tuple(Probe(column, tuple(tokens)) for tokens, opens in phrases if tokens and not opens for column in "tb")
