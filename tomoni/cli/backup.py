"""`tomoni backup` and `tomoni restore`: the whole house as one file, and back; also from SQLite to PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from tomoni.cli.output import help_text, plain_errors, say
from tomoni.i18n import Text


@click.command(
    help=help_text(
        "地域のすべて（データベース・原本・フォルダー・公開中のサイト）を1つのファイルに控えます。動かしたままでかまいません。",
        "Back up everything of a community (database, originals, folder, public site) into one file, also while it runs.",
    )
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="FILE", required=True, type=click.Path(path_type=Path), help="x.tar.gz")
@plain_errors
def backup(folder: Path, output: Path) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.publish import backup as house

    about = house.backup(scope, output)
    size = output.stat().st_size / 1e6
    say(
        Text(
            f"{output} に控えました（{size:.1f} MB、{about['rows']:,}行）。原本と個人の情報を含みます。人に見られない場所に置いてください。",
            f"Backed up to {output} ({size:.1f} MB, {about['rows']:,} rows). It holds originals and personal data: keep it private.",
        )
    )


@click.command(
    help=help_text(
        "控えから、新しいフォルダー DIR に戻します。DATABASE_URL があればそのデータベースに、なければ SQLite に入れます。",
        "Restore a backup into a new folder DIR, and into the database of DATABASE_URL or else SQLite.",
    )
)
@click.argument("archive", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@plain_errors
def restore(archive: Path, folder: Path) -> None:
    from tomoni.registry.errors import Problem

    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Problem(
            Text(
                f"{folder} は空ではありません。新しいフォルダーの名前にしてください。何も変えていません。",
                f"{folder} is not empty. Name a new folder. Nothing was changed.",
            )
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".tomoni-restore-", dir=folder.parent))
    try:
        count = _restore(archive, building)
        if folder.exists():
            folder.rmdir()
        (building / "community").rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    say(
        Text(
            f"{folder} に戻しました（{count:,}行）。次は: tomoni up {folder}",
            f"Restored to {folder} ({count:,} rows). Next: tomoni up {folder}",
        )
    )


def _restore(archive: Path, building: Path) -> int:
    from tomoni.cli.home import open_community, open_rooms

    open_rooms()
    from tomoni.publish import backup as house

    about = house.unpack(archive, building)
    (building / "community" / ".tomoni").chmod(0o700)
    open_community(building / "community")
    from django.db import connections

    with (building / "database.jsonl").open(encoding="utf-8") as lines:
        counted = house.restore(about, lines)
    connections.close_all()
    from tomoni.publish import versions
    from tomoni.registry import raw_store

    raw_store.send_all()
    versions.storage().send_all()
    return sum(counted.values())
