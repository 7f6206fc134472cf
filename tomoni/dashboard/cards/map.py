"""map: figures by area, coloured on outlines. Areas come from the community's own `areas.geojson`, else from tomoni.geo.

What can't be placed (府外, 調査中, a name nobody has) stands in the table, so that the rows add up to the total.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tomoni import geo
from tomoni.charts.spec import Area, ChartSpec, Map
from tomoni.dashboard.cards.axis import (
    STAR,
    anchor_of,
    facts_of,
    headline_of,
    place_text,
    small_note,
    told_headline,
    unit_of,
    whole_only,
)
from tomoni.dashboard.cards.base import Column, Plain, Row, Table, View, title_of
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.compute.series import series
from tomoni.dashboard.compute.small import suppressed
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.dataset import Data
from tomoni.geo.plane import Picture, draw
from tomoni.i18n import Text
from tomoni.registry.community import CommunityConfig

OWN = "areas.geojson"


def build(card: Card, data: Data) -> View:
    if not card.x:
        raise CardError("x", "地域の項目を x に書いてください。", "Say which field holds the area: x = …")
    made = series(data.frame, card, data.schema)
    if len(made.lines) != 1:
        raise CardError("series", "地図に出せる数字は1つです。", "A map shows one figure.")
    made, whole = suppressed(made, card.suppress) if card.suppress else (made, None)
    line, unit = made.lines[0], unit_of(card, data)
    picture, find = areas_of(data.community)
    codes = [find(str(place)) for place in made.x]
    values: dict[str, float] = {}
    for code, value in zip(codes, line.values, strict=True):
        if code and value is not None:
            values[code] = values.get(code, 0) + value
    drawn = {shape.code for shape in picture.shapes}
    lost = [str(place) for place, code in zip(made.x, codes, strict=True) if code not in drawn]
    rows = [
        Row(
            (place_text(place, card, data), STAR if line.hidden and line.hidden[n] else value),
            "" if card.suppress else anchor_of(place, n),
        )
        for n, (place, value) in enumerate(zip(made.x, line.values, strict=True))
    ]
    starred = {code for code, hidden in zip(codes, line.hidden, strict=False) if hidden}
    empty = 0 if made.how == "count" else None
    return View(
        table=Table(
            (Column(card.x, data.field_title(card.x)), Column("value", _head(card, data, unit), True)), tuple(rows)
        ),
        headline=told_headline(made, unit, whole) if card.suppress else headline_of(made, unit),
        chart=None
        if not drawn & set(values)
        else ChartSpec(
            kind="map",
            title=title_of(card, data),
            unit=unit,
            map=Map(
                [
                    Area(s.code, s.name, s.path, None if s.code in starred else values.get(s.code, empty))
                    for s in picture.shapes
                ],
                picture.size,
                picture.frames,
            ),
            id=card.id,
        ),
        facts=whole_only(made, card, unit, whole)
        if card.suppress
        else facts_of(made, [title_of(card, data)], card, data, unit),
        notes=(*([small_note(card)] if card.suppress else []), *_notes(lost, data.community)),
    )


def _head(card: Card, data: Data, unit: Text) -> Text:
    title = title_of(card, data)
    return Text(f"{title.ja}（{unit.ja}）" if unit.ja else title.ja, f"{title.en} ({unit.en})" if unit.en else title.en)


def _notes(lost: list[str], community: CommunityConfig) -> list[Text]:
    out = []
    if lost:
        names = "、".join(lost[:8]) + ("など" if len(lost) > 8 else "")
        english = ", ".join(lost[:8]) + (" …" if len(lost) > 8 else "")
        out.append(
            Text(
                f"地図に置けない区分（{names}）は、表にだけあります。",
                f"Not on the map, but in the table: {english}.",
            )
        )
    if not own_areas(community):
        out.append(Text(f"地図: {geo.credit('ja')}", f"Map: {geo.credit('en')}"))
    return out


def areas_of(community: CommunityConfig) -> tuple[Picture, Any]:
    """The shapes of a community and a function: words of a table → code of a shape, or None. CardError without shapes."""
    own = own_areas(community)
    if own:
        return _own(own)
    try:
        return geo.picture(community.code), lambda words: geo.find(words, community.code)
    except geo.UnknownAreaError:
        raise CardError(
            "type",
            f"この地域の境界データがありません。{OWN} を地域のフォルダーに置いてください。",
            f"There are no outlines of this area. Put {OWN} into the community's folder.",
        ) from None


def own_areas(community: CommunityConfig) -> Path | None:
    path = community.dir / OWN
    return path if path.is_file() else None


@lru_cache(maxsize=4)
def _own(path: Path) -> tuple[Picture, Any]:
    """Shapes of a GeoJSON FeatureCollection whose features have the properties `code` and `name`."""
    outlines = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        said, shape = feature["properties"], feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = tuple(tuple(tuple((p[0], p[1]) for p in ring) for ring in polygon) for polygon in polygons)
        outlines.append(geo.Outline(str(said["code"]), str(said["name"]), "", rings))
    names = {key: o.code for o in outlines for key in (o.code, o.name)}
    for outline in outlines:  # 「北区」 for 「みほん市北区」, where only one area ends so
        short = outline.name.rpartition("市")[2]
        same = [o for o in outlines if o.name.endswith(short)]
        if short and len(same) == 1:
            names.setdefault(short, outline.code)
    return draw(outlines), lambda words: names.get(words.strip())


def fits(card: Card, frame: pl.DataFrame, community: CommunityConfig) -> bool:
    """Worth suggesting: at least a third of the rows name an area that is on the map."""
    try:
        picture, find = areas_of(community)
    except CardError:
        return False
    drawn = {shape.code for shape in picture.shapes}
    counts = frame[card.x].drop_nulls().cast(pl.Utf8).value_counts().rows()
    placed = sum(count for place, count in counts if find(place) in drawn)
    return len(drawn) > 1 and placed * 3 >= sum(count for _, count in counts)


@dataclass(frozen=True, slots=True)
class MapCard(Plain):
    """A map, which is only suggested where its areas are known."""

    def fits(self, card: Card, frame: pl.DataFrame, community: CommunityConfig) -> bool:
        return fits(card, frame, community)


TYPE = MapCard(build)
