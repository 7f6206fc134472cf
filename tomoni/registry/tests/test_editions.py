"""Editions are recognised by what is in them: most of the old rows are in the new table, whatever the file is called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tomoni.registry.editions import FIGURES, KEYS, likeness
from tomoni.registry.scope import Scope

DAYS = [f"2020-04-{day:02}" for day in range(1, 21)]


def daily(days: list[str], counts: list[int]) -> pl.DataFrame:
    weekdays = ["月火水木金土日"[i % 7] for i in range(len(days))]
    return pl.DataFrame({"日付": days, "曜日": weekdays, "件数": [str(n) for n in counts]})


def people(ages: list[str], states: list[str]) -> pl.DataFrame:
    numbers = [str(i + 1) for i in range(len(ages))]
    towns = [("西区", "東区", "北区", "南区")[i * 7 % 4] for i in range(len(ages))]
    return pl.DataFrame({"No": numbers, "年代": ages, "居住地": towns, "状態": states})


def same(old: pl.DataFrame, new: pl.DataFrame) -> bool:
    found = likeness(old, new)
    return found.keys >= KEYS and found.figures >= FIGURES


def test_a_longer_series_with_the_same_past_is_the_next_edition() -> None:
    assert same(daily(DAYS[:12], list(range(12))), daily(DAYS, list(range(20))))


def test_a_corrected_day_changes_nothing_about_that() -> None:
    counts = [n * 3 for n in range(20)]
    assert same(daily(DAYS[:12], counts[:12]), daily(DAYS, [*counts[:10], 99, *counts[11:]]))


def test_another_series_of_the_same_days_is_another_dataset() -> None:
    assert not same(daily(DAYS, [n * 7 + 1 for n in range(20)]), daily(DAYS, [n * 3 + 2 for n in range(20)]))


def test_a_list_of_people_is_known_again_though_their_state_changes() -> None:
    ages = [f"{n % 8 + 1}0代" for n in range(30)]
    assert same(people(ages[:20], ["入院"] * 20), people(ages, ["退院"] * 15 + ["入院"] * 15))


def test_another_list_with_the_same_running_numbers_is_another_dataset() -> None:
    ages = [f"{n % 8 + 1}0代" for n in range(30)]
    found = likeness(people(ages, ["入院"] * 30), people(ages[::-1], ["入院"] * 30).with_columns(居住地=pl.lit("北区")))
    assert found.numbered
    assert found.figures < FIGURES


def test_a_single_common_row_says_nothing() -> None:
    assert likeness(daily(DAYS[:1], [0]), daily(DAYS, list(range(20)))).keys == 0


@pytest.mark.parametrize("columns", [{"a": ["1"] * 10, "b": ["x"] * 10}, {"a": ["1"] * 10}])
def test_rows_without_a_key_are_counted_whole(columns: dict[str, list[Any]]) -> None:
    assert likeness(pl.DataFrame(columns), pl.DataFrame(columns)).figures == 1.0


def test_a_further_edition_keeps_what_was_decided_for_the_one_before(scope: Scope, tmp_path: Path) -> None:
    """A running total that was corrected downwards once does not become the count of a day."""
    from tomoni.registry import queries, services

    def write(name: str, figures: list[int]) -> Path:
        rows = [f"2020/4/{day},{figure},{day % 5},{day % 3}" for day, figure in enumerate(figures, 1)]
        path = tmp_path / name
        path.write_text("\n".join(["日付,陽性者数,入院中,重症", *rows]) + "\n", encoding="utf-8")
        return path

    figures = [3, 3, 5, 9, 9, 14, 20, 20, 27, 31, 31, 40]
    dataset = services.add_file(scope, write("status_0412.csv", figures))[0].dataset
    corrected = [*figures[:-1], 38, 36, 41]
    assert services.add_file(scope, write("status_0414.csv", corrected))[0].dataset == dataset
    mappings = [file.mapping.get("陽性者数_累計") for file in queries.source(scope, dataset).files]
    assert mappings == ["陽性者数", "陽性者数"]
