"""Going on from an exported site (`--onto TREE|URL`): its versions and publications become ours again, so that sequence
numbers continue and the gates compare with what the public last saw. For a fresh clone, another machine, or after loss.

Nothing is taken on trust: every file must have the hash that publications.json says and the version the id its data
give, ids and names must be plain, links are not followed, and what this house already knows is never overwritten.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from tomoni.i18n import Text
from tomoni.publish import canonical, changes, held_over, remote, versions
from tomoni.publish.tree import packed
from tomoni.registry import events, records, withdrawals
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.models import Dataset, Publication, Version
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.registry.sources import DATASET_ID

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,80}")
SEAM = "memory"
NEEDED = {"data.csv", "data.parquet", "schema.json", "provenance.json"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a room keeps in the exported site for itself: `folder` ("neighbours/kept/"), whose files have plain names, and
    what takes it over from a tree. Announced as rooms.extra(SEAM, room, Kept(…)). Nothing in it is to be trusted."""

    folder: str
    take_over: Callable[[Scope, Path], None]


def go_on(scope: Scope, onto: str) -> int:
    """As `go_on_from`, with a folder or the http(s) address of an exported site."""
    if not remote.is_address(onto):
        return go_on_from(scope, Path(onto))
    with tempfile.TemporaryDirectory(prefix="tomoni-onto-") as folder:
        remote.fetch(onto, Path(folder), [kept.folder for kept in rooms.extras_of(SEAM).values()])
        return go_on_from(scope, Path(folder))


def go_on_from(scope: Scope, tree: Path) -> int:
    """Takes over every publication of TREE that is not known here yet; says how many. Problem (and nothing is taken of
    that dataset) when TREE is no exported site of this community, was changed by hand, or tells another history."""
    data = tree / "data"
    if not data.is_dir():
        raise _problem(
            tree,
            "書き出したサイトではありません（data フォルダーがありません）",
            "it is no exported site (there is no data folder)",
        )
    taken = 0
    for folder in sorted(data.iterdir()):
        history = folder / "publications.json"
        if not re.fullmatch(DATASET_ID, folder.name) or folder.is_symlink():
            continue
        fresh = not registry.publications(scope, folder.name) and not registry.holds(scope, folder.name, closed=True)
        if history.is_file():
            taken += _take_over(scope, tree, folder)
        if fresh and any(entry.dataset == folder.name for entry in registry.datasets(scope)):
            held_over.take_over(scope, folder)
    for kept in rooms.extras_of(SEAM).values():
        kept.take_over(scope, tree)
    return taken


def _problem(tree: Path, ja: str, en: str) -> Problem:
    return Problem(
        Text(
            f"{tree} から続けられません: {ja}。何も変えていません。",
            f"Can't go on from {tree}: {en}. Nothing was changed.",
        )
    )


def _take_over(scope: Scope, tree: Path, folder: Path) -> int:
    said = _same_community(scope, tree, folder)
    known = {row.seq: row.version.digest for row in registry.publications(scope, folder.name, withdrawn=True)}
    for line in said:
        if known.get(line["seq"], line["version"]) != line["version"]:
            raise _problem(
                tree,
                f"「{folder.name}」の{line['seq']}回目の公開が、ここの記録と違います",
                f'publication {line["seq"]} of "{folder.name}" differs from the one recorded here',
            )
    missing = [line for line in said if line["seq"] not in known]
    if missing and known and missing[0]["seq"] < max(known):
        raise _problem(
            tree, f"「{folder.name}」の履歴がつながりません", f'the histories of "{folder.name}" do not join'
        )
    for line in missing:
        if "withdrawn" not in line:
            _take_version(tree, folder, line)
    with transaction.atomic():
        dataset = records.dataset(scope, folder.name)
        for line in missing:
            _remember(dataset, line)
        if missing:
            events.append(
                scope, "dataset.taken-over", dataset.id, dataset=dataset.slug, seqs=[line["seq"] for line in missing]
            )
    return len(missing)


def _same_community(scope: Scope, tree: Path, folder: Path) -> list[dict[str, Any]]:
    """The publications of an exported dataset, oldest first, checked for shape and owner."""
    try:
        owner = json.loads((folder / "latest.json").read_text(encoding="utf-8"))["community"]
        lines = json.loads((folder / "publications.json").read_text(encoding="utf-8"))
        said = sorted((_checked(line) for line in lines), key=lambda line: int(line["seq"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _problem(
            tree,
            f"「{folder.name}」の記録を読めません（{error}）",
            f'the record of "{folder.name}" is unreadable ({error})',
        ) from None
    if (owner["id"], owner["code"]) != (scope.community.id, scope.community.code):
        raise _problem(
            tree,
            f"別の団体（{owner['id']} {owner['code']}）のサイトです",
            f"it is the site of another community ({owner['id']} {owner['code']})",
        )
    return said


def _checked(line: dict[str, Any]) -> dict[str, Any]:
    """One entry of publications.json; ValueError when it can't be one."""
    names = line["files"]
    hashes = [line["version"], *line["sources"], *names.values()]
    if not all(versions.ID.fullmatch(item) for item in hashes):
        raise ValueError("hash")
    if "withdrawn" in line:
        datetime.fromisoformat(line["withdrawn"]["at"])
        if names or not isinstance(line["withdrawn"]["reason"]["ja"], str):
            raise ValueError("withdrawn")
    elif not names.keys() >= NEEDED or not all(NAME.fullmatch(name) for name in names):
        raise ValueError("files")
    if not (isinstance(line["seq"], int) and line["seq"] > 0 and isinstance(line["rows"], int)):
        raise ValueError("seq")
    if not (line["parent"] is None or (isinstance(line["parent"], int) and 0 < line["parent"] < line["seq"])):
        raise ValueError("parent")
    datetime.fromisoformat(line["released"])
    return line


def _take_version(tree: Path, folder: Path, line: dict[str, Any]) -> None:
    made = dict(_files(tree, folder / line["version"], line["files"]))
    if versions.version_id(made, tuple(line["sources"])) != line["version"]:
        raise _problem(
            tree,
            f"{line['version'][:12]} の中身が番号と合いません",
            f"the content of {line['version'][:12]} does not match its id",
        )
    versions.storage().put(versions.folder_of(folder.name, line["version"]), packed(made))


def _files(tree: Path, folder: Path, names: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    for name, sha256 in names.items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise _problem(
                tree, f"{path.name} がありません（{folder.name[:12]}）", f"{path.name} is missing ({folder.name[:12]})"
            )
        data = path.read_bytes()
        if canonical.sha256(data) != sha256:
            raise _problem(
                tree,
                f"{path.name} が書き換えられています（{folder.name[:12]}）",
                f"{path.name} was changed ({folder.name[:12]})",
            )
        yield name, data


def _remember(dataset: Dataset, line: dict[str, Any]) -> None:
    version, _ = Version.objects.get_or_create(
        dataset=dataset,
        digest=line["version"],
        defaults={
            "schema": str(line["schema"]),
            "schema_version": str(line["schema_version"] or ""),
            "rows": line["rows"],
            "sources": line["sources"],
        },
    )
    if gone := line.get("withdrawn"):
        withdrawals.take_over(version, gone)
    reason = line["reason"] or {"ja": "", "en": ""}
    Publication(
        dataset=dataset,
        seq=line["seq"],
        version=version,
        parent=Publication.objects.filter(dataset=dataset, seq=line["parent"]).first() if line["parent"] else None,
        as_of=line["as_of"] or "",
        published=line["published"] or "",
        fetched_at=datetime.fromisoformat(line["fetched"]) if line["fetched"] else None,
        released_at=datetime.fromisoformat(line["released"]),
        reason_ja=reason["ja"],
        reason_en=reason["en"],
        back_filled=line.get("back_filled") is True,
        changes=changes.checked(line.get("changes")),
        notices=line["notices"],
    ).save()
