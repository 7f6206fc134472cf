"""Questions to a feed: what is nearest, what lies in a box, what is in an area, what has something left.

`Places` is the feed's data.json cut into its lines, with an index of positions that is made anew only when a site moved.
A page is put together from those very bytes. Cursors say where the page before ended (distance and id), so that they
stay good when a new publication comes in between.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tomoni.geo.near import Near
from tomoni.geo.sphere import Box, is_position
from tomoni.i18n import Text

MOST, USUAL = 1000, 100
FURTHEST = 20_100_000.0
KNOWN = ("lat", "lon", "within", "bbox", "area", "item", "state", "limit", "cursor", "count")
STATES = ("on_sale", "sold_out", "paused", "ended", "unknown")
HEAD = ("feed", "version", "seq", "last_updated", "ttl", "as_of")


class Wrong(Exception):
    """A question that can't be answered: which parameter, and why."""

    def __init__(self, parameter: str, text: Text) -> None:
        super().__init__(text.en)
        self.parameter, self.text = parameter, text


def _wrong(parameter: str, ja: str, en: str) -> Wrong:
    return Wrong(parameter, Text(ja, en))


@dataclass(slots=True)
class Places:
    """Sites in the order of their ids. `lines`: each site with its stock, as JSON bytes."""

    lines: list[bytes]
    ids: list[str]
    areas: list[str]
    near: Near
    _parsed: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes, sites: bytes | None, before: Places | None) -> Places:
        """`data`: data.json; `sites`: sites.json when it has changed, else everything but the lines is `before`'s."""
        start = data.index(b'"sites":[\n') + len(b'"sites":[\n')
        end = data.index(b"\n],\n", start - 1)
        lines = data[start:end].split(b",\n") if end > start else []
        if sites is None and before is not None and len(lines) == len(before.ids):
            return cls(lines, before.ids, before.areas, before.near)
        rows = json.loads(sites if sites is not None else data)["sites"]
        spots = [(row["lat"], row["lon"]) if "lat" in row and "lon" in row else None for row in rows]
        return cls(lines, [row["id"] for row in rows], [row.get("area", "") for row in rows], Near(spots))

    def site(self, number: int) -> Mapping[str, Any]:
        """A site with its stock, parsed when first needed."""
        found = self._parsed.get(number)
        if found is None:
            found = self._parsed[number] = json.loads(self.lines[number])
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as read from the address. `after`: (distance, id) of the last one of the page before."""

    point: tuple[float, float] | None = None
    within: float = math.inf
    box: Box | None = None
    area: str = ""
    item: str = ""
    states: tuple[str, ...] = ()
    limit: int = USUAL
    after: tuple[float, str] | None = None
    count: bool = False

    @property
    def plain(self) -> bool:
        """Whether only the point counts: the quick way."""
        return not (self.box or self.area or self.item or self.states or self.after or self.count)


def find(places: Places, head: Mapping[str, Any], query: str, geojson: bool = False) -> bytes:
    """The page as JSON (or GeoJSON). Wrong when the question can't be answered."""
    asked = read(query)
    found, more, total = page(places, asked)
    said = {key: head[key] for key in HEAD if head.get(key) is not None} | {"feed": head["dataset"]}
    said["next"] = cursor(found[-1], places) if more else None
    if asked.count:
        said["count"] = total
    if geojson:
        return _geojson(places, said, found, asked)
    if asked.point:
        lines = [b'{"distance":%.1f,%b' % (away, places.lines[number][1:]) for away, number in found]
    else:
        lines = [places.lines[number] for _, number in found]
    return (
        json.dumps(said, ensure_ascii=False, separators=(",", ":"))[:-1].encode()
        + b',"sites":[\n'
        + b",\n".join(lines)
        + b"\n]}\n"
    )


def page(places: Places, asked: Asked) -> tuple[list[tuple[float, int]], bool, int]:
    """([(metres or 0, number)…], whether there is more, how many in all when that was asked)."""
    if asked.point and asked.plain:
        found = places.near.nearest(*asked.point, asked.limit + 1, asked.within)
        return found[: asked.limit], len(found) > asked.limit, 0
    found, total = [], 0
    for item in _matching(places, asked):
        total += 1
        if asked.after and (item[0], places.ids[item[1]]) <= asked.after:
            continue
        if len(found) <= asked.limit:
            found.append(item)
        elif not asked.count:
            break
    return found[: asked.limit], len(found) > asked.limit, total


def _matching(places: Places, asked: Asked) -> Iterator[tuple[float, int]]:
    """All that match, in order: by distance, else by id."""
    fits = _filter(places, asked)
    if asked.point:
        candidates: Iterator[tuple[float, int]] = places.near.by_distance(*asked.point, asked.within)
    elif asked.box:
        candidates = ((0.0, number) for number in places.near.inside(asked.box))
    else:
        candidates = ((0.0, number) for number in range(len(places.ids)))
    return (item for item in candidates if fits(item[1]))


def _filter(places: Places, asked: Asked) -> Callable[[int], bool]:
    spots, box, area = places.near.positions, asked.box, asked.area

    def fits(number: int) -> bool:
        if area and not places.areas[number].startswith(area):
            return False
        if box and (spots[number] is None or not box.holds(*spots[number])):
            return False
        if asked.item or asked.states:
            stock = places.site(number)["stock"]
            said = [stock[asked.item]] if asked.item in stock else [] if asked.item else list(stock.values())
            return any(not asked.states or one["sale_state"] in asked.states for one in said)
        return True

    return fits


def cursor(last: tuple[float, int], places: Places) -> str:
    said = json.dumps([last[0], places.ids[last[1]]], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _after(text: str) -> tuple[float, str] | None:
    try:
        away, name = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        return None
    good = isinstance(away, int | float) and not isinstance(away, bool) and isinstance(name, str)
    return (float(away), name) if good and math.isfinite(away) else None


def read(query: str) -> Asked:
    """The question. Raises Wrong."""
    if len(query) > 4096:
        raise _wrong("", "問い合わせが長すぎます。", "The question is too long.")
    given: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in KNOWN:
            raise _wrong(name[:40], f"使えるのは {'・'.join(KNOWN)} です。", f"Use only {', '.join(KNOWN)}.")
        if name in given:
            raise _wrong(name, f"{name} が二つあります。", f"{name} stands twice.")
        given[name] = value
    made: dict[str, Any] = {"area": given.get("area", ""), "item": given.get("item", "")}
    for reader in (_point, _box, _rest):
        made |= reader(given)
    return Asked(**made)


def _number(text: str) -> float:
    """A finite number as people write one; NaN for anything else."""
    if not text.isascii() or "_" in text or len(text) > 30:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _point(given: Mapping[str, str]) -> dict[str, Any]:
    if "lat" not in given and "lon" not in given:
        if "within" in given:
            raise _wrong("within", "within は lat と lon と一緒に使います。", "within goes with lat and lon.")
        return {}
    lat, lon = _number(given.get("lat", "")), _number(given.get("lon", ""))
    if not is_position(lat, lon):
        raise _wrong(
            "lat", "lat は -90〜90、lon は -180〜180 の数です。両方書いてください。",
            "lat is a number from -90 to 90, lon from -180 to 180. Give both.",
        )  # fmt: skip
    within = _number(given["within"]) if "within" in given else math.inf
    if not within >= 0:
        raise _wrong("within", "within は 0 以上のメートルです。", "within is a number of metres from 0.")
    return {"point": (lat, lon), "within": within if within < FURTHEST else math.inf}


def _box(given: Mapping[str, str]) -> dict[str, Any]:
    if "bbox" not in given:
        return {}
    parts = [_number(part) for part in given["bbox"].split(",")]
    if len(parts) == 4:
        box = Box(*parts)
        if is_position(box.south, box.west) and is_position(box.north, box.east) and box.south <= box.north:
            return {"box": box}
    raise _wrong("bbox", "bbox=西,南,東,北 の順に度で書いてください。", "Write bbox=west,south,east,north in degrees.")


def _rest(given: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    states = tuple(filter(None, given.get("state", "").split(",")))
    if set(states) - set(STATES):
        raise _wrong("state", f"state は {'・'.join(STATES)} から選びます。", f"state is of {', '.join(STATES)}.")
    limit = given.get("limit", str(USUAL))
    if not (limit.isascii() and limit.isdigit() and len(limit) < 6 and 1 <= int(limit) <= MOST):
        raise _wrong("limit", f"limit は 1〜{MOST} です。", f"limit is from 1 to {MOST}.")
    if given.get("count", "0") not in ("0", "1"):
        raise _wrong("count", "count は 0 か 1 です。", "count is 0 or 1.")
    made |= {"states": states, "limit": int(limit), "count": given.get("count") == "1"}
    if given.get("cursor"):
        made["after"] = _after(given["cursor"])
        if made["after"] is None:
            raise _wrong(
                "cursor", "cursor は next の値をそのまま使ってください。", "Use cursor exactly as next gave it."
            )
    return made


def _geojson(places: Places, said: Mapping[str, Any], found: list[tuple[float, int]], asked: Asked) -> bytes:
    features = []
    for away, number in found:
        site = dict(places.site(number))
        lat, lon = site.pop("lat", None), site.pop("lon", None)
        if asked.point:
            site["distance"] = round(away, 1)
        geometry = None if lat is None else {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "id": site["id"], "geometry": geometry, "properties": site})
    document = {"type": "FeatureCollection", **said, "features": features}
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
