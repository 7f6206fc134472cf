"""Carried: text in Shift_JIS or EUC-JP that is parsed before it is decoded, each byte as a sign of its own.

Lines, delimiters and quotes are found without knowing the other signs, and most texts of a large table come again and
again: decoding the distinct ones costs a fraction of decoding the file. `recovered` gives the texts, or None where a
byte is not of the encoding.
"""

from __future__ import annotations

import polars as pl

_TRAILS = {"cp932": frozenset(map(chr, (*range(0x40, 0x7F), *range(0x80, 0xFD)))), "euc_jp": frozenset[str]()}
"""ASCII that may be the second byte of another sign; no line end and no quote among it."""
_AT_ONCE = 500_000


def carries(codec: str, delimiter: str) -> bool:
    """Whether text of this encoding can be parsed before it is decoded."""
    return codec in _TRAILS and delimiter not in _TRAILS[codec]


def carried(data: bytes) -> bytes:
    """The bytes of a text, each as a sign of UTF-8."""
    return data.decode("latin-1").encode()


def recovered(texts: pl.Series, codec: str) -> pl.Series | None:
    """The texts (none with a line end inside) that carried ones stand for: the same series when all are ASCII, None when
    one cannot be decoded."""
    others = (texts.str.len_bytes() != texts.str.len_chars()).arg_true()
    if not len(others):
        return texts
    pieces = []
    for start in range(0, len(others), _AT_ONCE):
        lines: str = texts.gather(others.slice(start, _AT_ONCE)).str.join("\n").item()
        try:
            pieces.append(pl.Series([lines.encode("latin-1").decode(codec)]).str.split("\n").explode())
        except UnicodeDecodeError:
            return None
    made = pl.concat(pieces).alias(texts.name)
    return made if len(made) == len(texts) else texts.clone().scatter(others, made)
