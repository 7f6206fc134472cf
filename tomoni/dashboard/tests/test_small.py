"""Small numbers stay hidden: nobody who knows the totals of rows and columns can work one out."""

from __future__ import annotations

import random

import pytest

from tomoni.dashboard.compute.small import Cell, protected
from tomoni.tables.small import protected_in_order


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


PRIME = (1 << 61) - 1


def solved(hidden: set[Cell]) -> set[Cell]:
    """What an attacker gets who writes down the total of each row and column and solves for the hidden cells: those that
    the equations fix (Gauss and Jordan, modulo a large prime, so that nothing is rounded)."""
    lines = [{cell: 1 for cell in hidden if cell[way] == line} for way in (0, 1) for line in {c[way] for c in hidden}]
    done: dict[Cell, dict[Cell, int]] = {}

    def less(row: dict[Cell, int], cell: Cell, other: dict[Cell, int]) -> None:
        factor = row[cell]
        for key, value in other.items():
            row[key] = (row.get(key, 0) - factor * value) % PRIME
            if not row[key]:
                del row[key]

    for line in lines:
        while known := next((cell for cell in line if cell in done), None):
            less(line, known, done[known])
        if not line:
            continue
        first = min(line)
        inverse = pow(line[first], -1, PRIME)
        line = {key: value * inverse % PRIME for key, value in line.items()}
        for other in done.values():
            if first in other:
                less(other, first, line)
        done[first] = line
    return {cell for cell, row in done.items() if len(row) == 1}


def test_the_attacker_solves_what_can_be_solved():
    assert solved({(0, 0)}) == {(0, 0)}
    assert solved({(0, 0), (0, 1), (1, 0), (1, 1)}) == set()
    assert solved({(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)}) == {(1, 2)}  # a bridge


@pytest.mark.parametrize("seed", range(40))
def test_a_table_that_grows_by_rows_gives_nothing_away_at_any_stage(seed):
    chance = random.Random(seed)
    rows, columns, often = chance.randint(2, 9), chance.randint(2, 6), 0.2 + chance.random()
    value = [1, 2, 3, 4, 5, 6, 8, 12, 20, 40]
    cells = {
        (r, c): chance.choice(value) if chance.random() < often else 0 for r in range(rows) for c in range(columns)
    }
    before: set[Cell] = set()
    for end in range(1, rows + 1):
        stage = {cell: number for cell, number in cells.items() if cell[0] < end}
        small = {cell for cell, number in stage.items() if 0 < number < 5}
        hidden, safe = protected_in_order(stage, 5)
        assert small <= hidden and before <= hidden
        if not safe:
            continue  # all of it is hidden
        assert not solved(hidden) & small
        if len(hidden) < 8 and max((stage[cell] for cell in hidden), default=0) < 7:
            assert not derivable(stage, hidden) & small
        before = hidden


def test_few_people_on_many_days_do_not_hide_everything():
    """A day with one person in one place: a zero beside it is hidden, too, rather than the whole table."""
    chance = random.Random(1)
    cells = {(day, place): 0 for day in range(60) for place in range(6)}
    for day in range(60):
        cells[day, chance.randrange(6)] = chance.choice([1, 1, 2, 7, 11])
    hidden, safe = protected_in_order(cells, 5)
    small = {cell for cell, number in cells.items() if 0 < number < 5}
    assert safe and not solved(hidden) & small
    assert len(hidden) < 3 * len(small)
    assert not protected({cell: number for cell, number in cells.items() if number}, 5)[1]  # without zeros: no way


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
