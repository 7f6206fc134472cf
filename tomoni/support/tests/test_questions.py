"""Questions nobody would ask: generated ones, and as many values as fit an address or a cell. Never a 5xx."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tomoni.registry.scope import Scope
from tomoni.search import queries as search
from tomoni.search import services as indexing
from tomoni.support import asking, finding, reading, services, views

NAMES = [
    "q",
    "need",
    "area",
    "lang",
    "sort",
    "ended",
    "syn",
    "limit",
    "cursor",
    "page",
    "per_page",
    "search",
    "format",
    "x",
]
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "家賃",
            "-",
            "0",
            "1",
            "-1",
            "99999999999",
            "true",
            "deadline",
            "全国",
            "282103",
            "json",
            "csv",
            "%",
            "\x00",
        ]
    ),
    st.text(max_size=30),
)


@pytest.fixture
def client(published: Scope, monkeypatch: pytest.MonkeyPatch) -> Client:
    services.refresh(published)
    monkeypatch.setattr(views, "_scope", lambda: published)
    return Client(raise_request_exception=False)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        ["/api/v1/support/measures", "/api/v1/support/facets", "/api/v1/support/hsds/services", "/support/find/"]
    ),
    st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5),
)
def test_generated_questions_are_answered_or_refused(client: Client, path: str, pairs: list[tuple[str, str]]) -> None:
    said = client.get(f"{path}?{urlencode(pairs, errors='replace')}")
    assert said.status_code in (200, 400, 404, 406, 410, 422), (path, pairs, said.content[:300])
    if path.startswith("/api") and said.status_code == 200:
        assert "json" in said["Content-Type"] and isinstance(said.json(), dict)


def test_fifty_thousand_values_in_an_address(client: Client) -> None:
    many = urlencode([("need", f"困りごと{n}") for n in range(50_000)])
    assert client.get(f"/support/find/?{many}").status_code in (200, 400)
    given = QueryDict(urlencode([("need", f"困りごと{n}") for n in range(900)]))
    assert len(asking.wanted(given).filters["need"]) == asking.MOST_VALUES


def test_fifty_thousand_values_in_a_cell() -> None:
    assert len(reading.several(";".join(f"困りごと{n}" for n in range(50_000)))) == reading.MOST_VALUES


@pytest.mark.django_db
def test_fifty_thousand_values_of_a_facet() -> None:
    """Counted whole, shown cut."""
    values = {n: [f"値{n}-{m}" for m in range(500)] for n in range(100)}
    entries = (indexing.Entry(f"f{n}", "相談会", facets={"need": some, "who": ["個人"]}) for n, some in values.items())
    indexing.index("many", entries)
    counted = search.facets("many", "相談会", ["need", "who"], most=finding.MOST_COUNTED)
    assert len(counted["need"]) == finding.MOST_COUNTED and counted["who"] == [("個人", 100)]
    assert search.search("many", "相談会", {"need": ["値7-499"]}).total == 1
