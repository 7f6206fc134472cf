"""Fetching as a Django app: its state, its kind of job, and the calendar that the clock asks."""

from __future__ import annotations

from django.apps import AppConfig


class FetchingConfig(AppConfig):
    name = "tomoni.registry.fetching"
    label = "fetching"
    verbose_name = "fetching"

    def ready(self) -> None:
        from tomoni.registry import jobs
        from tomoni.registry.fetching import work

        jobs.kind("source.fetch", long=True)(work.fetch_now)
        jobs.on_tick(work.ask_what_is_due)
