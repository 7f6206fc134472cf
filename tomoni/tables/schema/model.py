"""Schema: what a dataset's table should look like — Frictionless Table Schema, with our own words as `tomoni:` keys.

The library is a folder of JSON files, one a version of a definition (`covid19-patients.json`, `aed@2017.json`), read
when first asked for. Keys of ours are explained in library/README.md.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tomoni.tables.finding import Message
from tomoni.tables.schema.names import normal, value_key

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list: `value` is what is stored, `aliases` how it is also written."""

    value: str
    en: str = ""
    aliases: tuple[str, ...] = ()
    standard: bool = True
    """False for values the definition does not list but that are in common use (調査中, 非公表)."""


@dataclass(frozen=True)
class Field:
    """One column of a schema."""

    name: str
    type: str = "string"
    """string, integer, number, date, time, year, boolean: as in Table Schema."""
    title: Message = field(default_factory=lambda: Message("", ""))
    description: str = ""
    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    """Names such as 合計 that mean this field only in a table that has been recognised by others."""
    codes: tuple[Code, ...] = ()
    open_codes: bool = True
    """True when further values may occur and are only worth a note."""
    unit: str = ""
    role: str = ""
    """What the field is for: date, code, prefecture, city, id, name, kana, address, lat, lon, count, flag, note …"""
    personal: bool = False
    """Describes single persons: looked at by the check for personal data before anything leaves the house."""
    extension: bool = False
    """Not in the definition, but in use."""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Normalised value or alias → value of the code list."""
        out: dict[str, str] = {}
        for code in self.codes:
            for text in (code.value, *code.aliases):
                out.setdefault(value_key(text), code.value)
        return out

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Field:
        limits = raw.get("constraints", {})
        codes = raw.get("tomoni:codes", ())
        return cls(
            name=raw["name"],
            type=raw.get("type", "string"),
            title=Message(raw.get("title", raw["name"]), raw.get("tomoni:en", "")),
            description=raw.get("description", ""),
            required=bool(limits.get("required")),
            unique=bool(limits.get("unique")),
            minimum=limits.get("minimum"),
            maximum=limits.get("maximum"),
            pattern=limits.get("pattern", ""),
            aliases=tuple(raw.get("tomoni:aliases", ())),
            weak_aliases=tuple(raw.get("tomoni:weakAliases", ())),
            codes=tuple(
                Code(c["value"], c.get("en", ""), tuple(c.get("aliases", ())), c.get("standard", True)) for c in codes
            ),
            open_codes=raw.get("tomoni:openCodes", True),
            unit=raw.get("tomoni:unit", ""),
            role=raw.get("tomoni:role", ""),
            personal=bool(raw.get("tomoni:personal")),
            extension=bool(raw.get("tomoni:extension")),
            raw=raw,
        )


@dataclass(frozen=True, slots=True)
class SumRule:
    """`total` is the sum of `parts` in every row (V06)."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cumulative:
    """`total` never falls, and where `daily` is there, each value is the last one plus the day's."""

    total: str
    daily: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A table can only be of this schema when it has at least so many of these fields."""

    at_least: int
    of: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """One version of a dataset definition. `raw` is the JSON as it stands in the file."""

    id: str
    version: str
    title: Message
    fields: tuple[Field, ...]
    raw: Mapping[str, Any]
    description: str = ""
    source: str = ""
    license: str = ""
    key: tuple[str, ...] = ()
    """Field names that together name a row, () when nothing does."""
    date_field: str = ""
    """The field a row's day stands in, "" for lists without days."""
    lat_field: str = ""
    lon_field: str = ""
    sums: tuple[SumRule, ...] = ()
    cumulatives: tuple[Cumulative, ...] = ()
    needs: tuple[Need, ...] = ()
    provisional_days: int = 0
    """How many of the latest days are usually still corrected."""
    context_words: tuple[str, ...] = ()
    """Words in a table's title that speak for this schema."""

    @property
    def base(self) -> str:
        """The id without the version: aed@2017 → aed."""
        return self.id.partition("@")[0]

    @property
    def ref(self) -> str:
        """id@version, also where the id alone is unique."""
        return f"{self.base}@{self.version}"

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {item.name: item for item in self.fields}

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """Field name → all its names, in the form in which names are compared."""
        return {item.name: frozenset(normal(name) for name in (item.name, *item.aliases)) for item in self.fields}

    @property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Field name → the other names it goes by."""
        return {item.name: item.aliases for item in self.fields}

    @property
    def personal(self) -> bool:
        """True when a row is a person."""
        return any(item.personal for item in self.fields)

    def with_fields(self, fields: Iterable[Field]) -> Schema:
        """The same schema with just these columns (after conform: those a table has, and its own beside them)."""
        fields = tuple(fields)
        return replace(self, fields=fields, raw={**self.raw, "fields": [dict(item.raw) for item in fields]})

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Schema:
        """A schema from Table Schema JSON, ours or anybody's; raises KeyError when a field has no name."""
        name = raw.get("name", "table")
        keys = raw.get("primaryKey", ())
        return cls(
            id=name,
            version=str(raw.get("tomoni:version", "1")),
            title=Message(raw.get("title", name), raw.get("tomoni:en", "")),
            fields=tuple(Field.from_json(item) for item in raw.get("fields", ())),
            raw=raw,
            description=raw.get("description", ""),
            source=raw.get("tomoni:source", ""),
            license=raw.get("tomoni:license", ""),
            key=(keys,) if isinstance(keys, str) else tuple(keys),
            date_field=raw.get("tomoni:dateField", ""),
            lat_field=raw.get("tomoni:latField", ""),
            lon_field=raw.get("tomoni:lonField", ""),
            sums=tuple(SumRule(item["total"], tuple(item["parts"])) for item in raw.get("tomoni:sums", ())),
            cumulatives=tuple(
                Cumulative(item["total"], item.get("daily", "")) for item in raw.get("tomoni:cumulative", ())
            ),
            needs=tuple(Need(item["atLeast"], tuple(item["of"])) for item in raw.get("tomoni:needs", ())),
            provisional_days=int(raw.get("tomoni:provisionalDays", 0)),
            context_words=tuple(raw.get("tomoni:contextWords", ())),
        )


SHARED = LIBRARY / "shared.toml"
"""Names of columns that communities have given to everybody (`tomoni share`): schema → field → names."""


@cache
def library() -> dict[str, Schema]:
    """All schemas shipped, by id (`covid19-patients`, `aed@2017`, `aed@2023`)."""
    shared = tomllib.loads(SHARED.read_text(encoding="utf-8")) if SHARED.is_file() else {}
    return {path.stem: _read(path, shared.get(path.stem, {})) for path in sorted(LIBRARY.glob("*.json"))}


def load(ref: str | Path) -> Schema:
    """A schema by id, with or without its version (`aed` is the newest we have), or from a JSON file's path.

    Raises LookupError in words for people when there is none.
    """
    known, ref = library(), str(ref)
    if ref in known:
        return known[ref]
    if ref.endswith(".json") and Path(ref).is_file():
        return _read(Path(ref))
    base, _, version = ref.partition("@")
    same = sorted((s for s in known.values() if s.base == base and version in ("", s.version)), key=lambda s: s.version)
    if not same:
        raise LookupError(f"no schema {ref!r}; there are: {', '.join(known)}")
    return same[-1]


def _read(path: Path, shared: Mapping[str, Sequence[str]] | None = None) -> Schema:
    """`shared`: field → further names of its column."""
    made = Schema.from_json(json.loads(path.read_text(encoding="utf-8")))
    more = {name: tuple(names) for name, names in (shared or {}).items()}
    fields = (replace(one, aliases=(*one.aliases, *more.get(one.name, ()))) for one in made.fields)
    return replace(made, fields=tuple(fields)) if more else made
