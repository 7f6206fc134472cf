"""制度ナビ (ミラサポplus, 2020): English field names, Japanese aliases in the schema."""

from __future__ import annotations

from tomoni.support import measure, reading
from tomoni.support.forms.base import Form, always, day, line, number, phones, several, text, url

FORM = Form(
    "support-seido",
    "title",
    {
        "source_id": line("id", "number"),
        "base_id": line("base_id"),
        "title": line("title"),
        "subtitle": line("subtitle"),
        "summary": text("summary"),
        "body": text("body"),
        "provider": line("support_organization", "competent_authorities"),
        "provider_kind": always(measure.PUBLIC),
        "authority": line("competent_authorities"),
        "audience": always(("事業者",)),
        "audience_text": lambda row: reading.text(
            "\n".join(part for part in (row.get("target", ""), row.get("application_target", "")) if part)
        ),
        "max_employees": number("max_employees_count"),
        "max_capital": number("max_capital"),
        "max_years": number("max_established_years"),
        "area": lambda row: reading.areas(row.get("area", "") or row.get("prefectures", ""), empty=measure.NATIONWIDE),
        "area_text": text("area", "prefectures"),
        "industry": several("industry_categories", comma=True),
        "stage": several("stage_categories", comma=True),
        "need": several("purpose_categories", comma=True),
        "kind": several("service_categories", comma=True),
        "open_from": day("reception_start_date"),
        "open_to": day("reception_end_date"),
        "period_note": text("reception_remarks"),
        "apply_url": url("application_url"),
        "how": text("usage"),
        "phone": phones("inquiry", "usage"),
        "inquiry": text("inquiry"),
        "law": text("governing_law"),
        "detail_url": url("reference"),
        "disaster": several("disasters", comma=True),
        "keywords": several("keywords", comma=True),
        "published": day("publishDate"),
        "unpublished": day("unpublishDate"),
        "updated": day("last_modified_at"),
    },
    {
        "open_from": ("reception_start_date",),
        "open_to": ("reception_end_date",),
        "area": ("prefectures", "area"),
        "max_employees": ("max_employees_count",),
        "max_capital": ("max_capital",),
        "max_years": ("max_established_years",),
        "detail_url": ("reference",),
        "apply_url": ("application_url",),
        "updated": ("last_modified_at",),
        "unpublished": ("unpublishDate",),
    },
)
