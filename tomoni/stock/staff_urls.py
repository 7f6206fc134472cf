"""Below /desk/stock/: feeds, places, keys, for staff."""

from __future__ import annotations

from django.urls import path

from tomoni.stock import staff_views

urlpatterns = [
    path("", staff_views.overview, name="stock"),
    path("<slug:name>/", staff_views.one, name="stock_one"),
]
