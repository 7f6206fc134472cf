"""`tomoni up --sites DIR`: every published site of a folder of communities, served by one process. Reads only: each site is
published by its own `tomoni publish`, by hand or by a timer, and is shown anew as soon as it is.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

from tomoni.cli.address import Address
from tomoni.cli.output import say
from tomoni.i18n import Text
from tomoni.web.many import Sites, communities
from tomoni.web.supervisor import Child, Supervisor, answers, check_port

READY_WITHIN = 20.0


def up_many(folder: Path, where: Address) -> None:
    """Serves until it is stopped. Problem when the folder has no community, or two of one name."""
    found = communities(folder)
    if not found:
        raise click.UsageError(
            Text(
                f"{folder} の中に地域のフォルダーがありません（{folder}/名前/community.toml）。",
                f"{folder} holds no community folder ({folder}/NAME/community.toml).",
            ).ja
        )
    Sites.of(found)  # what is wrong in a folder is said here, once, and not by a process that starts again and again
    check_port(where.host, where.port)
    where.warn()
    supervisor = Supervisor({**os.environ, "PYTHONUTF8": "1", **where.environment()})
    supervisor.listen_to_signals()
    command = [sys.executable, "-m", "tomoni.web.many_process", where.host, str(where.port), str(folder.absolute())]
    front = Child("front", command)
    until = time.monotonic() + READY_WITHIN
    told = False

    def glance() -> None:
        nonlocal told
        if not told and answers(where.host, where.port):
            told = True
            say(f"{where.shown}/")
            say(Text(f"{len(found)}サイト", f"{len(found)} sites"), err=True)
            sys.stdout.flush()
        if not told and front.deaths > 2 and time.monotonic() > until:
            supervisor.stopping.set()

    try:
        supervisor.start(front)
        supervisor.watch(glance)
    finally:
        supervisor.end()
    if not told:
        say(Text("サーバーを始められませんでした。", "The server could not be started."), err=True)
        raise click.exceptions.Exit(3)
    say(Text("止めました。", "Stopped."), err=True)
