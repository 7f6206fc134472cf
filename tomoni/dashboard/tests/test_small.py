"""Small numbers stay hidden: nobody who knows the totals of rows and columns can work one out."""

from __future__ import annotations

import random

import pytest

from tomoni.dashboard.compute.small import Cell, protected


def derivable(cells: dict[Cell, int], hidden: set[Cell]) -> set[Cell]:
    """Hidden cells that have one value only in all tables of whole numbers with the same totals."""
    order = sorted(hidden)
    rest = [
        {line: sum(cells[c] for c in order if c[way] == line) for line in {c[way] for c in order}} for way in (0, 1)
    ]
    seen: list[set[int]] = [set() for _ in order]

    def fill(nth: int, chosen: list[int]) -> None:
        if nth == len(order):
            if not any(rest[0].values()) and not any(rest[1].values()):
                for values, value in zip(seen, chosen, strict=True):
                    values.add(value)
            return
        row, column = order[nth]
        for value in range(min(rest[0][row], rest[1][column]) + 1):
            rest[0][row] -= value
            rest[1][column] -= value
            fill(nth + 1, [*chosen, value])
            rest[0][row] += value
            rest[1][column] += value

    fill(0, [])
    return {cell for cell, values in zip(order, seen, strict=True) if len(values) == 1}


@pytest.mark.parametrize("seed", range(60))
def test_no_small_number_can_be_derived_where_totals_are_told(seed):
    chance = random.Random(seed)
    rows, columns = chance.choice([(3, 3), (4, 2), (2, 2), (3, 2)])
    cells = {(r, c): chance.choice([0, 1, 2, 3, 5, 6, 7, 9]) for r in range(rows) for c in range(columns)}
    hidden, safe = protected(cells, 5)
    assert {cell for cell, value in cells.items() if 0 < value < 5} <= hidden
    if safe and len(hidden) < 8:
        assert not derivable(cells, hidden) & {cell for cell in hidden if 0 < cells[cell] < 5}


def test_one_small_number_hides_the_next_smallest_with_it():
    assert protected({(0, 0): 3, (1, 0): 40, (2, 0): 7, (3, 0): 0}, 5) == ({(0, 0), (2, 0)}, True)


def test_two_that_must_both_be_one_are_not_left_alone():
    hidden, safe = protected({(0, 0): 1, (1, 0): 1, (2, 0): 9}, 5)
    assert safe and (2, 0) in hidden


def test_nothing_small_hides_nothing():
    assert protected({(0, 0): 0, (1, 0): 5}, 5) == (set(), True)


def test_with_nothing_to_hide_behind_the_total_is_not_told():
    assert protected({(0, 0): 2, (1, 0): 0}, 5) == ({(0, 0)}, False)
