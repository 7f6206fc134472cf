"""A child process that must not outlive its supervisor: it reads a pipe that only the supervisor holds open."""

from __future__ import annotations

import os
import signal
import threading

VARIABLE = "TOMONI_PARENT_PIPE"


def end_with_parent() -> None:
    """Ends this process (SIGTERM to itself) when the supervisor is gone, however it went. Without one, does nothing."""
    number = os.environ.pop(VARIABLE, "")
    if number:
        threading.Thread(target=_wait, args=(int(number),), daemon=True).start()


def _wait(handle: int) -> None:
    try:
        while os.read(handle, 1):
            pass
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGTERM)
