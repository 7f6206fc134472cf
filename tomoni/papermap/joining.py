"""What the room registers, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tomoni.i18n import Text
from tomoni.papermap import commands
from tomoni.registry.rooms import Rooms

if TYPE_CHECKING:
    from ninja import Router

EVENTS = {
    "papermap.page-made": Text("紙マップを作った", "made a paper map"),
    "papermap.page-changed": Text("紙マップを変えた", "changed a paper map"),
    "papermap.source-added": Text("紙マップに入手元を足した", "added a source to a paper map"),
    "papermap.source-dropped": Text("紙マップから入手元を外した", "took a source out of a paper map"),
    "papermap.source-allowed": Text("入手元の印刷を許した", "allowed a source to be printed"),
    "papermap.layer-confirmed": Text("層を確認した", "confirmed a layer"),
    "papermap.confirmation-ended": Text("層の確認を取り消した", "took back a confirmation"),
    "papermap.edition-asked": Text("紙マップの版を頼んだ", "asked for an edition"),
    "papermap.edition-made": Text("紙マップの版ができた", "an edition was made"),
    "papermap.edition-published": Text("紙マップの版を公開した", "published an edition"),
    "papermap.edition-retracted": Text("紙マップの版の公開をやめた", "took an edition off the site"),
    "papermap.edition-removed": Text("紙マップの版を取り下げた", "an edition was withdrawn"),
    "papermap.key-made": Text("紙マップの鍵を作った", "made a key of the paper maps"),
    "papermap.key-ended": Text("紙マップの鍵を無効にした", "took back a key of the paper maps"),
}


def join(rooms: Rooms) -> None:
    from tomoni.papermap import offers, page, pages, services, work
    from tomoni.registry import findable, jobs

    jobs.kind(services.MAKE, long=True)(work.make)
    jobs.on_tick(services.ask_for_changed)
    rooms.command("papermap", commands.papermap)
    rooms.check_config("papermap", lambda scope: page.problems(scope.community.dir))
    rooms.pages("papermap", pages.all_pages)
    rooms.urls("desk/papermap", "tomoni.papermap.staff_urls")
    rooms.api("papermap", _api)
    announce = rooms.extra
    announce("site-nav", "papermap", pages.menu)
    announce("desk-nav", "papermap", ("/desk/papermap/", Text("紙マップ", "Paper maps"), "look"))
    announce("withdraw", "papermap", services.withdrawn)
    announce(findable.SEAM, "papermap", findable.Searchable(offers.KINDS, offers.entries))
    for kind, words in EVENTS.items():
        announce("event-words", kind, words)


def _api() -> Router:
    from tomoni.papermap import api

    return api.router()
