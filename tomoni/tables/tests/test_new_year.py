"""Days without a year that run over New Year take the next year after the turn."""

from __future__ import annotations

from tomoni.tables import check, replay

_DAYS = ["12月29日", "12月31日", "1月1日", "1月3日"]


def _dates(title: str, days: list[str] = _DAYS) -> list[str | None]:
    text = f"{title}\n月日,医院名\n" + "".join(f"{day},医院{i}\n" for i, day in enumerate(days))
    return check(text.encode(), name="a.csv").tables[0].frame["月日"].to_list()


def test_the_year_in_the_title_is_that_of_the_first_rows():
    wanted = ["2023-12-29", "2023-12-31", "2024-01-01", "2024-01-03"]
    assert _dates("2023年 年末年始の休日当番医") == wanted
    assert _dates("令和5年 年末年始の休日当番医") == wanted


def test_a_fiscal_year_needs_no_turn():
    assert _dates("令和5年度 休日当番医") == ["2023-12-29", "2023-12-31", "2024-01-01", "2024-01-03"]


def test_days_in_any_order_stay_in_the_year_that_is_named():
    assert _dates("2023年の行事", ["12月29日", "5月3日", "1月1日", "8月3日"]) == [
        "2023-12-29",
        "2023-05-03",
        "2023-01-01",
        "2023-08-03",
    ]


def test_it_is_replayed_from_the_recipe():
    text = "2023年の当番医\n月日,医院名\n12月31日,甲\n1月1日,乙\n1月2日,丙\n".encode()
    table = check(text, name="a.csv").tables[0]
    again = replay(text, table.recipe, name="a.csv").tables[0]
    assert again.frame["月日"].to_list() == table.frame["月日"].to_list() == ["2023-12-31", "2024-01-01", "2024-01-02"]
    assert [ref.a1 for ref in table.provenance.cells(1, 0)] == ["A4"]
