"""The inbox below /desk/inbox/, for staff."""

from __future__ import annotations

from django.urls import path

from tomoni.registry.inbox import staff_views

urlpatterns = [
    path("", staff_views.overview, name="inbox_staff"),
    path("deliveries/", staff_views.deliveries, name="inbox_deliveries"),
    path("deliveries/<uuid:key>/again/", staff_views.again, name="inbox_delivery_again"),
    path("<str:number>/", staff_views.message, name="inbox_message"),
    path("<str:number>/sort/", staff_views.sort, name="inbox_sort"),
]
