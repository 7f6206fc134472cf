"""`tomoni up`: take in, publish and serve a community, all in one command.

The front serves at once what was published before; checking and publishing go on beside it, and readers get the new
site when it is whole. `python -m tomoni.cli.serving DIR` is the publisher that the supervisor starts first; the workers
beside it are `tomoni.cli.working`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import click

from tomoni.cli.address import Address, address, remember
from tomoni.cli.output import help_text, plain_errors, say
from tomoni.i18n import Text
from tomoni.web.parent import end_with_parent
from tomoni.web.supervisor import Child, Supervisor, answers, check_port

LOOPBACK = ("127.0.0.1", "localhost", "::1")
READY_WITHIN = 20.0  # seconds the front may take to listen before we say that something is wrong


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
@click.option(
    "--cert",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=help_text("https で見せるための証明書（PEM）", "certificate to serve https with (PEM)"),
)
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=help_text("証明書の鍵（PEM）", "the certificate's key (PEM)"),
)
@click.option(
    "--sites",
    is_flag=True,
    help=help_text(
        "DIR の中の公開ずみのサイトをすべて、/名前/ で見せる",
        "serve every published site in DIR, each below /<name>/ or at the host of its address",
    ),
)
@click.option(
    "--watch",
    is_flag=True,
    help=help_text(
        "カードや文章を書く人のために。保存すると作り直し、開いているページが読み込み直されます",
        "for authors of cards and texts: what is saved is made anew, and open pages load anew",
    ),
)
@plain_errors
def up(
    folder: Path,
    port: int,
    host: str,
    lan: str | None,
    cert: Path | None,
    key: Path | None,
    sites: bool,
    watch: bool,
) -> None:
    from tomoni.registry.community import load

    if watch and (lan or sites or host not in LOOPBACK):
        raise click.UsageError(
            help_text(
                "--watch は自分の機械だけのためのものです。--lan、--sites、ほかの --host とは使えません。",
                "--watch is for your own machine only: not with --lan, --sites or another --host.",
            )
        )
    where = address(host, port, lan, cert, key)
    if sites:
        from tomoni.cli.serving_many import up_many

        up_many(folder, where)
        return
    home = load(folder).home
    check_port(where.host, port)
    where.warn()
    environment = {
        **os.environ,
        "TOMONI_HOME": str(home),
        "TOMONI_COMMUNITY": str(folder.absolute()),
        "PYTHONUTF8": "1",
        **where.environment(),
        "TOMONI_WATCH": "1" if watch else "",
    }
    remember(home, environment["TOMONI_URL"])
    supervisor = Supervisor(environment)
    supervisor.listen_to_signals()
    keeping = Keeping(supervisor, folder, home, where, "watching" if watch else "serving")
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

    def __init__(
        self, supervisor: Supervisor, folder: Path, home: Path, where: Address, publisher: str = "serving"
    ) -> None:
        python = [sys.executable, "-m"]
        self.supervisor = supervisor
        self.front = Child("front", [*python, "tomoni.web.front_process", where.host, str(where.port)])
        self.publisher = Child("publisher", [*python, f"tomoni.cli.{publisher}", str(folder)], final=(0, 1, 2))
        self.workers = [  # a database that is away for a while, a file half written: never final, tried again
            Child(f"worker-{number}", [*python, "tomoni.cli.working", str(folder)])
            for number in range(1, max(1, int(os.environ.get("TOMONI_WORKERS") or 1)) + 1)
        ]
        self.home, self.where = home, where
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
        if not self.told and self._shown() and answers(self.where.host, self.where.port):
            self.told = True
            say(f"{self.where.shown}/")
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
    from tomoni.cli.people import tell_first_owner
    from tomoni.publish import services

    tell_first_owner(scope)

    with bar() as report:
        problems = services.take_in_new_files(scope)
        outcomes = services.publish(scope, None, report)
    for text in problems:
        say(text, err=True)
    tell(scope, outcomes, err=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    end_with_parent()
    try:
        work(Path(sys.argv[1]))
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
