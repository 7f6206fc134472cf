"""The press's part of the OpenAPI document keeps its word: whatever is asked, with a key or without, never a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from schemathesis import GenerationMode, checks

from tomoni.papermap import services
from tomoni.registry.scope import Scope

CHECKED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
OPERATIONS = ("papermap-maps", "papermap-make", "papermap-work", "papermap-cancel", "papermap-file")


@pytest.mark.django_db(transaction=True)  # each request through WSGI ends its connection
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_generated_questions(made: tuple[Client, str], scope: Scope, settings: Any, mode: GenerationMode) -> None:
    settings.API_LIMIT = (0, 60)
    secret = services.make_key(scope, "プログラム")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found = {one.definition.raw["operationId"]: one for one in (result.ok() for result in schema.get_all_operations())}
    assert found.keys() >= set(OPERATIONS)
    for name in (
        OPERATIONS if mode is GenerationMode.POSITIVE else OPERATIONS[1:]
    ):  # a list without parameters: nothing wrong to ask
        asked_of(found[name], mode, secret)


def asked_of(operation: Any, mode: GenerationMode, secret: str) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @bounds(max_examples=20, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        if isinstance(case.body, dict) and isinstance(case.body.get("map"), str):
            case.body["map"] = "water-map"  # one that is there, so that the rest is looked at as well
        headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
        case.call_and_validate(checks=CHECKED, headers=headers)
        without = case.call(headers={"Accept-Encoding": "identity", "Authorization": "Bearer x"})
        assert without.status_code < 500

    ask()
