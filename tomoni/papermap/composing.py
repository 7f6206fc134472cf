"""Composing: a reading and an order → the document the press sets: maps as SVG, lists, index, what stands about it.

Everything here is plain data (dicts, lists, texts), so that PDF, PNG, SVG and the accessible list come from one value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tomoni.papermap import permission, planning, reading_order, wording
from tomoni.papermap.base import drawing
from tomoni.papermap.categories import KNOWN, Category, category
from tomoni.papermap.lines import NAME, TITLE, detail
from tomoni.papermap.model import Item, Kind, Reading, Status
from tomoni.papermap.order import Order
from tomoni.papermap.planning import FOOT, MARGIN, body, columns_of, head
from tomoni.papermap.sheet import atlas, overlay
from tomoni.papermap.sheet.grid import Grid, over
from tomoni.papermap.sheet.paper import Frame, bounds, fitting
from tomoni.papermap.trimming import trim

UNNAMED = {"ja": "（名前なし）", "ja-easy": "（名前が ありません）", "en": "(no name)"}


@dataclass(slots=True)
class Sheet:
    """One map with its list."""

    id: str
    grid: Grid
    listed: list[Item]
    shown: list[Item]
    neighbours: dict[str, str] = field(default_factory=dict)
    overview: list[tuple[str, tuple[float, float, float, float]]] = field(default_factory=list)


@dataclass(slots=True)
class Composition:
    """`document` is what the press sets; `sheets` say which item is listed where."""

    document: dict[str, Any]
    sheets: list[Sheet]
    outside: list[Item]
    items: dict[str, str]


def compose(
    reading: Reading, order: Order, share: float = 0.0, report: Callable[[int, int], None] | None = None
) -> Composition:
    """The document. `share`: the part of a single sheet's height that the map takes (0: as much as the list leaves)."""
    items = reading.placed()
    signs = signs_of(reading)
    for item in items:
        item.origin = signs.get(item.source, "")
    kinds = {item.category: category(item.category, order.titles) for item in items}
    plan = planning.plan(items, order, share)
    if order.pages and items:
        sheets, outside = _atlas(items, order, plan)
    else:
        sheets, outside = _single(items, order, plan)
    pages = []
    for nth, sheet in enumerate(sheets):
        pages.append(_page(sheet, kinds, order))
        if report:
            report(nth + 1, len(sheets))
    if order.pages and items:
        pages.append(_index(sheets, order))
    document = {
        **_furniture(reading, order, sheets),
        "columns": plan.columns,
        "side": plan.side,
        "pages": pages,
        "about": _about(reading, order, items, outside),
        "waiting": [] if items else _waiting(reading, order),
    }
    return Composition(document, sheets, outside, _named(items, order))


def signs_of(reading: Reading) -> dict[str, str]:
    """Source → ①, ② …; nothing when there is only one."""
    if len(reading.sources) < 2:
        return {}
    return {one.id: chr(0x2460 + nth) if nth < 20 else f"({nth + 1})" for nth, one in enumerate(reading.sources)}


def _named(items: Sequence[Item], order: Order) -> dict[str, str]:
    """Where each text comes from, to name an item with a letter that can't be printed."""
    found = {"title": " ".join(order.title.values()), "phone": order.phone, "operator": order.operator}
    for item in items:
        printed = " ".join(value for _, value in permission.printed_fields(item, order.permission))
        found[f"No. {item.number} ({item.where})"] = " ".join((item.name, *item.names.values(), printed))
    return found


def _single(items: list[Item], order: Order, plan: planning.Plan) -> tuple[list[Sheet], list[Item]]:
    wide, map_high = plan.wide, plan.high
    points = [item.anchor for item in items if item.kind is Kind.POINT]
    points = points or [spot for item in items for path in item.paths for spot in path]
    box = order.area or bounds(points) or (135.0, 34.0, 137.0, 36.0)
    frame = fitting(box, wide, map_high, 9.0 if not order.area else 0.0)
    if order.scale:
        frame = Frame(frame.lon, frame.lat, order.scale, wide, map_high)
    inside = [item for item in items if _touches(frame, item)]
    return [Sheet("1", over(frame), inside, inside)], [item for item in items if item not in inside]


def _touches(frame: Frame, item: Item) -> bool:
    """A point in the frame; a line or an area with any vertex in it, or around it."""
    if item.kind is Kind.POINT:
        return frame.holds(*item.anchor)
    west, south, east, north = frame.box
    box = bounds([spot for path in item.paths for spot in path])
    return box is not None and box[0] <= east and box[2] >= west and box[1] <= north and box[3] >= south


def _atlas(items: list[Item], order: Order, plan: planning.Plan) -> tuple[list[Sheet], list[Item]]:
    """Overview, detail maps whose lists fit below them, as many as the order's pages leave after overview and index."""
    area = order.area
    chosen = [
        i for i in items if area is None or (area[0] <= i.anchor[0] <= area[2] and area[1] <= i.anchor[1] <= area[3])
    ]
    wide, map_high, high = plan.wide, plan.high, body(order)[1]
    index = max(1, math.ceil(len(chosen) / (columns_of(order) * high / (4.4 * order.look.size))))
    if order.scale:
        found = atlas.leaves(chosen, order.scale, wide, map_high)
    else:
        found = _fit(chosen, order, order.pages - 2 - index, plan)
    box = bounds([corner for leaf in found for corner in (leaf.frame.box[:2], leaf.frame.box[2:])])
    whole = fitting(box or (135.0, 34.0, 137.0, 36.0), wide, map_high if plan.side else high * 0.72, 3.0)
    sheets = [Sheet("0", over(whole), [], chosen, overview=[(leaf.id, leaf.frame.box) for leaf in found])]
    for leaf in found:
        shown = [item for item in chosen if _touches(leaf.frame, item)]
        sheets.append(Sheet(leaf.id, over(leaf.frame), leaf.own, shown, leaf.neighbours))
    inside = {id(item) for item in chosen}
    return sheets, [item for item in items if id(item) not in inside]


def _fit(items: list[Item], order: Order, pages: int, plan: planning.Plan) -> list[atlas.Leaf]:
    """The largest scale whose maps and lists take no more pages than there are."""
    wide, map_high = plan.wide, plan.high
    room, more = plan.room(body(order)[1], order.look.size)

    def taken(leaf: atlas.Leaf) -> int:
        lines = sum(1 + bool(detail(item, order)) * 0.9 for item in leaf.own) + 2 * len({i.category for i in leaf.own})
        return 1 + max(0, math.ceil((lines - room) / more))

    found: list[atlas.Leaf] = []
    for scale in overlay_scales():
        found = atlas.leaves(items, scale, wide, map_high)
        if sum(taken(leaf) for leaf in found) <= max(1, pages):
            return found
    return found


def overlay_scales() -> Sequence[float]:
    from tomoni.papermap.sheet.paper import SCALES

    return [one for one in SCALES if one >= 2000]


def _page(sheet: Sheet, kinds: dict[str, Category], order: Order) -> dict[str, Any]:
    frame = sheet.grid.frame
    mark = (order.landmark.lon, order.landmark.lat) if order.landmark else None
    core = atlas.OVERLAP if sheet.neighbours else 0.0
    drawn = overlay.draw(sheet.grid, sheet.shown, kinds, order.look, landmark=mark, pages=sheet.overview, core=core)
    bar, width, said = overlay.scale_bar(frame)
    used = [kinds[id] for id in _sorted_kinds({item.category for item in (sheet.shown if not sheet.overview else [])})]
    title = wording.words("overview" if sheet.overview else "map", order.languages)
    if order.pages and not sheet.overview:
        title = f"{wording.word('sheet', order.lang)} {sheet.id}"
    return {
        "kind": "map",
        "id": sheet.id,
        "title": title,
        "base": drawing.draw(order.base, frame, order.look),
        "svg": drawn.svg,
        "wide": frame.wide + 2 * overlay.EDGE,
        "high": frame.high + 2 * overlay.EDGE,
        "alt": _alt(sheet, order, said),
        "scale": f"1:{frame.scale:,.0f}",
        "bar": bar,
        "bar_wide": width,
        "bar_alt": said,
        "neighbours": sheet.neighbours,
        "legend": [{"svg": overlay.symbol(kind, order.look), "names": order.named(kind.names)} for kind in used],
        "hidden": ", ".join(map(str, drawn.hidden)) if not sheet.overview else "",
        "groups": groups(sheet, kinds, order),
        "empty": "" if sheet.listed or sheet.overview else wording.words("none-here", order.languages),
    }


def _alt(sheet: Sheet, order: Order, bar: str) -> str:
    """What the map shows, for whoever hears it: places by category, the list has each."""
    if sheet.overview:
        return f"{wording.word('overview', order.lang)}: {', '.join(name for name, _ in sheet.overview)}"
    count = len(sheet.shown)
    scale = f"1:{sheet.grid.frame.scale:,.0f}"
    if order.lang.startswith("ja"):
        return f"{order.title.get('ja', '')}の地図、縮尺{scale}。{count}か所に番号があります。番号ごとの内容とマス目は下の一覧にあります。"
    return f"Map of {order.title.get('en', '')}, scale {scale}, {count} numbered places; the list below gives each number's words and grid square."


def _sorted_kinds(found: set[str]) -> list[str]:
    order = list(KNOWN)
    return sorted(found, key=lambda id: (order.index(id) if id in KNOWN else 99, id))


def groups(sheet: Sheet, kinds: dict[str, Category], order: Order) -> list[dict[str, Any]]:
    """The list of one map: groups of rows, by category, block or 五十音."""
    found: dict[str, list[Item]] = {}
    for item in sheet.listed:
        found.setdefault(_group(item, order), []).append(item)
    names = _sorted_kinds(set(found)) if order.sort == "category" else sorted(found)
    made = []
    for name in names:
        rows = sorted(
            found[name], key=lambda one: (reading_order.key(one), one.number) if order.sort == "kana" else (one.number,)
        )
        kind = kinds.get(name)
        title = (
            order.named(kind.names)
            if kind and order.sort == "category"
            else [name or wording.word("no-block", order.lang)]
        )
        sign = overlay.symbol(kind, order.look) if kind and order.sort == "category" else ""
        made.append({"title": title, "svg": sign, "rows": [row(item, sheet, kinds, order) for item in rows]})
    return made


def _group(item: Item, order: Order) -> str:
    if order.sort == "block":
        return item.block
    if order.sort == "kana":
        return reading_order.head(item)
    return item.category


def row(item: Item, sheet: Sheet, kinds: dict[str, Category], order: Order) -> dict[str, Any]:
    """One line of the list. `name` in the first language, `names` in the others."""
    name = item.name or UNNAMED.get(order.lang, UNNAMED["en"])
    others = [item.names[lang] for lang in order.languages[1:] if item.names.get(lang)]
    sign = "" if order.sort == "category" else order.named(kinds[item.category].names)[0]
    return {
        "n": item.number,
        "name": trim(name, NAME),
        "names": [trim(one, NAME) for one in dict.fromkeys(others) if one != item.name],
        "mark": wording.word(item.change, order.lang) if item.change else "",
        "ref": sheet.grid.ref(*item.anchor) or "↗",
        "detail": detail(item, order),
        "kind": sign,
        "limited": wording.words("limited", order.languages) if item.status is Status.LIMITED else "",
    }


def _index(sheets: Sequence[Sheet], order: Order) -> dict[str, Any]:
    """Every item once: name, number, map and grid square, in the order of 五十音 (or the alphabet)."""
    rows = [
        (
            reading_order.key(item),
            item.number,
            trim(item.name or UNNAMED["ja"], 24),
            f"{sheet.id}–{sheet.grid.ref(*item.anchor)}",
        )
        for sheet in sheets
        for item in sheet.listed
    ]
    rows.sort(key=lambda one: (one[0], one[1]))
    return {
        "kind": "index",
        "title": wording.words("index", order.languages),
        "rows": [{"n": number, "name": name, "ref": ref} for _, number, name, ref in rows],
    }


def _furniture(reading: Reading, order: Order, sheets: Sequence[Sheet]) -> dict[str, Any]:
    until = order.until
    edition = [
        wording.word("valid" if until else "no-until", lang, n=order.edition, until=until)
        for lang in dict.fromkeys(order.languages)
    ]
    as_of = order.as_of or wording.word("unknown", order.lang)
    who = "" if order.official else wording.words("unofficial", order.languages)
    wide, high = order.size
    return {
        "lang": "en" if order.lang == "en" else "ja",
        "title": [trim(one, TITLE) for one in order.named(order.title)],
        "paper": {"wide": wide, "high": high},
        "margin": MARGIN,
        "head": head(order),
        "foot": FOOT,
        "size": 7.6 * order.look.size,
        "index_columns": columns_of(order),
        "grey": order.look.grey,
        "edition": edition,
        "as_of": f"{wording.words('as-of', order.languages)}: {as_of}",
        "printed": f"{wording.words('printed', order.languages)}: {order.printed}",
        "phone": f"{wording.words('phone', order.languages)} {order.phone}" if order.phone else "",
        "live": wording.words("live", order.languages) if order.live else "",
        "url": order.live,
        "disclaimer": wording.words("disclaimer", order.languages, " "),
        "who": " · ".join(filter(None, (order.operator, who))),
        "synthetic": wording.words("synthetic", order.languages) if order.synthetic or order.base.synthetic else "",
        "credit": (order.base.credit if _shown(order, sheets) else "") or wording.words("no-base", order.languages),
        "words": {
            key: wording.words(key, order.languages)
            for key in ("legend", "list", "scale", "about", "notes", "index", "hidden", "marks", "empty", "waiting")
        },
        "sheet_word": wording.word("sheet", order.lang),
        "north": overlay.NORTH,
        "notes": order.notes,
        "changed": any(item.change for sheet in sheets for item in sheet.listed),
        "atlas": bool(order.pages),
        "fill": order.pages,
    }


def _shown(order: Order, sheets: Sequence[Sheet]) -> bool:
    """Whether the base map is drawn on any of the sheets."""
    return any(sheet.grid.frame.scale >= order.base.least for sheet in sheets)


def _about(reading: Reading, order: Order, items: Sequence[Item], outside: Sequence[Item]) -> list[str]:
    """What stands about the sheet: sources and their times, confirmations, numbers taken out, what is not on the map."""
    from tomoni.papermap.model import OUTCOMES, Outcome

    said = []
    lang = "en" if order.lang == "en" else "ja"
    signs = signs_of(reading)
    for source in reading.sources:
        own = {item.as_of for item in items if item.source == source.id and item.as_of}
        time = source.as_of or (max(own, key=len) if len(own) == 1 else "") or wording.word("unknown", order.lang)
        if len(own) > 1 and not source.as_of:
            time = "各行の［　］" if lang == "ja" else "in [ ] of each line"
        named = " ".join(filter(None, (signs.get(source.id, ""), source.credit or source.title)))
        parts = [named, f"{wording.word('as-of', order.lang)}: {time}", source.link]
        said.append(f"{wording.word('sources', order.lang)}: " + " · ".join(filter(None, parts)))
    for one in permission.used(items, order.permission):
        said.append(f"{wording.word('confirmed', order.lang)}: {one.text()[lang]}")
    if order.left:
        numbers = "、".join(f"{number} {trim(name, 16)}" for number, name in order.left[:40])
        said.append(f"{wording.word('left', order.lang)}: {numbers}")
    counts = reading.counts()
    parts = [f"{OUTCOMES[one][lang]} {counts[str(one)]:,}" for one in Outcome if counts[str(one)]]
    said.append(("読みこんだ件数: " if lang == "ja" else "Read: ") + f"{len(reading.items):,} = " + " · ".join(parts))
    if outside:
        said.append(f"{wording.word('outside', order.lang)}: {len(outside):,}")
    return said


def _waiting(reading: Reading, order: Order) -> list[str]:
    lang = "en" if order.lang == "en" else "ja"
    return [
        f"{source} / {layer}: {count:,}" + (" 件" if lang == "ja" else "")
        for source, layer, count in permission.missing(reading, order.permission)
    ]
