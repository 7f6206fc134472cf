"""GPX: waypoints are points, routes and tracks are lines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tomoni.papermap.model import Item, Kind
from tomoni.papermap.read.shapes import set_shape
from tomoni.papermap.read.text import one_line, words
from tomoni.registry.errors import problem

LAYERS = {"wpt": "地点", "rte": "ルート", "trk": "軌跡"}


def items(data: bytes, source: str) -> Iterator[Item]:
    nth = 0
    try:
        for _, element in iterparse(io.BytesIO(data), events=("end",), forbid_dtd=True):
            tag = _tag(element)
            if tag in LAYERS:
                nth += 1
                yield _item(element, source, tag, nth)
                element.clear()
    except DefusedXmlException as hostile:
        raise problem(
            "XMLの実体宣言（DTD）があるファイルは、安全のため読みません。",
            "Files that declare XML entities (DTD) are not read, for safety.",
        ) from hostile
    except (ParseError, ValueError, LookupError) as broken:
        raise problem(
            f"GPXとして読めません（{broken}）。もう一度書き出してください。",
            f"This can't be read as GPX ({broken}). Please export it again.",
        ) from broken


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _item(element: Element, source: str, tag: str, nth: int) -> Item:
    texts = {_tag(child): child.text or "" for child in element}
    item = Item(source, one_line(texts.get("type", "")) or LAYERS[tag], nth, one_line(texts.get("name", "")))
    for key, name in (("desc", "説明"), ("cmt", "備考"), ("time", "時点")):
        if texts.get(key, "").strip():
            item.fields[name] = words(texts[key])
    if tag == "wpt":
        set_shape(item, Kind.POINT, [[(element.get("lon"), element.get("lat"))]])
        return item
    groups = [part for part in element if _tag(part) == "trkseg"] or [element]
    paths = [
        [(spot.get("lon"), spot.get("lat")) for spot in group if _tag(spot) in ("trkpt", "rtept")] for group in groups
    ]
    set_shape(item, Kind.LINE, paths)
    return item
