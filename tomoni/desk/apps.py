"""The desk (データ受付): staff look at a file, decide, and publish it."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tomoni.desk"
    label = "desk"
    verbose_name = "desk"
