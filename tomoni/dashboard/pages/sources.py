"""出典: the file a dataset was made from, by name, hash and publisher; and what stood around the table in the sheet."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages.base import source_url
from tomoni.dashboard.queries import Board
from tomoni.registry.sources import SourceFile


def source(board: Board, data: Data) -> dict[str, Any]:
    """File name, SHA-256, sheet, publisher, licence, address, notes of the sheet."""
    sha256 = data.provenance.sha256
    file = edition(data, sha256)
    return {
        "publisher": board.community.attribution if board.community.attribution.ja else board.community.name,
        "file": PurePosixPath(file.path).name if file else "",
        "sha256": sha256,
        "sheet": data.provenance.sheet,
        "license": board.community.license,
        "url": source_url(data),
        "notes": notes(data),
    }


def edition(data: Data, sha256: str) -> SourceFile | None:
    """The entry of the file that the version was made from; the only one when hashes are not written down."""
    files = data.published.source.files
    named = [file for file in files if file.sha256 == sha256]
    return named[-1] if named else (files[0] if len(files) == 1 else None)


def notes(data: Data) -> list[str]:
    """Notes and footnotes of the sheet, as the publisher wrote them."""
    said = data.schema.get("notes") or data.schema.get("tomoni:notes") or []
    lines = said.splitlines() if isinstance(said, str) else [str(line) for line in said]
    return [line.strip() for line in lines if line.strip()]
