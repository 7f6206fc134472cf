"""Package: what `repair -o DIR` wrote, as a Frictionless data package (datapackage.json), for other people's tools.

One resource a table: path, title, bytes, sha256, schema and the file it came from. The same tables give the same bytes:
no time of day, no machine's paths.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

from tomoni.tables.rules.goingout import LICENSES

Json = dict[str, Any]
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def package(folder: Path, files: Iterable[tuple[Json, list[Json]]], licence: str = "") -> Json:
    """The descriptor of the tables in `folder`. `files` are (FileResult.to_json, what Written.to_json said), in order;
    `licence` is its SPDX name, where one was named (M01)."""
    resources = []
    for file, written in files:
        source = {"title": PurePath(file["path"]).name, "hash": f"sha256:{file['sha256']}"}
        for item in written:
            data, schema = Path(item["data"]), Path(item["schema"])
            resources.append(_resource(folder, data, schema, source))
            if item.get("conformed"):
                typed = Path(item["conformed"])
                resources.append(_resource(folder, typed, typed.with_name(f"{typed.stem}.schema.json"), source))
    out: Json = {"$schema": PROFILE}
    titles = list(dict.fromkeys(resource["title"] for resource in resources))
    if len(titles) == 1:
        out["title"] = titles[0]
    if licence:
        named = {"name": licence} if re.fullmatch(r"[A-Za-z0-9._-]+", licence) else {"title": licence}
        out["licenses"] = [named | ({"path": LICENSES[licence]} if licence in LICENSES else {})]
    return {**out, "resources": resources}


def _resource(folder: Path, data: Path, schema: Path, source: Json) -> Json:
    content = data.read_bytes()
    described = json.loads(schema.read_text(encoding="utf-8"))
    kind = data.suffix.lstrip(".")
    out: Json = {
        "name": data.stem,
        "type": "table",
        "title": described.get("title") or described.get("name") or data.stem,
        "path": data.relative_to(folder).as_posix(),
        "format": kind,
        "mediatype": _MEDIA[kind],
    }
    if kind == "csv":
        out["encoding"] = "utf-8"
    out |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    return {**out, "schema": schema.relative_to(folder).as_posix(), "sources": [source]}


def write_package(folder: Path, files: Iterable[tuple[Json, list[Json]]], licence: str = "") -> Path | None:
    """Writes datapackage.json into `folder`; None (and no file) when no table was written."""
    path = folder / "datapackage.json"
    made = package(folder, files, licence)
    if not made["resources"]:
        path.unlink(missing_ok=True)
        return None
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path
