"""What was typed, taken apart: terms that must all match, each by title, body, words or synonyms, with fixed scores."""

from __future__ import annotations

from dataclasses import dataclass

from tomoni.search import synonyms
from tomoni.search.normalise import normalise
from tomoni.search.tokens import GAP, phrase, word_tokens

TITLE, BODY, WORD, SYNONYM = 8, 4, 3, 2
BONUS = 1
"""Added when a title or body phrase is also a word: 京都 as a word comes before the 京都 inside 東京都."""
MOST_TERMS = 10
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Probe:
    """One look into the index: the tokens of `column` ("t", "b" or "w") that must follow one another; `opens` says
    that the last is the beginning of a token. `word` marks those that prove a word."""

    column: str
    tokens: tuple[str, ...]
    opens: bool
    score: int
    word: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One typed word. Every term must match; its score is its best probe's, and the bonus."""

    typed: str
    probes: tuple[Probe, ...]
    also: tuple[str, ...] = ()


def parse(text: str, *, with_synonyms: bool = True) -> list[Term]:
    """The terms of a query, separated by spaces of any width. Signs alone are no term; more than ten are cut."""
    found = []
    for typed in dict.fromkeys(text[:LONGEST].replace("\u3000", " ").split()):
        probes = _own(typed)
        if not probes:
            continue
        also = tuple(synonyms.of(typed)) if with_synonyms else ()
        found.append(Term(typed, (*probes, *_others(also)), also))
    return found[:MOST_TERMS]


def _own(typed: str) -> list[Probe]:
    tokens, opens = phrase(normalise(typed))
    probes = []
    if tokens:
        probes += [
            Probe("t", tuple(tokens), opens, TITLE),
            Probe("b", tuple(tokens), opens, BODY),
        ]
    if words := [token for token in word_tokens(typed) if token != GAP]:
        spoken = word_tokens(typed)
        probes.append(Probe("w", tuple(spoken) if len(words) > 1 else tuple(words), False, WORD, True))
    return probes


def _others(also: tuple[str, ...]) -> list[Probe]:
    probes = []
    for word in also:
        tokens, opens = phrase(normalise(word))
        if tokens and not opens:
            probes += [Probe(column, tuple(tokens), False, SYNONYM) for column in "tb"]
    return probes
