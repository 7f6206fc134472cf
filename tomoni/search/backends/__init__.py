"""The place of tokens for the database in use."""

from __future__ import annotations

from django.db import connections, router

from tomoni.search.backends.base import Backend
from tomoni.search.models import Document


def alias() -> str:
    """The database that search lies in."""
    return router.db_for_write(Document)


def backend() -> Backend:
    """By the vendor of that database; ImproperlyConfigured for one that has none."""
    from django.core.exceptions import ImproperlyConfigured

    from tomoni.search.backends import postgres, sqlite

    connection = connections[alias()]
    kinds: dict[str, type[Backend]] = {"sqlite": sqlite.Sqlite, "postgresql": postgres.Postgres}
    if connection.vendor not in kinds:
        raise ImproperlyConfigured(f"search has no backend for {connection.vendor}")
    return kinds[connection.vendor](connection)  # type: ignore[call-arg]
