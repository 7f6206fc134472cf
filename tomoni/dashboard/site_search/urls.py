"""search/: one address, below the folder of each language (rooms.urls with `spoken`)."""

from __future__ import annotations

from django.urls import path

from tomoni.dashboard.site_search import views

urlpatterns = [path("", views.find, name="site_search")]
