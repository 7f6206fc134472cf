"""For machines that look for data: catalog.jsonld (DCAT 2 in JSON-LD) and data/current.parquet (one row a dataset).

Identifiers are relative to the file, so that the same bytes are right wherever the tree stands.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import polars as pl

from tomoni.i18n import Text
from tomoni.publish import canonical, live
from tomoni.publish.encodings import type_of

if TYPE_CHECKING:
    from tomoni.publish.queries import Published
    from tomoni.registry.scope import Scope

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "adms": "http://www.w3.org/ns/adms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LICENSES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-2.1-JP": "https://creativecommons.org/licenses/by/2.1/jp/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "PDL-1.0": "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
}
MEDIA = "https://www.iana.org/assignments/media-types/"


def words(text: Text) -> list[dict[str, str]]:
    """A text with its language tags; one entry when both are the same."""
    if text.ja == text.en:
        return [{"@value": text.ja, "@language": "ja"}]
    return [{"@value": text.ja, "@language": "ja"}, {"@value": text.en, "@language": "en"}]


def jsonld(scope: Scope, everything: list[Published]) -> bytes:
    """The catalogue of a community's published datasets."""
    community = scope.community
    publisher = {
        "@id": "#publisher",
        "@type": "foaf:Organization",
        "foaf:name": words(community.operator if community.operator.ja else community.name),
        "dct:identifier": community.code,
    }
    document = {
        "@context": CONTEXT | ({"@base": f"{community.address}/"} if community.address else {}),
        "@id": "catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": words(Text(f"{community.name.ja} オープンデータ", f"{community.name.en} open data")),
        "dct:publisher": publisher,
        "dct:license": {"@id": LICENSES.get(community.license, community.license)},
        "dct:language": list(community.languages),
        "dcat:dataset": [
            *(_dataset(scope, item) for item in everything),
            *(_feed(scope, name, said["title"]) for name, said in live.feeds(scope).items()),
        ],
    }
    modified = [item.latest["released"] for item in everything]
    if modified:
        document["dct:modified"] = _time(max(modified))
    return canonical.pretty(document)


def _time(value: str) -> dict[str, str]:
    return {"@value": value, "@type": "xsd:dateTime" if "T" in value else "xsd:date"}


def _dataset(scope: Scope, item: Published) -> dict[str, Any]:
    said = item.latest
    notes = (
        [Text("架空のデータです。実在の団体とは関係ありません。", "Made-up data about no real place.")]
        if said["synthetic"]
        else []
    )
    if not said["official"]:
        notes.append(Text("有志による非公式の掲載です。", "Published by volunteers, not by the authority."))
    made = {
        "@id": f"data/{item.dataset}/latest.json",
        "@type": "dcat:Dataset",
        "dct:identifier": item.dataset,
        "dct:title": words(item.source.title),
        "dct:publisher": {"@id": "#publisher"},
        "dct:modified": _time(said["released"]),
        "dct:license": {"@id": LICENSES.get(said["license"], said["license"])},
        "dct:rights": words(scope.community.attribution),
        "dcat:version": said["version"],
        "dct:conformsTo": {"@id": f"data/{item.dataset}/{said['files']['schema.json']['url']}"},
        "dcat:distribution": [
            _distribution(item.dataset, name, facts)
            for name, facts in said["files"].items()
            if name.startswith("data.")
        ],
    }
    if notes:
        made["adms:versionNotes"] = [entry for note in notes for entry in words(note)]
    if scope.community.contact:
        made["dcat:contactPoint"] = {"@type": "vcard:Kind", "vcard:hasEmail": scope.community.contact}
    if said["as_of"]:
        made["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:endDate": _time(said["as_of"].replace(" ", "T"))}
    if said["published"]:
        made["dct:issued"] = _time(said["published"].replace(" ", "T"))
    return made


def _feed(scope: Scope, name: str, title: dict[str, str]) -> dict[str, Any]:
    """A feed: its documents under the names that stay; when they were last changed stands in them."""
    return {
        "@id": f"data/{name}/{live.LATEST}",
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": words(Text.of(title)),
        "dct:publisher": {"@id": "#publisher"},
        "dct:license": {"@id": LICENSES.get(scope.community.license, scope.community.license)},
        "dct:rights": words(scope.community.attribution),
        "dct:conformsTo": {"@id": f"data/{name}/schema.json"},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/CONT"},
        "dcat:distribution": [
            {
                "@id": f"data/{name}/{file}",
                "@type": "dcat:Distribution",
                "dct:title": file,
                "dcat:downloadURL": {"@id": f"data/{name}/{file}"},
                "dcat:mediaType": {"@id": MEDIA + type_of(file).split(";")[0]},
            }
            for file in ("data.csv", "data.json", "data.geojson")
        ],
    }


def _distribution(dataset: str, name: str, facts: dict[str, Any]) -> dict[str, Any]:
    address = f"data/{dataset}/{facts['url']}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": MEDIA + facts["type"].split(";")[0]},
        "dcat:byteSize": facts["bytes"],
        "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": facts["sha256"]},
    }


def current_parquet(scope: Scope, everything: list[Published]) -> bytes:
    """community, area, dataset, schema, version, url (relative to the file) and sha256 of each dataset's Parquet file."""
    rows = [
        {
            "community": scope.community.id,
            "area": scope.community.code,
            "dataset": item.dataset,
            "schema": item.latest["schema"],
            "version": item.version,
            "url": f"{item.dataset}/{item.latest['files']['data.parquet']['url']}",
            "sha256": item.latest["files"]["data.parquet"]["sha256"],
        }
        for item in everything
    ]
    names = ("community", "area", "dataset", "schema", "version", "url", "sha256")
    out = io.BytesIO()
    pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).write_parquet(out, compression="zstd")
    return out.getvalue()
