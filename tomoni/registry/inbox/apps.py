"""What people tell the community: corrections and messages, each with a public number."""

from __future__ import annotations

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "tomoni.registry.inbox"
    label = "inbox"
    verbose_name = "inbox"
