"""What people ask for (a command's options, a form's or a job's fields) → an Order and a Reading. Every wrong value is a Problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tomoni.geo.sphere import is_position
from tomoni.papermap import base, making, permission, read, wording
from tomoni.papermap.model import Reading
from tomoni.papermap.order import SORTS, Landmark, Order
from tomoni.papermap.page import Page
from tomoni.papermap.permission import FIELDS, Confirmation, Filter, Permission
from tomoni.papermap.sheet.look import LOOKS, Look
from tomoni.papermap.sheet.paper import PAPERS, Box
from tomoni.registry.community import load
from tomoni.registry.errors import problem

LARGE = 1.5


def from_command(sources: Sequence[str], asked: Mapping[str, Any]) -> tuple[Order, Reading]:
    """A source may be a page of a community (`papermap/<id>.toml`): its sources, layers, titles, area, confirmations,
    filters and the setting of its sheet are taken, as far as the command does not say otherwise."""
    pages = [Page.of(source) for source in sources if source.endswith(".toml")]
    said: dict[str, Any] = {}
    for page in reversed(pages):
        said |= page.sheet
    said |= {key: value for key, value in asked.items() if value not in (None, "", (), False)}
    parts: list[Reading] = []
    order = order_of(said)
    layers: dict[str, str] = {}
    at = iter(pages)
    for source in sources:
        if source.endswith(".toml"):
            page = next(at)
            parts += page.readings()
            layers |= page.layers
            _of_page(order, page)
        else:
            parts.append(read.read(read.fetch(source), Path(source).name, reuse=said.get("reuse") or ""))
    home = (
        Path(said["community"])
        if said.get("community")
        else next((one.community for one in pages if one.community), None)
    )
    if home:
        _of_community(order, home)
    folder = None if asked.get("base") or not pages else pages[0].folder
    return finished(order, making.gather(parts, layers), said, folder)


def from_page(page: Page, asked: Mapping[str, Any], reading: Reading | None = None) -> tuple[Order, Reading]:
    """The same of one page, for desk and job; `reading` when it was read before."""
    said = {**page.sheet, **asked}
    order = order_of(said)
    _of_page(order, page)
    if page.community:
        _of_community(order, page.community)
    return finished(order, reading or making.gather(page.readings(), page.layers), said, page.folder)


def _of_page(order: Order, page: Page) -> None:
    order.titles |= page.titles
    order.area = order.area or page.area
    if not any(order.title.values()):
        order.title = dict(page.title)
    have = order.permission
    order.permission = replace(
        have,
        confirmations=(*have.confirmations, *page.confirmations),
        filters={**page.filters, **have.filters},
    )


def _of_community(order: Order, folder: Path) -> None:
    """Who runs it, whether it is official, whether it is made up: what community.toml says, and nothing else."""
    community = load(folder)
    order.operator = order.operator or (community.operator[order.lang] if community.operator.ja else "")
    order.official, order.synthetic = community.official, community.synthetic


def finished(
    order: Order, reading: Reading, asked: Mapping[str, Any], folder: Path | None = None
) -> tuple[Order, Reading]:
    """The title of the first source when nothing else is said, and the base map that was asked for."""
    if not any(order.title.values()):
        name = reading.sources[0].title
        order.title = {"ja": name, "en": name}
    address = str(asked.get("base") or "")
    if address and address != "none":
        order.base = base.load(address, str(asked.get("base_credit") or ""), folder)
    order.outlines = address != "none"
    order.synthetic = order.synthetic or order.base.synthetic
    return order, reading


def order_of(asked: Mapping[str, Any]) -> Order:
    """From texts and flags as they come from options, a form or a page's [sheet]."""
    said = asked.get("languages") or "ja"
    languages = tuple(
        str(one).strip() for one in (said.split(",") if isinstance(said, str) else said) if str(one).strip()
    )
    for lang in languages:
        if lang not in wording.LANGUAGES:
            raise problem(
                f"「{lang}」のことばはまだありません。ja, ja-easy, en から選んでください。",
                f'There are no words in "{lang}" yet. Choose from ja, ja-easy, en.',
            )
    title = str(asked.get("title") or "")[:120]
    confirmations = tuple(confirmation(one) for one in asked.get("confirm") or ())
    fields = _fields(asked.get("fields"))
    return Order(
        {"ja": title, "en": title},
        languages or ("ja",),
        _one(asked, "paper", tuple(PAPERS)),
        bool(asked.get("landscape")),
        _number(asked, "scale", 200, 20_000_000),
        area(asked.get("area") or ""),
        int(_number(asked, "pages", 3, 400)),
        Look(_one(asked, "look", LOOKS), LARGE if asked.get("large") else 1.0),
        _one(asked, "sort", SORTS),
        bool(asked.get("notes")),
        landmark(str(asked.get("landmark") or "")),
        permission=Permission(confirmations, _filters(asked), fields, _hidden(asked.get("hidden"))),
        until=str(asked.get("until") or "")[:60],
        as_of=str(asked.get("as_of") or "")[:60],
        printed=str(asked.get("printed") or "") or now(),
        phone=str(asked.get("phone") or "")[:30],
        live=live(str(asked.get("live") or "")),
        operator=str(asked.get("operator") or "")[:80],
    )


def _one(asked: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
    said = str(asked.get(name) or known[0])
    if said not in known:
        raise problem(
            f"{name} は {'、'.join(known)} のどれかです（「{said[:40]}」は使えません）。",
            f'{name} is one of {", ".join(known)}, not "{said[:40]}".',
        )
    return said


def _number(asked: Mapping[str, Any], name: str, least: float, most: float) -> float:
    """0 when nothing is said."""
    said = asked.get(name)
    if said in (None, "", 0, False):
        return 0
    try:
        value = float(str(said).replace(",", "").removeprefix("1:"))
    except ValueError:
        value = -1
    if not least <= value <= most:
        raise problem(
            f"{name} は {least:,.0f} から {most:,.0f} までの数です。",
            f"{name} is a number from {least:,.0f} to {most:,.0f}.",
        )
    return value


def _hidden(said: Any) -> frozenset[tuple[str, str]]:
    """Layers that are left out, as [source, layer] pairs."""
    return frozenset(
        (str(one[0]), str(one[1])) for one in said or () if isinstance(one, list | tuple) and len(one) == 2
    )


def _fields(said: Any) -> tuple[str, ...]:
    names = said.split(",") if isinstance(said, str) else said or ()
    return tuple(str(one).strip()[:80] for one in names if str(one).strip()) or FIELDS


def _filters(asked: Mapping[str, Any]) -> dict[str, Filter]:
    """What a command or a form leaves out, for every source: require FIELD, include and exclude FIELD=PATTERN."""
    required = [str(one) for one in asked.get("require") or ()]
    pairs = {name: dict(_pair(str(one)) for one in asked.get(name) or ()) for name in ("include", "exclude")}
    if not required and not any(pairs.values()):
        return {}
    return {permission.ANY: permission.filter_of(required, pairs["include"], pairs["exclude"])}


def _pair(text: str) -> tuple[str, str]:
    name, equals, pattern = text.partition("=")
    if not name.strip() or not equals or not pattern.strip():
        raise problem(
            f"条件は「項目=言葉」の形です（例: 名称=公民館|体育館）。「{text[:60]}」は読めません。",
            f'A condition is FIELD=PATTERN, e.g. name=school|hall; "{text[:60]}" is none.',
        )
    return name.strip()[:80], pattern.strip()


def now() -> str:
    return datetime.now(ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d %H:%M")


def live(text: str) -> str:
    if text and (not text.startswith(("https://", "http://")) or len(text) > 300):
        raise problem(
            "最新の情報のURLは http で始まる300字までです。",
            "The live address begins with http and has 300 letters at most.",
        )
    return text


def area(said: str | Sequence[float]) -> Box | None:
    """ "136.9,37.2,137.3,37.5" (or a list of four) → a box; "" → None."""
    parts = said.split(",") if isinstance(said, str) else list(said)
    if not any(str(one).strip() for one in parts):
        return None
    try:
        west, south, east, north = (float(one) for one in parts)
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
