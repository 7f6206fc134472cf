"""Below /desk/papermap/: maps for paper, for staff."""

from __future__ import annotations

from django.urls import path

from tomoni.papermap import staff_views

urlpatterns = [
    path("", staff_views.overview, name="papermap"),
    path("keys/", staff_views.keys, name="papermap_keys"),
    path("<slug:name>/", staff_views.one, name="papermap_one"),
    path("<slug:name>/report.csv", staff_views.report, name="papermap_report"),
    path("<slug:name>/work/<str:work>/", staff_views.work, name="papermap_work"),
    path("<slug:name>/<int:number>/<str:file>", staff_views.file, name="papermap_file"),
]
