"""A clean table is met in silence: nothing above information, and 100 points. For made-up tables and published ones."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tomoni.tables import check
from tomoni.tables.finding import Severity
from tomoni.tables.table import Table

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
PUBLISHED = (
    "baddata/y03_yaizu_public_toilet_new_schema.csv",
    "baddata/y04_yaizu_evacuation_space_old_schema.csv",
    "dashboard/oita/440001_oita_covid19_inspections.csv",
    "dashboard/tokyo/130001_tokyo_covid19_call_center.csv",
    "dashboard/tokyo/130001_tokyo_covid19_combined_telephone_advice_center.csv",
    "dashboard/tokyo/130001_tokyo_covid19_patients_first4000.csv",
    "schemas/standard_dataset_columns.csv",
)

_WORDS = st.text(alphabet="北南東西中央本町公園会館小学校保育緑丘川", min_size=2, max_size=8)
_NAMES = {
    "名称": _WORDS,
    "備考": st.one_of(st.just(""), _WORDS),
    "人口": st.integers(0, 2_000_000).map(str),
    "面積": st.decimals(0, 9999, places=2).map(str),
    "割合": st.decimals(0, 100, places=1).map(lambda value: f"{value}"),
    "公表年月日": st.integers(0, 9000).map(lambda n: (date(2000, 1, 1) + timedelta(n)).isoformat()),
    "開始時間": st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda t: f"{t[0]:02}:{t[1]:02}"),
    "電話番号": st.integers(0, 9_999_999).map(lambda n: f"03-{n % 9000 + 1000:04}-{n % 10000:04}"),
    "郵便番号": st.integers(0, 9999).map(lambda n: f"100-{n:04}"),
    "URL": st.integers(0, 9999).map(lambda n: f"https://www.example.jp/{n}"),
    "緯度": st.integers(340_000, 369_999).map(lambda n: f"{n / 10000:.4f}1"),
    "経度": st.integers(1_360_000, 1_399_999).map(lambda n: f"{n / 10000:.4f}1"),
    "有無": st.sampled_from(["有", "無"]),
    "区分": st.sampled_from(["公立", "私立", "その他"]),
}


@st.composite
def clean_rows(draw: st.DrawFn) -> list[list[str]]:
    """A header of known names behind a running number, and 5 to 40 rows."""
    names = draw(st.lists(st.sampled_from(sorted(set(_NAMES) - {"緯度", "経度"})), min_size=2, max_size=7, unique=True))
    if draw(st.booleans()):
        names += ["緯度", "経度"]
    height = draw(st.integers(5, 40))
    rows = [[f"{number:04}", *(draw(_NAMES[name]) for name in names)] for number in range(1, height + 1)]
    return [["ID", *names], *rows]


def loud(table: Table) -> list[tuple[str, str]]:
    return [(item.rule, item.message.ja) for item in table.findings if item.severity != Severity.INFO]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(clean_rows())
def test_a_made_up_clean_text_file(rows: list[list[str]]) -> None:
    result = check("".join(",".join(row) + "\n" for row in rows).encode())
    (table,) = result.tables
    assert result.findings == []
    assert loud(table) == []
    assert table.score == 100, table.findings
    assert [list(table.frame.columns), *([value or "" for value in row] for row in table.frame.iter_rows())] == rows


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(clean_rows())
def test_a_made_up_clean_workbook(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([value or None for value in row])
    out = io.BytesIO()
    book.save(out)
    (table,) = check(out.getvalue()).tables
    assert (loud(table), table.score) == ([], 100), table.findings


@pytest.mark.shared
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_file_that_follows_its_standard(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("../shared is not here")
    result = check(path)
    assert [(loud(table), table.score) for table in result.tables] == [([], 100)]
    assert result.findings == []
