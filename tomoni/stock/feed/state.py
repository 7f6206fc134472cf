"""What a feed says at one moment: sites apart from their status (as GBFS keeps them), and tombstones for those that left.

Records are plain dicts with the keys below; what is not known is not there. Keys are only ever added to the format
(data/feed.schema.json, tests/test_contract.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

SCHEMA = "tomoni-stock/1"
Record = dict[str, Any]
Key = tuple[str, str]
"""Site id and item id."""


class Sale(StrEnum):
    """What a shop says about selling, apart from what lies on its shelf."""

    ON_SALE = "on_sale"
    SOLD_OUT = "sold_out"
    PAUSED = "paused"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Header:
    """Who, which and when, in every document. `seq` only grows; times are RFC 3339 with an offset; `ttl` in seconds."""

    feed: str
    version: str
    seq: int
    last_updated: str
    ttl: int
    as_of: str = ""
    """The newest time that the data speak of; "" when no source says."""

    def to_json(self) -> Record:
        said: Record = {
            "schema": SCHEMA,
            "feed": self.feed,
            "version": self.version,
            "seq": self.seq,
            "last_updated": self.last_updated,
            "ttl": self.ttl,
        }
        return said | ({"as_of": self.as_of} if self.as_of else {})

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Header:
        """From a document. KeyError or TypeError when it has none."""
        return cls(said["feed"], said["version"], said["seq"], said["last_updated"], said["ttl"], said.get("as_of", ""))


@dataclass(frozen=True, slots=True)
class State:
    """`header` of the newest publication, `sites_header` of the one that last changed a site; items as published."""

    header: Header
    sites_header: Header
    items: tuple[Record, ...] = ()
    sites: Mapping[str, Record] = field(default_factory=dict)
    status: Mapping[Key, Record] = field(default_factory=dict)
    gone: Mapping[str, Record] = field(default_factory=dict)

    def headed(self, header: Header, *, sites_changed: bool) -> State:
        """The same content under the header of a new publication."""
        return replace(self, header=header, sites_header=header if sites_changed else self.sites_header)


def same_content(one: State, other: State) -> bool:
    """Whether two states say the same, whatever their headers."""
    return (one.items, one.sites, one.status, one.gone) == (other.items, other.sites, other.status, other.gone)
