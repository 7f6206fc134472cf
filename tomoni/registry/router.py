"""Which database an app's tables live in. Everything is in "default" until a room is given its own.

`settings.ROOM_DATABASES` maps an app label to a database alias (a sensitive room in its own database); foreign keys
between databases are refused, which is why no room's model may point into another room.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model


def _alias(app_label: str) -> str:
    routes: dict[str, str] = getattr(settings, "ROOM_DATABASES", {})
    return routes.get(app_label, "default")


class Router:
    """Reads and writes go to the app's database; migrations run only there."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _alias(model._meta.app_label)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return _alias(model._meta.app_label)

    def allow_relation(self, obj1: Model, obj2: Model, **hints: Any) -> bool:
        return _alias(obj1._meta.app_label) == _alias(obj2._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == _alias(app_label)
