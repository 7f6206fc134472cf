"""HSDS 3.0 as its documentation lists it: which fields there are, of which type, which must be there, which values hold.

The table below is written from the field lists (docs.openreferral.org); the standard's own files are CC BY-SA and stay out.
That it asks for nothing that the standard doesn't is seen by the standard's own example, where ../shared has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tomoni.publish.services import publish
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.support import exports, forms, queries
from tomoni.support.tests.conftest import V1, V2
from tomoni.support.tests.test_forms import read

DAY = date(2026, 11, 20)
HARMLESS = "id name description"
REQUIRED = {
    "service": "id name status",
    "organization": HARMLESS,
    "phone": "id number",
    "language": "id",
    "document": "id",
    "area": "id",
    "cost": "id",
    "schedule": "id",
    "attribute": "id",
    "term": HARMLESS,
    "taxonomy": HARMLESS,
}
FIELDS: dict[str, dict[str, Any]] = {
    "service": {
        "id": "uuid",
        "name": "text",
        "alternate_name": "text",
        "description": "text",
        "url": "uri",
        "email": "text",
        "status": {"active", "inactive", "defunct", "temporarily closed"},
        "application_process": "text",
        "fees_description": "text",
        "eligibility_description": "text",
        "minimum_age": "number",
        "maximum_age": "number",
        "assured_date": "day",
        "last_modified": "moment",
        "organization": "organization",
        "phones": ["phone"],
        "languages": ["language"],
        "required_documents": ["document"],
        "service_areas": ["area"],
        "cost_options": ["cost"],
        "schedules": ["schedule"],
        "attributes": ["attribute"],
    },
    "organization": {"id": "uuid", "name": "text", "description": "text"},
    "phone": {"id": "uuid", "number": "text"},
    "language": {"id": "uuid", "name": "text", "code": "language code"},
    "document": {"id": "uuid", "document": "text"},
    "area": {
        "id": "uuid",
        "name": "text",
        "extent": "text",
        "extent_type": {"geojson", "topojson", "kml", "text"},
    },
    "cost": {
        "id": "uuid",
        "option": "text",
        "amount": "number",
        "amount_description": "text",
        "currency": "text",
    },
    "schedule": {"id": "uuid", "valid_from": "day", "valid_to": "day", "notes": "text"},
    "attribute": {"id": "uuid", "link_entity": "text", "taxonomy_term": "term"},
    "term": {
        "id": "uuid",
        "code": "text",
        "name": "text",
        "description": "text",
        "taxonomy": "text",
        "taxonomy_detail": "taxonomy",
        "language": "language code",
    },
    "taxonomy": {"id": "uuid", "name": "text", "description": "text"},
}


def faults(value: Any, kind: str, at: str = "", *, strange: bool = True) -> Iterator[str]:
    """What is not as documented; `strange`: fields that the table doesn't know are a fault too."""
    if not isinstance(value, dict):
        yield f"{at}: no object"
        return
    yield from (f"{at}: no {name}" for name in REQUIRED[kind].split() if name not in value)
    for name, inner in value.items():
        wanted = FIELDS[kind].get(name)
        if wanted is None:
            if strange:
                yield f"{at}.{name}: not in HSDS"
        elif isinstance(wanted, list):
            for number, one in enumerate(inner):
                yield from faults(one, wanted[0], f"{at}.{name}[{number}]", strange=strange)
        elif isinstance(wanted, str) and wanted in FIELDS:
            yield from faults(inner, wanted, f"{at}.{name}", strange=strange)
        elif not holds(inner, wanted):
            yield f"{at}.{name}: {inner!r} is not {wanted}"


def holds(value: Any, wanted: Any) -> bool:
    if wanted == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    try:
        if isinstance(wanted, set):
            return value in wanted
        if wanted == "uri":
            return re.fullmatch(r"[a-z][a-z0-9+.-]*://[!-~]+", value) is not None
        if wanted == "language code":
            return re.fullmatch(r"[a-z]{2,3}", value) is not None
        {"uuid": UUID, "day": date.fromisoformat, "moment": datetime.fromisoformat, "text": str}[wanted](value)
    except ValueError:
        return False
    return True


FULL = {
    "名称": "家賃の補助",
    "副題": "くらしの支え",
    "内容": "家賃の一部",
    "提供者": "みほん市",
    "だれ向け": "個人",
    "対象の地域": "兵庫県",
    "困りごと": "家賃",
    "ライフイベント": "失業",
    "支援の種類": "給付",
    "費用": "無料",
    "受付開始": "2026-04-01",
    "受付終了": "未定",
    "申込み方": "窓口で",
    "申込先URL": "https://a.example/申込",
    "持ち物・必要書類": "身分証、賃貸契約書",
    "相談の電話": "078-918-5000",
    "相談できる言語": "日本語、やさしい日本語、中国語、手話",
    "詳細URL": "https://a.example/家賃?年=令和8",
    "更新した日": "2026-11-01",
    "確認した日": "2026-11-02",
}


def test_a_full_measure_is_as_documented() -> None:
    made = exports.hsds(read(forms.FORMS["support-measure"], **FULL), DAY)
    assert list(faults(made, "service")) == []
    assert made.keys() >= {"phones", "languages", "required_documents", "schedules", "attributes", "cost_options"}
    assert made["schedules"][0]["notes"] == "未定" and "valid_to" not in made["schedules"][0]
    assert made["cost_options"][0]["amount"] == 0
    assert {one["code"] for one in made["languages"]} == {"ja", "zh", "jsl"}
    assert made["url"].isascii()


@pytest.mark.parametrize("name", [name for name in FULL if name != "名称"])
def test_a_measure_that_says_less_has_no_nulls(name: str) -> None:
    made = exports.hsds(read(forms.FORMS["support-measure"], **{"名称": "a", name: FULL[name]}), DAY)
    assert list(faults(made, "service")) == []


@pytest.mark.shared
def test_the_real_lists(shared: Path, scope: Scope, add: Callable[..., Any]) -> None:
    for number, path in enumerate((V1, V2)):
        add(f"list{number}.csv", (shared / path).read_bytes())
    rooms.page_sources.clear()
    publish(scope)
    some = queries.collection(scope).measures
    page = json.loads(exports.hsds_list(some, DAY))
    assert page["total_items"] == page["size"] == len(some) > 850
    assert [fault for one in page["contents"] for fault in faults(one, "service")] == []


@pytest.mark.shared
def test_the_table_asks_for_no_more_than_the_standard(shared: Path) -> None:
    example = json.loads((shared / "data/support/hsds-examples/service_full.json").read_bytes())
    assert list(faults(example, "service", strange=False)) == []
