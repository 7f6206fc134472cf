"""Ports for the servers that tests start. Between asking for one and the server's taking it seconds pass, so they come
from a range the system hands to nobody, each worker of the test run has its own part of it, and none is given twice."""

from __future__ import annotations

import itertools
import os
import socket

FIRST, LAST = 20_000, 32_000
"""Below 32768, where Linux begins to hand out ports by itself."""
WORKERS = 8
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0) % WORKERS
_part = (LAST - FIRST) // WORKERS
_next = itertools.count(os.getpid() % _part)


def free_port() -> int:
    """A port on 127.0.0.1 on which nothing listens."""
    for place in itertools.islice(_next, _part):
        port = FIRST + _worker * _part + place % _part
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")
