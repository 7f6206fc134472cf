"""A small community, people with each role in it, and a browser-like client for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tomoni.registry.people import links
from tomoni.registry.people.models import Membership
from tomoni.registry.people.roles import MACHINE, Role
from tomoni.registry.scope import Scope

TOML = """[community]
id = "mihon-test"
code = "990001"
name = { ja = "みほん市", en = "Mihon" }
"""
PASSWORD = "あおい 空と 30の雲"


@pytest.fixture
def community(tmp_path: Path, settings: Any) -> Any:
    from tomoni.registry.community import load

    (tmp_path / "community.toml").write_text(TOML, encoding="utf-8")
    settings.COMMUNITY_DIR = tmp_path
    return load(tmp_path)


@pytest.fixture
def machine(community: Any, db: Any) -> Scope:
    """Whoever owns the machine."""
    return Scope(None, community, MACHINE)


@pytest.fixture
def person(machine: Scope) -> Callable[..., Any]:
    """person("yamada", Role.EDITOR) → a member with a password."""

    def make(username: str, role: str = Role.EDITOR, password: str = PASSWORD) -> Any:
        made = links.invite(machine, role, 7)
        someone = links.join(machine, made.secret, f"{username} さん", username)
        someone.set_password(password)
        someone.save()
        return someone

    return make


@pytest.fixture
def scope_as(machine: Scope) -> Callable[[Any], Scope]:
    def scope(person: Any) -> Scope:
        role = Membership.objects.get(person=person).role
        return Scope(person.pk, machine.community, role)

    return scope


@pytest.fixture
def signed_in(person: Callable[..., Any]) -> Callable[..., Client]:
    """A client signed in as a new member with this role; the person is `client.person`."""

    def sign(role: str, username: str = "") -> Client:
        client = Client()
        client.person = person(username or f"{role}-1", role)  # type: ignore[attr-defined]
        client.force_login(client.person)  # type: ignore[attr-defined]
        return client

    return sign


@pytest.fixture(autouse=True)
def empty_cache(db: Any) -> None:
    from django.core.cache import cache

    cache.clear()
