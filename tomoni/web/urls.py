"""Django's URLs: what the rooms registered under their prefixes. Public pages are files and are not here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from tomoni.registry.rooms import rooms
from tomoni.web import api, refusals, words

urlpatterns: list[URLPattern | URLResolver] = [
    *api.urls(),
    *(path(f"{prefix.strip('/')}/", include(urlconf)) for prefix, urlconf in sorted(rooms.urlconfs.items())),
    *(path(f"<slug:folder>/{prefix}/", include(rooms.urlconfs[prefix])) for prefix in sorted(rooms.spoken)),
]


handler403 = refusals.forbidden
handler404 = refusals.not_found
handler429 = "tomoni.web.refusals.too_many"


def handler500(request: HttpRequest) -> HttpResponse:
    return HttpResponse(words.page(words.DESK_AWAY, "/"), status=500)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(words.page(words.BAD_ADDRESS, "/"), status=400)
