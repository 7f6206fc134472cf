"""The permission matrix: every URL of Django × every role × every method, against tests/permissions.toml.

A URL without a row fails; so does a row without a URL. Whoever may not must be refused (401, 403, 405 or the way to the
sign-in page), whoever may must not be, and nothing answers 5xx.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tomoni.registry.people.tests.office_server import Office, configured

TABLE = Path(__file__).parent / "permissions.toml"
OFFICE = Path(__file__).parent / "permissions_office.toml"
"""The URLs that are there when the organisation's accounts are configured (TOMONI_OIDC_*)."""
LEVELS = ["public", "person", "viewer", "editor", "approver", "owner"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>[^)]*\)")
SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000001", "int": "1", "slug": "x", "str": "x", "path": "x"}
HOW = """
No row in tests/permissions.toml for: {route}
Add one that says from which role on each method may be used ({levels}), e.g.

["{route}"]
GET = "viewer"
POST = "editor"
"""


def routes(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[str]:
    """Every address pattern Django answers, as it is written in the URL files."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def table(path: Path = TABLE) -> dict[str, dict[str, str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def address(route: str, row: dict[str, Any]) -> str:
    """The route with sample values in it (`values = {name = "…"}` in the row wins)."""

    def fill(match: re.Match[str]) -> str:
        name = match["name"] or match["group"]
        return str(row.get("values", {}).get(name) or SAMPLES[match["kind"] or "str"])

    return "/" + PARAMETER.sub(fill, route).replace("\\", "").rstrip("$").replace("\\Z", "")


def refused(answer: Any) -> bool:
    to_sign_in = answer.status_code in (301, 302) and answer.headers["Location"].startswith("/accounts/login/")
    return to_sign_in or answer.status_code in (401, 403, 405)


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    known, there = set(table()), set(routes())
    missing = [HOW.format(route=route, levels=", ".join(LEVELS)) for route in sorted(there - known)]
    assert not missing, "".join(missing)
    assert not known - there, f"rows of tests/permissions.toml without a URL: {sorted(known - there)}"


def test_the_rows_are_written_right() -> None:
    for route, row in [*table().items(), *table(OFFICE).items()]:
        methods = {key: value for key, value in row.items() if key not in ("values", "tells")}
        assert methods, route
        assert set(methods) <= set(METHODS), f"{route}: {methods}"
        assert set(methods.values()) <= set(LEVELS), f"{route}: {methods}"


@pytest.fixture
def clients(tmp_path: Path, settings: Any, db: Any) -> dict[str, Client]:
    """One browser for each level: nobody, someone signed in without a role, and each role."""
    from tomoni.registry.community import load
    from tomoni.registry.models import Person
    from tomoni.registry.people import links
    from tomoni.registry.scope import Scope

    (tmp_path / "community.toml").write_text(
        '[community]\nid = "matrix"\ncode = "990001"\nname = { ja = "みほん市", en = "Mihon" }\n', encoding="utf-8"
    )
    settings.COMMUNITY_DIR, settings.HOME = tmp_path, tmp_path / ".tomoni"
    settings.HOME.mkdir()
    machine = Scope(None, load(tmp_path))
    made = {level: Client(raise_request_exception=False) for level in LEVELS}
    people = {"person": Person.objects.create(username="person")}
    people |= {role: links.join(machine, links.invite(machine, role, 7).secret, role, role) for role in LEVELS[2:]}
    for level, person in people.items():
        person.set_password("never typed")
        person.save()
        made[level].force_login(person)
    return made


def ask(client: Client, method: str, where: str) -> Any:
    """One request whose effects are undone, here and in the browser, so that each stands alone."""
    kept = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, where)
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


@pytest.fixture
def office(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with configured(settings, monkeypatch) as server:
        yield server


def test_every_url_of_the_organisation_s_accounts_has_a_row(office: Office) -> None:
    there = set(routes()) - set(table())
    assert there == set(table(OFFICE)), "".join(HOW.format(route=r, levels=LEVELS) for r in there ^ set(table(OFFICE)))


def test_the_organisation_s_accounts_open_nothing_more(office: Office, clients: dict[str, Client]) -> None:
    assert not (wrong := wrong_answers(table(OFFICE), clients)), "\n".join(wrong)


def test_whoever_may_not_is_refused_and_whoever_may_is_not(clients: dict[str, Client]) -> None:
    assert not (wrong := wrong_answers(table(), clients)), "\n".join(wrong)


def wrong_answers(rows: dict[str, dict[str, str]], clients: dict[str, Client]) -> list[str]:
    wrong = []
    for route, row in rows.items():
        where = address(route, row)
        listed = {key: value for key, value in row.items() if key in METHODS}
        strictest = max(listed.values(), key=LEVELS.index)
        for method in METHODS:
            needed = LEVELS.index(listed.get(method, strictest))
            for level, client in clients.items():
                answer = ask(client, method, where)
                said = f"{method} {where} as {level}: {answer.status_code} {answer.headers.get('Location', '')}"
                if answer.status_code >= 500:
                    wrong.append(f"{said} — broke")
                elif answer.status_code == row.get("tells"):
                    continue  # the page itself says that something did not work
                elif LEVELS.index(level) < needed and not refused(answer):
                    wrong.append(f"{said} — should be refused")
                elif LEVELS.index(level) >= needed and method in listed and refused(answer):
                    wrong.append(f"{said} — should be allowed")
    return wrong
