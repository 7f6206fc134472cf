"""publish as a Django app. It has no models: publications are the registry's, files are the storage's."""

from __future__ import annotations

from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "tomoni.publish"
    label = "publish"
    verbose_name = "publish"

    def ready(self) -> None:
        from tomoni.i18n import Text
        from tomoni.publish import api, cells, developers, elsewhere, retention, telling, work
        from tomoni.registry import jobs
        from tomoni.registry.inbox import kinds
        from tomoni.registry.rooms import rooms

        jobs.kind("publish.dataset", long=True)(work.publish_dataset)

        jobs.kind("publish.show", long=True)(work.show)
        jobs.kind("publish.retention", long=True)(work.keep)
        jobs.on_tick(retention.ask)
        jobs.on_tick(elsewhere.sweep)
        kinds.register(cells.KIND)
        rooms.urls("desk/withdraw", "tomoni.publish.staff_urls")
        announce = rooms.extra
        announce("desk-nav", "withdraw", ("/desk/withdraw/", Text("取り下げ", "Withdraw"), "withdraw"))

        api.register(rooms)
        rooms.check_config("publish", telling.check)
        rooms.pages("developers", developers.pages)
