"""jGrants (Jグランツ): enums written exactly, several values with " / " between, HTML in `detail`, 0 yen for "not said"."""

from __future__ import annotations

from tomoni.support import measure, reading
from tomoni.support.forms.base import Form, Row, always, day, line, several, text, url


def _amount(row: Row) -> str:
    most = reading.number(row.get("subsidy_max_limit", ""))
    return f"上限 {most:,}円" if most else ""


FORM = Form(
    "support-jgrants",
    "title",
    {
        "source_id": line("id"),
        "title": line("title"),
        "catch": line("subsidy_catch_phrase"),
        "summary": text("subsidy_catch_phrase"),
        "body": lambda row: reading.words_of_html(row.get("detail", "")),
        "provider": line("institution_name"),
        "provider_kind": always(measure.PUBLIC),
        "audience": always(("事業者",)),
        "audience_text": line("target_number_of_employees"),
        "area": lambda row: reading.areas(row.get("target_area_search", "").replace(" / ", ";")),
        "area_text": line("target_area_detail", "target_area_search"),
        "industry": lambda row: tuple(
            reading.alike(part.strip()) for part in row.get("industry", "").split(" / ") if part.strip()
        )[: reading.MOST_VALUES],
        "need": lambda row: tuple(
            reading.alike(part.strip()) for part in row.get("use_purpose", "").split(" / ") if part.strip()
        )[: reading.MOST_VALUES],
        "kind": several("granttype"),
        "amount": _amount,
        "rate": line("subsidy_rate"),
        "open_from": day("acceptance_start_datetime"),
        "open_to": day("acceptance_end_datetime"),
        "period_note": lambda row: _until(row.get("project_end_deadline", "")),
        "apply_url": url("front_subsidy_detail_page_url"),
        "inquiry": line("inquiry_url"),
        "phone": lambda row: reading.phones(reading.words_of_html(row.get("detail", ""))),
        "detail_url": url("front_subsidy_detail_page_url"),
        "updated": day("update_datetime"),
        "origin": always("Jグランツ"),
    },
    {
        "open_from": ("acceptance_start_datetime",),
        "open_to": ("acceptance_end_datetime",),
        "area": ("target_area_search", "target_area_detail"),
        "amount": ("subsidy_max_limit",),
        "updated": ("update_datetime",),
    },
)


def _until(cell: str) -> str:
    found = reading.day(cell)
    return f"事業の終わりの期限: {found.isoformat()}" if found else ""
