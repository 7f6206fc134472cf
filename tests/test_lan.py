"""`tomoni up --lan` with a browser that reaches that server and nothing else: http, and https with a given certificate.

Someone who has only the printed link signs in, sets a password, comes back with it, and makes a passkey where the
connection allows one.
"""

from __future__ import annotations

import datetime
import http.client
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import started
from tests.ports import free_port
from tomoni.publish.tests.command import ENVIRONMENT, TOMONI, small_community

pytestmark = pytest.mark.browser
NAME = "city-office.example"
PASSWORD = "aoi-sora-to-kumo-30"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for NAME, as an office without its own authority makes one."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, private


class House:
    """A running `tomoni up --lan NAME`; `link` is what it printed for the first owner."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.secure = bool(options)
        self.process = subprocess.Popen(
            [*TOMONI, "up", str(small_community(folder)), "--lan", NAME, "--port", str(self.port), *options],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout and self.process.stderr
        self.url = self.process.stdout.readline().strip()
        self.said = ""
        while not (found := re.search(r"https?://\S+/accounts/enter/\S+", self.said)):
            line = self.process.stderr.readline()
            assert line, self.said
            self.said += line
        self.link = found[0]

    def get(self, path: str, host: str) -> http.client.HTTPResponse:
        """A plain request with this Host header, without trusting or checking the certificate."""
        if self.secure:
            loose = ssl._create_unverified_context()
            connection: Any = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=loose)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Host": host})
        answer: http.client.HTTPResponse = connection.getresponse()
        answer.read()
        return answer

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    options: list[str] = []
    if request.param == "https":
        cert, key = certificate(tmp_path)
        options = ["--cert", str(cert), "--key", str(key)]
    running = House(tmp_path / "city", *options)
    yield running
    running.end()


@pytest.fixture
def browser(house: House) -> Iterator[Any]:
    """Chromium that finds NAME at this machine and no other name or address at all."""
    with started(f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as browser:
        yield browser


def new_page(browser: Any) -> Any:
    page = browser.new_context(ignore_https_errors=True, locale="ja-JP").new_page()
    page.strange = []
    page.on("request", lambda asked: f"//{NAME}:" in asked.url or page.strange.append(asked.url))
    page.on("console", lambda told: "Content Security Policy" in told.text and page.strange.append(told.text))
    return page


def press(page: Any) -> None:
    page.click("main .people-main")


def begin(house: House, page: Any) -> None:
    page.goto(house.link)
    page.fill("#id_name", "山田 花子")
    page.fill("#id_username", "yamada")
    press(page)
    page.wait_for_url("**/accounts/welcome/")


def set_password(page: Any) -> None:
    page.click("text=パスワードを決める")
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    press(page)
    page.wait_for_url("**/accounts/welcome/")


def sign_in(house: House, page: Any) -> None:
    page.goto(f"{house.url}accounts/login/?next=/accounts/")
    page.fill("#id_login", "yamada")
    page.fill("#id_password", PASSWORD)
    press(page)


@pytest.mark.parametrize("house", ["http", "https"], indirect=True)
def test_by_the_link_then_by_password(house: House, browser: Any) -> None:
    assert house.link.startswith(house.url)
    page = new_page(browser)
    begin(house, page)
    assert ("この接続ではパスキーを使えません" in page.content()) is not house.secure
    set_password(page)
    cookies = page.context.cookies()
    assert cookies
    assert all(cookie["httpOnly"] and cookie["secure"] is house.secure for cookie in cookies)
    other = new_page(browser)
    sign_in(house, other)
    other.wait_for_url("**/accounts/")
    assert "山田 花子" in other.content()
    assert other.goto(house.link).status == 410
    assert page.strange == other.strange == []


@pytest.mark.parametrize("house", ["https"], indirect=True)
def test_with_a_passkey(house: House, browser: Any) -> None:
    page = new_page(browser)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    begin(house, page)
    page.click("text=パスキーを作る")
    press(page)
    page.wait_for_url("**/accounts/2fa/codes/")
    page.goto(house.url + "accounts/")
    page.click("main button:has-text('サインアウト')")
    page.wait_for_url("**/accounts/login/**")
    page.goto(house.url + "accounts/login/?next=/accounts/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(house.url + "accounts/")
    assert "山田 花子" in page.content()
    assert page.strange == []


@pytest.mark.parametrize("house", ["http", "https"], indirect=True)
def test_other_names_are_not_answered(house: House) -> None:
    assert house.get("/accounts/login/", f"{NAME}:{house.port}").status == 200
    assert house.get("/accounts/login/", f"127.0.0.1:{house.port}").status == 200
    assert house.get("/accounts/login/", "evil.example").status == 400
    headers = house.get("/accounts/login/", f"{NAME}:{house.port}").headers
    assert "strict-transport-security" not in headers, "other services of this machine may speak http"
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("wrong", ["missing", "another key", "no pem", "only one"])
def test_a_certificate_that_cannot_be_used_is_said_before_anything_starts(tmp_path: Path, wrong: str) -> None:
    cert, key = certificate(tmp_path)
    if wrong == "missing":
        key = tmp_path / "none.pem"
    elif wrong == "another key":
        (tmp_path / "more").mkdir()
        key = certificate(tmp_path / "more")[1]
    elif wrong == "no pem":
        cert.write_text("これは証明書ではありません", encoding="utf-8")
    folder = small_community(tmp_path / "city")
    options = ["--cert", str(cert)] + ([] if wrong == "only one" else ["--key", str(key)])
    started = time.monotonic()
    done = subprocess.run(
        [*TOMONI, "up", str(folder), *options], env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - started < 60
    assert not (folder / ".tomoni").exists()
