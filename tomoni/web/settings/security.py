"""Headers, cookies, hosts: what the pages behind the front may do, and over which connections.

TOMONI_URL    the address people type, e.g. https://data.city.example (set by `tomoni up`); https makes cookies Secure
TOMONI_HSTS   seconds of Strict-Transport-Security; without it a year for https on its standard port, else none
TOMONI_PROXY  how many proxies of ours stand in front (nginx: 1). 0, the default: forwarded headers are not believed
TOMONI_CACHE  redis://… keeps the counts of failed sign-ins there; without it they are kept in the database
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MIDDLEWARE: list[str] = ["whitenoise.middleware.WhiteNoiseMiddleware"]
YEAR = 365 * 24 * 3600


def hosts() -> list[str]:
    """Names this house answers to: TOMONI_HOSTS, or this machine's own; always the host of TOMONI_URL."""
    names = os.environ.get("TOMONI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
    name = urlsplit(os.environ.get("TOMONI_URL", "")).hostname
    own = [f"[{name}]" if ":" in name else name] if name else []
    return list(dict.fromkeys([*(one.strip() for one in names if one.strip()), *own]))


def settings(home: Path) -> dict[str, Any]:
    """Secure cookies and redirects when the address is https; static files of the staff pages below /static/."""
    address = urlsplit(os.environ.get("TOMONI_URL", ""))
    secure = address.scheme == "https"
    proxies = int(os.environ.get("TOMONI_PROXY") or 0)
    return {
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        **_cookies(home, secure),
        **_transport(secure, address.port, proxies),
        "CSRF_TRUSTED_ORIGINS": [f"{address.scheme}://{address.netloc}"] if address.netloc else [],
        "CSRF_FAILURE_VIEW": "tomoni.web.refusals.csrf_failure",
        "X_FRAME_OPTIONS": "DENY",
        "ALLAUTH_TRUSTED_PROXY_COUNT": proxies,
        "CACHES": {"default": _cache()},
        "SILENCED_SYSTEM_CHECKS": _not_ours(),
    }


def _cookies(home: Path, secure: bool) -> dict[str, Any]:
    """Names that differ for each house: cookies know no ports, and two houses may run on one machine."""
    own = hashlib.sha256(str(home).encode()).hexdigest()[:8]
    prefix = "__Host-" if secure else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}tomoni-{own}",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{prefix}tomoni-form-{own}",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_NAME": "tomoni-lang",
    }


def _transport(secure: bool, port: int | None, proxies: int) -> dict[str, Any]:
    """HSTS binds every port of a host, so by default only a host that serves https where people expect it gets it."""
    default = YEAR if secure and port in (None, 443) else 0
    return {
        "SECURE_SSL_REDIRECT": secure,
        "SECURE_HSTS_SECONDS": int(os.environ.get("TOMONI_HSTS") or default) if secure else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None,
    }


def _cache() -> dict[str, Any]:
    """Shared by all processes of the house, or the count of failed sign-ins would start again in each."""
    if url := os.environ.get("TOMONI_CACHE"):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "people_kept"}


def _not_ours() -> list[str]:
    """Checks of `check --deploy` that ask for what is the domain's owner to decide: subdomains and the preload list."""
    return ["security.W005", "security.W021"]
