"""The ASGI application of a house: the front, with Django behind it (loaded when first asked for)."""

from __future__ import annotations

import os
from pathlib import Path

from tomoni.web.answers import App, Receive, Scope, Send
from tomoni.web.front import Front

HOME = Path(os.environ.get("TOMONI_HOME", ".tomoni")).absolute()


def load_django() -> App:
    """Django's own application. Takes a second the first time; raises whatever keeps Django from starting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.web.settings")
    (HOME / "uploads").mkdir(parents=True, exist_ok=True, mode=0o700)  # settings.desk puts uploads there
    from django.conf import settings
    from django.core.asgi import get_asgi_application

    from tomoni.web.uploads import Bounded

    return one_cookie_header(Bounded(get_asgi_application(), settings.UPLOAD_LIMIT, settings.SESSION_COOKIE_NAME))


def one_cookie_header(app: App) -> App:
    """Over HTTP/2 browsers send each cookie in a field of its own (RFC 9113, 8.2.3); Django would join them wrongly."""

    async def joined(scope: Scope, receive: Receive, send: Send) -> None:
        headers = scope.get("headers", ())
        crumbs = [value for name, value in headers if name.lower() == b"cookie"]
        if len(crumbs) > 1:
            rest = [(name, value) for name, value in headers if name.lower() != b"cookie"]
            scope = {**scope, "headers": [*rest, (b"cookie", b"; ".join(crumbs))]}
        await app(scope, receive, send)

    return joined


def front() -> Front:
    """The one for authors when TOMONI_WATCH says so (`tomoni up --watch`)."""
    if os.environ.get("TOMONI_WATCH") == "1":
        from tomoni.web.watched import Watched

        return Watched(HOME, load_django)
    return Front(HOME, load_django)


application = front()
