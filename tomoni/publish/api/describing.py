"""Datasets, publications and pages of rows as the API shows them: what latest.json and its neighbours say, no more."""

from __future__ import annotations

from typing import Any

from tomoni.publish import files
from tomoni.publish.api import cursor, rows
from tomoni.publish.api.asking import BASE
from tomoni.publish.api.site import Site

SAME = (
    "title", "schema", "schema_version", "version", "seq", "rows", "as_of", "published", "fetched", "released",
    "license", "attribution", "official", "synthetic", "held", "capabilities",
)  # fmt: skip


def summary(site: Site, name: str) -> dict[str, Any]:
    """One dataset in a list."""
    said = site.latest(name)
    return {"id": name, **{key: said[key] for key in SAME}, "links": _links(site, name)}


def _links(site: Site, name: str) -> dict[str, str]:
    here = f"{BASE}{site.prefix}datasets/{name}"
    if name in site.feeds():
        base = f"/data/{name}"
        return {"self": here, **{part: f"{base}/{part}.json" for part in ("latest", "data", "deltas", "find")}}
    links = {"self": here, **{part: f"{here}/{part}" for part in ("rows", "publications", "diff", "trace")}}
    return links if site.prefix else links | {"latest": f"/data/{name}/latest.json"}


def detail(site: Site, name: str) -> dict[str, Any]:
    said = site.latest(name)
    version = said["version"]
    return {
        **summary(site, name),
        "community": said["community"],
        "columns": columns(site, name, version) if version and name not in site.feeds() else [],
        "files": [
            {"name": part, **facts, "url": f"/data/{name}/{facts['url']}"}
            for part, facts in (said["files"].items() if not site.prefix else ())
        ],
    }


def columns(site: Site, name: str, version: str) -> list[dict[str, Any]]:
    """The fields of a version's schema."""
    return [
        {
            "name": field["name"],
            "title": _titles(field),
            "type": str(field.get("type") or "any"),
            "description": str(field.get("description") or ""),
        }
        for field in site.schema(name, version).get("fields", [])
    ]


def _titles(field: dict[str, Any]) -> dict[str, str]:
    title = field.get("title") or field["name"]
    if isinstance(title, dict):
        ja = str(title.get("ja") or field["name"])
        return {"ja": ja, "en": str(title.get("en") or ja)}
    return {"ja": str(title), "en": str(field.get("tomoni:en") or title)}


def datasets(site: Site, limit: int, given: str) -> tuple[list[dict[str, Any]], str]:
    """(a page of datasets by id, cursor of the next). Ids don't move, so the cursor holds over publications."""
    question = cursor.question(site.prefix, "datasets")
    after = cursor.decode(given, question).after if given else ""
    names = [name for name in sorted([*site.datasets(), *site.feeds()]) if name > str(after)]
    page = [summary(site, name) for name in names[:limit]]
    return page, cursor.Cursor("", question, names[limit - 1]).encode() if len(names) > limit else ""


def publications(site: Site, name: str, limit: int, given: str) -> tuple[list[dict[str, Any]], str]:
    """(a page of publications, newest first; cursor of the next). New ones come before, so the cursor holds."""
    question = cursor.question(site.prefix, "publications", name)
    after = cursor.decode(given, question).after if given else None
    found = [row for row in site.publications(name) if not isinstance(after, int) or row["seq"] < after]
    page = [{"withdrawn": None, **row} for row in found[:limit]]
    return page, cursor.Cursor("", question, page[-1]["seq"]).encode() if len(found) > limit else ""


def page(site: Site, name: str, found: rows.Answer) -> dict[str, Any]:
    """A page of rows as JSON, with what must be said beside them."""
    said = site.latest(name)
    value = {
        "dataset": name,
        "version": found.version,
        "as_of": _as_of(site, name, found.version),
        "license": said["license"],
        "attribution": said["attribution"],
        "synthetic": said["synthetic"],
        "columns": found.frame.columns,
        "rows": files.records(found.frame),
        "row_numbers": found.numbers,
        "next": found.next or None,
    }
    return value if found.count is None else value | {"count": found.count}


def _as_of(site: Site, name: str, version: str) -> str | None:
    said = site.latest(name)
    if said["version"] == version:
        as_of: str | None = said["as_of"]
        return as_of
    return next((row["as_of"] for row in site.publications(name) if row["version"] == version), None)
