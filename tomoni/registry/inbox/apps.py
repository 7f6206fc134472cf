"""What people tell the community: corrections and messages, each with a public number."""

from __future__ import annotations

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "tomoni.registry.inbox"
    label = "inbox"
    verbose_name = "inbox"

    def ready(self) -> None:
        from tomoni.i18n import Text
        from tomoni.registry import findable
        from tomoni.registry.inbox import kinds, offers, pages, services
        from tomoni.registry.rooms import rooms

        announce = rooms.extra
        kinds.register(kinds.PAGE)
        rooms.urls("inbox", "tomoni.registry.inbox.urls")
        rooms.urls("desk/inbox", "tomoni.registry.inbox.staff_urls")
        announce("withdraw", "inbox", services.withdrawn)
        announce("desk-nav", "inbox", ("/desk/inbox/", Text("届いた知らせ", "Messages"), "answer"))
        rooms.pages("inbox", pages.all_pages)
        announce("feed", "inbox", pages.feed)
        announce(findable.SEAM, "inbox", findable.Searchable(offers.KINDS, offers.entries, last=True))
