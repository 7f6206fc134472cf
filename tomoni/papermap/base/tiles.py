"""Vector tiles under a map: which tiles a frame needs, and what of them is drawn. Tiles come from a PMTiles archive (a file or
an address that answers ranges) or from an address with {z}/{x}/{y}."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tomoni.papermap.base import mvt, pmtiles, rules
from tomoni.papermap.base.model import Base
from tomoni.papermap.sheet.paper import Box, Frame
from tomoni.registry.errors import problem, why

EARTH = 40_075_016.686
"""Metres around the equator."""
WIDE = 90.0
"""mm on paper that a tile takes at most: more would be too coarse."""
MOST_TILES = 64
"""Tiles of one map; a sheet of A3 takes about 30."""
KEPT = 96
GSI = "「国土地理院最適化ベクトルタイル」（国土地理院）"
GSI_HOST = "cyberjapandata.gsi.go.jp"
Get = Callable[[int, int, int], bytes | None]


@dataclass(slots=True)
class Tiles:
    """Tiles of one source, each decoded once while it is near. `get` gives a tile as MVT or None."""

    get: Get
    key: str
    credit: str = ""
    least: int = 0
    most: int = 16
    synthetic: bool = False
    _known: OrderedDict[tuple[int, int, int], Base] = field(default_factory=OrderedDict)

    def base(self) -> Base:
        """A base map that is read where it is drawn."""
        return Base(self.key, self.credit, at=self.at, synthetic=self.synthetic)

    def at(self, frame: Frame) -> Base:
        """What lies in the frame, from the tiles of the zoom that suits its scale."""
        z = self.zoom(frame)
        whole = Base(self.key, self.credit, synthetic=self.synthetic)
        for x, y in covering(frame.box, z):
            part = self._tile(z, x, y)
            for name, paths in part.lines.items():
                whole.lines.setdefault(name, []).extend(paths)
            for name, paths in part.areas.items():
                whole.areas.setdefault(name, []).extend(paths)
            whole.labels += part.labels
        return whole

    def zoom(self, frame: Frame) -> int:
        across = EARTH * math.cos(math.radians(frame.lat)) * 1000 / frame.scale
        wanted = math.ceil(math.log2(max(across / WIDE, 1)))
        z = max(self.least, min(self.most, wanted))
        while z > self.least and len(list(covering(frame.box, z))) > MOST_TILES:
            z -= 1
        return z

    def _tile(self, z: int, x: int, y: int) -> Base:
        place = (z, x, y)
        if place not in self._known:
            data = self.get(z, x, y)
            self._known[place] = drawn(data, z, x, y) if data else Base()
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(place)
        return self._known[place]


def covering(box: Box, z: int) -> Iterator[tuple[int, int]]:
    """(x, y) of the tiles that touch the box."""
    west, south, east, north = box
    left, top = _place(west, north, z)
    right, bottom = _place(east, south, z)
    for y in range(top, bottom + 1):
        for x in range(left, right + 1):
            yield x, y


def _place(lon: float, lat: float, z: int) -> tuple[int, int]:
    side = 1 << z
    phi = math.radians(max(-85.05, min(85.05, lat)))
    x = (lon + 180) / 360 * side
    y = (1 - math.asinh(math.tan(phi)) / math.pi) / 2 * side
    return max(0, min(side - 1, int(x))), max(0, min(side - 1, int(y)))


def drawn(data: bytes, z: int, x: int, y: int) -> Base:
    """One tile's lines, areas and names in degrees."""
    made = Base()
    side = 1 << z

    def degrees(path: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [
            (
                (x + u) / side * 360 - 180,
                math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + v) / side)))),
            )
            for u, v in path
        ]

    for feature in mvt.decode(data):
        if feature.kind == mvt.LINE:
            if name := rules.line(feature.layer, feature.about):
                made.lines.setdefault(name, []).extend(map(degrees, feature.paths))
        elif feature.kind == mvt.AREA:
            if name := rules.area(feature.layer, feature.about):
                made.areas.setdefault(name, []).extend(map(degrees, feature.paths))
        elif feature.kind == mvt.POINT:
            words, weight = rules.label(feature.layer, feature.about)
            (spot, *_), *_ = feature.paths
            if words and 0 <= spot[0] < 1 and 0 <= spot[1] < 1:  # beyond its edge it is the neighbour's
                made.labels.append((words, *degrees([spot])[0], weight))
    return made


def of_archive(ranges: pmtiles.Ranges, key: str, credit: str = "") -> Tiles:
    archive = pmtiles.Archive.open(ranges)
    said = str(archive.about.get("attribution") or "")
    synthetic = archive.about.get("synthetic") is True
    return Tiles(archive.tile, key, credit or _plain(said), archive.least, archive.most, synthetic)


def of_file(path: Path, credit: str = "") -> Tiles:
    """An archive on disk. Problem when it is none."""
    try:
        about = path.stat()
        with path.open("rb"):
            pass
    except OSError as broken:
        said = why(broken)
        raise problem(f"{path}: {said.ja}", f"{path}: {said.en}") from broken

    def ranges(offset: int, length: int) -> bytes:
        if length > pmtiles.MOST:
            raise pmtiles.broken()
        with path.open("rb") as stream:
            stream.seek(offset)
            return stream.read(length)

    return of_archive(ranges, _key(str(path.resolve()), str(about.st_size), str(about.st_mtime_ns)), credit)


def of_address(address: str, credit: str = "") -> Tiles:
    """An archive or single tiles on the web, as the operator configured."""
    from tomoni.registry.fetching import services

    transport = services.transport()
    if not credit and GSI_HOST in address:
        credit = GSI
    if "{z}" in address:

        def get(z: int, x: int, y: int) -> bytes | None:
            where = address.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
            answer = transport.get(where, {})
            if answer.status in (204, 404):
                return None
            if answer.status != 200:
                raise _away(where, answer.status)
            return pmtiles.unpacked(answer.body, 2) if answer.body[:2] == b"\x1f\x8b" else answer.body

        return Tiles(get, _key(address), credit, 4 if GSI_HOST in address else 0, 16 if GSI_HOST in address else 14)

    def ranges(offset: int, length: int) -> bytes:
        if length > pmtiles.MOST:
            raise pmtiles.broken()
        answer = transport.get(address, {"Range": f"bytes={offset}-{offset + length - 1}"})
        if answer.status == 200:
            return answer.body[offset : offset + length]
        if answer.status != 206:
            raise _away(address, answer.status)
        return answer.body

    return of_archive(ranges, _key(address), credit)


def cut(tiles: Tiles, box: Box, zooms: tuple[int, int], most: int = 10_000) -> bytes:
    """An archive with the tiles of an area: fetched once, then printed from without a network. Problem when it is too many."""
    wanted = [(z, x, y) for z in range(zooms[0], zooms[1] + 1) for x, y in covering(box, z)]
    if len(wanted) > most:
        raise problem(
            f"タイルが {len(wanted):,} 枚になります（{most:,}まで）。範囲を狭くしてください。",
            f"That would be {len(wanted):,} tiles ({most:,} at most). Choose a smaller area.",
        )
    found = {place: data for place in wanted if (data := tiles.get(*place))}
    return pmtiles.write(found, {"attribution": tiles.credit, "synthetic": tiles.synthetic})


def _away(address: str, status: int) -> Exception:
    return problem(
        f"下絵 {address} を取れませんでした（HTTP {status}）。下絵なし（--base none）でも印刷できます。",
        f"The base map {address} could not be fetched (HTTP {status}). It can be printed with --base none.",
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plain(words: str) -> str:
    """Attributions are HTML as often as not."""
    from tomoni.papermap.read.text import words as cleaned

    return " ".join(cleaned(words).split())[:200]
