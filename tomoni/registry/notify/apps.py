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
        from tomoni.registry.rooms import rooms

        jobs.kind(services.KIND, long=True)(services.deliver)
        announce = rooms.extra
        announce("withdraw", "notify", services.withdrawn)
