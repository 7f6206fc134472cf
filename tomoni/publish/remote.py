"""`--onto URL`: the part of an exported site that is memory, fetched into a folder, for `publish.memory` to go on from.

The site's own list (tomoni-site.json) says which files there are and their SHA-256; only what memory needs is asked for,
and a file that is not what the list says is refused. Versions that are known here are not fetched again. A site that
can't be reached, or only in part, is never taken for an empty one: that would begin its history anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tomoni.i18n import Text
from tomoni.publish import canonical, versions
from tomoni.publish.export import MARK
from tomoni.registry.errors import Problem
from tomoni.registry.fetching.services import transport
from tomoni.registry.fetching.transport import Transport
from tomoni.registry.sources import DATASET_ID

MOST_FILES = 20_000
PLAIN = re.compile(r"[a-z0-9][a-z0-9_.-]{0,80}")
DOCUMENT = re.compile(rf"data/({DATASET_ID})/(latest|publications)\.json")
OF_VERSION = re.compile(rf"data/({DATASET_ID})/([0-9a-f]{{64}})/([a-z0-9][a-z0-9_.-]{{0,80}})")


def is_address(onto: str) -> bool:
    return onto.startswith(("http://", "https://"))


def fetch(address: str, folder: Path, kept: Sequence[str] = (), over: Transport | None = None) -> int:
    """Writes latest.json, publications.json and the versions of every dataset of the site at `address` below `folder`,
    and what rooms keep there (`kept`: their folders); says how many files. Problem, and nothing may be made of the folder, when one is missing or not what the site's list
    says."""
    base = address.rstrip("/") + "/"
    way = over or transport()
    listed = _listed(base, _get(way, base, MARK))
    wanted = list(_wanted(listed, kept))
    if len(wanted) > MOST_FILES:
        raise _problem(
            base,
            f"ファイルが{MOST_FILES:,}より多いため、取得しません。書き出したフォルダーを写して --onto フォルダー で続けてください",
            f"it has more than {MOST_FILES:,} files. Copy the exported folder and use --onto FOLDER",
        )
    for path in wanted:
        data = _get(way, base, path)
        if canonical.sha256(data) != listed[path]:
            raise _problem(
                base,
                f"{path} が一覧の SHA-256 と違います（途中で変わったか、書き換えられています）",
                f"{path} is not what the site's list says (it changed meanwhile, or was tampered with)",
            )
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return len(wanted)


def _wanted(listed: Mapping[str, str], kept: Sequence[str]) -> Iterator[str]:
    """Documents, the files of versions that are not here yet, and what rooms keep."""
    for path in sorted(listed):
        found = OF_VERSION.fullmatch(path)
        place, _, name = path.rpartition("/")
        of_room = f"{place}/" in kept and PLAIN.fullmatch(name)
        if DOCUMENT.fullmatch(path) or of_room or (found and not _known(found[1], found[2])):
            yield path


def _known(dataset: str, version: str) -> bool:
    return versions.storage().path(versions.folder_of(dataset, version)).is_dir()


def _listed(base: str, mark: bytes) -> dict[str, str]:
    try:
        said: dict[str, Any] = json.loads(mark)["files"]
        if all(isinstance(sha256, str) and versions.ID.fullmatch(sha256) for sha256 in said.values()):
            return said
    except (ValueError, KeyError, AttributeError, TypeError):
        pass
    raise _problem(
        base, f"{MARK} が書き出したサイトの一覧ではありません", f"its {MARK} is not the list of an exported site"
    )


def _get(way: Transport, base: str, path: str) -> bytes:
    answer = way.get(base + path, {})
    if answer.status != 200:
        raise _problem(
            base,
            f"{path} の答えが {answer.status} でした。tomoni build で書き出したサイトのアドレスか確かめてください",
            f"{path} answered {answer.status}. Check that this is the address of a site made by tomoni build",
        )
    return answer.body


def _problem(base: str, ja: str, en: str) -> Problem:
    return Problem(
        Text(
            f"{base} から続けられません: {ja}。何も変えていません。",
            f"Can't go on from {base}: {en}. Nothing was changed.",
        )
    )
