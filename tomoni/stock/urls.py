"""Below /shop/: what shops and machines say."""

from __future__ import annotations

from django.urls import path

from tomoni.stock import views

urlpatterns = [
    path("s/<str:secret>/", views.shop, name="stock_shop"),
    path("push/<slug:name>/", views.updates, name="stock_push"),
    path("hooks/<slug:name>/", views.subscriptions, name="stock_hooks"),
]
