"""`tomoni work`: one worker process. A clock thread hands due jobs over; the main thread runs what it is given.

`tomoni up` keeps one or more of these; on a server of many machines each runs `tomoni work DIR` under its own manager.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path

import click

from tomoni.cli.output import help_text, plain_errors, say
from tomoni.i18n import Text
from tomoni.web.parent import end_with_parent

PAUSE = 1.0  # seconds between looks at the clock and at the queue
log = logging.getLogger(__name__)


@click.command(
    help=help_text(
        "裏方の仕事（取得・公開・通知）を行うワーカーを1つ動かします。止めるときは Ctrl-C。",
        "Run one worker for background jobs (fetching, publishing, notices). Stop it with Ctrl-C.",
    )
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@plain_errors
def work(folder: Path) -> None:
    from tomoni.cli.home import open_community

    open_community(folder)
    say(Text("ワーカーを始めました。", "The worker has started."), err=True)
    keep_working()


def keep_working() -> None:
    """Runs until SIGTERM or SIGINT; the job in hand is finished first."""
    from django.conf import settings

    threading.Thread(target=_clock, name="clock", daemon=True).start()
    if settings.TASKS["default"]["BACKEND"].endswith("CeleryBackend"):
        _celery()
    else:
        _database()


def _clock() -> None:
    from django.db import DatabaseError, close_old_connections

    from tomoni.registry import jobs

    pause = threading.Event()
    while True:
        try:
            close_old_connections()
            jobs.tick()
        except DatabaseError as error:  # busy or away: the next tick tries again
            log.warning("the clock could not reach the database: %s", error)
        except Exception as error:  # a broker that is away; a calendar that can't be read
            log.warning("the clock stumbled: %s: %s", type(error).__name__, error)
        pause.wait(PAUSE)


def _database() -> None:
    from django.db import OperationalError
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=PAUSE,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    worker.configure_signals()
    pause = threading.Event()
    while worker.running:
        try:
            worker.run()
        except OperationalError as error:  # the database went away, or was busy for too long
            log.warning("the worker could not reach the database: %s", error)
            pause.wait(PAUSE)


def _celery() -> None:
    from django_tasks import task_backends

    from tomoni.registry.celery_backend import CeleryBackend

    backend = task_backends["default"]
    assert isinstance(backend, CeleryBackend)
    options = ["--pool=solo", "--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    backend.app().worker_main(["--quiet", "worker", "--loglevel=ERROR", *options])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    end_with_parent()
    from tomoni.cli.home import open_community

    try:
        plain_errors(open_community)(Path(sys.argv[1]))
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
    keep_working()
