"""The desk (データ受付): staff look at a file, decide, and publish it. Its pages stand below /desk/."""

from __future__ import annotations

from django.apps import AppConfig

from tomoni.i18n import Text

EVENTS = {
    "draft.received": Text("ファイルを受け付けた", "File received"),
    "draft.decided": Text("表と列を決めた", "Tables and columns decided"),
    "draft.approval-asked": Text("承認を依頼した", "Approval asked for"),
    "draft.returned": Text("準備にもどした", "Returned"),
    "draft.approved": Text("承認した", "Approved"),
    "draft.scheduled": Text("解禁の日時を決めた", "Release time set"),
    "draft.published": Text("公開の作業を終えた", "Publication finished"),
    "draft.stopped": Text("公開の作業が止まった", "Publication stopped"),
    "draft.taken-up": Text("止まった作業を再開した", "Stopped work taken up"),
    "draft.discarded": Text("作業をやめた", "Work ended"),
    "job.retried": Text("処理をもう一度頼んだ", "Job tried again"),
    "job.dropped": Text("処理を一覧から消した", "Job dropped"),
}


class DeskConfig(AppConfig):
    name = "tomoni.desk"
    label = "desk"
    verbose_name = "desk"

    def ready(self) -> None:
        from tomoni.desk import withdrawn, work  # noqa: F401 — work registers its kinds of jobs
        from tomoni.registry.rooms import rooms

        rooms.urls("desk", "tomoni.desk.urls")
        rooms.extra("withdraw", "desk", withdrawn.forget)  # noqa: S610 — the seam of the rooms, not a query
        for kind, words in EVENTS.items():
            rooms.extra("event-words", kind, words)  # noqa: S610 — the seam of the rooms, not a query
