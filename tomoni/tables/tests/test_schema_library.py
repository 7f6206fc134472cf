"""The library: every definition is sound in itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tomoni.tables.schema import Schema, library, load
from tomoni.tables.schema.model import LIBRARY
from tomoni.tables.schema.names import normal, value_key

SCHEMAS = list(library().values())
TYPES = {"string", "integer", "number", "date", "time", "year", "boolean"}


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.id)
class TestEverySchema:
    def test_it_names_itself_its_source_and_its_licence(self, schema: Schema) -> None:
        assert library()[schema.id] == schema
        assert schema.title.ja
        assert schema.title.en
        assert schema.source
        assert schema.license
        assert schema.version

    def test_its_fields_have_types_and_distinct_names(self, schema: Schema) -> None:
        names = [normal(field.name) for field in schema.fields]
        assert len(names) == len(set(names))
        assert {field.type for field in schema.fields} <= TYPES
        assert all(field.title.ja for field in schema.fields)

    def test_every_field_has_an_english_name(self, schema: Schema) -> None:
        assert [field.name for field in schema.fields if not field.title.en] == []

    def test_what_it_says_about_fields_is_about_its_own(self, schema: Schema) -> None:
        known = set(schema.by_name)
        told = [*schema.key, schema.date_field, schema.lat_field, schema.lon_field]
        told += [name for rule in schema.sums for name in (rule.total, *rule.parts)]
        told += [name for rule in schema.cumulatives for name in (rule.total, rule.daily)]
        told += [name for need in schema.needs for name in need.of]
        assert {name for name in told if name} <= known
        assert all(need.at_least <= len(need.of) for need in schema.needs)

    def test_an_alias_is_not_another_field_s_name(self, schema: Schema) -> None:
        """陰性確認 must not lead to 死亡: within one schema a word of another field's own name means that field only."""
        own = {normal(field.name): field.name for field in schema.fields}
        wrong = [
            (field.name, alias)
            for field in schema.fields
            for alias in field.aliases
            if own.get(normal(alias), field.name) != field.name
            and field.type != schema.by_name[own[normal(alias)]].type
        ]
        assert wrong == []

    def test_a_spelling_means_one_value(self, schema: Schema) -> None:
        for field in schema.fields:
            seen: dict[str, str] = {}
            for code in field.codes:
                for text in (code.value, *code.aliases):
                    assert seen.setdefault(value_key(text), code.value) == code.value, (field.name, text)


def test_the_definitions_of_the_issue_are_there() -> None:
    wanted = (
        "patients test-people test-count confirm-negative call-center fever-consultation hospital-beds daily-status"
    )
    assert {f"covid19-{name}" for name in wanted.split()} <= set(library())
    assert len({s.base for s in SCHEMAS if s.version == "2017"}) == 15
    assert len([s for s in SCHEMAS if s.version == "2023"]) == 5


def test_an_id_without_version_is_the_newest() -> None:
    assert load("aed").id == "aed@2023"
    assert load("aed@2017").version == "2017"
    assert load("covid19-patients@1") is load("covid19-patients")
    assert load("covid19-patients").ref == "covid19-patients@1"


def test_an_unknown_id_is_answered_with_what_there_is() -> None:
    with pytest.raises(LookupError, match="covid19-patients"):
        load("covid19-patiens")


def test_a_schema_can_be_read_from_anybody_s_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"fields": [{"name": "日"}, {"name": "数", "type": "integer"}]}), encoding="utf-8")
    schema = load(path)
    assert [field.type for field in schema.fields] == ["string", "integer"]
    assert schema.id == "table"


def test_patients_are_persons_and_counts_are_not() -> None:
    assert load("covid19-patients").personal
    assert not load("covid19-test-people").personal


def test_files_are_valid_table_schema() -> None:
    for path in LIBRARY.glob("*.json"):
        raw = json.loads(path.read_text(encoding="utf-8"))
        assert raw["name"] == path.stem
        ours = {key for key in raw if key.startswith("tomoni:")}
        assert set(raw) - ours <= {"name", "title", "description", "fields", "primaryKey", "missingValues"}
        for field in raw["fields"]:
            plain = {key for key in field if not key.startswith("tomoni:")}
            assert plain <= {"name", "type", "title", "description", "format", "constraints"}
