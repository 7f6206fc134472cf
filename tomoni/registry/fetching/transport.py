"""One GET over the network, with every bound that a stranger's server makes necessary.

The address is looked up once and connected to as looked up, so that it can't change in between; private addresses
(RFC 1918, loopback, link-local, …) are refused unless the host is named in TOMONI_FETCH_ALLOW. Redirects are followed a
few times, each checked like the first. Size and time are limited as a whole.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import urllib3

from tomoni import __version__
from tomoni.i18n import Text
from tomoni.registry.errors import Problem

PIECE = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
KEEPS = "公開中のデータは変わっていません。"
KEEPS_EN = "What is public has not changed."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `url`: after redirects; header names in lower case; body b"" for 304."""

    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Transport(Protocol):
    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """One answer, whatever its status. Problem when there is none, or it is refused."""
        ...


def refusal(ja: str, en: str) -> Problem:
    """A Problem that says the public data are safe."""
    return Problem(Text(f"{ja}{KEEPS}", f"{en} {KEEPS_EN}"), code=1)


def host_of(url: str) -> str:
    """The host of an http(s) address in lower case. Problem for any other address, or one with a password in it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, None
    bad = host is None or parts is None or parts.scheme not in ("http", "https") or "@" in parts.netloc
    if bad or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise refusal(
            f"「{url[:200]}」は取得できる宛先ではありません。http:// か https:// で始まる宛先を書いてください。",
            f'"{url[:200]}" can\'t be fetched. Write an address that begins with http:// or https://.',
        )
    assert host
    return host.lower()


@dataclass(frozen=True, slots=True)
class Urllib3Transport:
    """`allow`: hosts whose addresses may be private. `limit` in bytes; `seconds` for the whole answer."""

    allow: tuple[str, ...] = ()
    limit: int = 200 * 1024 * 1024
    seconds: float = 120.0
    connect: float = 10.0
    hops: int = 5

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        until = time.monotonic() + self.seconds
        for _ in range(self.hops + 1):
            answer = self._once(url, headers, until)
            where = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not where:
                return answer
            following = urljoin(url, where)
            if urlsplit(url).scheme == "https" and urlsplit(following).scheme == "http":
                raise refusal(
                    f"{url} は暗号化されない宛先（{following[:200]}）へ移されています。宛先を確かめてください。",
                    f"{url} redirects to an unencrypted address ({following[:200]}). Check the address.",
                )
            url = following
        raise refusal(
            f"{url} の転送が多すぎます。宛先を確かめてください。", f"{url} redirects too often. Check the address."
        )

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One delivery, under the same bounds; never to another address than this."""
        return self._once(url, headers, time.monotonic() + self.seconds, "POST", body)

    def _once(
        self, url: str, headers: Mapping[str, str], until: float, method: str = "GET", sending: bytes | None = None
    ) -> Answer:
        host = host_of(url)
        parts = urlsplit(url)
        sent = {
            "Host": parts.netloc,
            "User-Agent": f"tomoni/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            **headers,
        }
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        pool = self._pool(parts.scheme, host, parts.port, self._address(url, host, parts.port))
        try:
            response = pool.urlopen(
                method,
                urllib3.util.url.parse_url(path).url,
                body=sending,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
                timeout=urllib3.Timeout(connect=self.connect, read=min(30.0, max(0.1, until - time.monotonic()))),
            )
            try:
                body = b"" if response.status == 304 else self._body(url, response, until)
                known = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, url, known, body)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            said = f"{type(error).__name__}: {error}"[:200]
            raise refusal(
                f"{url} から受け取れませんでした（{said}）。しばらくしてからもう一度取得してください。",
                f"Nothing could be received from {url} ({said}). Try again later.",
            ) from None
        finally:
            pool.close()

    def _pool(self, scheme: str, host: str, port: int | None, address: str) -> urllib3.HTTPConnectionPool:
        if scheme == "https":
            return urllib3.HTTPSConnectionPool(
                address, port or 443, server_hostname=host, assert_hostname=host, maxsize=1
            )
        return urllib3.HTTPConnectionPool(address, port or 80, maxsize=1)

    def _address(self, url: str, host: str, port: int | None) -> str:
        """The IP address to connect to. Problem when the host is unknown or any of its addresses is private."""
        try:
            found = [str(info[4][0]) for info in socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError):
            raise refusal(
                f"{host} が見つかりません。宛先とネットワークを確かめてください。",
                f"{host} can't be found. Check the address and the network.",
            ) from None
        if host not in self.allow and not all(public(address) for address in found):
            raise refusal(
                f"{url} は内部のネットワークの宛先なので取得しません。取得してよいときは TOMONI_FETCH_ALLOW={host} を設定してください。",
                f"{url} is on a private network and is not fetched. If it may be, set TOMONI_FETCH_ALLOW={host}.",
            )
        return found[0]

    def _body(self, url: str, response: urllib3.BaseHTTPResponse, until: float) -> bytes:
        pieces, size = [], 0
        for piece in response.stream(PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > self.limit:
                raise refusal(
                    f"{url} のファイルは {self.limit // 2**20} MB を超えるため取り込みません。",
                    f"The file at {url} is larger than {self.limit // 2**20} MB and is not taken in.",
                )
            if time.monotonic() > until:
                raise refusal(
                    f"{url} の受け取りに {self.seconds:.0f} 秒以上かかるため、やめました。",
                    f"Receiving {url} took more than {self.seconds:.0f} seconds and was given up.",
                )
        return b"".join(pieces)


def public(address: str) -> bool:
    """Whether this IP address is one of the public internet, also when it is wrapped in an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner is None and isinstance(ip, ipaddress.IPv6Address) and ip in ipaddress.ip_network("64:ff9b::/96"):
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)
