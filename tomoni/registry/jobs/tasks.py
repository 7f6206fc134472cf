"""The one task that workers know: run the job with this id. Whatever the backend, the message is only an id."""

from __future__ import annotations

try:
    from django.tasks import task  # Django 6
except ImportError:
    from django_tasks import task

from tomoni.registry.jobs.running import run


@task()
def run_job(job_id: int) -> bool:
    """True when this very call has done the job."""
    return run(job_id)
