"""The schema only grows: what was once published is there, with the same type, in every later version of the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tomoni.stock.feed import schema

PROMISED = json.loads((Path(__file__).parent / "contract-1.json").read_text())
"""field → its type, as first promised. Add lines for what is new; never take one away."""


def offered(defs: dict[str, Any]) -> dict[str, str]:
    found = {}
    for name, one in defs.items():
        for field, facts in one.get("properties", {}).items():
            found[f"{name}.{field}"] = facts.get("type") or facts.get("$ref")
        for field in one.get("required", []):
            found[f"{name}.{field}!"] = "required"
    return found


def broken(now: dict[str, str]) -> list[str]:
    """What a reader of the promised format would miss."""
    return sorted(field for field, kind in PROMISED.items() if now.get(field) != kind)


def test_nothing_that_was_promised_is_gone_or_retyped() -> None:
    assert not broken(offered(schema.value()["$defs"]))


@pytest.mark.parametrize("harm", ["remove", "retype", "no longer required"])
def test_the_contract_notices_a_break(harm: str) -> None:
    defs = json.loads(schema.document())["$defs"]
    if harm == "remove":
        del defs["stock"]["properties"]["on_hand"]
    elif harm == "retype":
        defs["site"]["properties"]["lat"]["type"] = "string"
    else:
        defs["header"]["required"].remove("ttl")
    assert broken(offered(defs))


def test_every_new_field_is_written_down_as_promised() -> None:
    assert sorted(offered(schema.value()["$defs"])) == sorted(PROMISED)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.value())
