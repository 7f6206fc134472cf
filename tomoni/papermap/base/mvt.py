"""Mapbox Vector Tile 2.1: bytes → features, with every bound that a stranger's tile makes necessary.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1 — protobuf is read directly: the three messages have eleven fields.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tomoni.registry.errors import Problem, problem

POINT, LINE, AREA = 1, 2, 3
MOST_FEATURES = 200_000
MOST_LENGTH = 4_000_000
"""Bytes of one tile, unpacked."""


@dataclass(frozen=True, slots=True)
class Feature:
    """`paths` in parts of the tile's width, (0, 0) its north-west corner; rings of an area are not closed."""

    layer: str
    kind: int
    about: dict[str, Any]
    paths: list[list[tuple[float, float]]]


def broken() -> Problem:
    return problem("下絵のタイルが壊れています。", "A tile of the base map is damaged.")


def decode(data: bytes) -> Iterator[Feature]:
    """Every feature of the tile. Problem when it is none, or too large."""
    if len(data) > MOST_LENGTH:
        raise problem("下絵のタイルが大きすぎます。", "A tile of the base map is too large.")
    count = 0
    try:
        for number, value in _fields(data):
            if number == 3 and isinstance(value, bytes):
                for feature in _layer(value):
                    count += 1
                    if count > MOST_FEATURES:
                        raise problem("下絵のタイルが大きすぎます。", "A tile of the base map is too large.")
                    yield feature
    except (IndexError, ValueError, KeyError, struct.error, OverflowError) as fault:
        raise broken() from fault


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(field number, value) of a message: varints as numbers, all else as bytes."""
    at, end = 0, len(data)
    while at < end:
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield number, value
        elif wire in (1, 5):
            long = 8 if wire == 1 else 4
            if at + long > end:
                raise ValueError
            yield number, data[at : at + long]
            at += long
        elif wire == 2:
            long, at = _varint(data, at)
            if at + long > end:
                raise ValueError
            yield number, data[at : at + long]
            at += long
        else:
            raise ValueError


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError


def _packed(data: bytes) -> list[int]:
    out, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        out.append(value)
    return out


def _layer(data: bytes) -> Iterator[Feature]:
    name, extent, keys, values, features = "", 4096, [], [], []
    for number, value in _fields(data):
        if number == 1 and isinstance(value, bytes):
            name = value.decode("utf-8", "replace")
        elif number == 2 and isinstance(value, bytes):
            features.append(value)
        elif number == 3 and isinstance(value, bytes):
            keys.append(value.decode("utf-8", "replace"))
        elif number == 4 and isinstance(value, bytes):
            values.append(_value(value))
        elif number == 5 and isinstance(value, int):
            extent = value
    if extent < 1:
        raise ValueError
    for feature in features:
        kind, tags, commands = 0, b"", b""
        for number, value in _fields(feature):
            if number == 2 and isinstance(value, bytes):
                tags = value
            elif number == 3 and isinstance(value, int):
                kind = value
            elif number == 4 and isinstance(value, bytes):
                commands = value
        numbers = _packed(tags)
        about = {keys[key]: values[value] for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        if paths := _paths(_packed(commands), extent, kind):
            yield Feature(name, kind, about, paths)


def _value(data: bytes) -> Any:
    for number, value in _fields(data):
        if isinstance(value, bytes):
            if number == 1:
                return value.decode("utf-8", "replace")
            return struct.unpack("<f" if number == 2 else "<d", value)[0]
        return (value >> 1) ^ -(value & 1) if number == 6 else bool(value) if number == 7 else value
    return ""


def _paths(commands: list[int], extent: int, kind: int) -> list[list[tuple[float, float]]]:
    paths: list[list[tuple[float, float]]] = []
    x = y = at = 0
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            continue
        if command not in (1, 2) or at + 2 * count > len(commands):
            raise ValueError
        for _ in range(count):
            x += (commands[at] >> 1) ^ -(commands[at] & 1)
            y += (commands[at + 1] >> 1) ^ -(commands[at + 1] & 1)
            at += 2
            if command == 1:
                paths.append([])
            paths[-1].append((x / extent, y / extent))
    return [path for path in paths if kind == POINT or len(path) > 1]
