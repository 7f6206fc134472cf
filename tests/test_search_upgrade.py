"""An index of an older house: the database is upgraded, or the tokeniser is another; both ways of renewing find again."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connections
from django.utils import timezone

from tomoni.cli.indexing import reindex
from tomoni.dashboard.site_search import services as site_search
from tomoni.registry import here
from tomoni.registry.scope import Scope
from tomoni.search import tokens
from tomoni.search.backends import alias
from tomoni.search.models import Document
from tomoni.support import finding, services
from tomoni.support.asking import Wanted
from tomoni.support.tests import conftest as support

pytestmark = pytest.mark.django_db(transaction=True)  # the tables of tokens are made anew
DAY = date(2026, 11, 20)
scope, add, published = support.scope, support.add, support.published


def found(scope: Scope) -> list[str]:
    return [one.key for one in finding.find(scope, Wanted(text="家賃", ended=True), DAY).measures]


@pytest.fixture
def indexed(published: Scope) -> list[str]:
    services.refresh(published)
    return found(published)


def upgraded() -> None:
    """What migration 0003 does to an index that is there."""
    with connections[alias()].schema_editor() as editor:
        import_module("tomoni.search.migrations.0003_letters").renew(apps, editor)


def by_up(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first tick of a house that starts."""
    monkeypatch.setattr(here, "community", lambda: scope.community)
    services._seen.clear()
    site_search._seen.clear()
    services.ask_at_midnight(timezone.now())
    site_search.look_after(timezone.now())


def by_command(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tomoni.cli.home.open_community", lambda folder: scope)
    said = CliRunner().invoke(reindex, [str(scope.community.dir)])
    assert said.exit_code == 0 and tokens.version() in said.output, said.output


@pytest.mark.parametrize("renew", [by_up, by_command])
def test_after_the_database_was_upgraded(
    published: Scope,
    indexed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    renew: object,
) -> None:
    upgraded()
    assert indexed and not found(published)
    renew(published, monkeypatch)  # type: ignore[operator]
    assert found(published) == indexed
    assert set(Document.objects.values_list("tokens", flat=True)) == {tokens.version()}


@pytest.mark.parametrize("renew", [by_up, by_command])
def test_after_another_tokeniser_came(
    published: Scope,
    indexed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    renew: object,
) -> None:
    monkeypatch.setattr(tokens, "RULES", tokens.RULES + 1)
    renew(published, monkeypatch)  # type: ignore[operator]
    assert set(Document.objects.values_list("tokens", flat=True)) == {tokens.version()}
    assert found(published) == indexed


def test_what_is_of_today_is_left_alone(published: Scope, indexed: list[str]) -> None:
    assert indexed and services.refresh(published) == 0
