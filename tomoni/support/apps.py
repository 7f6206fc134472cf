"""The support navigator joins the house: gates, pages, search, kinds of messages, jGrants, staff pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from ninja import Router


class SupportConfig(AppConfig):
    name = "tomoni.support"
    label = "support"
    verbose_name = "support"

    def ready(self) -> None:
        from tomoni.i18n import Text
        from tomoni.registry import findable, jobs
        from tomoni.registry.inbox import kinds
        from tomoni.registry.rooms import rooms
        from tomoni.support import contributing, gates, jgrants, offers, pages, services

        announce = rooms.extra
        for gate in gates.GATES:
            rooms.gate(gate)
        rooms.on_dataset_added(services.tick_public_columns)
        rooms.pages("support", pages.all_pages)
        announce("site-nav", "support", pages.menu)
        announce("shown", "support", services.after_show)
        announce(findable.SEAM, "support", findable.Searchable(offers.KINDS, offers.entries))
        announce("withdraw", "support", services.forget)
        announce("on-fetch", "support-jgrants", jgrants.visit)
        announce("desk-nav", "support", ("/desk/support/", Text("支援制度", "Support"), "publish"))
        rooms.urls("support/find", "tomoni.support.urls")
        rooms.urls("desk/support", "tomoni.support.staff_urls")
        rooms.api("support", _router)
        rooms.check_config("support", services.check)
        kinds.register(contributing.NEW)
        jobs.kind("support.jgrants", long=True)(jgrants.visit_now)
        jobs.on_tick(jgrants.ask_when_due)
        jobs.on_tick(services.ask_at_midnight)


def _router() -> Router:
    from tomoni.support import api

    return api.router()
