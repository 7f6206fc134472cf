"""Opening the house from the command line: which community, where its state lies, and Django made ready — quickly.

`open_community(dir)` is called before anything of Django is used: once per process, or for one site after another.
"""

from __future__ import annotations

import os
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tomoni.registry.errors import Problem
    from tomoni.registry.rooms import Rooms
    from tomoni.registry.scope import Scope


FOR_HELP = "only-for-help"
"""A secret key for processes that open no community and sign nothing."""
ATTEMPTS, GLANCE = 100, 0.1  # seconds between two attempts to have the database file for ourselves


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.web.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def open_rooms() -> Rooms:
    """The rooms and what they registered, without a community (help, completion). Leaves nothing on the disk."""
    from tomoni.registry.rooms import rooms

    os.environ.setdefault("TOMONI_SECRET", FOR_HELP)
    _setup()
    return rooms


def open_community(folder: Path, *, more: bool = False) -> Scope:
    """Reads DIR/community.toml, points the state to DIR/.tomoni and brings its database up to date. `more`: other new
    sites follow in this process; they begin with a copy of the first one's empty database."""
    from tomoni.registry.community import load
    from tomoni.registry.scope import Scope

    community = load(Path(folder))
    os.environ["TOMONI_HOME"] = str(community.home)
    os.environ["TOMONI_COMMUNITY"] = str(community.dir)
    if os.environ.get("TOMONI_SECRET") == FOR_HELP:
        del os.environ["TOMONI_SECRET"]
    community.home.mkdir(mode=0o700, exist_ok=True)
    _setup()
    _point_to(community.home)
    from django.db import DatabaseError

    try:
        migrate_if_needed(more=more)
    except DatabaseError as error:
        raise _no_database(community.home, error) from error
    return Scope(None, community)


def _no_database(home: Path, error: Exception) -> Problem:
    """The state can't be opened: damaged, of a newer version, or its disk is full."""
    from tomoni.i18n import Text
    from tomoni.registry.errors import Problem

    if os.environ.get("DATABASE_URL"):
        said = str(error).splitlines()[0]
        return Problem(
            Text(
                f"データベース（DATABASE_URL）につながりません（{said}）。公開中のサイトは変わっていません。サーバーが動いているか、宛先と権限を確かめてください。",
                f"The database (DATABASE_URL) can't be reached ({said}). The public site has not changed. Check that it runs, its address and the permissions.",
            )
        )
    path = home / "tomoni.sqlite3"
    return Problem(
        Text(
            f"{path} を開けません（{error}）。公開中のサイトは変わっていません。控えから戻すか、このファイルを別の場所に移し、書き出したサイトから tomoni publish --onto で続けてください。",
            f"{path} can't be opened ({error}). The public site has not changed. Restore it from a backup, or move it away and go on from an exported site with tomoni publish --onto.",
        )
    )


def _point_to(home: Path) -> None:
    """Moves settings that were read for help already (a room's own command) to this community's state."""
    from django.conf import settings
    from django.db import connections

    if Path(settings.HOME) == home:
        return
    from tomoni.web import settings as file

    file.HOME = settings.HOME = home
    file.COMMUNITY_DIR = settings.COMMUNITY_DIR = Path(os.environ["TOMONI_COMMUNITY"])
    settings.SECRET_KEY = file._secret_key()
    database = home / "tomoni.sqlite3"
    if connections["default"].vendor == "sqlite":
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = database
        connections["default"].settings_dict["NAME"] = str(database)


_empty: dict[int, bytes] = {}
"""A database that has nothing yet, by the mark it is at: an SQLite file."""


def migrate_if_needed(*, more: bool = False) -> None:
    """Runs migrations only when the set of migration files differs from what the database was last brought to.

    SQLite keeps that mark in its own header (`PRAGMA user_version`), PostgreSQL in a table of one row. Of several
    processes (and machines) that start at once, one migrates and the others wait for it.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tomoni.registry.lock import writing

    wanted = _migrations_mark()
    file = Path(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else None
    if (file is None or file.exists()) and _is_at(wanted):
        return
    with writing(Path(settings.HOME), wait=120, name="migrate.lock"):
        new = file is not None and not file.exists()
        if file is not None and new and more and wanted in _empty:
            file.write_bytes(_empty[wanted])
        if file is not None:
            _log_ahead()
        if _mark() != wanted:
            call_command("migrate", verbosity=0, interactive=False)
            _set_mark(wanted)
            if new and more:
                _empty[wanted] = connection.connection.serialize()
        if file is not None:
            file.chmod(0o600)


def _is_at(wanted: int) -> bool:
    """Whether nothing is left to do. Both questions only read, so that they never stand in another process's way."""
    return _mark() == wanted and _journal_mode() in ("wal", "memory", None)


def _journal_mode() -> str | None:
    """SQLite's journal mode; None on another database."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        return str(cursor.fetchone()[0])


def _log_ahead() -> None:
    """Write-ahead logging, which stays with the file. Only here, under the lock: the change wants the file for itself
    and does not wait for it, so that another process which just looks at the file makes it say "database is locked"."""
    from django.db import OperationalError, connection

    for left in reversed(range(ATTEMPTS)):
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError:
            if not left:
                raise
            time.sleep(GLANCE)


def _mark() -> int:
    """What the database was last brought to; 0 for a new one."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA user_version")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT to_regclass('tomoni_migrated')")
        if cursor.fetchone()[0] is None:
            return 0
        cursor.execute("SELECT max(mark) FROM tomoni_migrated")
        return int(cursor.fetchone()[0] or 0)


def _set_mark(mark: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA user_version = {mark:d}")
            return
        cursor.execute("CREATE TABLE IF NOT EXISTS tomoni_migrated (mark bigint NOT NULL)")
        cursor.execute("DELETE FROM tomoni_migrated")
        cursor.execute("INSERT INTO tomoni_migrated VALUES (%s)", [mark])


def _migrations_mark() -> int:
    """A number from the names of all migration files; never 0, which is SQLite's own for a new file."""
    from django.apps import apps

    names = [
        f"{config.label}/{path.name}"
        for config in apps.get_app_configs()
        for path in sorted((Path(config.path) / "migrations").glob("[0-9]*.py"))
    ]
    return (zlib.crc32("\n".join(names).encode()) & 0x7FFFFFFF) or 1
