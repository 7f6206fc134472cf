"""publish as a Django app. It has no models: publications are the registry's, files are the storage's."""

from __future__ import annotations

from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "tomoni.publish"
    label = "publish"
    verbose_name = "publish"

    def ready(self) -> None:
        from tomoni.publish import api, developers
        from tomoni.registry.rooms import rooms

        api.register(rooms)
        rooms.pages("developers", developers.pages)
