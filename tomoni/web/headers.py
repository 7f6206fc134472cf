"""The headers that keep readers safe and caches honest. One place, for the front and for Django."""

from __future__ import annotations

from collections.abc import Sequence

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
}
OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Last-Modified, Link"}
PREFLIGHT = OPEN | {
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "If-None-Match, If-Modified-Since, Accept, Accept-Encoding",
    "access-control-max-age": "86400",
}
OPEN_FILES = ("catalog.jsonld", "feed.atom")
ACTIVE = ("text/html", "image/svg+xml", "application/xml", "application/xhtml+xml")
PAGE_TTL = 60
FOREVER = "public, max-age=31536000, immutable"


def is_open(path: str) -> bool:
    """Whether other sites' scripts may read this path: everything that is data."""
    return (
        path.startswith(("data/", "api/"))
        or path in OPEN_FILES
        or path.endswith((".csv", ".json", ".geojson", ".parquet"))
    )


def is_embed(path: str) -> bool:
    """Whether other sites may show this page in a frame: only pages made for it."""
    return "embed" in path.split("/")[:-1]


def security(path: str, media_type: str, allow: Sequence[str] = ()) -> dict[str, str]:
    """Headers for one answer. Styles and scripts come from files of the site only: nothing inline runs. `allow`: origins
    (of map tiles, as configured) that this page may load pictures and data from."""
    made = dict(EVERYWHERE)
    if media_type.startswith(ACTIVE):
        framable = is_embed(path)
        made["content-security-policy"] = _policy(allow) + ("*" if framable else "'none'")
        if not framable:
            made["x-frame-options"] = "DENY"
    return made | (OPEN if is_open(path) else {})


def _policy(allow: Sequence[str]) -> str:
    if not allow:
        return POLICY
    more = " ".join(allow)
    wider = POLICY.replace("img-src 'self' data:", f"img-src 'self' data: blob: {more}")
    return wider.replace("connect-src 'self'", f"connect-src 'self' {more}; worker-src 'self' blob:; child-src blob:")


def caching(path: str, *, immutable: bool = False, ttl: int = 0) -> str:
    return FOREVER if immutable else f"public, max-age={ttl or PAGE_TTL}, must-revalidate"


def live_caching(ttl: int) -> str:
    """For documents of a feed: as long as its ttl; a cache may go on with them for a day while the origin is away."""
    return f"public, max-age={ttl}, stale-while-revalidate={ttl}, stale-if-error=86400"
