"""A small identity provider for tests (OpenID Connect, authorization code with PKCE), on loopback. Who is signed in there
is whoever `person` says; `spoil` changes what it answers."""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tomoni-test", "client secret of the test"


class Office(ThreadingHTTPServer):
    """`issuer` is what TOMONI_OIDC_URL takes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {"sub": "u-1", "preferred_username": "yamada", "email": "yamada@city.example"}
        self.spoil: Callable[[str, dict[str, Any]], dict[str, Any]] = lambda name, answer: answer
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def approve(self, address: str) -> str:
        """What a browser does there, signed in already: from the authorize address to the address it is sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """None when anything of the exchange is wrong; a code works once."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
            or form.get("redirect_uri") != asked["redirect_uri"]
            or proof.rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return None
        self.tokens.add(made := secrets.token_urlsafe(16))
        now = int(time.time())
        claims = {**self.person, "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = self.spoil("id_token", claims)
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": made, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class Handler(BaseHTTPRequestHandler):
    server: Office

    def do_GET(self) -> None:
        office, path = self.server, urlsplit(self.path).path
        if path == "/userinfo":
            known = self.headers.get("Authorization", "").removeprefix("Bearer ") in office.tokens
            self._answer(office.spoil("userinfo", dict(office.person)) if known else None)
        else:
            made = {"/.well-known/openid-configuration": office.discovery, "/jwks": office.jwks}.get(path)
            self._answer(made() if made else None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(self.server.token({key: values[0] for key, values in parse_qs(body).items()}))

    def _answer(self, what: dict[str, Any] | None) -> None:
        body = json.dumps(what if what is not None else {"error": "invalid_grant"}).encode()
        self.send_response(200 if what is not None else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def running() -> Iterator[Office]:
    """An Office that answers until the end of the block."""
    office = Office()
    threading.Thread(target=office.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield office
    finally:
        office.shutdown()
        office.server_close()


@contextmanager
def configured(settings: Any, monkeypatch: Any) -> Iterator[Office]:
    """The house as TOMONI_OIDC_* configure it, with the provider they name."""
    people = importlib.import_module("tomoni.web.settings.people")
    with running() as office:
        values = {"URL": office.issuer, "ID": CLIENT, "SECRET": SECRET, "NAME": "みほん市の職員アカウント"}
        for name, value in values.items():
            monkeypatch.setenv(f"TOMONI_OIDC_{name}", value)
        before = settings.SOCIALACCOUNT_PROVIDERS
        settings.SOCIALACCOUNT_PROVIDERS = people._provider()
        _read_urls_again()
        try:
            yield office
        finally:
            settings.SOCIALACCOUNT_PROVIDERS = before
            _read_urls_again()


def _read_urls_again() -> None:
    """URL patterns are read once in a process; these depend on the settings."""
    from django.conf import settings
    from django.urls import clear_url_caches

    for name in ("tomoni.registry.people.urls", settings.ROOT_URLCONF):
        importlib.reload(importlib.import_module(name))
    clear_url_caches()
