"""What changed from one publication to the next, and what a client does with it.

A delta names the publication it starts from (`from_seq`, `from_version`) and carries whole new records: `sites` that
came or changed, `status` that came or changed, `status_gone` [site, item] pairs that are no longer said, and `gone`:
tombstones of sites that left (their status goes with them), `back` takes tombstones away. The full documents stay the truth; deltas spare the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tomoni.stock.feed.documents import line
from tomoni.stock.feed.state import Header, Record, State


class Mismatch(ValueError):
    """The delta does not start where the client stands: fetch the snapshot."""


def between(old: State, new: State) -> Record:
    """The delta from `old` to `new` (whose header it carries)."""
    back = sorted(key for key in old.gone if key not in new.gone)
    return {
        **new.header.to_json(),
        "from_seq": old.header.seq,
        "from_version": old.header.version,
        **({"items": list(new.items)} if new.items != old.items else {}),
        "sites": _changed(old.sites, new.sites),
        "gone": _changed(old.gone, new.gone),
        "back": back,
        "status": _changed(old.status, new.status),
        "status_gone": sorted(
            [site, item]
            for site, item in old.status.keys() - new.status.keys()
            if site in new.sites  # those of a site that left go with it
        ),
    }


def _changed(old: Mapping[Any, Record], new: Mapping[Any, Record]) -> list[Record]:
    return [new[key] for key in sorted(new) if old.get(key) != new[key]]


def is_empty(delta: Mapping[str, Any]) -> bool:
    return not any(delta.get(name) for name in ("items", "sites", "gone", "back", "status", "status_gone"))


def touches_sites(delta: Mapping[str, Any]) -> bool:
    """Whether sites.json changes with it."""
    return any(delta.get(name) for name in ("items", "sites", "gone", "back"))


def dumps(delta: Mapping[str, Any]) -> bytes:
    """As a document: the header first, then one record a line."""
    lists = ("sites", "gone", "status")
    out = line({key: value for key, value in delta.items() if key not in lists})[:-1]
    for name in lists:
        out += f',\n"{name}":[\n' + ",\n".join(line(record) for record in delta[name]) + "\n]"
    return (out + "}\n").encode()


def apply(state: State, delta: Mapping[str, Any]) -> State:
    """The client's step. Mismatch when the delta starts elsewhere."""
    if (delta["from_seq"], delta["from_version"]) != (state.header.seq, state.header.version):
        raise Mismatch(f"the delta starts from seq {delta['from_seq']}, the client has {state.header.seq}")
    sites, gone, status = dict(state.sites), dict(state.gone), dict(state.status)
    for key in delta["back"]:
        gone.pop(key, None)
        sites.pop(key, None)
    for record in delta["gone"]:
        gone[record["id"]] = record
        sites.pop(record["id"], None)
    sites |= {record["id"]: record for record in delta["sites"]}
    left = {record["id"] for record in delta["gone"]} | set(delta["back"])
    if left:
        status = {key: said for key, said in status.items() if key[0] not in left}
    for site, item in delta["status_gone"]:
        status.pop((site, item), None)
    status |= {(said["site"], said["item"]): said for said in delta["status"]}
    items = tuple(delta.get("items", state.items))
    moved = replace(state, items=items, sites=sites, status=status, gone=gone)
    return moved.headed(Header.of(delta), sites_changed=touches_sites(delta))
