"""The situation site joins the house: its card types, its pages, what it does when a dataset is added."""

from __future__ import annotations

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "tomoni.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        from tomoni.dashboard import services
        from tomoni.dashboard.cards import TYPES
        from tomoni.dashboard.federation import keeping, visiting
        from tomoni.dashboard.pages import all_pages, furniture, neighbours, updates
        from tomoni.dashboard.site_search import offers
        from tomoni.dashboard.site_search import services as site_search
        from tomoni.publish import memory
        from tomoni.registry import findable, jobs
        from tomoni.registry.rooms import rooms

        announce = rooms.extra
        for name, card_type in TYPES.items():
            announce("card-type", name, card_type)
        rooms.pages("dashboard", all_pages)
        rooms.api("metrics", _api)
        announce("furniture", "dashboard", furniture)
        announce("dataset-page", "dashboard", updates.page_of)
        rooms.pages("neighbours", neighbours.all_pages)
        rooms.check_config("neighbours", neighbours.check)
        announce("on-fetch", "neighbours", visiting.visit_all)
        announce("without-data", "neighbours", neighbours.instead)
        announce(memory.SEAM, "neighbours", memory.Kept(keeping.FOLDER, keeping.take_over))
        rooms.on_dataset_added(services.add_default_cards)
        jobs.on_tick(services.announce_turns)
        rooms.check_config("dashboard", services.check)
        announce(findable.SEAM, "dashboard", findable.Searchable(offers.KINDS, offers.entries))
        announce("shown", "site-search", site_search.after_show)
        announce("withdraw", "site-search", site_search.forget)
        announce("reindex", "site-search", site_search.if_shown)
        rooms.urls("search", "tomoni.dashboard.site_search.urls", spoken=True)
        rooms.api("find", _search_api)
        jobs.on_tick(site_search.look_after)


def _api():  # type: ignore[no-untyped-def]
    from tomoni.dashboard import api

    return api.router()


def _search_api():  # type: ignore[no-untyped-def]
    from tomoni.dashboard.site_search import api

    return api.router()
