"""The ASGI application of a house: the front, with Django behind it (loaded when first asked for)."""

from __future__ import annotations

import os
from pathlib import Path

from tomoni.web.front import App, Front

HOME = Path(os.environ.get("TOMONI_HOME", ".tomoni")).absolute()


def load_django() -> App:
    """Django's own application. Takes a second the first time; raises whatever keeps Django from starting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.web.settings")
    (HOME / "uploads").mkdir(parents=True, exist_ok=True, mode=0o700)  # settings.desk puts uploads there
    from django.conf import settings
    from django.core.asgi import get_asgi_application

    from tomoni.web.uploads import Bounded

    return Bounded(get_asgi_application(), settings.UPLOAD_LIMIT, settings.SESSION_COOKIE_NAME)


application = Front(HOME, load_django)
