"""Paper map joins the house."""

from __future__ import annotations

from django.apps import AppConfig


class PapermapConfig(AppConfig):
    name = "tomoni.papermap"
    label = "papermap"

    def ready(self) -> None:
        from tomoni.papermap import joining
        from tomoni.registry.rooms import rooms

        joining.join(rooms)
