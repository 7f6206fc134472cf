"""Base maps: roads, rails, water, buildings and borders under the markers, drawn in about ten rules for print.

Sources, each in its module: outlines of municipalities (shipped), GeoJSON, PMTiles or tiles of an address. Without any
base the sheet still has grid, graticule and distances.
"""

from __future__ import annotations

from pathlib import Path

from tomoni.papermap.base.model import Base


def load(address: str, credit: str = "", folder: Path | None = None) -> Base:
    """The base map at an address or in a file (relative to `folder`). Problem when there is none that can be read."""
    from tomoni.papermap import read
    from tomoni.papermap.base import geojson, tiles

    away = address.startswith(("http://", "https://"))
    where = address if away or folder is None else str(folder / address)
    if "{z}" in address or (away and address.partition("?")[0].endswith(".pmtiles")):
        return tiles.of_address(address, credit).base()
    if where.endswith(".pmtiles"):
        return tiles.of_file(Path(where), credit).base()
    return geojson.base(read.fetch(where), credit)
