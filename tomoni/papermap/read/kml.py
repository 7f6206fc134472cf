"""KML and KMZ (Google My Maps: one Folder is one layer), element by element, so that a large file needs little memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tomoni.papermap.model import Item, Kind
from tomoni.papermap.read.shapes import set_shape
from tomoni.papermap.read.text import one_line, pairs, words
from tomoni.registry.errors import problem

MOST_ELEMENT_TEXT = 40_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2_000
MOST_RATIO = 200
SHAPES = {"Point": Kind.POINT, "LineString": Kind.LINE, "LinearRing": Kind.AREA, "Track": Kind.LINE}


def kmz(data: bytes) -> bytes:
    """The first KML inside. Problem for archives that unfold too far, are locked or hold none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = [one for one in members[:MOST_MEMBERS] if one.filename.lower().endswith(".kml")]
            if not names:
                raise problem(
                    "KMZの中にKMLがありません。何も取り込んでいません。",
                    "There is no KML inside the KMZ. Nothing was taken in.",
                )
            chosen = min(names, key=lambda one: (one.filename.count("/"), one.filename != "doc.kml"))
            if chosen.file_size > MOST_UNPACKED or chosen.file_size > MOST_RATIO * max(chosen.compress_size, 4096):
                raise problem(
                    "KMZが展開すると大きすぎます。何も取り込んでいません。",
                    "The KMZ unfolds to far too much. Nothing was taken in.",
                )
            with archive.open(chosen) as inside:
                found = inside.read(MOST_UNPACKED + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as broken:
        raise problem(
            "KMZが壊れているか、パスワード付きです。保存し直してください。",
            "The KMZ is damaged or locked. Please save it again.",
        ) from broken
    return found


def items(data: bytes, source: str) -> Iterator[Item]:
    """Every Placemark, in file order. Problem for what is no XML, or declares entities (a known attack)."""
    folders: list[str] = []
    nth = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            tag = _tag(element)
            if event == "start":
                if tag in ("Folder", "Document"):
                    folders.append("")
                continue
            if tag in ("Folder", "Document"):
                folders.pop()
                element.clear()
            elif tag == "name" and folders and not folders[-1] and element.text:
                folders[-1] = one_line(element.text)
            elif tag == "Placemark":
                nth += 1
                yield _item(element, source, folders, nth)
                element.clear()
            elif tag in ("Style", "StyleMap", "NetworkLink"):
                element.clear()
    except DefusedXmlException as hostile:
        raise problem(
            "XMLの実体宣言（DTD）があるファイルは、安全のため読みません。書き出し直してください。",
            "Files that declare XML entities (DTD) are not read, for safety. Please export it again.",
        ) from hostile
    except (ParseError, ValueError, LookupError, RecursionError) as broken:
        raise problem(
            f"KMLとして読めません（{broken}）。もう一度書き出してください。",
            f"This can't be read as KML ({broken}). Please export it again.",
        ) from broken


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _item(mark: Element, source: str, folders: list[str], nth: int) -> Item:
    """A Placemark of My Maps repeats its ExtendedData in the description: the data count, the description else."""
    said: dict[str, str] = {}
    fields: dict[str, str] = {}
    for child in mark:
        tag = _tag(child)
        if tag == "ExtendedData":
            fields |= _data(child)
        elif tag in ("name", "description", "address", "phoneNumber") and child.text:
            said[tag] = child.text
        elif tag in ("TimeStamp", "TimeSpan"):
            fields["時点"] = " ".join(one_line(part.text or "") for part in child)
    described, rest = pairs(words(said.get("description", "")))
    for key, value in described.items():
        fields.setdefault(key, value)
    if rest:
        fields.setdefault("説明", rest)
    layer = next((name for name in reversed(folders[1:]) if name), folders[0] if len(folders) == 1 else "")
    item = Item(source, layer, nth, one_line(said.get("name", "")), fields=fields)
    item.address = one_line(said.get("address", ""))
    if "phoneNumber" in said:
        fields.setdefault("電話番号", one_line(said["phoneNumber"]))
    for language in ("en", "zh", "ko"):
        if f"name:{language}" in fields:
            item.names[language] = fields.pop(f"name:{language}")
    kind, paths = _shape(mark)
    set_shape(item, kind, paths)
    return item


def _data(extended: Element) -> dict[str, str]:
    found = {}
    for one in extended.iter():
        if _tag(one) == "Data":
            value = next((part.text or "" for part in one if _tag(part) == "value"), "")
            found[one_line(one.get("name") or "")] = words(value)
        elif _tag(one) == "SimpleData":
            found[one_line(one.get("name") or "")] = words(one.text or "")
    return {key: value for key, value in found.items() if key and value}


def _shape(mark: Element) -> tuple[Kind | None, list[list[Any]]]:
    """The largest kind of shape inside: an area before a line before a point."""
    found: dict[Kind, list[list[Any]]] = {}
    for one in mark.iter():
        kind = SHAPES.get(_tag(one))
        if kind is None:
            continue
        texts = [part.text or "" for part in one.iter() if _tag(part) == "coordinates"]
        points = [word.split(",") for text in texts for word in text[:MOST_ELEMENT_TEXT].split()]
        points += [(part.text or "").split() for part in one.iter() if _tag(part) == "coord"]
        found.setdefault(kind, []).append(points)
    for kind in (Kind.AREA, Kind.LINE, Kind.POINT):
        if any(found.get(kind, [])):
            return kind, found[kind]
    return None, []
