"""Measures as files for others: our own table (CSV, JSON, Parquet), the names of 制度ナビ, HSDS 3.0.

Made from Measure alone, which has no place for what isn't public. CSV cells that a spreadsheet would run are guarded.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.utils.encoding import iri_to_uri

from tomoni.i18n import speaking
from tomoni.publish import files
from tomoni.support import wording
from tomoni.support.measure import DAYS, FIELDS, FREE, LISTS, NATIONWIDE, NUMBERS, Measure, State, to_json

RAW = tuple(
    name
    for name in FIELDS
    if name in DAYS | NUMBERS | {"area", "fee", "provider_number", "amount", "phone", "languages"}
)
"""Fields whose words in the source get a column of their own, `<field>_raw`."""
SEPARATOR = ";"
NAMESPACE = uuid.UUID("8a1f4dc2-6a0e-5d31-9f0c-0a5b1f3c7e42")


def frame(measures: Sequence[Measure], today: date) -> pl.DataFrame:
    """One row a measure: lists joined by ";", days as dates, `<field>_raw`, `state` on the day it was made."""
    columns: dict[str, list[Any]] = {}
    for name in FIELDS:
        if name == "raw":
            continue
        values = [getattr(one, name) for one in measures]
        columns[name] = (
            [SEPARATOR.join(value) or None for value in values]
            if name in LISTS
            else [value if value != "" else None for value in values]
        )
        if name in RAW:
            columns[f"{name}_raw"] = [one.raw.get(name) for one in measures]
    columns["state"] = [str(one.state(today)) for one in measures]
    kinds = {
        name: pl.Date if name in DAYS else pl.Int64 if name in NUMBERS | {"row"} else pl.String for name in columns
    }
    return pl.DataFrame(columns, schema=kinds)


def csv(measures: Sequence[Measure], today: date) -> bytes:
    """With a byte-order mark, so that Excel reads it as UTF-8."""
    return b"\xef\xbb\xbf" + files.csv(frame(measures, today))


def parquet(measures: Sequence[Measure], today: date) -> bytes:
    return files.parquet(frame(measures, today))


def json_lines(measures: Sequence[Measure], today: date) -> bytes:
    """{"as_of", "count", "measures": [...]} with one measure a line."""
    lines = (_dump(to_json(one) | {"state": str(one.state(today))}) for one in measures)
    head = f'{{"made":"{today.isoformat()}","count":{len(measures)},"measures":[\n'
    return (head + ",\n".join(lines) + "\n]}\n").encode()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def seido(one: Measure) -> dict[str, Any]:
    """A measure under the names of 制度ナビ's API."""
    named = [{"name": wording.of_value("area", code).ja, "code": code} for code in one.area if code != NATIONWIDE]
    return {
        "id": one.key,
        "number": one.source_id or None,
        "base_id": one.base_id or None,
        "title": one.title,
        "subtitle": one.subtitle or None,
        "support_organization": one.provider or None,
        "competent_authorities": [{"name": one.authority}] if one.authority else [],
        "target": "\n".join(part for part in ("、".join(one.audience), one.audience_text) if part) or None,
        "max_employees_count": one.max_employees,
        "max_capital": one.max_capital,
        "max_established_years": one.max_years,
        "prefectures": [place for place in named if place["code"].endswith(PREFECTURES)],
        "area": one.area_text or "、".join(place["name"] for place in named) or None,
        "summary": one.summary or one.catch or None,
        "body": one.body or None,
        "usage": one.how or None,
        "application_url": one.apply_url or None,
        "reception_start_date": one.open_from.isoformat() if one.open_from else None,
        "reception_end_date": one.open_to.isoformat() if one.open_to else None,
        "reception_remarks": one.period_note or one.raw.get("open_to") or None,
        "governing_law": one.law or None,
        "reference": one.detail_url or None,
        "inquiry": one.inquiry or "、".join(one.phone) or None,
        "industry_categories": [{"name": name} for name in one.industry],
        "stage_categories": [{"name": name} for name in one.stage],
        "purpose_categories": [{"name": name} for name in one.need],
        "service_categories": [{"name": name} for name in one.kind],
        "disasters": [{"name": name} for name in one.disaster],
        "keywords": list(one.keywords),
        "language": "ja",
        "publishDate": one.published.isoformat() if one.published else None,
        "unpublishDate": one.unpublished.isoformat() if one.unpublished else None,
        "last_modified_at": one.updated.isoformat() if one.updated else None,
    }


PREFECTURES = tuple(f"000{digit}" for digit in range(10))
"""How the codes of prefectures end (28000 and the check digit)."""


def seido_list(measures: Sequence[Measure]) -> bytes:
    """{"total", "items"} with one measure a line."""
    lines = ",\n".join(_dump(seido(one)) for one in measures)
    return f'{{"total":{len(measures)},"items":[\n{lines}\n]}}\n'.encode()


def hsds(one: Measure, today: date) -> dict[str, Any]:
    """A measure as an HSDS 3.0 service (docs.openreferral.org). Ids are UUIDs made from the key; what isn't known is left
    out, as the standard has no null."""

    def child(kind: str, number: int = 0) -> str:
        return str(uuid.uuid5(NAMESPACE, f"{one.key}/{kind}/{number}"))

    ends = one.period_note or one.raw.get("open_to", "")
    when = {"valid_from": _day(one.open_from), "valid_to": _day(one.open_to), "notes": ends}
    costs = {"option": wording.FEE[one.fee].ja, "amount_description": one.fee_text} if one.fee in wording.FEE else {}
    if one.fee == FREE:
        costs |= {"amount": 0, "currency": "JPY"}
    made: dict[str, Any] = {
        "id": str(uuid.uuid5(NAMESPACE, one.key)),
        "name": one.title,
        "alternate_name": one.subtitle,
        "description": one.body or one.summary or one.catch,
        "url": iri_to_uri(one.detail_url),
        "status": "inactive" if one.state(today) == State.CLOSED else "active",
        "application_process": "\n".join(filter(None, (one.how, one.apply_url))),
        "fees_description": one.fee_text,
        "eligibility_description": "\n".join(filter(None, ("、".join(one.audience), one.audience_text))),
        "assured_date": _day(one.verified_at),
        "last_modified": f"{one.updated.isoformat()}T00:00:00+09:00" if one.updated else "",
        "organization": {
            "id": str(uuid.uuid5(NAMESPACE, f"organization/{one.provider or one.key}")),
            "name": one.provider or one.title,
            "description": one.provider or one.title,
        },
        "phones": [{"id": child("phone", at), "number": number} for at, number in enumerate(one.phone)],
        "languages": [{"id": child("language", at)} | _spoken(code) for at, code in enumerate(one.languages)],
        "required_documents": [{"id": child("document", at), "document": it} for at, it in enumerate(one.documents)],
        "service_areas": [{"id": child("area", at)} | area for at, area in enumerate(_areas(one))],
        "cost_options": [{"id": child("cost")} | costs] if costs else [],
        "schedules": [{"id": child("schedule")} | when] if any(when.values()) else [],
        "attributes": [_attribute(child, taxonomy, at, term) for taxonomy, at, term in _terms(one)],
    }
    known: dict[str, Any] = _said(made)
    return known


def _said(value: Any) -> Any:
    """Without what says nothing, at any depth."""
    if isinstance(value, dict):
        return {name: _said(inner) for name, inner in value.items() if inner not in (None, "", [])}
    return [_said(inner) for inner in value] if isinstance(value, list) else value


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _spoken(code: str) -> dict[str, str]:
    """ISO 639-1 has no regions and no signing; Japanese Sign Language is jsl in ISO 639-3."""
    return {
        "name": wording.language(code).en,
        "code": "jsl" if code == "sign" else speaking.html_lang(code).partition("-")[0],
    }


def _areas(one: Measure) -> list[dict[str, str]]:
    """By code; where the list only has words, the words."""
    coded = [{"name": wording.of_value("area", code).ja, "extent": code, "extent_type": "text"} for code in one.area]
    return coded or ([{"name": one.area_text}] if one.area_text else [])


def _terms(one: Measure) -> list[tuple[str, int, str]]:
    lists = {"need": one.need, "life": one.life_event, "kind": one.kind, "industry": one.industry}
    return [(name, at, term) for name, terms in lists.items() for at, term in enumerate(terms)]


def _attribute(child: Any, taxonomy: str, at: int, term: str) -> dict[str, Any]:
    said = wording.FACETS[taxonomy]
    made = {
        "id": str(uuid.uuid5(NAMESPACE, f"term/{taxonomy}/{term}")),
        "code": term,
        "name": term,
        "description": f"{said.ja}: {term}",
        "taxonomy": taxonomy,
        "taxonomy_detail": {
            "id": str(uuid.uuid5(NAMESPACE, f"taxonomy/{taxonomy}")),
            "name": taxonomy,
            "description": f"{said.ja} / {said.en}",
        },
        "language": "ja",
    }
    return {"id": child(taxonomy, at), "link_entity": "service", "taxonomy_term": made}


def hsds_page(measures: Sequence[Measure], today: date, page: int = 1, a_page: int = 0) -> dict[str, Any]:
    """HSDA's page object: all on one when `a_page` is 0."""
    size = a_page or max(1, len(measures))
    pages = max(1, -(-len(measures) // size))
    some = measures[(page - 1) * size : page * size]
    return {
        "total_items": len(measures),
        "total_pages": pages,
        "page_number": page,
        "size": len(some),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not some,
        "contents": [hsds(one, today) for one in some],
    }


def hsds_list(measures: Sequence[Measure], today: date) -> bytes:
    page: Mapping[str, Any] = hsds_page(measures, today)
    return (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode()
