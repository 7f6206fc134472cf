"""Search as a Django app: its tables are made by a migration for the database in use."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "tomoni.search"
    label = "search"
    verbose_name = "search"
