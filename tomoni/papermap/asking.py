"""What people ask for (a command's options, a form's or a job's fields) → an Order and a Reading. Every wrong value is a Problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tomoni.geo.sphere import is_position
from tomoni.papermap import making, read, wording
from tomoni.papermap.base import geojson
from tomoni.papermap.model import Reading
from tomoni.papermap.order import Landmark, Order
from tomoni.papermap.page import Page
from tomoni.papermap.permission import FIELDS, Confirmation, Permission
from tomoni.papermap.sheet.look import Look
from tomoni.papermap.sheet.paper import Box
from tomoni.registry.errors import problem

LARGE = 1.5


def from_command(sources: Sequence[str], asked: Mapping[str, Any]) -> tuple[Order, Reading]:
    """A source may be a page of a community (`papermap/<id>.toml`): its sources, layers, titles and area are taken."""
    parts: list[Reading] = []
    order = order_of(asked)
    layers: dict[str, str] = {}
    for source in sources:
        if source.endswith(".toml"):
            page = Page.of(source)
            parts += page.readings()
            layers |= page.layers
            order.titles |= page.titles
            order.area = order.area or page.area
            order.title = order.title if asked["title"] else page.title
        else:
            data = read.fetch(source)
            parts.append(read.read(data, Path(source).name, reuse=asked["reuse"] or ""))
    reading = making.gather(parts, layers)
    if not any(order.title.values()):
        name = reading.sources[0].title
        order.title = {"ja": name, "en": name}
    if asked["base"] and asked["base"] != "none":
        order.base = geojson.base(read.fetch(asked["base"]), asked["base_credit"])
    return order, reading


def order_of(asked: Mapping[str, Any]) -> Order:
    """From texts and flags as they come from options or a form."""
    languages = tuple(filter(None, (one.strip() for one in str(asked.get("languages") or "ja").split(","))))
    for lang in languages:
        if lang not in wording.LANGUAGES:
            raise problem(
                f"「{lang}」のことばはまだありません。ja, ja-easy, en から選んでください。",
                f'There are no words in "{lang}" yet. Choose from ja, ja-easy, en.',
            )
    title = str(asked.get("title") or "")[:120]
    confirmations = tuple(confirmation(one) for one in asked.get("confirm") or ())
    fields = tuple(asked.get("fields") or ()) or FIELDS
    return Order(
        {"ja": title, "en": title},
        languages,
        str(asked.get("paper") or "a4"),
        bool(asked.get("landscape")),
        float(asked.get("scale") or 0),
        area(str(asked.get("area") or "")),
        int(asked.get("pages") or 0),
        Look(str(asked.get("look") or "colour"), LARGE if asked.get("large") else 1.0),
        str(asked.get("sort") or "category"),
        bool(asked.get("notes")),
        landmark(str(asked.get("landmark") or "")),
        permission=Permission(confirmations, fields=fields),
        until=str(asked.get("until") or "")[:60],
        as_of=str(asked.get("as_of") or "")[:60],
        printed=str(asked.get("printed") or "") or now(),
        phone=str(asked.get("phone") or "")[:30],
        live=live(str(asked.get("live") or "")),
        operator=str(asked.get("operator") or "")[:80],
    )


def now() -> str:
    return datetime.now(ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d %H:%M")


def live(text: str) -> str:
    if text and (not text.startswith(("https://", "http://")) or len(text) > 300):
        raise problem(
            "最新の情報のURLは http で始まる300字までです。",
            "The live address begins with http and has 300 letters at most.",
        )
    return text


def area(text: str) -> Box | None:
    """ "136.9,37.2,137.3,37.5" → a box; "" → None."""
    if not text.strip():
        return None
    try:
        west, south, east, north = (float(one) for one in text.split(","))
        good = is_position(south, west) and is_position(north, east) and west < east and south < north
    except ValueError:
        good = False
    if not good:
        raise problem(
            "範囲は 西,南,東,北 の順の度です（例: 136.9,37.2,137.3,37.5）。",
            "An area is west,south,east,north in degrees, e.g. 136.9,37.2,137.3,37.5.",
        )
    return west, south, east, north


def landmark(text: str) -> Landmark | None:
    """ "尾道駅,34.4049,133.1932" → a landmark; "" → None."""
    if not text.strip():
        return None
    name, _, rest = text.partition(",")
    try:
        lat, lon = (float(one) for one in rest.split(","))
        good = bool(name.strip()) and is_position(lat, lon)
    except ValueError:
        good = False
    if not good:
        raise problem(
            "目印は 名前,緯度,経度 です（例: 尾道駅,34.4049,133.1932）。", "A landmark is name,latitude,longitude."
        )
    return Landmark(name.strip()[:40], lon, lat)


def confirmation(text: str) -> Confirmation:
    """ "層:だれが:いつ:どうやって"; all four must say something: a confirmation nobody answers for is none. A layer's name may
    hold colons."""
    parts = [one.strip() for one in text.rsplit(":", 3)]
    if len(parts) != 4 or not all(parts):
        raise problem(
            "確認は「層:だれが:いつ:どうやって」の4つを全部書いてください（いつ には : を使わないでください。例: *:田中:7月18日10時:電話で確認）。",
            'A confirmation says all four: "LAYER:who:when:how" (no colon in when), e.g. "*:Tanaka:18 July 10h:by phone".',
        )
    return Confirmation(parts[0][:120], parts[1][:60], parts[2][:40], parts[3][:120])
