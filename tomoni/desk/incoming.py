"""Incoming: uploads as they come from a browser → files on disk, one by one; a ZIP is taken apart within limits.

Names are taken for labels only: folders, drive letters and control characters are cut off, so that no name leads out of
the folder it is put into. What can't be taken comes back with the reason and the way out; the rest goes on.
"""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from tomoni.desk.wording import size
from tomoni.i18n import Text
from tomoni.tables.outputs import safe

MOST_FILES = 50
RATIO, RATIO_FROM = 400, 10_000_000
PIECE = 1 << 20
SAFE = Text("公開中のデータは変わっていません。", "What is public has not changed.")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file on disk, under a name that is safe to show and to use."""

    name: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One file that was not taken, and why."""

    name: str
    why: Text


@dataclass(slots=True)
class Delivery:
    files: list[Arrived] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class _TooLarge(Exception):
    pass


def limit() -> int:
    """The largest file that is taken, in bytes."""
    return int(settings.UPLOAD_LIMIT)


def deliver(uploads: Iterable[UploadedFile], folder: Path) -> Delivery:
    """Puts every upload into `folder` (made when absent, private) as 0, 1, 2 …"""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    out = Delivery()
    for upload in uploads:
        name = clean_name(upload.name or "")
        if len(out.files) >= MOST_FILES:
            out.refused.append(Refused(name, _too_many()))
            continue
        target = folder / str(len(out.files))
        try:
            one = _take(name, upload.chunks(PIECE), target, limit())
        except _TooLarge:
            out.refused.append(Refused(name, too_large()))
            continue
        if _is_archive(target):
            target.rename(folder / "archive")
            _unpack(folder / "archive", name, folder, out)
            (folder / "archive").unlink()
        else:
            out.files.append(one)
    return out


def clean_name(name: str) -> str:
    """The last part of whatever a browser or an archive calls the file."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].rpartition(":")[2]
    path = PurePosixPath(plain.strip() or "file")
    return f"{safe(path.stem) or 'file'}{safe_suffix(path.suffix)}"


def safe_suffix(suffix: str) -> str:
    found = suffix.lower()
    return found if found[1:].isascii() and found[1:].isalnum() and len(found) <= 9 else ""


def _take(name: str, pieces: Iterable[bytes], target: Path, most: int) -> Arrived:
    digest, count = hashlib.sha256(), 0
    try:
        with target.open("wb") as out:
            target.chmod(0o600)
            for piece in pieces:
                count += len(piece)
                if count > most:
                    raise _TooLarge
                digest.update(piece)
                out.write(piece)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Arrived(name, target, count, digest.hexdigest())


def _is_archive(path: Path) -> bool:
    """A ZIP that is not itself a workbook."""
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()[:200]}
    except (zipfile.BadZipFile, OSError, ValueError):
        return False  # the reader says in words what is wrong with it
    return "[Content_Types].xml" not in names and "mimetype" not in names


def _unpack(path: Path, name: str, folder: Path, out: Delivery) -> None:
    total = 0
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            label = clean_name(_name_in(info))
            if info.is_dir() or label.startswith((".", "~$")) or "__MACOSX" in info.filename:
                continue
            if len(out.files) >= MOST_FILES:
                out.refused.append(Refused(f"{name}", _too_many()))
                return
            target = folder / str(len(out.files))
            most = min(limit(), max(RATIO_FROM, info.compress_size * RATIO), 2 * limit() - total)
            try:
                with archive.open(info) as stream:
                    one = _take(label, _pieces(stream), target, most)
            except _TooLarge:
                out.refused.append(Refused(label, too_large()))
                continue
            except RuntimeError:  # what zipfile says of a part with a password
                out.refused.append(Refused(label, _locked()))
                continue
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
                out.refused.append(Refused(label, _damaged()))
                continue
            total += one.size
            out.files.append(one)
    if not out.files and not out.refused:
        out.refused.append(Refused(name, _empty_archive()))


def _name_in(info: zipfile.ZipInfo) -> str:
    """The member's name; Windows in Japan writes it in Shift_JIS without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp932")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _pieces(stream: IO[bytes]) -> Iterable[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def discard(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def too_large() -> Text:
    most = size(limit())
    return Text(
        f"大きすぎるため受け取りませんでした（1つのファイルは{most}まで）。{SAFE.ja}必要な表だけのファイルに分けて入れ直してください。",
        f"Too large to be taken (at most {most} a file). {SAFE.en} Please split it into files that hold only the tables needed.",
    )


def _too_many() -> Text:
    return Text(
        f"一度に受け取れるのは{MOST_FILES}ファイルまでです。{SAFE.ja}残りは、もう一度入れてください。",
        f"At most {MOST_FILES} files can be taken at once. {SAFE.en} Please give the rest again.",
    )


def _locked() -> Text:
    return Text(
        f"パスワード付きのZIPのため取り出せません。{SAFE.ja}パスワードなしで入れ直してください。",
        f"The ZIP is locked with a password. {SAFE.en} Please give the files without it.",
    )


def _damaged() -> Text:
    return Text(
        f"ZIPの中のこのファイルは壊れていて取り出せません。{SAFE.ja}元のファイルをそのまま入れてください。",
        f"This file inside the ZIP is damaged. {SAFE.en} Please give the original file itself.",
    )


def _empty_archive() -> Text:
    return Text(
        f"ZIPの中にファイルがありません。{SAFE.ja}表のファイルをそのまま入れてください。",
        f"The ZIP holds no file. {SAFE.en} Please give the table files themselves.",
    )
