"""Where `tomoni up` listens and which address people type: this machine only, the local network, http or https."""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from tomoni.cli.output import help_text, say
from tomoni.i18n import Text
from tomoni.registry.errors import Problem

HOST_NAME = r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
LOCAL = ("127.0.0.1", "localhost", "::1")
ANY = ("0.0.0.0", "::")  # noqa: S104 — compared, and bound only when asked for


@dataclass(frozen=True, slots=True)
class Address:
    """`host` is what is bound, `name` what people type. `cert` and `key` are PEM files; without them it is plain http."""

    host: str
    port: int
    name: str
    cert: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        """Without a slash at its end, e.g. http://city-office.local:8000."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        scheme, usual = ("https", 443) if self.cert else ("http", 80)
        return f"{scheme}://{name}" + ("" if self.port == usual else f":{self.port}")

    @property
    def shown(self) -> str:
        """The address as it is printed, always with its port."""
        parts = urlsplit(self.url)
        return self.url if parts.port else f"{self.url}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the processes behind `up` must know. What the machine's owner set already stays."""
        hosts = [self.name, self.host, "127.0.0.1", "localhost", "[::1]"]
        names = dict.fromkeys(f"[{host}]" if ":" in host and host[0] != "[" else host for host in hosts)
        own = {
            "TOMONI_URL": self.url,
            "TOMONI_HOSTS": ",".join(name for name in names if name.strip("[]") not in ANY),
            "TOMONI_CERT": str(self.cert or ""),
            "TOMONI_KEY": str(self.key or ""),
        }
        return own | {name: os.environ[name] for name in own if os.environ.get(name)}

    def warn(self) -> None:
        """Says who can see the site, when that is more than this machine."""
        if self.host in LOCAL:
            return
        ja = f"{self.name} で待ち受けます。同じネットワークの人がこのサイトを見られます"
        en = f"Listening on {self.name}: people on the same network can see this site"
        if self.cert:
            say(Text(f"{ja}（通信は暗号化されます）。", f"{en} (the connection is encrypted)."), err=True)
        else:
            say(
                Text(
                    f"{ja}（通信は暗号化されません）。信頼できないネットワークでは --cert と --key で証明書を付けてください。",
                    f"{en} (the connection is not encrypted). On a network you do not trust, give a certificate with --cert and --key.",
                ),
                err=True,
            )


def remember(home: Path, url: str) -> None:
    """Notes the address of the running server, so that `tomoni login` prints links that open."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "address").write_text(url, encoding="utf-8")


def remembered(home: Path) -> str:
    """TOMONI_URL, else the address `up` noted last, else this machine on its usual port."""
    try:
        noted = (home / "address").read_text(encoding="utf-8").strip()
    except OSError:
        noted = ""
    return os.environ.get("TOMONI_URL") or noted or "http://127.0.0.1:8000"


def address(host: str, port: int, lan: str | None, cert: Path | None, key: Path | None) -> Address:
    """Checks what was asked for. UsageError for a wrong name or half a certificate, Problem for one that can't be used."""
    if lan and not re.fullmatch(HOST_NAME, lan):
        raise click.UsageError(
            help_text(
                f"--lan にはこの機械の名前かアドレスだけを書いてください: {lan}",
                f"--lan takes a bare name or address: {lan}",
            )
        )
    if bool(cert) != bool(key):
        raise click.UsageError(
            help_text("--cert と --key は両方付けてください。", "Give both --cert and --key, or neither.")
        )
    bound = "0.0.0.0" if lan and host in LOCAL else host  # noqa: S104 — asked for with --lan
    if cert and key:
        _usable(cert, key)
        cert, key = cert.absolute(), key.absolute()
    return Address(bound, port, lan or host, cert, key)


def _usable(cert: Path, key: Path) -> None:
    """Problem when the pair can't be read, does not fit, or wants a password."""
    for path in (cert, key):
        if not path.is_file():
            raise Problem(
                Text(f"{path} がありません。何も変えていません。", f"There is no {path}. Nothing was changed.")
            )
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key, password=lambda: b"")
    except (ssl.SSLError, OSError, ValueError) as error:
        raise Problem(
            Text(
                f"証明書 {cert} と鍵 {key} を使えません（{error}）。PEM形式で、対になっていて、鍵にパスワードがないことを確かめてください。何も変えていません。",
                f"The certificate {cert} and the key {key} can't be used ({error}). They must be PEM, belong together, and the key must have no password. Nothing was changed.",
            )
        ) from None
