"""Public addresses that Django answers: looking for measures (below support/find/). All else of the room is files."""

from __future__ import annotations

from django.urls import path

from tomoni.support import views

urlpatterns = [
    path("", views.find, name="support_find"),
    path("feed.atom", views.feed, name="support_find_feed"),
    path("qr.svg", views.code, name="support_find_qr"),
]
