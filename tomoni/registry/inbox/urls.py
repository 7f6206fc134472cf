"""Public addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from tomoni.registry.inbox import views

urlpatterns = [
    path("", views.public_list, name="inbox"),
    path("new/", views.new, name="inbox_new"),
    path("m/<uuid:key>/<str:code>/", views.follow, name="inbox_follow"),
    path("m/<uuid:key>/<str:code>/confirm/<str:given>/", views.confirm, name="inbox_confirm"),
]
