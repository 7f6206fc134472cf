"""Every schema that is shipped, from tables made by seed: columns in any order, under any of their names, wide or narrow."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, timedelta

import pytest

from tomoni.tables import read_tables
from tomoni.tables.schema import Field, Schema, conform, library, match
from tomoni.tables.schema.names import normal
from tomoni.tables.tests.variants import csv

SCHEMAS = library()
ROWS = 12
_WIDER = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_BY_ROLE = {
    "prefecture": lambda rng: "静岡県",
    "city": lambda rng: "焼津市",
    "code": lambda rng: "222127",
    "lat": lambda rng: f"34.8{rng.randint(1000, 9999)}1",
    "lon": lambda rng: f"138.3{rng.randint(1000, 9999)}1",
    "kana": lambda rng: "".join(rng.choices("アイウエオカキクケコサシスセソ", k=6)),
    "address": lambda rng: f"静岡県焼津市本町{rng.randint(1, 9)}丁目{rng.randint(1, 30)}番",
    "name": lambda rng: "".join(rng.choices("北南東西中央本町公園会館", k=5)),
    "place": lambda rng: "焼津市",
}


def value(item: Field, rng: random.Random, row: int) -> str:
    """A value that fits the field."""
    if item.codes:
        return rng.choice([code.value for code in item.codes])
    if item.role in ("lat", "lon") or (item.role in _BY_ROLE and item.type == "string"):
        return _BY_ROLE[item.role](rng)
    low, high = int(item.minimum or 0), int(item.maximum if item.maximum is not None else 900)
    day = date(2020, 4, 1) + timedelta(row)
    by_type = {
        "integer": lambda: str(
            row + 1 if item.unique or item.role == "id" else rng.randint(low, max(low, min(high, low + 900)))
        ),
        "number": lambda: f"{rng.randint(low, max(low, min(high - 1, low + 900)))}.5",
        "date": day.isoformat,
        "time": lambda: f"{rng.randint(8, 20):02}:30",
        "year": lambda: str(rng.randint(1990, 2020)),
        "boolean": lambda: rng.choice(("有", "無")),
    }
    if item.type in by_type:
        return by_type[item.type]()
    if "電話" in item.name or "FAX" in item.name:
        return f"054-624-{rng.randint(1000, 9999)}"
    if "郵便番号" in item.name:
        return f"425-{rng.randint(1000, 9999)}"
    if "URL" in item.name.upper():
        return f"https://www.example.jp/{row}"
    if item.role == "id" or item.unique:
        return f"{row + 1:010}"
    return "".join(rng.choices("北南東西中央本町公園会館", k=5)) + str(row)


def header(item: Field, schema: Schema, rng: random.Random) -> str:
    """One of the names that mean this field alone, perhaps with other widths."""
    others = {normal(alias) for other in schema.fields if other is not item for alias in (other.name, *other.aliases)}
    name = rng.choice((item.name, item.name, *(alias for alias in item.aliases if normal(alias) not in others)))
    way = rng.choice(
        (str, str, lambda text: text.translate(_WIDER), lambda text: text.replace("_", ""), lambda text: f" {text}　")
    )
    return way(name)


def table(schema: Schema, rng: random.Random) -> tuple[bytes, dict[str, str]]:
    """A file by the schema, and the field that each of its column names means."""
    fields = list(schema.fields)
    rng.shuffle(fields)
    names: dict[str, str] = {}
    for item in fields:
        name = header(item, schema, rng)
        key = unicodedata.normalize("NFKC", name).replace("_", "").strip().casefold()
        if key in names:
            name, key = item.name, item.name
        names[key] = name
    rows = [[value(item, rng, row) for item in fields] for row in range(ROWS)]
    return csv([list(names.values()), *rows]), {
        item.name: name.strip() for item, name in zip(fields, names.values(), strict=True)
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_table_is_known_and_every_column_found_whatever_its_order_and_spelling(name: str) -> None:
    schema = SCHEMAS[name]
    for seed in range(1):
        data, meant = table(schema, random.Random(f"{name} {seed}"))
        (made,) = read_tables(data)
        conformed = conform(made, schema)
        assert conformed.mapping == meant, seed
        assert conformed.frame.columns[: len(meant)] == [item.name for item in schema.fields]
        assert match(made)[0].schema_id == schema.id, seed
