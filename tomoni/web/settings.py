"""Django settings: embedded by default (SQLite in the community's .tomoni folder), everything else by environment.

TOMONI_HOME    folder for state: database, raw files, published tree (set by the command line to DIR/.tomoni)
TOMONI_SECRET  Django's secret key; without it one is made and kept in TOMONI_HOME
TOMONI_ROOMS   the rooms of the house, Python packages with commas between them (docs/add-a-room.md)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

HOME = Path(os.environ.get("TOMONI_HOME", ".tomoni")).absolute()
INSTALLED_ROOMS = os.environ.get("TOMONI_ROOMS", "tomoni.dashboard").split(",")


def _secret_key() -> str:
    if given := os.environ.get("TOMONI_SECRET"):
        return given
    path = HOME / "secret-key"
    try:
        return path.read_text()
    except OSError:
        key = secrets.token_urlsafe(50)
        HOME.mkdir(parents=True, exist_ok=True)
        path.write_text(key)
        path.chmod(0o600)
        return key


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TOMONI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "tomoni.look",
    "tomoni.geo",
    "tomoni.charts",
    "tomoni.registry",
    "tomoni.publish",
    *INSTALLED_ROOMS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tomoni.web.middleware.SameHeaders",
]
ROOT_URLCONF = "tomoni.web.urls"
ASGI_APPLICATION = "tomoni.web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "tomoni.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}
DATABASE_ROUTERS = ["tomoni.registry.router.Router"]
AUTH_USER_MODEL = "registry.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
