"""The room's part of the OpenAPI document keeps its word: whatever is asked, the answer is one that was promised."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from schemathesis import GenerationMode, checks

from tomoni.registry import here
from tomoni.registry.scope import Scope
from tomoni.support import queries, services

OPERATIONS = ("support-measures", "support-measure", "support-facets", "support-hsds-services")
ASKED = [
    *((name, GenerationMode.POSITIVE) for name in OPERATIONS),
    *((name, GenerationMode.NEGATIVE) for name in OPERATIONS if name != "support-measure"),  # no key is a wrong one
]
CHECKED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def measures(published: Scope, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    settings.API_LIMIT = (0, 60)
    monkeypatch.setattr(here, "community", lambda: published.community)
    services.refresh(published)
    return [one.key for one in queries.collection(published).measures]


@pytest.mark.django_db(transaction=True)  # each request through WSGI ends its connection
@pytest.mark.parametrize(("name", "mode"), ASKED)
def test_generated_questions(measures: list[str], name: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found = {one.definition.raw["operationId"]: one for one in (result.ok() for result in schema.get_all_operations())}

    @given(case=found[name].as_strategy(generation_mode=mode))
    @bounds(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKED, headers={"Accept-Encoding": "identity"})
        if case.path_parameters:
            case.path_parameters["key"] = measures[0]  # one that is there
            case.call_and_validate(checks=CHECKED, headers={"Accept-Encoding": "identity"})

    ask()
