"""Django settings: embedded by default (SQLite in the community's .tomoni folder), everything else by environment.

TOMONI_HOME       folder for state: database, raw files, published tree (set by the command line to DIR/.tomoni)
TOMONI_COMMUNITY  the community's folder; without it the one that TOMONI_HOME lies in
TOMONI_SECRET     Django's secret key; without it one is made and kept in TOMONI_HOME
TOMONI_ROOMS      the rooms of the house, Python packages with commas between them (docs/add-a-room.md)

One file a matter beside this one: database, people, tasks, security, storage; each says which variables it reads.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tomoni.web import fills
from tomoni.web.settings import api, database, desk, notify, people, security, storage, tasks

HOME = Path(os.environ.get("TOMONI_HOME", ".tomoni")).absolute()
COMMUNITY_DIR = Path(os.environ.get("TOMONI_COMMUNITY", HOME.parent)).absolute()
INSTALLED_ROOMS = fills.rooms()


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
ALLOWED_HOSTS = security.hosts()
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tomoni.look",
    "tomoni.geo",
    "tomoni.search",
    "tomoni.charts",
    "tomoni.registry",
    "tomoni.registry.people",
    "tomoni.registry.inbox",
    "tomoni.registry.notify",
    "tomoni.registry.fetching",
    "tomoni.publish",
    "tomoni.desk",
    *tasks.APPS,
    *people.APPS,
    *INSTALLED_ROOMS,
]
MIDDLEWARE = [
    "tomoni.web.api.ApiDoor",
    "django.middleware.security.SecurityMiddleware",
    *security.MIDDLEWARE,
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    *people.MIDDLEWARE,
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tomoni.web.middleware.SameHeaders",
]
ROOT_URLCONF = "tomoni.web.urls"
ASGI_APPLICATION = "tomoni.web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                people.CONTEXT,
            ]
        },
    }
]
DATABASES = database.databases(HOME)
DATABASE_ROUTERS = ["tomoni.registry.router.Router"]
AUTH_USER_MODEL = "registry.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

globals().update(
    people.SETTINGS
    | security.settings(HOME)
    | tasks.settings(HOME)
    | storage.settings(HOME)
    | api.settings()
    | desk.settings(HOME)
    | notify.settings(SECRET_KEY)
)
