"""docs/cards.md: the types of card with an example each, and every option as card.schema.json declares it."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docs_parts.markdown import anchored, code, escaped, head, joined, table

from tomoni.cli.home import open_rooms
from tomoni.dashboard.config import editor

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = (ROOT / "communities/mihon", ROOT / "tomoni/dashboard/defaults")
OWN = "tomoni.dashboard.cards"
JAPANESE = {
    "bar": "棒グラフ。日ごと（7日間平均の線も）、または区分ごとに1本。",
    "line": "折れ線グラフ。日ごと、または区分ごと。",
    "map": "地図。地域ごとの数を色の濃さで。置けない地域は表に出ます。",
    "number": "大きな数字ひとつ。いつの数字か、どれだけ増減したか。",
    "stacked": "積み上げ棒グラフ。内訳を `split` か `series` で。",
    "table": "データの行をそのまま表に。どの行からも「この数字の元」へ。",
    "compare": "くらべる。ほかのデータや地域と、同じ軸で。人口あたりにもできます。",
    "heat": "ヒートマップ。日ごと・区分ごとの数を、ます目の色の濃さで。",
    "many": "小さなグラフを並べます。単位のちがうものも、これなら正しくくらべられます。",
    "text": "文章。`dataset` があれば `{value}` が数字になります。",
    "tree": "内訳の木（検査→陽性→入院…）。足して合わないところは、そう書きます。",
}
WRITTEN = {
    "text": """\
[[card]]
id = "calls-in-words"
type = "text"
dataset = "covid19-call-center"
title = { ja = "相談の数", en = "Calls" }
value = "sum:相談件数"
unit = { ja = "件", en = "calls" }
text = { ja = "これまでに{value}の相談がありました。", en = "So far there were {value}." }""",
    "heat": """\
[[card]]
id = "cases-heat"
type = "heat"
dataset = "covid19-patients"
title = { ja = "公表日と年代", en = "Cases by day and age" }
x = "公表_年月日"
split = "患者_年代"
unit = { ja = "人", en = "people" }""",
    "many": """\
[[card]]
id = "tests-and-calls"
type = "many"
dataset = "covid19-daily-status"
title = { ja = "入院と重症", en = "In hospital and severe" }
x = "年月日"
series = ["入院中", "重症"]""",
    "compare": """\
[[card]]
id = "neighbours"
type = "compare"
title = { ja = "となりの市とくらべる", en = "Beside the neighbours" }
x = "公表_年月日"
per = 100000
unit = { ja = "人（10万人あたり）", en = "per 100,000 people" }

[[card.compare]]
label = { ja = "甲市", en = "Kō" }
dataset = "patients-ko"
population = 312000

[[card.compare]]
label = { ja = "乙町", en = "Otsu" }
dataset = "patients-otsu"
population = 54000""",
}
"""Examples of types that no card of the sample has."""
QUOTED, BOTH, LIST = '`"…"`', '{ ja = "…", en = "…" }', '["…", "…"]'
INTRO = """\
カードは、地域フォルダーの `dashboard.toml` に `[[card]]` として書きます。`tomoni add` が最初の案を書くので、あとは自由に直してください。 /
Cards stand as `[[card]]` in `dashboard.toml` of the community folder; `tomoni add` writes the first ones. How to write or add a type: [add-a-card.md](add-a-card.md).
"""


def page() -> str:
    """The page as Markdown."""
    return joined(_lines())


def _lines() -> Iterator[str]:
    types = open_rooms().extras_of("card-type")
    yield from head("グラフ・表の種類", "Card types", "tomoni/dashboard/cards/ or config/editor.py")
    yield INTRO
    for name in sorted(types):
        yield from _type(name, types[name])
    yield from _options(editor.schema(types))


def _type(name: str, found: Any) -> Iterator[str]:
    yield from anchored(2, name, name)
    if name in JAPANESE:
        yield JAPANESE[name] + "<br>"
    yield escaped(_words(name, found))
    yield ""
    if example := _example(name):
        yield from ("```toml", example, "```", "")


def _words(name: str, found: Any) -> str:
    """What the file of a type says of it, without the name in front."""
    try:
        module = importlib.import_module(f"{OWN}.{name}")
    except ModuleNotFoundError:  # a type of another room
        module = inspect.getmodule(type(found))
    words = " ".join((inspect.getdoc(module) or "").split())
    return words.removeprefix(f"{name}: ").partition("; text:")[0]


def _example(name: str) -> str:
    """The first card of this type in the sample city, else in the cards that `tomoni add` proposes."""
    for folder in EXAMPLES:
        for path in sorted(folder.glob("*.toml")):
            for block in re.split(r"(?=^\[\[card\]\]$)", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
                if re.search(rf'^type = "{name}"$', block, re.MULTILINE) and block.startswith("[[card]]"):
                    block = re.sub(r" *# if\S* .*", "", block)
                    return block.strip().replace("{dataset}", path.stem).replace("{of.ja}", "").replace("{of.en}", "")
    return WRITTEN.get(name, "")


def _options(schema: Mapping[str, Any]) -> Iterator[str]:
    card = schema["$defs"]["card"]
    yield from anchored(2, "options", "書けること / Options")
    rows = [
        (
            code(key),
            _kind(entry, schema),
            "◎" if key in card["required"] else "",
            escaped(editor.MEANINGS[key]),
        )
        for key, entry in card["properties"].items()
    ]
    yield from table(("キー / key", "書き方 / form", "必須 / required", "意味 / meaning"), rows)
    node = schema["$defs"]["node"]
    yield f"`nodes` の箱 / a box of `nodes`: {'・'.join(code(key) for key in node['properties'])}"


def _resolved(entry: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = entry.get("$ref", "").rpartition("/")[2]
    return {**schema["$defs"][reference], **entry} if reference else entry


def _kind(entry: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """How a value is written, in one phrase."""
    if entry.get("$ref") == "#/$defs/text":
        return f"{QUOTED} / {code(BOTH)}"
    entry = _resolved(entry, schema)
    if entry.get("type") == "array" and "$ref" not in entry["items"]:
        inner = ", ".join(f"{name} = …" for name in entry["items"]["properties"])
        return code(f"[{{ {inner} }}]")
    if "enum" in entry:
        return " ".join(code(f'"{value}"') for value in entry["enum"])
    if "oneOf" in entry:
        return f"{QUOTED} / {code(LIST)}"
    form = {"string": '"…"', "boolean": "true / false", "object": '{ 項目 = "値" }', "array": "[[card.nodes]]"}
    if entry["type"] == "integer":
        return f"{entry['minimum']}–{entry['maximum']}"
    return code(form[entry["type"]])
