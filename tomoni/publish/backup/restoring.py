"""Putting a house up again from a backup: into a new folder, and into whichever database the settings name.

The folder is built under another name and moved into place at the end; the database is written in one transaction.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader

from tomoni.i18n import Text
from tomoni.publish.backup import rows
from tomoni.publish.backup.making import ABOUT, FOLDER, FORMAT, ROWS
from tomoni.registry.errors import Problem


def unpack(archive: Path, into: Path) -> dict[str, Any]:
    """Unpacks an archive into the folder `into` (its parts under their names) and gives what backup.json says. Nothing
    outside `into` can be written. Problem when it is no backup of ours."""
    try:
        with tarfile.open(archive, "r:*") as tar:
            tar.extractall(into, filter="data")
        about: dict[str, Any] = json.loads((into / ABOUT).read_text(encoding="utf-8"))
        good = about["format"] == FORMAT and (into / ROWS).is_file() and (into / FOLDER / "community.toml").is_file()
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise _no_backup(archive, str(error) or type(error).__name__) from None
    if not good:
        raise _no_backup(archive, "format")
    return about


def _no_backup(archive: Path, why: str) -> Problem:
    return Problem(
        Text(
            f"{archive} は tomoni backup で作った控えとして読めません（{why}）。別の控えで試してください。何も変えていません。",
            f"{archive} can't be read as a backup made by tomoni backup ({why}). Try another one. Nothing was changed.",
        )
    )


def restore(about: dict[str, Any], lines: IO[str]) -> dict[str, int]:
    """Loads the rows into the database of the settings; gives rows by table. Problem when the backup is of a newer
    program or the database is in use already."""
    newer = sorted(set(about["migrations"]) - known_migrations())
    if newer:
        raise Problem(
            Text(
                f"この控えは新しい版の tomoni（{about['program']}）のものです（{newer[0]}）。tomoni を新しくしてから戻してください。",
                f"This backup is of a newer tomoni ({about['program']}, {newer[0]}). Update tomoni, then restore it.",
            )
        )
    if not rows.empty():
        raise Problem(
            Text(
                "戻す先のデータベースはもう使われています。空のデータベースを用意してください。何も変えていません。",
                "The database to restore into is in use already. Prepare an empty one. Nothing was changed.",
            )
        )
    try:
        return rows.load(lines)
    except (DatabaseError, ValueError, LookupError) as error:
        raise Problem(
            Text(
                f"控えのデータベースを戻せませんでした（{error}）。データベースは元のままです。",
                f"The rows of the backup could not be written ({error}). The database is as it was.",
            )
        ) from error


def known_migrations() -> set[str]:
    """Every migration of this program, those that others were squashed into included."""
    loader = MigrationLoader(None)
    return {".".join(key) for key in loader.disk_migrations}
