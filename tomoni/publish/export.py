"""`build`: the public site as a plain folder for any static server, below any path. The folder remembers enough to go
on from: version folders, publications.json and latest.json of every dataset.

A folder that is not ours is never written into: the target is new, empty, or carries our mark `tomoni-site.json`, which
lists what we wrote, so that the next build removes only that. Data come before pages and pages before the documents
that point at them, so that a server already showing the folder never links to what is not there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tomoni.i18n import Text
from tomoni.publish import canonical, live
from tomoni.publish.encodings import SUFFIXES
from tomoni.publish.storage import LocalStorage, clean
from tomoni.publish.tree import PUBLIC, Manifest
from tomoni.registry.errors import Problem

MARK = "tomoni-site.json"
POINTERS = ("data/current.parquet", "catalog.jsonld", "feed.atom")


@dataclass(frozen=True, slots=True)
class Written:
    files: int
    changed: int
    removed: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One file to write: where in the export, where in the storage, its hash."""

    path: str
    source: str
    sha256: str
    size: int


def pieces(storage: LocalStorage, packed: bool = False) -> list[Piece]:
    """Everything readers see now, in the order it must be written; with `packed` the .br and .gz forms too."""
    tree = storage.pointed(PUBLIC)
    if not tree:
        raise Problem(
            Text(
                "公開したものがまだありません。先に tomoni publish を実行してください。",
                "Nothing is published yet. Run tomoni publish first.",
            )
        )
    shown = Manifest.read(storage, tree)
    found = []
    for path, folder in shown.about["folders"].items():
        found += list(_pieces(path + "/", folder, Manifest.read(storage, folder), packed))
    for feed in shown.about.get("live", {}):
        found += [Piece(f"data/{path}", *facts) for path, *facts in live.pieces(storage, feed)]
    pages = list(_pieces("", tree, shown, packed))
    return found + sorted(pages, key=lambda piece: (_points(piece.path), piece.path))


def _points(path: str) -> bool:
    return path in POINTERS or path.rsplit("/", 1)[-1].startswith(("latest.json", "publications.json"))


def _pieces(prefix: str, folder: str, manifest: Manifest, packed: bool) -> Iterator[Piece]:
    for name, facts in manifest.files.items():
        for form, (sha256, size) in facts["forms"].items():
            if not form or packed:
                suffix = SUFFIXES.get(form, "")
                yield Piece(f"{prefix}{name}{suffix}", f"{folder}/{name}{suffix}", sha256, size)


def check_target(out: Path, state: Path, community: Path) -> None:
    """Problem unless `out` may be written: new, empty or an earlier export, and not over the community or its state."""
    place = out.resolve()
    if (
        place == community.resolve()
        or community.resolve().is_relative_to(place)
        or place.is_relative_to(state.resolve())
    ):
        raise _refusal(out, "地域のフォルダーそのものには書き出せません", "it is the community folder or holds it")
    if out.exists() and not out.is_dir():
        raise _refusal(out, "フォルダーではありません", "it is not a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise _refusal(
            out, "tomoni が書き出したものではないファイルが入っています", "it holds files that tomoni did not write"
        )


def _refusal(out: Path, ja: str, en: str) -> Problem:
    return Problem(
        Text(
            f"{out} には書き出せません: {ja}。何も変えていません。空のフォルダーか新しい名前を指定してください。",
            f"Can't export to {out}: {en}. Nothing was changed. Name an empty folder or a new one.",
        )
    )


def export(storage: LocalStorage, out: Path, packed: bool = False) -> Written:
    """Writes the site to `out`, which `check_target` has allowed. A new folder appears whole; an earlier export is
    brought up to date file by file, and what was put beside our files (.git, CNAME) stays."""
    everything = pieces(storage, packed)
    mark = canonical.pretty(
        {"generator": "tomoni", "format": 1, "files": {piece.path: piece.sha256 for piece in everything}}
    )
    if not out.exists() or not any(out.iterdir()):
        return _fresh(storage, out, everything, mark)
    former = _former(out)
    changed = [
        piece for piece in everything if former.get(piece.path) != piece.sha256 or not (out / piece.path).is_file()
    ]
    for piece in changed:
        target = _inside(out, piece.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(storage, piece, target)
    gone = sorted(former.keys() - {piece.path for piece in everything})
    for path in gone:
        _inside(out, path).unlink(missing_ok=True)
        _drop_empty(out, PurePosixPath(path).parent)
    _replace(out / MARK, mark)
    return Written(len(everything), len(changed), len(gone), sum(piece.size for piece in everything))


def _fresh(storage: LocalStorage, out: Path, everything: list[Piece], mark: bytes) -> Written:
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        temporary.chmod(0o755)
        for piece in everything:
            target = temporary / clean(piece.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(storage.path(piece.source), target)
        (temporary / MARK).write_bytes(mark)
        if out.exists():
            out.rmdir()  # empty, or check_target would have refused
        temporary.rename(out)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return Written(len(everything), len(everything), 0, sum(piece.size for piece in everything))


def _former(out: Path) -> dict[str, str]:
    """What the mark says we wrote; only safe paths count, whoever edited it."""
    try:
        said = json.loads((out / MARK).read_text(encoding="utf-8"))["files"]
        return {str(clean(path)): str(sha256) for path, sha256 in said.items()}
    except (OSError, ValueError, KeyError, AttributeError):
        return {}


def _inside(out: Path, path: str) -> Path:
    """`out/path`, refusing to go through links that lead elsewhere."""
    target = out / clean(path)
    if not target.parent.resolve().is_relative_to(out.resolve()):
        raise _refusal(out, f"{path} の途中に外へのリンクがあります", f"a link on the way to {path} leads outside")
    return target


def _copy(storage: LocalStorage, piece: Piece, target: Path) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    os.close(handle)
    shutil.copyfile(storage.path(piece.source), temporary)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(target)


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".new-{target.name}")
    temporary.write_bytes(data)
    temporary.replace(target)


def _drop_empty(out: Path, folder: PurePosixPath) -> None:
    while folder.parts:
        try:
            (out / folder).rmdir()
        except OSError:
            return
        folder = folder.parent
