"""Messages to people: mail, console, webhook; each sent once."""

from __future__ import annotations

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "tomoni.registry.notify"
    label = "notify"
    verbose_name = "notify"

    def ready(self) -> None:
        from tomoni.registry import jobs
        from tomoni.registry.notify import services

        jobs.kind(services.KIND, long=True)(services.deliver)
