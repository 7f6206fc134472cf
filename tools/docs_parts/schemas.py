"""docs/schemas.md: every definition of the library with its source, its columns and its code lists."""

from __future__ import annotations

from collections.abc import Iterator

from docs_parts.markdown import anchored, code, escaped, head, joined, table

from tomoni.tables.schema import Field, Schema, library

TYPES = {
    "string": "文字 / string",
    "integer": "整数 / integer",
    "number": "数 / number",
    "date": "日付 / date",
    "time": "時刻 / time",
    "year": "年 / year",
    "boolean": "真偽 / boolean",
}
SHOWN = 12
"""Longer code lists are cut here; the file of the schema has them all."""
INTRO = """\
`tomoni check FILE --schema ID`、`tomoni add DIR FILE --schema ID` で名指しできます。名指ししなければ、列の名前と値から合うものを探します。 /
Name one with `--schema ID`, or let the columns and values decide.

版のある定義は `aed@2023` のように書きます。`aed` だけなら新しい版です。「別名」は、同じ項目を指すほかの列名の数です。ファイルは
[tomoni/tables/schema/library/](../tomoni/tables/schema/library/) にあり、どれも Frictionless Table Schema として読めます。 /
Definitions with editions are written `aed@2023`; `aed` alone is the newest. “Aliases” counts the other column names known for a field. Every file is
a Frictionless Table Schema. To add one: [add-a-schema.md](add-a-schema.md).
"""


def page() -> str:
    """The page as Markdown. KeyError for a type that this file has no word for."""
    return joined(_lines())


def _lines() -> Iterator[str]:
    schemas = library()
    yield from head(f"項目定義の一覧（{len(schemas)}）", "The schema library", "tools/schema_parts/")
    yield INTRO
    rows = [
        (f"[{code(name)}](#{_anchor(name)})", escaped(item.title.ja), escaped(item.title.en), str(len(item.fields)))
        for name, item in schemas.items()
    ]
    yield from table(("id", "名前", "name", "項目 / fields"), rows)
    for name, item in schemas.items():
        yield from _schema(name, item)


def _anchor(name: str) -> str:
    return name.replace("@", "-")


def _schema(name: str, item: Schema) -> Iterator[str]:
    yield from anchored(2, _anchor(name), f"{name} — {escaped(item.title.ja)} / {escaped(item.title.en)}")
    if item.description:
        yield from (escaped(item.description), "")
    yield f"出典 / source: {escaped(item.source)} · 利用条件 / licence: {escaped(item.license)}"
    yield ""
    rows = [_field(field) for field in item.fields]
    yield from table(("項目", "field", "型 / type", "必須 / required", "別名 / aliases", "値 / codes"), rows)
    rules = [*_rules(item)]
    if rules:
        yield from (*rules, "")


def _field(field: Field) -> tuple[str, ...]:
    kind = TYPES[field.type] + (f"（{escaped(field.unit)}）" if field.unit else "")
    name = code(field.name) + (" *" if field.extension else "") + (" †" if field.personal else "")
    named = len(field.aliases) + len(field.weak_aliases)
    return (name, escaped(field.title.en), kind, "◎" if field.required else "", str(named or ""), _codes(field))


def _codes(field: Field) -> str:
    values = [escaped(item.value) for item in field.codes]
    more = f" …（{len(values)}）" if len(values) > SHOWN else ""
    return "・".join(values[:SHOWN]) + more


def _rules(item: Schema) -> Iterator[str]:
    if any(field.extension for field in item.fields):
        yield "- \\* 定義にはなく、多くの自治体が公開している項目 / not in the definition, but many publish it"
    if item.personal:
        yield "- † 一人ひとりのことを述べる項目。公開前に確かめます / describes single persons; looked at before publication"
    for rule in item.sums:
        yield f"- {code(rule.total)} = {' + '.join(code(part) for part in rule.parts)}"
    for rule in item.cumulatives:
        daily = f"、毎日 {code(rule.daily)} だけ増えます / grows by it" if rule.daily else ""
        yield f"- {code(rule.total)} は減りません / never falls{daily}"
    for need in item.needs:
        yield f"- 次のうち{need.at_least}つ以上が必要 / at least {need.at_least} of: {'・'.join(code(n) for n in need.of)}"
    if item.provisional_days:
        yield f"- 直近{item.provisional_days}日は暫定値 / the latest {item.provisional_days} days are provisional"
