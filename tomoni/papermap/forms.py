"""Between the page for staff and the sheet: fields of the form ↔ the [sheet] of a page, and what the page shows of a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from tomoni.i18n import Text
from tomoni.papermap import permission
from tomoni.papermap.model import OUTCOMES, Outcome, Reading
from tomoni.papermap.order import Order
from tomoni.papermap.page import FOLDER, Page
from tomoni.papermap.permission import FIELDS
from tomoni.papermap.read import NOTE_OF_MARK
from tomoni.registry.errors import problem
from tomoni.registry.models import Person
from tomoni.registry.scope import Scope

PICKED = (320, 640)
"""Widths (CSS pixels) of the picture to click on: for a telephone, for a larger screen."""
WORDS = ("scale", "area", "pages", "landmark", "until", "as_of", "phone", "live", "operator")
CHOICES: dict[str, Sequence[tuple[str, Text]]] = {
    "paper": (("a4", Text("A4", "A4")), ("a3", Text("A3", "A3"))),
    "turn": (("", Text("たて", "portrait")), ("1", Text("よこ", "landscape"))),
    "look": (
        ("colour", Text("色", "colour")),
        ("bw", Text("白黒", "black and white")),
        ("tactile", Text("触図（立体コピー）用", "simplified, for tactile copying")),
    ),
    "sort": (
        ("category", Text("種類の順", "by category")),
        ("block", Text("地区の順", "by block")),
        ("kana", Text("五十音順", "by 五十音")),
    ),
    "languages": (
        ("ja", Text("日本語", "Japanese")),
        ("ja,ja-easy", Text("日本語 と やさしい日本語", "Japanese, やさしい日本語")),
        ("ja,en", Text("日本語 と English", "Japanese, English")),
        ("ja,ja-easy,en", Text("日本語・やさしい日本語・English", "Japanese, やさしい日本語, English")),
        ("en", Text("English", "English")),
    ),
}
PRINTED = (
    ("hours", Text("時間", "hours")),
    ("notes", Text("持ち物・注意", "what to bring, notes")),
    ("as_of", Text("情報の時点", "time of the information")),
    ("phone", Text("電話番号", "telephone")),
    ("address", Text("住所", "address")),
)


def title(asked: QueryDict) -> dict[str, str]:
    ja, en = asked.get("title", "").strip(), asked.get("title_en", "").strip()
    return {"ja": ja or en, "en": en or ja} if ja or en else {}


def sheet(asked: QueryDict, page: Page) -> dict[str, Any]:
    """The [sheet] of a form. What the form does not show of it stays as it was written."""
    made: dict[str, Any] = dict(page.sheet)
    made |= {name: asked.get(name, "").strip() for name in WORDS}
    made |= {name: asked.get(name, "") for name in ("paper", "look", "sort", "languages")}
    made |= {
        "landscape": asked.get("turn") == "1",
        "large": bool(asked.get("large")),
        "notes": bool(asked.get("notes")),
    }
    made["base"] = _base(asked.get("base", ""), page)
    fields = [name for name, _ in PRINTED if name in asked.getlist("fields")]
    more = [one.strip() for one in asked.get("more", "").split(",") if one.strip()]
    made["fields"] = [*fields, *more] if (*fields, *more) != FIELDS else []
    made["hidden"] = [pair for pair in _pairs(asked.getlist("layers")) if pair not in _pairs(asked.getlist("shown"))]
    made["require"] = [one.strip() for one in asked.get("require", "").split(",") if one.strip()]
    for name in ("include", "exclude"):
        made[name] = [line.strip() for line in asked.get(name, "").splitlines() if line.strip()]
    return made


def _pairs(said: Sequence[str]) -> list[list[str]]:
    """ "source\tlayer" as it stands in the form → [source, layer]."""
    return [list(one.split("\t", 1)) for one in said if "\t" in one]


def bases(page: Page) -> list[tuple[str, Text]]:
    """The base maps that may be chosen: what lies in papermap/base/, and what the page's file already names."""
    found = [
        ("", Text("市町村の輪郭（小さい縮尺だけ）", "outlines of municipalities (small scales only)")),
        ("none", Text("なし", "none")),
    ]
    folder = page.folder / "base"
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix in (".pmtiles", ".geojson", ".json"):
            found.append((f"base/{path.name}", Text(path.name, path.name)))
    now = str(page.sheet.get("base") or "")
    if now and now not in [name for name, _ in found]:
        found.append((now, Text(now, now)))
    return found


def _base(said: str, page: Page) -> str:
    if said not in [name for name, _ in bases(page)]:
        raise problem(f"下絵「{said[:60]}」は選べません。{FOLDER}/base に置いてください。", f'There is no base map "{said[:60]}" to choose; put it into {FOLDER}/base.')  # fmt: skip
    return said


def corners(text: str) -> list[float]:
    """ "0.1,0.2,0.5,0.6": parts of a picture's width and height."""
    try:
        found = [float(one) for one in text.split(",")]
    except ValueError:
        found = []
    if len(found) != 4 or not all(-0.5 <= one <= 1.5 for one in found):
        raise problem(
            "範囲が読めませんでした。もう一度囲んでください。", "The area could not be read. Please draw it again."
        )
    return found


def form(page: Page, order: Order, scope: Scope) -> dict[str, Any]:
    """What the form shows."""
    said = page.sheet
    now = {name: str(said.get(name) or "") for name in WORDS}
    now["area"] = ",".join(f"{one:g}" for one in order.area) if order.area else ""
    picked = {
        "paper": order.paper,
        "turn": "1" if order.landscape else "",
        "look": order.look.id,
        "sort": order.sort,
        "languages": ",".join(order.languages),
    }
    fields = list(order.permission.fields)
    return {
        **now,
        "title": page.title.get("ja", ""),
        "title_en": page.title.get("en", ""),
        "choices": [(name, LABELS[name], CHOICES[name], picked[name]) for name in CHOICES],
        "large": order.look.size > 1,
        "notes": order.notes,
        "bases": bases(page),
        "base": str(said.get("base") or ""),
        "fields": [(name, words, name in fields) for name, words in PRINTED],
        "more": ", ".join(one for one in fields if one not in dict(PRINTED)),
        "require": ", ".join(said.get("require") or []),
        "include": "\n".join(said.get("include") or []),
        "exclude": "\n".join(said.get("exclude") or []),
        "live_hint": f"{scope.community.address}/papermap/{page.id}/" if scope.community.address else "",
    }


LABELS = {
    "paper": Text("紙", "Paper"),
    "turn": Text("向き", "Direction"),
    "look": Text("見た目", "Look"),
    "sort": Text("一覧の順", "Order of the list"),
    "languages": Text("ことば", "Languages"),
}


def outcomes(found: Mapping[str, Any]) -> list[tuple[str, Text, int]]:
    return [(str(one), OUTCOMES[one], found[str(one)]) for one in Outcome if found[str(one)] or one is Outcome.PLACED]


def marks(found: Mapping[str, Any]) -> list[tuple[Text, int]]:
    return [(NOTE_OF_MARK[mark], count) for mark, count in found["marks"].items() if mark in NOTE_OF_MARK]


def sources(page: Page, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The page's sources with their notes. Sources that are not shown have no figures."""
    known = iter(found["sources"])
    rows = []
    for place, one in enumerate(page.sources):
        row: dict[str, Any] = {
            "place": place,
            "said": one,
            "open": one.get("reuse") == "open" or bool(one.get("dataset")),
        }
        if one.get("shown", True) and (one.get("dataset") or one.get("url") or one.get("path")):
            row["found"] = next(known, None)
            row["notes"] = [Text.of(note) for note in row["found"]["notes"]] if row["found"] else []
        rows.append(row)
    return rows


def layers(page: Page, order: Order, reading: Reading) -> list[dict[str, Any]]:
    """Every layer: how many of its items are placed, why the others are not, who confirmed it, whether it waits."""
    waiting = {(source, layer): count for source, layer, count in permission.missing(reading, order.permission)}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for item in reading.items:
        key = item.source, item.layer
        row = found.setdefault(
            key, {"source": item.source, "layer": item.layer, "total": 0, "placed": 0, "reasons": {}}
        )
        row["total"] += 1
        row["placed"] += item.outcome is Outcome.PLACED
        if item.outcome is not Outcome.PLACED and item.why:
            words = (OUTCOMES[item.outcome].ja, OUTCOMES[item.outcome].en)
            row["reasons"][words] = row["reasons"].get(words, 0) + 1
    for (source, layer), row in found.items():
        row["waits"] = waiting.get((source, layer), 0)
        row["key"] = f"{source}\t{layer}"
        row["shown"] = (source, layer) not in order.permission.hidden
        row["reasons"] = [(Text(*words), count) for words, count in row["reasons"].items()]
        row["confirmed"] = [
            one
            for one in page.confirmations
            if one.layer in (permission.ANY, layer) and one.source in (permission.ANY, source)
        ]
    return list(found.values())


def name_of(scope: Scope, lang: str) -> str:
    """What stands in the field "who" before anybody types: operator and person."""
    person = Person.objects.filter(pk=scope.actor).first() if scope.actor else None
    operator = scope.community.operator[lang] if scope.community.operator.ja else scope.community.name[lang]
    return " ".join(filter(None, (operator, (person.get_full_name() or person.username) if person else "")))[:60]
