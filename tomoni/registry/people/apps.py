"""People of a community: who may do what, how they come in."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tomoni.registry.people"
    label = "people"
    verbose_name = "people"

    def ready(self) -> None:
        from tomoni.registry.people import signing
        from tomoni.registry.rooms import rooms

        rooms.urls("accounts", "tomoni.registry.people.urls")
        signing.listen()
