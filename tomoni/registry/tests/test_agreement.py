"""The same thing counted twice gives one figure, or the page says that it does not."""

from __future__ import annotations

from tomoni.registry.facts import Facts, Figure
from tomoni.registry.gates.agreement import contradictions, stem
from tomoni.registry.gates.base import Outcome
from tomoni.registry.tests.conftest import AtTheGate

LIST = Facts(
    "people",
    sheet="名簿",
    sha256="f" * 64,
    rows=1163,
    figures=(
        Figure("", 1163, "rows"),
        Figure("退院", 231, "count", "状況"),
        Figure("入院中", 471, "count", "状況"),
        Figure("死亡", 9, "count", "状況"),
    ),
)


def summary(*figures: Figure, sheet: str = "集計", sha256: str = "f" * 64, as_of: str = "") -> Facts:
    return Facts("summary", sheet=sheet, sha256=sha256, as_of=as_of, figures=figures)


def said(at_the_gate: AtTheGate, mine: Facts, *others: Facts) -> str:
    verdicts = contradictions(at_the_gate({"人数": [1]}, facts=mine, siblings=others))
    assert all(verdict.outcome is Outcome.WARNED for verdict in verdicts)
    return " ".join(verdict.reason.ja for verdict in verdicts)


def test_a_stale_summary_is_found_from_both_sides(at_the_gate: AtTheGate) -> None:
    pivot = summary(
        Figure("退院", 213, "value", "個数", "B4"),
        Figure("入院中", 471, "value", "個数", "B5"),
        Figure("死亡", 9, "value", "個数", "B6"),
        Figure("個数", 1075, "total", "個数", "B8"),
    )
    for mine, other in ((LIST, pivot), (pivot, LIST)):
        text = said(at_the_gate, mine, other)
        assert "1,163（シート「名簿」の行数）" in text
        assert "1,075（シート「集計」の「個数」 B8）" in text
        assert "「退院」は" in text
        assert "213" in text
        assert "「死亡」は" not in text, "these agree"


def test_columns_that_count_a_category_are_compared_with_it(at_the_gate: AtTheGate) -> None:
    daily = summary(
        Figure("退院", 215, "total", "退院", "F87"),
        Figure("退院判明累計", 227, "last", "退院判明累計", "I86"),
        sheet="日別",
    )
    text = said(at_the_gate, LIST, daily)
    assert "231" in text
    assert "215（シート「日別」の「退院」 F87）" in text
    assert "227（シート「日別」の「退院判明累計」 I86）" in text


def test_agreeing_tables_say_nothing(at_the_gate: AtTheGate) -> None:
    daily = summary(Figure("退院", 231, "total"), Figure("死亡累計", 9, "last"))
    assert said(at_the_gate, LIST, daily) == ""


def test_tables_of_another_file_and_day_are_not_compared(at_the_gate: AtTheGate) -> None:
    other = summary(Figure("退院", 215, "total"), sha256="0" * 64, as_of="2020-04-01")
    assert said(at_the_gate, LIST, other) == ""


def test_figures_of_another_size_answer_another_question(at_the_gate: AtTheGate) -> None:
    assert said(at_the_gate, LIST, summary(Figure("退院", 12, "total"))) == ""


def test_a_stem_is_what_is_counted() -> None:
    assert [stem(text) for text in ("退院済累計", "退院判明", "陽性者数（累計）", "合計")] == [
        "退院",
        "退院",
        "陽性",
        "合計",
    ]
