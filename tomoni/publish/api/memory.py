"""A bounded memory for immutable things: the least recently used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """Keeps values up to `budget` in the unit that `weigh` gives; what is heavier than the budget is not kept."""

    def __init__(self, budget: int, weigh: Callable[[T], int]) -> None:
        self.budget = budget
        self._weigh = weigh
        self._values: OrderedDict[str, tuple[int, T]] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> T | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][1]

    def put(self, key: str, value: T) -> None:
        weight = self._weigh(value)
        with self._lock:
            if key in self._values:
                self._held -= self._values.pop(key)[0]
            if weight > self.budget:
                return
            self._values[key] = (weight, value)
            self._held += weight
            while self._held > self.budget:
                self._held -= self._values.popitem(last=False)[1][0]

    def get_or(self, key: str, make: Callable[[], T]) -> T:
        """The value, made when it is not here. Two threads may make it at once; both get an equal one."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def keep(self, wanted: Callable[[str], bool]) -> None:
        """Forgets every key that is not wanted."""
        with self._lock:
            for key in [key for key in self._values if not wanted(key)]:
                self._held -= self._values.pop(key)[0]
