"""The documents of a feed, as bytes: one record a line, keys sorted, sites by id, so that equal states are equal bytes.

sites.json changes only when a site does and carries the header of that publication; all others carry the newest. In
data.* each site has its `stock` by item. CSV repeats last_updated, ttl and version in each row, because a table that
was saved must tell its age; cells that a spreadsheet would run are made harmless as everywhere (P02).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tomoni.stock.feed.state import Header, Key, Record, State

SITES, STATUS, DATA, CSV, GEOJSON = "sites.json", "status.json", "data.json", "data.csv", "data.geojson"
SITE_COLUMNS = ("id", "name", "address", "area", "lat", "lon", "kind", "hours", "phone", "url")
STATUS_COLUMNS = ("sale_state", "band", "on_hand", "reserved", "observed_at", "changed_at", "note")
HEAD_COLUMNS = ("last_updated", "ttl", "version")
RISKY = ("=", "+", "-", "@", "\t", "\r")


def line(record: Mapping[str, Any]) -> str:
    """One record, the same everywhere."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def all_of(state: State) -> dict[str, bytes]:
    """name → bytes of every document of a state."""
    joined = list(sites_with_stock(state))
    return {
        SITES: sites(state),
        STATUS: status(state),
        DATA: _document(state.header, {"sites": joined, "gone": _gone(state)}, state.items),
        CSV: table(state, joined),
        GEOJSON: geojson(state.header, joined, state.items),
    }


def sites(state: State) -> bytes:
    places = (state.sites[key] for key in sorted(state.sites))
    return _document(state.sites_header, {"sites": places, "gone": _gone(state)}, state.items)


def status(state: State) -> bytes:
    return _document(state.header, {"status": (state.status[key] for key in sorted(state.status))}, ())


def sites_with_stock(state: State) -> Iterator[Record]:
    """Each site with `stock`: {item: status}, by id."""
    by_site: dict[str, Record] = {}
    for (site, item), said in state.status.items():
        by_site.setdefault(site, {})[item] = {k: v for k, v in said.items() if k not in ("site", "item")}
    for key in sorted(state.sites):
        yield state.sites[key] | {"stock": by_site.get(key, {})}


def _gone(state: State) -> Iterator[Record]:
    return (state.gone[key] for key in sorted(state.gone))


def _document(header: Header, lists: Mapping[str, Iterable[Record]], items: Iterable[Record]) -> bytes:
    """{header…, "items": […], then each list with one record a line}."""
    out = line(header.to_json())[:-1]
    if items := list(items):
        out += ',"items":[' + ",".join(line(item) for item in items) + "]"
    for name, records in lists.items():
        out += f',\n"{name}":[\n' + ",\n".join(line(record) for record in records) + "\n]"
    return (out + "}\n").encode()


def geojson(header: Header, joined: Iterable[Record], items: Iterable[Record]) -> bytes:
    """RFC 7946; the header and the items are members of the collection; a site without a position has null geometry."""
    features = []
    for site in joined:
        place = [site["lon"], site["lat"]] if "lat" in site and "lon" in site else None
        geometry = {"type": "Point", "coordinates": place} if place else None
        rest = {key: value for key, value in site.items() if key not in ("lat", "lon")}
        features.append(line({"type": "Feature", "id": site["id"], "geometry": geometry, "properties": rest}))
    head = line({"type": "FeatureCollection", **header.to_json(), "items": list(items)})[:-1]
    return (head + ',\n"features":[\n' + ",\n".join(features) + "\n]}\n").encode()


def table(state: State, joined: Iterable[Record]) -> bytes:
    """One row a site, one group of columns an item: adult_on_hand, adult_band …"""
    names = [str(item["id"]) for item in state.items]
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write([*SITE_COLUMNS, *(f"{item}_{column}" for item in names for column in STATUS_COLUMNS), *HEAD_COLUMNS])
    head = [state.header.last_updated, state.header.ttl, state.header.version]
    for site in joined:
        row: list[Any] = [_cell(site.get(column)) for column in SITE_COLUMNS]
        for item in names:
            said = site["stock"].get(item, {})
            row += [_cell(said.get(column)) for column in STATUS_COLUMNS]
        write([*row, *head])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(RISKY):
        return "'" + value
    return value


def read(data: bytes | str) -> State:
    """The state of a data.json (`sites` with `stock`). ValueError, KeyError or TypeError when it is none."""
    said = json.loads(data)
    header = Header.of(said)
    places: dict[str, Record] = {}
    stock: dict[Key, Record] = {}
    for site in said["sites"]:
        places[site["id"]] = {key: value for key, value in site.items() if key != "stock"}
        for item, status in site["stock"].items():
            stock[site["id"], item] = {"site": site["id"], "item": item, **status}
    gone = {record["id"]: record for record in said["gone"]}
    return State(header, header, tuple(said["items"]), places, stock, gone)


def read_pair(sites_json: bytes | str, status_json: bytes | str) -> State:
    """The state of sites.json and status.json, as a client begins."""
    of_sites, of_status = json.loads(sites_json), json.loads(status_json)
    return State(
        Header.of(of_status),
        Header.of(of_sites),
        tuple(of_sites.get("items", ())),
        {site["id"]: site for site in of_sites["sites"]},
        {(said["site"], said["item"]): said for said in of_status["status"]},
        {record["id"]: record for record in of_sites["gone"]},
    )
