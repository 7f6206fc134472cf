"""Messages to people: mail, console, webhook; each sent once."""

from __future__ import annotations

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "tomoni.registry.notify"
    label = "notify"
    verbose_name = "notify"
