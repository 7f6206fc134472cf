"""What every answer of Django has in common: protective headers, the chosen language, refusals in words."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tomoni.i18n import LANGUAGES
from tomoni.registry.errors import Problem
from tomoni.web import headers, refusals

Next = Callable[[HttpRequest], HttpResponse]
YEAR = 365 * 24 * 3600


class SameHeaders:
    """Adds the security headers a view has not set itself; dynamic answers are not stored unless the view says so."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        media_type = response.headers.get("Content-Type", "")
        for name, value in headers.security(request.path.lstrip("/"), media_type).items():
            if name != "referrer-policy":  # the SecurityMiddleware's: addresses of staff pages stay in the house
                response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Language:
    """Japanese, unless the reader chose another language: `?lang=en` on any staff page is remembered in a cookie."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = next((one for one in (asked, kept) if one in LANGUAGES), LANGUAGES[0])
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        if asked in LANGUAGES and asked != kept:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


class InWords:
    """A Problem raised by a view becomes a page that says it, with the status the problem stands for (NotAllowed 403)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusals.problem(request, exception) if isinstance(exception, Problem) else None
