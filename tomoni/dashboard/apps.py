"""The situation site joins the house: its card types, its pages, what it does when a dataset is added."""

from __future__ import annotations

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "tomoni.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        from tomoni.dashboard import services
        from tomoni.dashboard.cards import TYPES
        from tomoni.dashboard.federation import visiting
        from tomoni.dashboard.pages import all_pages, furniture, neighbours
        from tomoni.registry import jobs
        from tomoni.registry.rooms import rooms

        announce = rooms.extra
        for name, card_type in TYPES.items():
            announce("card-type", name, card_type)
        rooms.pages("dashboard", all_pages)
        rooms.api("metrics", _api)
        announce("furniture", "dashboard", furniture)
        rooms.pages("neighbours", neighbours.all_pages)
        rooms.check_config("neighbours", neighbours.check)
        announce("on-fetch", "neighbours", visiting.visit_all)
        rooms.on_dataset_added(services.add_default_cards)
        jobs.on_tick(services.announce_turns)
        rooms.check_config("dashboard", services.check)


def _api():  # type: ignore[no-untyped-def]
    from tomoni.dashboard import api

    return api.router()
