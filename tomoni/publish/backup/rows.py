"""The database as lines of JSON that either engine reads: every table of every room, in an order that fits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers import sort_dependencies
from django.db import connection, models, transaction

LEFT_OUT = {"contenttypes", "sessions", "usersessions", "django_tasks_database", "admin"}
"""Made again by the program, or of no use elsewhere: people sign in again, workers are told again."""
LEFT_OUT_MODELS = {"auth.Permission"}
AT_ONCE = 500


def tables() -> list[type[models.Model]]:
    """The models that are dumped, each after those it points to."""
    wanted = [
        (config, [model for model in config.get_models() if model._meta.label not in LEFT_OUT_MODELS])
        for config in apps.get_app_configs()
        if config.label not in LEFT_OUT
    ]
    return [model for model in sort_dependencies(wanted, allow_cycles=True) if not model._meta.proxy]


def dump() -> Iterator[str]:
    """Lines of JSON, all of one moment: one transaction, on PostgreSQL with its snapshot."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for model in tables():
            rows = model._base_manager.order_by("pk").iterator(chunk_size=AT_ONCE)
            while some := list(islice(rows, AT_ONCE)):
                yield serializers.serialize("jsonl", some, ensure_ascii=False)


def load(lines: Iterable[str]) -> dict[str, int]:
    """Writes the rows into an empty database, all or none, and sets its counters; gives rows by table. Raises what the
    database or the serializer says when they don't fit."""
    counted: Counter[str] = Counter()
    with transaction.atomic(), connection.constraint_checks_disabled():
        for line in lines:
            if not line.strip():
                continue
            for row in serializers.deserialize("jsonl", _untold(line), ignorenonexistent=True):
                row.save(force_insert=False)
                counted[row.object._meta.label] += 1
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
    return dict(counted)


def _untold(line: str) -> str:
    """A job that a worker had in hand is one that no worker was told of."""
    if '"registry.job"' not in line:
        return line
    row: dict[str, Any] = json.loads(line)
    if row["model"] == "registry.job":
        row["fields"] |= {"claim": "", "lease_until": None, "sent_at": None}
    return json.dumps(row, ensure_ascii=False)


def empty() -> bool:
    """Whether nobody has used this database yet."""
    return not any(
        model._base_manager.exists() for model in tables() if model._meta.app_label in ("registry", "people")
    )
