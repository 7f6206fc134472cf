"""Lines of text in pictures, where nobody else breaks them: Japanese between letters by 行頭・行末禁則, Latin at spaces."""

from __future__ import annotations

import re

from tomoni.charts.scale import breadth

NOT_FIRST = "、。，．・：；？！）」』】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョヵヶ%％,.)]"
NOT_LAST = "（「『【〔〈《([¥$＃#"
_UNIT = re.compile(
    r"[0-9０-９][0-9０-９,.:/%−-]*[年月日人件歳時分枚台円％]?|[ァ-ヴー]{2,9}|[A-Za-z][A-Za-z0-9'’.,:;!?-]*|\s+|.", re.S
)


def pieces(words: str) -> list[str]:
    """Parts that are never broken: numbers with their counter, Latin words, letters with the marks that cling to them."""
    out: list[str] = []
    for part in _UNIT.findall(words):
        if out and (part[0] in NOT_FIRST or out[-1][-1] in NOT_LAST):
            out[-1] += part
        else:
            out.append(part)
    return out


def balanced(words: str, width: float, *, most: int = 99) -> list[str]:
    """Like `wrap`, with lines about equally long: a heading does not leave two letters on its last line."""
    lines = wrap(words, width, most=most)
    if len(lines) > 1 and not lines[-1].endswith("…"):
        for tenths in range(round(width * 10 / 2), round(width * 10), 5):
            if len(narrower := wrap(words, tenths / 10)) == len(lines):
                return narrower
    return lines


def wrap(words: str, width: float, *, most: int = 99) -> list[str]:
    """Lines at most `width` full-width letters wide; beyond `most` lines the last one ends in "…"."""
    lines, line = [], ""
    for piece in pieces(" ".join(words.split())):
        if line and breadth(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
        while breadth(line) > width and len(line) > 1:  # one word longer than a line
            cut = next(i for i in range(len(line), 0, -1) if i == 1 or breadth(line[:i]) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    lines += [line.rstrip()] if line.strip() else []
    if len(lines) > most:
        last = lines[most - 1]
        while last and breadth(last + "…") > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last + "…"]
    return lines
