"""Background work: which backend of django_tasks runs the jobs.

TOMONI_TASKS      nothing: the database is the queue · amqp://… RabbitMQ or redis://… Redis, through Celery ·
                  "immediate": in the process that asks (tests)
TOMONI_QUEUE      name of the broker's queue, one for each house ("tomoni")
TOMONI_WORKERS    how many worker processes `tomoni up` keeps (1)
TOMONI_JOB_LEASE  seconds a worker that says nothing more keeps its job (60)
TOMONI_JOB_RESEND seconds after which a job that no worker took is sent again (600)
TOMONI_FETCH_ALLOW  hosts on private networks that sources may be fetched from, with commas between them
TOMONI_FETCH_PAUSE  seconds between two requests to one host (2)
TOMONI_FETCH_LIMIT  megabytes a fetched file may have (200)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

APPS: list[str] = ["django_tasks", "django_tasks_db"]
BROKERS = ("amqp://", "amqps://", "redis://", "rediss://")


def settings(home: Path) -> dict[str, Any]:
    """TASKS for django_tasks, and the figures of registry.jobs."""
    return {
        "TASKS": {"default": backend(os.environ.get("TOMONI_TASKS", ""))},
        "JOB_LEASE": float(os.environ.get("TOMONI_JOB_LEASE", "60")),
        "JOB_RESEND": float(os.environ.get("TOMONI_JOB_RESEND", "600")),
        "FETCH_ALLOW": [name for name in os.environ.get("TOMONI_FETCH_ALLOW", "").lower().split(",") if name],
        "FETCH_PAUSE": float(os.environ.get("TOMONI_FETCH_PAUSE", "2")),
        "FETCH_LIMIT": int(os.environ.get("TOMONI_FETCH_LIMIT", "200")) * 1024 * 1024,
    }


def backend(url: str) -> dict[str, Any]:
    """The entry of TASKS for a value of TOMONI_TASKS; ValueError for one that is none of those above."""
    if url.startswith(BROKERS):
        return {
            "BACKEND": "tomoni.registry.celery_backend.CeleryBackend",
            "OPTIONS": {"broker": url, "queue": os.environ.get("TOMONI_QUEUE", "tomoni")},
        }
    if url == "immediate":
        return {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    if url not in ("", "database"):
        raise ValueError("TOMONI_TASKS must be amqp://…, redis://…, or nothing for the database")
    return {"BACKEND": "django_tasks_db.DatabaseBackend"}
