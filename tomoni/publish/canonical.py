"""One way to write a JSON value: sorted keys, UTF-8, no times, so that equal values are equal bytes everywhere."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def dumps(value: Any) -> bytes:
    """Compact, for hashing and for large files; ends with a line feed."""
    return (
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False) + "\n"
    ).encode()


def pretty(value: Any) -> bytes:
    """The same, indented, for files that people open."""
    return (indented(value, sort_keys=True, allow_nan=False) + "\n").encode()


def indented(value: Any, **how: Any) -> str:
    """As json.dumps(indent=1) writes it, several times as fast: the encoder in C, which knows no indents, writes what
    holds no further object or list. `how`: further arguments of json.JSONEncoder. Keys are texts."""
    encoders: dict[int, json.JSONEncoder] = {}

    def encoded(value: Any, depth: int) -> str:
        if depth not in encoders:
            separators = (",\n" + " " * depth, ": ")
            encoders[depth] = json.JSONEncoder(ensure_ascii=False, separators=separators, **how)
        return encoders[depth].encode(value)

    def written(value: Any, depth: int) -> str:
        if not isinstance(value, dict | list | tuple) or not value:
            return encoded(value, depth)
        inside, end = "\n" + " " * (depth + 1), "\n" + " " * depth
        held = value.values() if isinstance(value, dict) else value
        if not any(isinstance(one, dict | list | tuple) for one in held):
            body = encoded(value, depth + 1)
            return f"{body[0]}{inside}{body[1:-1]}{end}{body[-1]}"
        if not isinstance(value, dict):
            return "[" + inside + f",{inside}".join(written(one, depth + 1) for one in value) + end + "]"
        pairs = sorted(value.items()) if how.get("sort_keys") else value.items()
        made = [f"{encoded(key, 0)}: {written(one, depth + 1)}" for key, one in pairs]
        return "{" + inside + f",{inside}".join(made) + end + "}"

    return written(value, 0)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def loads(data: bytes) -> Any:
    return json.loads(data)
