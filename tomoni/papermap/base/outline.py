"""The base that is always there: outlines of municipalities (geo), for sheets of 1:40,000 and smaller scales."""

from __future__ import annotations

from functools import lru_cache

from tomoni.geo import UnknownAreaError, credit, outlines
from tomoni.papermap.base.model import Base

FROM = 40_000
"""Below this 1:n the outlines are too coarse to be shown on paper."""
PREFECTURES = tuple(f"{n:02d}" for n in range(1, 48))


@lru_cache(maxsize=1)
def _boxes() -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for shape in outlines("00"):
        xs = [x for polygon in shape.polygons for x, _ in polygon[0]]
        ys = [y for polygon in shape.polygons for _, y in polygon[0]]
        found[shape.code[:2]] = (min(xs), min(ys), max(xs), max(ys))
    return found


def base(box: tuple[float, float, float, float], lang: str = "ja") -> Base:
    """Outlines of every municipality of the prefectures that the box touches; an empty base outside Japan."""
    west, south, east, north = box
    near = [code for code, b in _boxes().items() if b[0] <= east and b[2] >= west and b[1] <= north and b[3] >= south]
    made = Base(f"outline:{','.join(sorted(near))}:{lang}", credit(lang), least=FROM)
    for code in near:
        try:
            shapes = outlines(code)
        except UnknownAreaError:
            continue
        for shape in shapes:
            for polygon in shape.polygons:
                made.areas.setdefault("land", []).extend(polygon)
                made.lines.setdefault("border", []).extend(polygon)
            outer = max((polygon[0] for polygon in shape.polygons), key=len)
            if shape.name:
                made.labels.append(
                    (shape.full_name, sum(x for x, _ in outer) / len(outer), sum(y for _, y in outer) / len(outer), 2)
                )
    return made if made.lines else Base()
