"""Below /desk/support/: measures with their rules."""

from __future__ import annotations

from django.urls import path

from tomoni.support import staff_views

urlpatterns = [
    path("", staff_views.overview, name="support_staff"),
    path("rules/<str:key>/", staff_views.rule, name="support_rule"),
]
