"""Making a backup while the house runs.

Under the writer's lock the database is read in one transaction and the state folder's files are linked beside (a second
or two; nothing is published meanwhile); then the lock is let go and the archive is written from that still picture.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tomoni import __version__
from tomoni.i18n import Text
from tomoni.publish import versions
from tomoni.publish.backup import rows
from tomoni.publish.storage import TEMPORARY
from tomoni.publish.tree import PUBLIC, TREES
from tomoni.registry import raw_store
from tomoni.registry.errors import Problem
from tomoni.registry.lock import writing
from tomoni.registry.scope import Scope

FORMAT = 1
ABOUT, ROWS, FOLDER = "backup.json", "database.jsonl", "community"
STATE = ".tomoni"
TURN = 300.0
NOT_KEPT = ("tomoni.sqlite3", "lock", "migrate.lock", "uploads")
PICTURE = ".backup-"


def backup(scope: Scope, target: Path) -> dict[str, Any]:
    """Writes the archive (readable by its owner only), whole or not at all, and gives what backup.json says. Problem
    when it exists already or can't be written."""
    target = Path(target).absolute()
    if target.exists():
        raise Problem(
            Text(
                f"{target} はもうあります。別の名前にしてください。何も変えていません。",
                f"{target} exists already. Choose another name. Nothing was changed.",
            )
        )
    home = Path(settings.HOME)
    _bring_home()
    picture = Path(tempfile.mkdtemp(prefix=PICTURE, dir=home))
    try:
        with writing(home, wait=TURN):
            about = _picture(scope, home, picture)
        _archive(picture, target)
    finally:
        shutil.rmtree(picture, ignore_errors=True)
    return about


def _bring_home() -> None:
    """With a store behind the folders: what only the store has belongs to the house too. Problem when it is away."""
    if not getattr(settings, "S3", {}):
        return
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        versions.storage().gather()
        raw_store.gather()
    except (OSError, BotoCoreError, ClientError) as error:
        raise Problem(
            Text(
                f"S3 の保管場所から取り出せないので、控えを作りませんでした（{error}）。つながるようになってから、もう一度行ってください。",
                f"No backup was made: the S3 store can't be read ({error}). Try again once it can be reached.",
            )
        ) from error


def _picture(scope: Scope, home: Path, picture: Path) -> dict[str, Any]:
    with (picture / ROWS).open("w", encoding="utf-8") as out:
        out.writelines(rows.dump())
    count = sum(1 for line in (picture / ROWS).open(encoding="utf-8") if line.strip())
    about = {
        "format": FORMAT,
        "program": __version__,
        "community": scope.community.id,
        "made": timezone.now().isoformat(),
        "engine": connection.vendor,
        "rows": count,
        "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()),
    }
    (picture / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    _copy(scope.community.dir, picture / FOLDER, lambda path: path.name == STATE or path.name == ".git", link=False)
    shown = versions.storage().pointed(PUBLIC)
    _copy(home, picture / FOLDER / STATE, lambda path: _left_out(home, path, shown), link=True)
    return about


def _left_out(home: Path, path: Path, shown: str) -> bool:
    inside = path.relative_to(home).as_posix()
    top = inside.partition("/")[0]
    if top.startswith((*NOT_KEPT[:1], PICTURE)) or top in NOT_KEPT or path.name.startswith(TEMPORARY):
        return True
    return inside.startswith(f"{TREES}/") and inside.count("/") == 1 and inside != shown


def _copy(source: Path, target: Path, left_out: Any, link: bool) -> None:
    """A tree with its symbolic links as they are; files of the state folder never change, so they are linked."""
    target.mkdir(parents=True, mode=0o700)
    try:
        entries = list(os.scandir(source))
    except FileNotFoundError:  # a version of a feed, taken away meanwhile
        return
    for entry in entries:
        path = Path(entry.path)
        if left_out(path):
            continue
        if entry.is_symlink():
            (target / entry.name).symlink_to(path.readlink())
        elif entry.is_dir():
            _copy(path, target / entry.name, left_out, link)
        elif entry.is_file():
            _one(path, target / entry.name, link)


def _one(source: Path, target: Path, link: bool) -> None:
    try:
        if link:
            try:
                target.hardlink_to(source)
                return
            except OSError:  # a file system without hard links
                pass
        shutil.copy2(source, target)
    except FileNotFoundError:  # a person, or a worker that cleans up after itself, was quicker
        return


def _archive(picture: Path, target: Path) -> None:
    handle, partial = tempfile.mkstemp(prefix=".tomoni-", dir=target.parent)  # made 0600
    try:
        with os.fdopen(handle, "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as archive:
                for name in _names(picture):
                    archive.add(picture / name, name, recursive=False)
            out.flush()
            os.fsync(out.fileno())
        Path(partial).replace(target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _names(picture: Path) -> Iterator[str]:
    yield ABOUT
    yield ROWS
    for folder, folders, files in os.walk(picture / FOLDER):
        here = Path(folder).relative_to(picture)
        yield here.as_posix()
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        yield from (f"{here.as_posix()}/{name}" for name in sorted([*files, *links]))
