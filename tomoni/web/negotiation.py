"""What a request's headers ask for: the best form of a file (RFC 9110 §12.5.3) and whether the reader has it already."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

PREFERRED = ("br", "gzip")  # smaller first; chosen among those the reader likes equally


@lru_cache(maxsize=512)
def accepted(header: str) -> tuple[str, ...]:
    """Content codings a reader takes, best first, "" being the file as it is."""
    qualities: dict[str, float] = {}
    for part in header.split(","):
        coding, _, parameters = part.strip().partition(";")
        if coding := coding.strip().lower():
            qualities["gzip" if coding == "x-gzip" else coding] = _quality(parameters)
    rest = qualities.get("*", 0.0)
    ranked = [(-qualities.get(coding, rest), index, coding) for index, coding in enumerate(PREFERRED)]
    if "identity" in qualities:
        ranked.append((-qualities["identity"], len(PREFERRED), ""))
    return tuple(coding for quality, _, coding in sorted(ranked) if quality < 0)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def best_form(header: str, forms: Collection[str]) -> str:
    """The form to send; the file as it is when nothing the reader names is there (better than no answer)."""
    for coding in accepted(header):
        if coding in forms:
            return coding
    return ""


def has_it(if_none_match: str, etag: str) -> bool:
    """Whether `If-None-Match` names this ETag ("*" names all; W/ does not matter for this comparison)."""
    if not if_none_match:
        return False
    names = (name.strip().removeprefix("W/") for name in if_none_match.split(","))
    return any(name in ("*", etag) for name in names)
