"""The small supervisor behind `tomoni up`: keeps the front and the worker running, and ends them cleanly together.

Children run in sessions of their own, so Ctrl-C reaches only the supervisor, which then asks each child to end; should
the supervisor itself be killed, the children notice the closed pipe and go. A child that dies is started again, slower
each time it dies soon after its start.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.web.parent import VARIABLE

PATIENCE = 5.0  # seconds a child gets to end by itself
STEADY = 30.0  # seconds after which a child counts as having started well
LONGEST_WAIT = 30.0
GLANCE = 0.1


@dataclass(slots=True)
class Child:
    """One process to keep: `final` exit codes mean that starting it again would not help."""

    name: str
    command: list[str]
    final: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again_at: float = 0.0
    deaths: int = 0
    given_up: int | None = None


@dataclass(slots=True)
class Supervisor:
    """Start with `start`, then `watch` until something says stop, then `end`. One instance per process."""

    environment: Mapping[str, str]
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    _pipe: tuple[int, int] = (-1, -1)

    def __post_init__(self) -> None:
        self._pipe = os.pipe()

    def listen_to_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM mean: stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())

    def start(self, child: Child) -> Child:
        if child not in self.children:
            self.children.append(child)
        reading = self._pipe[0]
        child.process = subprocess.Popen(  # noqa: S603 — our own command line, no shell
            child.command,
            env={**self.environment, VARIABLE: str(reading)},
            pass_fds=(reading,),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        child.started = time.monotonic()
        return child

    def watch(self, each_time: Callable[[], None] | None = None) -> None:
        """Keeps the children until `stopping` is set or one gives up for good."""
        while not self.stopping.wait(GLANCE):
            for child in self.children:
                self._look_after(child)
            if each_time:
                each_time()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if child.given_up is None and now >= child.again_at:
                self.start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        child.process = None
        if code in child.final:
            child.given_up = code
            return
        child.deaths = child.deaths + 1 if now - child.started < STEADY else 1
        child.again_at = now + min(0.25 * 2**child.deaths, LONGEST_WAIT)

    def end(self) -> None:
        """Asks every child to end, waits a little, then insists."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            with suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def check_port(host: str, port: int) -> None:
    """Problem, with what to do, when the address can't be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise _port_problem(host, port, error) from None


def _port_problem(host: str, port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return Problem(
            Text(
                f"ポート {port} はほかのプログラムが使っています。--port {port + 1} のように別の番号を付けてください。何も変えていません。",
                f"Port {port} is in use by another program. Choose another, e.g. --port {port + 1}. Nothing was changed.",
            )
        )
    return Problem(
        Text(
            f"{host}:{port} で待ち受けできません（{error.strerror}）。--host と --port を確かめてください。何も変えていません。",
            f"Can't listen on {host}:{port} ({error.strerror}). Check --host and --port. Nothing was changed.",
        )
    )


def answers(host: str, port: int) -> bool:
    """Whether someone accepts connections there."""
    wildcard = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 — compared, not bound
    try:
        with socket.create_connection((wildcard.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False
