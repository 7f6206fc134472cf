"""The registry as a Django app: it registers the house's own gates through the same seam as any room."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "tomoni.registry"
    label = "registry"
    verbose_name = "registry"

    def ready(self) -> None:
        from tomoni.registry.gates import register_all
        from tomoni.registry.rooms import rooms

        register_all(rooms)
