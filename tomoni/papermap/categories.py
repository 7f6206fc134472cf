"""What an item is for (water, baths, toilets …), from the beginning of its name, its layer, or its source's title.

A category has words in three languages, a colour and a shape; the shape alone is enough to tell it (grey print).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tomoni.papermap.model import Item, Kind, plain


@dataclass(frozen=True, slots=True)
class Category:
    """`names`: ja, easy (やさしい日本語), en. `shape` is of sheet.symbols; `style` that of lines and areas (sheet.overlay)."""

    id: str
    names: dict[str, str]
    shape: str
    colour: str
    style: str = ""


def _one(id: str, ja: str, easy: str, en: str, shape: str, colour: str, style: str = "") -> Category:
    return Category(id, {"ja": ja, "ja-easy": easy, "en": en}, shape, colour, style)


KNOWN = {
    one.id: one
    for one in (
        _one("water", "給水所", "水を もらう ところ", "Water", "circle", "#0b5cab"),
        _one("bath", "お風呂", "おふろ", "Baths", "square", "#b3450e"),
        _one("toilet", "トイレ", "トイレ", "Toilets", "diamond", "#5b3a8e"),
        _one("laundry", "洗濯", "せんたく", "Laundry", "hexagon", "#00695c"),
        _one("shelter", "避難所", "にげる ところ（ひなんじょ）", "Shelters", "house", "#1b6e2e"),
        _one("food", "食べ物", "たべもの", "Food", "pentagon", "#8a5a00"),
        _one("medical", "病院・救護", "びょういん", "Medical care", "cross", "#b00020"),
        _one("aed", "AED", "AED（エーイーディー）", "AED", "octagon", "#b00020"),
        _one("charging", "携帯の充電", "けいたいの じゅうでん", "Phone charging", "triangle", "#37474f"),
        _one("wifi", "無料Wi-Fi", "ただの Wi-Fi", "Free Wi-Fi", "down", "#37474f"),
        _one("fuel", "ガソリンスタンド", "ガソリンスタンド", "Fuel", "pill", "#7a1f4e"),
        _one("landmark", "目印", "めじるし", "Landmarks", "pin", "#4f4f5a"),
        _one("passable", "通れる道", "とおれる 道", "Passable roads", "pill", "#1b6e2e", "passable"),
        _one("closed-road", "通行止め", "とおれない 道", "Closed roads", "pill", "#b00020", "closed"),
        _one("flooded", "浸水している所", "水が きている ところ", "Flooded", "pill", "#0b5cab", "flooded"),
        _one(
            "blackout", "停電している所", "電気が とまっている ところ", "Without power", "pill", "#37474f", "blackout"
        ),
    )
}
SPARE = ("circle", "square", "diamond", "hexagon", "house", "pentagon", "octagon", "triangle", "down")
_WORDS: list[tuple[str, str]] = [
    ("closed-road", r"通行止|通行不可|通れない"),
    ("passable", r"通行可能|通行可|通れる道"),
    ("flooded", r"浸水|冠水|氾濫"),
    ("blackout", r"停電"),
    ("aed", r"aed"),
    ("water", r"給水|水道水|井戸|^水$|飲料水|蛇口"),
    ("bath", r"風呂|銭湯|入浴|温泉|シャワー|ふろ"),
    ("toilet", r"トイレ|便所"),
    ("laundry", r"洗濯|ランドリー|コインランドリー"),
    ("shelter", r"避難|shelter|evacuation"),
    ("food", r"炊き出し|食料|弁当|食事|スーパー|コンビニ"),
    ("medical", r"病院|医療|救護|診療|薬局"),
    ("charging", r"充電"),
    ("wifi", r"wi-?fi"),
    ("fuel", r"ガソリン|給油|^gs|gas.?station"),
    ("landmark", r"目印|ランドマーク"),
]
_FINDERS = [(id, re.compile(words)) for id, words in _WORDS]
_PREFIX = re.compile(r"^([^｜|:：]{1,10})\s*[｜|]\s*(.+)$")


def of_words(words: str) -> str:
    """The known category these words mean; "" for none."""
    normal = plain(words)
    return next((id for id, finder in _FINDERS if finder.search(normal)), "")


def split(name: str) -> tuple[str, str]:
    """ "風呂｜大宮湯" → ("bath", "大宮湯"); a name without such a beginning → ("", name)."""
    if match := _PREFIX.match(name):
        return of_words(match[1]), match[2].strip()
    return "", name


def classify(item: Item, layers: dict[str, str]) -> None:
    """Sets `category` and takes the category's word off the name. `layers`: layer → category, as the operator said."""
    begins, rest = split(item.name)
    said = layers.get(item.layer, "")
    found = said or begins or of_words(item.layer)
    if item.kind is Kind.POINT and found in ("passable", "closed-road", "flooded", "blackout") and not said:
        found = begins
    if item.kind is not Kind.POINT and of_words(item.name) == "closed-road":
        found = "closed-road"  # 「夜間通行止」 in a layer of passable roads is not passable
    if begins:
        item.name = rest
    item.category = found or f"layer:{item.layer}"
    if found and not KNOWN.get(found):
        item.category = f"layer:{found}"


def category(id: str, titles: dict[str, dict[str, str]] | None = None) -> Category:
    """Its words, shape and colour; one that nobody knows is named after its layer. `titles`: id → names said by the operator."""
    said = (titles or {}).get(id, {})
    if id in KNOWN:
        base = KNOWN[id]
        return Category(id, {**base.names, **said}, base.shape, base.colour, base.style)
    title = re.sub(r"\.(xlsx?|csv|kml)$", "", id.removeprefix("layer:")) or "その他"
    shape = SPARE[sum(map(ord, title)) % len(SPARE)]
    return Category(id, {"ja": title, "ja-easy": title, "en": title, **said}, shape, "#333333", "plain")
