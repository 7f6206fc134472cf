"""The OpenAPI document keeps its word: generated questions, good ones and bad ones, never get a 5xx or an answer of
another shape. The number of questions and their seed are fixed, so that a failure is the same everywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode, checks

from tomoni.registry.scope import Scope

CASES = 25
CHECKED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
"""Named, so that a new release of the tool does not change what is promised."""


OPERATIONS = [
    f"{prefix}{name}"
    for prefix in ("", "sandbox-")
    for name in ("datasets", "dataset", "rows", "publications", "diff", "trace", "near", "search")
]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("name", [*OPERATIONS, "about"])
def test_generated_questions(api: Any, name: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operation = next(
        found
        for found in (result.ok() for result in schema.get_all_operations())
        if found.definition.raw["operationId"] == name
    )

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=CASES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: Any) -> None:
        if isinstance(case.query, dict):
            case.query.pop("fail", None)  # the sandbox's errors are wanted ones
        case.call_and_validate(checks=CHECKED, headers={"Accept-Encoding": "identity"})

    ask()


EXAMPLES = {
    "datasets": ("datasets", "DatasetPage"),
    "dataset": ("datasets/counts", "DatasetDetail"),
    "rows": ("datasets/counts/rows?count=true", "RowPage"),
    "publications": ("datasets/counts/publications", "PublicationPage"),
    "diff": ("datasets/counts/diff", "DifferencePage"),
    "trace": ("datasets/counts/trace?row=1&column=%E4%BB%B6%E6%95%B0", "Trace"),
    "near": ("near?lat=34.6&lon=135.2", "PlacePage"),
    "search": ("search?q=2020", "FoundPage"),
    "about": ("", "About"),
    "sandbox": ("sandbox/datasets/sandbox-counts/diff?at=2026-02-01T10", "DifferencePage"),
    "tombstones": ("sandbox/datasets/sandbox-counts/publications?at=2026-02-01T10", "PublicationPage"),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_real_answers_have_the_shape_that_was_promised(api: Any, name: str) -> None:
    document = json.loads(api.get("/api/v1/openapi.json").content)
    path, shape = EXAMPLES[name]
    answer = api.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    validator = Draft202012Validator({**document, "$ref": f"#/components/schemas/{shape}"})
    assert [error.message for error in validator.iter_errors(answer.json())] == []


def test_it_is_complete(api: Any, scope: Scope) -> None:
    served = json.loads(api.get("/api/v1/openapi.json").content)
    public = scope.community.home / "public" / "developers" / "openapi.json"
    if public.is_file():
        assert json.loads(public.read_bytes()) == served
    assert served["openapi"].startswith("3.1")
    names = set()
    for operations in served["paths"].values():
        for method, operation in operations.items():
            names.add(operation["operationId"])
            assert operation["summary"]
            assert {"404", "422", "429", "503"} <= operation["responses"].keys()
            good = {"200", "304"} if method == "get" else {"200"} if method == "delete" else {"202"}
            assert good <= operation["responses"].keys(), operation["operationId"]
            assert all(one.get("description") or one["in"] == "path" for one in operation["parameters"])
    assert {*OPERATIONS, "about"} <= names
