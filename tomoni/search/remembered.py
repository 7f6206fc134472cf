"""A few answers kept in this process, the last ones asked for: keyed by all that could change them, the stamp included."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """At most `most` of them; safe from any thread."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: OrderedDict[Hashable, T] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Hashable) -> T | None:
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
            return self.kept.get(key)

    def put(self, key: Hashable, answer: T) -> T:
        with self.lock:
            self.kept[key] = answer
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return answer
