"""The settings of the three layouts: this machine, the local network, and production behind a proxy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PRODUCTION = {"TOMONI_URL": "https://data.city.example", "TOMONI_PROXY": "1", "TOMONI_HOSTS": "data.city.example"}
ASK = """
import json, django
from django.conf import settings
django.setup()
names = ["ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "SECURE_HSTS_SECONDS",
         "SECURE_SSL_REDIRECT", "SECURE_PROXY_SSL_HEADER", "CSRF_TRUSTED_ORIGINS", "ALLAUTH_TRUSTED_PROXY_COUNT",
         "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_HTTPONLY"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def run(home: Path, given: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOMONI_", "DATABASE_", "DJANGO_"))
    }
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tomoni.web.settings", "TOMONI_HOME": str(home), **given}
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)


def settings(home: Path, given: dict[str, str]) -> dict[str, object]:
    done = run(home, given, "-c", ASK)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_check_deploy_finds_nothing_in_the_production_layout(tmp_path: Path) -> None:
    done = run(tmp_path, PRODUCTION, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_check_would_find_plain_http(tmp_path: Path) -> None:
    done = run(tmp_path, {}, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode != 0
    assert "security.W012" in done.stderr


def test_production_is_https_only_and_believes_its_proxy(tmp_path: Path) -> None:
    found = settings(tmp_path, PRODUCTION)
    assert found["ALLOWED_HOSTS"] == ["data.city.example"]
    assert str(found["SESSION_COOKIE_NAME"]).startswith("__Host-")
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] == 31536000
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://data.city.example"]
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_plain_http_on_the_local_network_keeps_its_cookies(tmp_path: Path) -> None:
    given = {"TOMONI_URL": "http://city-office.local:8000", "TOMONI_HOSTS": "city-office.local,127.0.0.1"}
    found = settings(tmp_path, given)
    assert not found["SESSION_COOKIE_SECURE"] and not found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_HTTPONLY"] and found["CSRF_COOKIE_HTTPONLY"]
    assert found["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["SECURE_PROXY_SSL_HEADER"] is None


@pytest.mark.parametrize("url, seconds", [("https://pc01:8443", 0), ("https://data.city.example:443", 31536000)])
def test_a_machine_shared_by_other_services_is_not_bound_to_https(tmp_path: Path, url: str, seconds: int) -> None:
    assert settings(tmp_path, {"TOMONI_URL": url})["SECURE_HSTS_SECONDS"] == seconds


def test_two_houses_on_one_machine_do_not_share_a_session(tmp_path: Path) -> None:
    names = {settings(tmp_path / one, {})["SESSION_COOKIE_NAME"] for one in ("a", "b")}
    assert len(names) == 2
