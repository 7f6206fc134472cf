"""What of the API will end, since when that is said and when it ends: never sooner than 90 days after it was said.

A room says so with `rooms.extra("deprecated", id, Deprecated(…))`. It then stands on the developers' page, in the OpenAPI
document, and in the headers of every answer it concerns: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), `Link`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from tomoni.i18n import Text
from tomoni.registry.rooms import rooms

NOTICE = timedelta(days=90)
KIND = "deprecated"


@dataclass(frozen=True, slots=True)
class Deprecated:
    """`path`: an address below /api/v1/, `*` for any part ("datasets/*/rows"); `parameter`: only when that is sent.
    ValueError when the notice is shorter than 90 days."""

    path: str
    since: date
    sunset: date
    reason: Text
    instead: str = ""
    parameter: str = ""

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.path}: the notice must be at least {NOTICE.days} days")

    def concerns(self, path: str, parameters: Iterable[str]) -> bool:
        """Whether a request to `path` (below /api/v1/) with these parameters is one."""
        same = path.count("/") == self.path.count("/") and fnmatchcase(path, self.path)
        return same and (not self.parameter or self.parameter in parameters)

    def headers(self, page: str) -> dict[str, str]:
        """`page`: where the notice can be read."""
        since = int(_midnight(self.since).timestamp())
        sunset = _midnight(self.sunset).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return {"Deprecation": f"@{since}", "Sunset": sunset, "Link": f'<{page}>; rel="deprecation"; type="text/html"'}

    def to_json(self) -> dict[str, Any]:
        what = self.path + (f"?{self.parameter}=" if self.parameter else "")
        return {
            "what": what,
            "since": self.since.isoformat(),
            "sunset": self.sunset.isoformat(),
            "instead": self.instead,
            "reason": self.reason.to_json(),
        }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def everything() -> list[Deprecated]:
    """All notices, the soonest end first."""
    return sorted(rooms.extras_of(KIND).values(), key=lambda one: (one.sunset, one.path))


def concerning(path: str, parameters: Iterable[str]) -> Deprecated | None:
    """The notice with the soonest end that concerns a request."""
    names = set(parameters)
    return next((one for one in everything() if one.concerns(path, names)), None)


def practice() -> Deprecated:
    """A notice about nothing, thirty days old, for apps that want to see the headers."""
    since = datetime.now(UTC).date() - timedelta(days=30)
    words = Text("練習のためのお知らせです。何も廃止されません。", "A notice for practice: nothing will end.")
    return Deprecated("sandbox/*", since, since + NOTICE, words)
