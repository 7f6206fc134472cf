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
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def loads(data: bytes) -> Any:
    return json.loads(data)
