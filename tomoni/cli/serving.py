"""`tomoni up`: take in, publish and serve a community, all in one command.

The front serves at once what was published before; checking and publishing go on beside it, and readers get the new
site when it is whole. `python -m tomoni.cli.serving DIR` is the publisher that the supervisor starts first; the workers
beside it are `tomoni.cli.working`.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import click

from tomoni.cli.output import help_text, plain_errors, say
from tomoni.i18n import Text
from tomoni.web.parent import end_with_parent
from tomoni.web.supervisor import Child, Supervisor, answers, check_port

READY_WITHIN = 20.0  # seconds the front may take to listen before we say that something is wrong
HOST_NAME = r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
LOCAL = ("127.0.0.1", "localhost", "::1")


@click.command(
    help=help_text(
        "地域のデータを取り込み、公開し、http://127.0.0.1:8000 で見られるようにします。止めるときは Ctrl-C。",
        "Take in, publish and serve a community on http://127.0.0.1:8000. Stop it with Ctrl-C.",
    )
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--port",
    metavar="NUMBER",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help=help_text("ポート番号", "port number"),
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help=help_text("待ち受けるアドレス", "address to listen on")
)
@click.option(
    "--lan",
    metavar="HOST",
    help=help_text(
        "同じネットワークの人にも見せる。HOST はこの機械の名前かアドレス",
        "also show it to people on the same network; HOST is this machine's name or address there",
    ),
)
@plain_errors
def up(folder: Path, port: int, host: str, lan: str | None) -> None:
    from tomoni.registry.community import load

    home = load(folder).home
    if lan and not re.fullmatch(HOST_NAME, lan):
        raise click.UsageError(
            help_text(
                f"--lan にはこの機械の名前かアドレスだけを書いてください: {lan}",
                f"--lan takes a bare name or address: {lan}",
            )
        )
    host = "0.0.0.0" if lan and host in LOCAL else host  # noqa: S104 — asked for with --lan
    check_port(host, port)
    if host not in LOCAL:
        say(
            Text(
                f"{lan or host} で待ち受けます。同じネットワークの人がこのサイトを見られます（通信は暗号化されません）。",
                f"Listening on {lan or host}: people on the same network can see this site (the connection is not encrypted).",
            ),
            err=True,
        )
    hosts = [name for name in (lan, host) if name and name not in ("0.0.0.0", "::")]  # noqa: S104 — compared, not bound
    environment = {
        **os.environ,
        "TOMONI_HOME": str(home),
        "TOMONI_COMMUNITY": str(folder.absolute()),
        "TOMONI_HOSTS": os.environ.get("TOMONI_HOSTS", ",".join([*hosts, "127.0.0.1", "localhost", "[::1]"])),
        "PYTHONUTF8": "1",
    }
    supervisor = Supervisor(environment)
    supervisor.listen_to_signals()
    keeping = Keeping(supervisor, folder, home, host, port, lan or host)
    try:
        keeping.start()
        supervisor.watch(keeping.glance)
    finally:
        supervisor.end()
    if keeping.code:
        raise click.exceptions.Exit(keeping.code)
    say(Text("止めました。公開したデータは残っています。", "Stopped. What was published is kept."), err=True)


class Keeping:
    """What `up` has told the person so far, and whether there is still something to serve."""

    def __init__(self, supervisor: Supervisor, folder: Path, home: Path, host: str, port: int, shown_as: str) -> None:
        python = [sys.executable, "-m"]
        self.supervisor = supervisor
        self.front = Child("front", [*python, "tomoni.web.front_process", host, str(port)])
        self.publisher = Child("publisher", [*python, "tomoni.cli.serving", str(folder)], final=(0, 1, 2))
        self.workers = [
            Child(f"worker-{number}", [*python, "tomoni.cli.working", str(folder)], final=(1, 2))
            for number in range(1, max(1, int(os.environ.get("TOMONI_WORKERS") or 1)) + 1)
        ]
        self.home, self.host, self.port, self.shown_as = home, host, port, shown_as
        self.told = False
        self.code = 0
        self.until = time.monotonic() + READY_WITHIN

    def start(self) -> None:
        self.supervisor.start(self.front)
        self.supervisor.start(self.publisher)
        for worker in self.workers:
            self.supervisor.start(worker)
        if not self._shown():
            say(Text("初回の準備をしています…", "Getting ready for the first time…"), err=True)

    def glance(self) -> None:
        """Called several times a second: says where the site is once it answers, gives up when nothing will come."""
        if not self.told and self._shown() and answers(self.host, self.port):
            self.told = True
            name = f"[{self.shown_as}]" if ":" in self.shown_as else self.shown_as
            say(f"http://{name}:{self.port}/")
            sys.stdout.flush()
        if not self.told and self.front.deaths > 2 and time.monotonic() > self.until:
            say(Text("サーバーを始められませんでした。", "The server could not be started."), err=True)
            self._stop(3)
        if self.publisher.given_up is not None and not self._shown():
            self._stop(self.publisher.given_up)

    def _shown(self) -> bool:
        return (self.home / "public").is_symlink()

    def _stop(self, code: int) -> None:
        self.code = code
        self.supervisor.stopping.set()


@plain_errors
def work(folder: Path) -> None:
    """Takes in and publishes what is new at the start; what comes later is the workers' (tomoni.cli.working)."""
    from tomoni.cli.home import open_community
    from tomoni.cli.publishing import bar, tell, tell_faults

    scope = open_community(folder)
    tell_faults(scope)
    from tomoni.publish import services

    with bar() as report:
        problems = services.take_in_new_files(scope)
        outcomes = services.publish(scope, None, report)
    for text in problems:
        say(text, err=True)
    tell(outcomes, err=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    end_with_parent()
    try:
        work(Path(sys.argv[1]))
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
