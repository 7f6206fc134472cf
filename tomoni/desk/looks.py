"""調べるだけ: files that are only looked at. They lie in one private folder per look and nowhere else — no row in the
database, no copy in the raw store, nothing in the log — and go when the person leaves, or LOOK_MINUTES after the last use.

A look is known by a token that only the person's session holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from tomoni.desk import incoming, reading
from tomoni.i18n import Text
from tomoni.registry import intake
from tomoni.registry.scope import Scope

Json = dict[str, Any]
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
GRACE = 60.0
"""Seconds a look stays after its page was left: a reload or a step back finds it again."""
AT_ONCE = 4_000_000
"""Bytes that are read while the person waits; more is read by a worker."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look: its files, and what was refused. `files[i]` lies in `folder / str(i)`."""

    token: str
    folder: Path
    files: tuple[Json, ...]
    refused: tuple[Json, ...]

    def reading(self, number: int) -> Json | None:
        """What a file holds; None while it is still being read."""
        try:
            found: Json = json.loads((self.folder / f"{number}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def path(self, number: int) -> Path:
        return self.folder / str(number)


def root() -> Path:
    return Path(settings.HOME) / "looks"


def begin(uploads: Iterable[UploadedFile]) -> Look:
    """Takes the files in; they are not read yet."""
    sweep()
    token = secrets.token_urlsafe(24)
    folder = root() / token
    delivery = incoming.deliver(uploads, folder)
    about = {
        "files": [{**asdict(one), "path": ""} for one in delivery.files],
        "refused": [{"name": one.name, **one.why.to_json()} for one in delivery.refused],
    }
    _write(folder / "about.json", about)
    return Look(token, folder, tuple(about["files"]), tuple(about["refused"]))


def find(token: str) -> Look | None:
    """The look, and once more its full time; None when it is gone."""
    if not TOKEN.fullmatch(token or ""):
        return None
    folder = root() / token
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if _used(folder) + settings.LOOK_MINUTES * 60 < time.time():
        end(token)
        return None
    with contextlib.suppress(FileNotFoundError):
        os.utime(folder / "about.json")
    return Look(token, folder, tuple(about["files"]), tuple(about["refused"]))


def read(scope: Scope, token: str, number: int) -> None:
    """Reads one file of a look and leaves what it holds beside it. Safe to run twice; nothing when the look is gone."""
    folder = root() / token
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        data = (folder / str(number)).read_bytes()
    except FileNotFoundError:
        return
    made = reading.read(scope, data, about["files"][number]["name"])
    if folder.is_dir():
        _write(folder / f"{number}.json", made)


def leave(token: str) -> None:
    """The page was left: the files go in a minute, unless somebody comes back."""
    folder = root() / token
    if TOKEN.fullmatch(token or "") and (folder / "about.json").is_file():
        then = time.time() - settings.LOOK_MINUTES * 60 + GRACE
        os.utime(folder / "about.json", (then, then))


def end(token: str) -> None:
    """Deletes a look now, and what the process remembers of its files."""
    if not TOKEN.fullmatch(token or ""):
        return
    folder = root() / token
    with contextlib.suppress(OSError, ValueError, KeyError):
        for one in json.loads((folder / "about.json").read_text(encoding="utf-8"))["files"]:
            intake.forget(one["sha256"])
    incoming.discard(folder)


def sweep(now: float | None = None) -> int:
    """Deletes looks whose time is over, and uploads that were cut off. Gives how many looks."""
    moment = now or time.time()
    gone = 0
    for folder in root().glob("*"):
        if folder.is_dir() and _used(folder) + settings.LOOK_MINUTES * 60 < moment:
            end(folder.name)
            incoming.discard(folder)
            gone += 1
    for leftover in Path(settings.FILE_UPLOAD_TEMP_DIR or "").glob("*.upload*"):
        with contextlib.suppress(OSError):
            if leftover.stat().st_mtime + 86_400 < moment:
                leftover.unlink()
    return gone


def gone() -> Text:
    return Text(
        "調べたファイルは消しました。公開中のデータは変わっていません。もう一度入れてください。",
        "The file that was looked at has been deleted. What is public has not changed. Please give it again.",
    )


def _used(folder: Path) -> float:
    try:
        return (folder / "about.json").stat().st_mtime
    except FileNotFoundError:
        with contextlib.suppress(OSError):
            return folder.stat().st_mtime
        return 0.0


def _write(path: Path, value: Json) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    temporary.chmod(0o600)
    temporary.replace(path)


def minutes() -> int:
    """How long a look stays after its last use."""
    return int(settings.LOOK_MINUTES)
