"""Read: a file or an address → items and their source. What it is, its bytes decide, not its name.

One module per format. Whatever can't be read is a Problem in words; whatever can is an item with an outcome.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from tomoni.i18n import Text
from tomoni.papermap.model import Item, Outcome, Reading, Source
from tomoni.papermap.read import geojson, gpx, kml, table
from tomoni.papermap.read.shapes import TooMuch
from tomoni.registry.errors import problem, why

MOST_BYTES = 200 * 1024 * 1024
MOST_ITEMS = 200_000
"""Items of one source: beyond that no sheet of paper helps, and the message says so at once."""


def fetch(address: str) -> bytes:
    """The bytes of a file or a web address. Problem when there are none, or too many."""
    if re.match(r"https?://", address):
        from tomoni.registry.fetching import services

        answer = services.transport().get(address, {})
        if answer.status != 200:
            raise problem(
                f"{address} を取れませんでした（HTTP {answer.status}）。",
                f"{address} could not be fetched (HTTP {answer.status}).",
            )
        return answer.body
    path = Path(address)
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise problem(f"{path.name} は大きすぎます。", f"{path.name} is too large.")
        return path.read_bytes()
    except OSError as broken:
        said = why(broken)
        raise problem(f"{address}: {said.ja}", f"{address}: {said.en}") from broken


def read(data: bytes, name: str, title: str = "", **about: str) -> Reading:
    """Items of one file in file order; outcomes so far are PLACED, UNPLACED and REFUSED. `about`: link, reuse, as_of, credit."""
    source = Source(Path(name).stem or name, title or Path(name).stem, sha256=hashlib.sha256(data).hexdigest(), **about)
    found: list[Item] = []
    try:
        for item in _items(data, source, name):
            if len(found) >= MOST_ITEMS:
                raise TooMuch
            found.append(item)
    except TooMuch:
        raise problem(
            f"{name}: 地点が多すぎます（{MOST_ITEMS:,}件、座標200万点まで）。地域をしぼって書き出してください。",
            f"{name}: too many places ({MOST_ITEMS:,} items, 2 million positions at most). Please export a smaller area.",
        ) from None
    if not found:
        raise problem(f"{name}: 地点が一つもありません。", f"{name}: there is not one place in it.", code=1)
    for item in found:
        if not item.layer:
            item.layer = source.title
        if not item.name and item.outcome is not Outcome.UNPLACED:
            item.marks.add("nameless")
    return Reading([source], found)


def _items(data: bytes, source: Source, name: str) -> Iterator[Item]:
    if len(data) > MOST_BYTES:
        raise problem(f"{name} は大きすぎます。", f"{name} is too large.")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:4] == b"PK\x03\x04" and _is_kmz(data):
        data, head = (inside := kml.kmz(data)), inside[:4096]
        source.format = "kmz"
    if b"<kml" in head or (head[:1] == b"<" and name.lower().endswith((".kml", ".kmz"))):
        source.format = source.format or "kml"
        yield from kml.items(data, source.id)
    elif b"<gpx" in head:
        source.format = "gpx"
        yield from gpx.items(data, source.id)
    elif head[:1] == b"{":
        document = geojson.load(data)
        source.format = "umap" if isinstance(document, dict) and document.get("type") == "umap" else "geojson"
        yield from geojson.items(document, source.id)
    elif head[:1] == b"<" and b"<html" in head.lower():
        raise problem(
            f"{name} はウェブページで、地図のデータではありません。",
            f"{name} is a web page, not the data of a map.",
        )
    else:
        source.format = "table"
        yield from table.items(data, source, name)


def _is_kmz(data: bytes) -> bool:
    """An archive is a workbook when it says so; else it is looked at as a KMZ."""
    tail = data[-65_536:] + data[:4096]
    return b"xl/" not in tail and b"mimetypeapplication/vnd.oasis" not in data[:200] and b"content.xml" not in tail


NOTE_OF_MARK = {
    "swapped": Text("緯度と経度が逆でした（直しました）", "latitude and longitude were swapped (put right)"),
    "nameless": Text("名前がありません", "has no name"),
    "shifted": Text("見出しと中身がずれた列があります", "columns are shifted"),
    "masked": Text(
        "登録した人の名前・携帯番号などを伏せました", "names or mobile numbers of registrants were taken out"
    ),
    "confirmed": Text("運営者が層ごと確認しました", "confirmed with its layer by the operator"),
}
