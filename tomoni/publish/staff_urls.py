"""Below /desk/withdraw/: owners only."""

from __future__ import annotations

from django.urls import path

from tomoni.publish import staff_views

urlpatterns = [
    path("", staff_views.overview, name="withdraw"),
    path("<slug:dataset>/", staff_views.one, name="withdraw_one"),
]
