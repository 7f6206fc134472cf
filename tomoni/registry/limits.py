"""How often one reader may ask the API, or one key may push: a token bucket for each, in memory.

The count is kept by each process: a house with several front processes allows that many times as much. An IPv6 reader
is counted by /64, which is what one household has. Published files never come here.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a request may pass; `left` tokens; seconds until the bucket is full, and until the next token."""

    allowed: bool
    limit: int
    window: int
    left: int
    full_in: int
    next_in: int

    def headers(self) -> dict[str, str]:
        if not self.limit:
            return {}
        said = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.full_in),
            "RateLimit-Policy": f"{self.limit};w={self.window}",
        }
        return said if self.allowed else said | {"Retry-After": str(max(1, self.next_in))}


class Buckets:
    """`limit` requests at once, coming back evenly over `window` seconds; at most `most` readers are remembered."""

    def __init__(self, limit: int, window: int, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self.window = window
        self.most = most
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, reader: str) -> Turn:
        """One request of a reader."""
        if not self.limit:
            return Turn(True, 0, self.window, 0, 0, 0)
        now, rate = self._clock(), self.limit / self.window
        with self._lock:
            level, at = self._levels.pop(reader, (float(self.limit), now))
            level = min(float(self.limit), level + (now - at) * rate)
            allowed = level >= 1.0
            level -= 1.0 if allowed else 0.0
            self._levels[reader] = (level, now)
            while len(self._levels) > self.most:
                self._levels.popitem(last=False)
        full_in = math.ceil((self.limit - level) / rate)
        return Turn(allowed, self.limit, self.window, int(level), full_in, math.ceil((1.0 - level) / rate))


def reader(remote: str, forwarded: str, proxies: int) -> str:
    """Whom to count: the connection's address, or what the outermost of our own `proxies` saw (X-Forwarded-For)."""
    address = remote
    if proxies:
        parts = [part.strip() for part in forwarded.split(",") if part.strip()]
        address = parts[-proxies] if len(parts) >= proxies else remote
    try:
        found = ipaddress.ip_address(address.strip("[]").split("%")[0])
    except ValueError:
        return remote
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
