"""Archives: a zip or gzip that holds one table file → that file's name and bytes.

A zip with several tables is refused, with their names: which one is meant is the owner's decision.
"""

from __future__ import annotations

import zlib
from pathlib import PurePath

from tomoni.tables.finding import Unreadable
from tomoni.tables.read.container import Container
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.sniff import Kind, damaged, locked, no_table

_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".json", ".geojson")


def unpack(kind: Kind, data: bytes, limits: Limits) -> tuple[str, bytes]:
    """(member name, bytes). Raises `Unreadable` F01 when there is not exactly one table inside."""
    if kind is Kind.GZIP:
        return "", _gunzip(data, limits)
    container = Container(data, limits)
    members = [
        name for name in container.names if not PurePath(name).name.startswith((".", "~$")) and "__MACOSX" not in name
    ]
    tables = [name for name in members if name.lower().endswith(_TABLES)] or members
    if len(tables) > 1:
        names = "、".join(PurePath(name).name for name in tables[:5])
        raise Unreadable(
            "F01",
            f"圧縮ファイルに{len(tables)}個のファイルがあります（{names}）。取り出して、使うものだけを入れ直してください。",
            f"The archive holds {len(tables)} files ({names}). Please take out the one that is meant.",
        )
    if not tables:
        raise no_table("中身のない圧縮ファイル", "an empty archive")
    if container.locked(tables[0]):
        raise locked()
    return PurePath(tables[0]).name, container.read(tables[0])


def _gunzip(data: bytes, limits: Limits) -> bytes:
    most = min(limits.unpacked_bytes, max(len(data) * limits.ratio, 10_000_000))
    engine = zlib.decompressobj(31)
    try:
        content = engine.decompress(data, most + 1)
    except zlib.error as error:
        raise damaged("圧縮された中身が読めません", f"gzip: {error}") from None
    if len(content) > most:
        raise too_large(f"展開すると{most:,}バイト以上", f"more than {most:,} bytes when unpacked")
    if not engine.eof:
        raise damaged("途中で切れています", "gzip ends early")
    return content
