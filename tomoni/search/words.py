"""Words in their dictionary spelling (Sudachi, mode A). Without Sudachi there are no words, and bigrams alone search."""

from __future__ import annotations

import threading
from functools import cache
from importlib import metadata
from typing import Any

LONGEST = 12_000
"""Characters handed over at once; Sudachi takes at most 49,149 bytes."""
SILENT = frozenset({"助詞", "助動詞", "補助記号", "空白", "記号"})
_local = threading.local()


@cache
def dictionary() -> str:
    """Version of the dictionary in use, "none" when Sudachi or its dictionary isn't installed."""
    try:
        import sudachipy  # noqa: F401

        return metadata.version("sudachidict-core")
    except (ImportError, metadata.PackageNotFoundError):
        return "none"


@cache
def _dictionary() -> Any:
    from sudachipy import Dictionary

    return Dictionary(dict="core")


def _tokenizer() -> Any:
    """One for each thread: it must not be used by two at once."""
    if not hasattr(_local, "tokenizer"):
        from sudachipy import SplitMode

        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.A)
    return _local.tokenizer


def of(text: str) -> list[str]:
    """Dictionary spellings in order; "" where a particle, mark or space stood. [] without a dictionary.

    >>> of("引越の申込") if dictionary() != "none" else ["引っ越し", "", "申し込み"]
    ['引っ越し', '', '申し込み']
    """
    return [word for word, _, _ in placed(text)]


def placed(text: str) -> list[tuple[str, int, int]]:
    """As `of`, with start and end of each word in the text."""
    if dictionary() == "none":
        return []
    out: list[tuple[str, int, int]] = []
    for begin in range(0, len(text), LONGEST):
        for morpheme in _tokenizer().tokenize(text[begin : begin + LONGEST]):
            silent = morpheme.part_of_speech()[0] in SILENT
            word = "" if silent else morpheme.normalized_form()
            out.append((word, begin + morpheme.begin(), begin + morpheme.end()))
    return out


def readings(text: str) -> list[tuple[str, str]]:
    """(surface, reading in katakana) of a text, for furigana. [] without a dictionary."""
    if dictionary() == "none":
        return []
    return [(morpheme.surface(), morpheme.reading_form()) for morpheme in _tokenizer().tokenize(text)]
