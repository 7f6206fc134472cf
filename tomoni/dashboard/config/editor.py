"""card.schema.json, made from the options: what an editor completes and checks in a dashboard.toml.

`make docs` writes it beside the code; `put` lays it into a community's state folder, where the first line of its
dashboard.toml (`#:schema …`) leads editors with a TOML language server (Taplo, Tombi, Even Better TOML).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from tomoni.dashboard.config import options
from tomoni.dashboard.config.options import OPTIONS, Whole
from tomoni.registry.sources import write_text

SHIPPED = Path(__file__).parents[1] / "data" / "card.schema.json"
NAME = "card.schema.json"
POINTER = "#:schema ./.tomoni/card.schema.json\n"
TEXT, VALUE, FILTER = ({"$ref": f"#/$defs/{name}"} for name in ("text", "value", "filter"))
STRINGS = {"oneOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]}
SCALAR = {"type": ["string", "number", "boolean"]}


def _table(needed: Collection[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(needed), "additionalProperties": False, "properties": properties}


EVENT = _table(("day", "text"), day={"type": "string", "format": "date"}, text=TEXT, cards=STRINGS)
LEVEL = _table(("value", "label"), value={"type": "number"}, label=TEXT)
SIDE = _table(
    ("label",),
    label=TEXT,
    dataset={"type": "string"},
    x={"type": "string"},
    value=VALUE,
    filter=FILTER,
    population={"type": "integer", "minimum": 1},
)
NODE = _table(
    ("label",), label=TEXT, value=VALUE, filter=FILTER, nodes={"type": "array", "items": {"$ref": "#/$defs/node"}}
)
SHAPES: Mapping[Any, Mapping[str, Any]] = {
    options.text: TEXT,
    options.string: {"type": "string"},
    options.card_id: {"type": "string", "pattern": f"^{options.ID.pattern}$"},
    options.flag: {"type": "boolean"},
    options.strings: STRINGS,
    options.value: VALUE,
    options.order: {"enum": list(options.ORDERS)},
    options.conditions: FILTER,
    options.nodes: {"type": "array", "items": {"$ref": "#/$defs/node"}},
    options.events: {"type": "array", "items": EVENT},
    options.thresholds: {"type": "array", "items": LEVEL},
    options.compare: {"type": "array", "items": SIDE},
}
"""How the value of an option looks, by its reader."""
MEANINGS = {
    "id": "アドレスになる名前（変えないでください） / becomes the permanent address",
    "type": "種類 / kind of card",
    "dataset": "データ名（sources/ のファイル名） / dataset, as in sources/",
    "title": "見出し。なければデータの題 / heading; without it the title of the dataset",
    "note": "グラフの下の注 / a note below the figure",
    "definition": "この数字が何を数えたものか / what the figure counts",
    "text": "text カードの本文。{value} が数字になります / body of a text card",
    "unit": "単位 / unit of the figures",
    "x": "横軸の項目（日付か区分） / date or category field",
    "value": "count（行数）, sum:項目名（合計）, last:項目名（最新の値）, 項目名（そのままの値） / what is counted",
    "series": "ならべる項目 / fields shown side by side",
    "split": "この項目の値ごとに分ける / one series for each value of this field",
    "filter": "この値の行だけ。値は [ ] で並べられます / only rows with one of these values",
    "order": "並べ方：横軸の順・数の大きい順・ファイルの順 / by axis, by value, or as in the file",
    "columns": "表に出す項目 / fields of the table",
    "limit": "表に出す行の数（なければ 50） / rows of the table (50 when not given)",
    "nodes": "内訳の木の箱。箱の中に箱を書けます / boxes of a tree, which may hold boxes",
    "lines": "棒に重ねて線で描く項目（同じ単位のもの） / fields drawn as lines over the bars (of the same unit)",
    "mean7": "7日間平均の線 / line of the 7-day mean",
    "mean": "平均の日数を変える / mean of so many days instead",
    "cumulative": "累計の切り替え / offer the running total",
    "alt": "読み上げ用の説明。なければ数字から作ります / text alternative; made from the figures when left out",
    "events": "時間軸の出来事。共通のものは events.toml に / events on the time axis; those of all cards go into events.toml",
    "thresholds": "目安の線 / levels drawn across the chart",
    "suppress": "この数より小さい数（1から）を「*」にする。データの側（sources/ の suppress）にも要ります / numbers from 1 to below this are told as *; needs suppress in the source, too",
    "filters": "しぼり込みのリンクを出す項目（表） / fields to filter a table by, as links",
    "sorts": "並べ替えのリンクを出す項目（表） / fields to sort a table by, as links",
    "compare": "くらべる相手（データ・地域） / what to compare with: datasets, areas",
    "per": "人口あたりにする（100000 なら10万人あたり） / figures per so many people",
    "key": "先頭の大きな数字にする / show among the key figures",
    "metric": "何の数か。metrics.toml の定義を使い、トップページに同じ数を二度出しません / the quantity: its definition stands in metrics.toml, and the first page does not show one twice",
    "home": "トップページに出す / show on the first page",
    "rank": "小さいほど前に並ぶ（なければ 50） / lower stands first (50 when not given)",
}


def schema(types: Collection[str]) -> dict[str, Any]:
    """The JSON Schema of a dashboard.toml with these types of card."""
    card = {name: {**_shape(reader), "description": MEANINGS[name]} for name, reader in OPTIONS.items()}
    card["type"]["examples"] = sorted(types)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tomoni dashboard.toml",
        "description": "グラフ・表の宣言 / cards of a situation site",
        "type": "object",
        "additionalProperties": False,
        "properties": {"card": {"type": "array", "items": {"$ref": "#/$defs/card"}}},
        "$defs": {
            "text": _text(),
            "value": {"type": "string", "minLength": 1},
            "filter": {
                "type": "object",
                "additionalProperties": {"oneOf": [SCALAR, {"type": "array", "minItems": 1, "items": SCALAR}]},
            },
            "node": NODE,
            "card": {**_table(("id", "type")), "properties": card},
        },
    }


def _shape(reader: Any) -> dict[str, Any]:
    if isinstance(reader, Whole):
        return {"type": "integer", "minimum": reader.low, "maximum": reader.high}
    return dict(SHAPES[reader])


def _text() -> dict[str, Any]:
    words = {"type": "string"}
    languages = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": words,
        "properties": {"ja": words, "en": words},
    }
    said = "文字、または { ja, en } / a text, or one for each language"
    return {"description": said, "oneOf": [words, languages]}


def page(types: Collection[str]) -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(types), ensure_ascii=False, indent=1) + "\n"


def put(home: Path) -> None:
    """Lays the schema into a community's state folder, unless it is there already."""
    path, wanted = home / NAME, SHIPPED.read_text(encoding="utf-8")
    if home.is_dir() and (not path.is_file() or path.read_text(encoding="utf-8") != wanted):
        write_text(path, wanted)
