"""Which definition a table follows: names first, values as witnesses, and a confidence that says how sure that is.

Every column is weighed against every field: its name (official, alias, spelling, one level of a joined header) and
whether its values are such values at all. A word that many definitions share (備考, 緯度) proves little, so each hit
counts by how few definitions know the word. A table that merely shares common columns stays below the threshold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from tomoni.tables.finding import Message
from tomoni.tables.schema import model
from tomoni.tables.schema.evidence import Evidence, evidence
from tomoni.tables.schema.model import Field, Schema
from tomoni.tables.schema.names import bare, closeness, levels, normal
from tomoni.tables.schema.running import as_totals
from tomoni.tables.table import Table

THRESHOLD = 0.5
"""Matches below are not proposed."""

MINIMUM_FIT = 0.5
DERIVABLE = {"code", "prefecture", "city"}
"""Roles of fields that follow from whose data it is; their absence says nothing."""

NEUTRAL = DERIVABLE | {"id", "note", "weekday"}
"""Roles of fields that every other table has; their presence says nothing."""

HOW = {
    "name": Message("項目名が同じ", "same name"),
    "alias": Message("別名・表記ゆれ", "known alias"),
    "bare": Message("かっこの中を除いた名前が同じ", "same name without what is in brackets"),
    "level": Message("見出しの一段が同じ", "same as one level of the header"),
    "spelling": Message("綴りが近い", "nearly the same spelling"),
    "weak": Message("ほかの列から判断", "follows from the other columns"),
    "values": Message("値から判断（見出しなし）", "from the values (no header)"),
    "running": Message("値が減らないので累計と判断", "never falls, so a running total"),
    "given": Message("指定による", "as given"),
}
SCORES = {"name": 1.0, "alias": 0.95, "bare": 0.85, "level": 0.75, "spelling": 0.7, "weak": 0.6, "values": 0.85}


@dataclass(frozen=True, slots=True)
class Mapped:
    """One field and the column it was found in; `how` is a key of HOW, `fit` the share of values that are such values."""

    field: str
    column: str
    how: str
    fit: float
    weight: float = 0.0

    @property
    def score(self) -> float:
        return SCORES.get(self.how, 1.0) * (0.5 + 0.5 * self.fit)


@dataclass(frozen=True, slots=True)
class Match:
    """A proposal: this table follows that schema. `mapping` is field name → column name."""

    schema_id: str
    confidence: float
    reason: Message
    mapping: dict[str, str]
    missing: list[str] = field(default_factory=list)
    """Required fields that no column was found for (those that follow from the place left out)."""
    extra: list[str] = field(default_factory=list)
    """Columns of the table that the schema does not have."""
    how: dict[str, Mapped] = field(default_factory=dict)


def match(table: Table, *, only: Iterable[str] | None = None) -> list[Match]:
    """The schemas the table seems to follow, best first, none below THRESHOLD.

    `only` limits the search to these schema ids (or refs with version); with a single one, it comes back whatever its
    confidence, because then somebody has already decided.
    """
    schemas = [model.load(ref) for ref in only] if only is not None else list(model.library().values())
    columns = evidence(table)
    found = sorted((_match(table, columns, schema) for schema in schemas), key=_order)
    if only is not None and len(schemas) == 1:
        return found
    found = _without_shadows(found)
    return [m for m in found if m.confidence >= THRESHOLD]


def _order(found: Match) -> tuple[float, str, float]:
    """Surest first; of two editions that fit equally well, the newer."""
    base, _, version = found.schema_id.partition("@")
    return -found.confidence, base, -float(version) if version.isdigit() else 0.0


def _without_shadows(found: list[Match]) -> list[Match]:
    """A definition that explains only what the best one explains anyway, and less of it, is not a second opinion."""
    if len(found) < 2:
        return found
    best = found[0]
    base, columns = best.schema_id.partition("@")[0], set(best.mapping.values())

    def doubted(other: Match) -> Match:
        lesser = other.schema_id.partition("@")[0] != base and set(other.mapping.values()) < columns
        return replace(other, confidence=round(other.confidence / 2, 3)) if lesser else other

    return sorted((doubted(m) for m in found), key=_order)


def map_columns(columns: list[Evidence], schema: Schema) -> list[Mapped]:
    """The best one-to-one assignment of columns to fields, surest pairs first."""
    pairs = [pair for column in columns if not column.nameless for pair in _candidates(column, schema)]
    chosen = _assign(pairs)
    if chosen:  # 合計 means something only where the rest is known
        taken = {m.column for m in chosen}
        chosen = _assign([*chosen, *_weak([c for c in columns if c.name not in taken], schema)])
    return _from_values(columns, schema, chosen)


class _Name:
    """A column's name in the forms in which it is compared."""

    def __init__(self, text: str) -> None:
        self.key = normal(text)
        self.bare = bare(text)
        parts = levels(text)
        self.levels = [form for part in parts for form in (normal(part), bare(part)) if form]
        self.known = self.key in _words()


def _candidates(column: Evidence, schema: Schema) -> list[Mapped]:
    out = []
    name = _name(column.name)
    for item in schema.fields:
        how = _how(name, schema.words[item.name], item)
        if how and (fit := column.fit(item)) >= MINIMUM_FIT:
            out.append(Mapped(item.name, column.name, how[0], fit, how[1]))
    return out


@lru_cache(maxsize=2_000)
def _name(text: str) -> _Name:
    return _Name(text)


def _how(name: _Name, own: frozenset[str], item: Field) -> tuple[str, float] | None:
    """By what way the column's name means the field, and how much the word proves; None when it does not. `own` are the
    words of the field."""
    if name.key in own:
        return ("name" if name.key == normal(item.name) else "alias"), _proof(name.key)
    if name.bare in own:
        return "bare", _proof(name.bare) * 0.9
    for level in name.levels:
        if level in own:
            return "level", _proof(level) * 0.75
    if len(name.key) >= 4 and not name.known:
        best = max((closeness(name.key, other), other) for other in own)
        if best[0] >= 0.8:
            return "spelling", _proof(best[1]) * 0.8
    return None


def _weak(columns: list[Evidence], schema: Schema) -> list[Mapped]:
    out = []
    for column in columns:
        name = _name(column.name)
        forms = {name.key, name.key.strip("()[]"), name.bare, *name.levels}
        for item in schema.fields:
            if any(normal(alias) in forms for alias in item.weak_aliases) and (fit := column.fit(item)) >= MINIMUM_FIT:
                out.append(Mapped(item.name, column.name, "weak", fit, 0.1))
    return out


def _assign(pairs: list[Mapped]) -> list[Mapped]:
    taken_fields: set[str] = set()
    taken_columns: set[str] = set()
    chosen = []
    for pair in sorted(pairs, key=lambda p: -p.score):
        if pair.field not in taken_fields and pair.column not in taken_columns:
            chosen.append(pair)
            taken_fields.add(pair.field)
            taken_columns.add(pair.column)
    return chosen


def _from_values(columns: list[Evidence], schema: Schema, chosen: list[Mapped]) -> list[Mapped]:
    """A column without a name whose values are all days is the day of the schema, if that is not yet found."""
    if not schema.date_field or any(m.field == schema.date_field for m in chosen):
        return chosen
    item = schema.by_name[schema.date_field]
    for column in columns:
        if column.nameless and not column.empty and (fit := column.fit(item)) >= 0.7:
            return [*chosen, Mapped(item.name, column.name, "values", fit, 0.2)]
    return chosen


def _match(table: Table, columns: list[Evidence], schema: Schema) -> Match:
    mapped = as_totals(table, schema, map_columns(columns, schema))
    by_field = {m.field: m for m in mapped}
    columns_taken = {m.column for m in mapped}
    required = [f for f in schema.fields if f.required and f.role not in DERIVABLE]
    missing = [f.name for f in required if f.name not in by_field]
    extra = [c.name for c in columns if c.name not in columns_taken]
    confidence = _confidence(table, columns, schema, mapped, required)
    return Match(
        schema.id,
        round(confidence, 3),
        _reason(schema, mapped, missing, len(columns)),
        {f.name: by_field[f.name].column for f in schema.fields if f.name in by_field},
        missing,
        extra,
        by_field,
    )


def _confidence(
    table: Table, columns: list[Evidence], schema: Schema, mapped: list[Mapped], required: list[Field]
) -> float:
    """Proof × coverage: what the words prove together, times how much of schema and table they account for."""
    by_field = {m.field: m for m in mapped}
    if not mapped:
        return 0.0
    if any(sum(name in by_field for name in need.of) < need.at_least for need in schema.needs):
        return 0.0
    doubt = 1.0
    for m in mapped:
        if schema.by_name[m.field].role not in NEUTRAL:
            doubt *= 1 - 0.9 * m.weight * m.score
    title = normal(f"{table.title} {table.sheet}")
    if any(normal(word) in title for word in schema.context_words):
        doubt *= 0.7
    if _repeats(columns, schema, by_field):
        doubt = 1 - (1 - doubt) * 0.55
    needed = sum(by_field[f.name].score for f in required if f.name in by_field) / len(required) if required else 1.0
    said = [c for c in columns if not c.empty] or columns
    names = {m.column for m in mapped}
    explained = sum(1 for c in said if c.name in names) / len(said)
    return (1 - doubt) * (0.2 + 0.8 * needed) * (0.4 + 0.6 * math.sqrt(explained))


def _repeats(columns: list[Evidence], schema: Schema, by_field: dict[str, Mapped]) -> bool:
    """True when what should name a row (the day) comes again and again, and not for one place after another."""
    by_name = {column.name: column for column in columns}
    mapped = {f: by_name[m.column] for f, m in by_field.items()}
    places = [column for f, column in mapped.items() if schema.by_name[f].role in DERIVABLE]
    if len(schema.key) != 1 or schema.key[0] not in mapped or any(len(place.counts) > 1 for place in places):
        return False
    counts = mapped[schema.key[0]].counts
    return len(counts) < 0.7 * sum(counts.values())


def _reason(schema: Schema, mapped: list[Mapped], missing: list[str], width: int) -> Message:
    best = sorted(mapped, key=lambda m: -m.weight * m.score)[:3]
    named = "、".join(m.column for m in best)
    ja = f"{width}列のうち{len(mapped)}列が「{schema.title.ja}」の項目と合います（{named} など）。"
    en = f"{len(mapped)} of {width} columns fit “{schema.title.en or schema.title.ja}” ({', '.join(m.column for m in best)} …)."
    if missing:
        ja += f"必須の{'、'.join(missing)}は見つかりません。"
        en += f" Required but not found: {', '.join(missing)}."
    return Message(ja, en)


@cache
def _words() -> dict[str, set[str]]:
    """Normalised word → the definitions (versions apart) that know it as a name or alias."""
    out: dict[str, set[str]] = {}
    for schema in model.library().values():
        for item in schema.fields:
            for name in (item.name, *item.aliases):
                out.setdefault(normal(name), set()).add(schema.base)
    return out


def _proof(key: str) -> float:
    """1 for a word that only one definition knows, and next to nothing for one that many share."""
    count = len(_words().get(key, ()))
    return 1.0 if count <= 1 else 0.8 if count == 2 else 0.5 if count <= 4 else 0.12
