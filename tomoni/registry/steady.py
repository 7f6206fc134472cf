"""While nothing is written, reads need not be repeated: `with steady():` around the making of a site, whose pages ask for
the same publications hundreds of times. Outside of it every read goes to the database.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("steady", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """Reads through `remembered` in this block (and this thread) are done once, in blocks within it too. Nobody may write
    meanwhile what is read so."""
    if is_steady():
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def is_steady() -> bool:
    """Whether one read of everything is worth more than many of a part."""
    return _known.get() is not None


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gave under this key before in the same block; else, and outside of any, what it gives now."""
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found
