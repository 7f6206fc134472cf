"""What was typed, taken apart: terms that must all match, each by title, body, words or synonyms, with fixed scores.

A row's score for a term is that of its best class; the classes exclude one another, so that a page can be filled from
the best class down without looking at the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from tomoni.search import synonyms
from tomoni.search.normalise import normalise
from tomoni.search.tokens import phrase, spellings, word_tokens

IN_TITLE, IN_BODY, AS_WORD, BY_SYNONYM = 1, 2, 4, 8
"""The ways a term can match a row; a row's ways are added up."""
CLASSES = (
    (9, IN_TITLE | AS_WORD, 0),
    (7, IN_BODY | AS_WORD, IN_TITLE),
    (6, AS_WORD, IN_TITLE | IN_BODY),
    (4, IN_TITLE, AS_WORD),
    (3, IN_BODY, IN_TITLE | AS_WORD),
    (2, BY_SYNONYM, IN_TITLE | IN_BODY | AS_WORD),
)
"""(score, ways that must hold, ways that must not), best first; every row that matches is in one of them.

A phrase that is also a word comes before one that only stands inside other words: 京都 before the 京都 in 東京都.
Without a dictionary there are no words, and the title comes before the body."""
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
    """One typed word. `ways`: (way, what matches so)."""

    typed: str
    ways: tuple[tuple[int, Expression], ...]
    also: tuple[str, ...] = ()

    @property
    def matches(self) -> Expression:
        return Either(tuple(expression for _, expression in self.ways))

    @property
    def classes(self) -> list[tuple[int, Expression]]:
        """(score, what matches), best first, no row in two of them."""
        known = dict(self.ways)
        made: list[tuple[int, Expression]] = []
        for score, needed, without in CLASSES:
            if all(way in known for way in _each(needed)):
                parts = tuple(known[way] for way in _each(needed))
                made.append((score, All(parts, tuple(known[way] for way in _each(without) if way in known))))
        return made


def _each(ways: int) -> list[int]:
    return [way for way in (IN_TITLE, IN_BODY, AS_WORD, BY_SYNONYM) if ways & way]


def score_of(ways: int) -> int:
    """The score of a row that matches in these ways.

    >>> score_of(IN_TITLE | AS_WORD), score_of(IN_TITLE | IN_BODY), score_of(BY_SYNONYM)
    (9, 4, 2)
    """
    return next(score for score, needed, without in CLASSES if ways & needed == needed and not ways & without)


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
    ways: list[tuple[int, Expression]] = [(IN_TITLE, Probe("t", tokens, opens)), (IN_BODY, Probe("b", tokens, opens))]
    if words := tuple(word_tokens(typed)):
        others = tuple(phrase(spelling)[0] for spelling in spellings(typed))
        spelled = (Probe(column, tuple(other)) for other in others for column in "tb")
        ways.append((AS_WORD, Either((Probe("w", words), *spelled))))
    if expanded := _others(also):
        ways.append((BY_SYNONYM, Either(expanded)))
    return Term(typed, tuple(ways), also)


def _others(also: tuple[str, ...]) -> tuple[Probe, ...]:
    phrases = [phrase(normalise(word)) for word in also]
    return tuple(Probe(column, tuple(tokens)) for tokens, opens in phrases if tokens and not opens for column in "tb")
