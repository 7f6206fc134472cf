"""The same protective headers on Django's answers as on the front's files."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tomoni.web import headers


class SameHeaders:
    """Adds the security headers a view has not set itself; dynamic answers are not stored unless the view says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        media_type = response.headers.get("Content-Type", "")
        for name, value in headers.security(request.path.lstrip("/"), media_type).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
