"""What must hold for any input at all, with a fixed number of cases: whole files, parts of files, single values.

`make fuzz` looks further in the same targets, led by coverage. What it finds becomes a case in `FOUND`.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import packed
from tests.fuzz.targets import TARGETS, XML, corpus

ODS = next(seed for seed in corpus("workbook") if seed[0] == 0xFE)
FOUND: list[tuple[str, bytes]] = [
    ("workbook", ODS[: ODS.index(b"</table:table>")]),  # calamine waited for the end of the table for ever
    (
        "workbook",
        b"\xff" + packed({"QQQQ": b"", "a.csv": b"a,b\n1,2\n"}).replace(b"QQQQ", b"\0QQQ"),
    ),  # a part without a name
]
"""(target, input) of what once broke."""

Edit = tuple[int, int, bytes]
EDITS = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=6)
PIECES = st.sampled_from(
    [
        b"\0",
        b'"',
        b"\r",
        b",",
        b"\xef\xbb\xbf",
        b"\x83\x5c",
        b"[" * 50,
        b'{"a":',
        b"</c>",
        b"<c>",
        b' r="XFD1048576"',
        b"1E308",
        b"&#0;",
        b"]]>",
    ]
)


def mutated(data: bytes, edits: list[Edit], pieces: list[tuple[int, bytes]]) -> bytes:
    """`data` with stretches replaced (place, length, by what) and pieces put in."""
    for place, length, new in edits:
        at = place % (len(data) + 1)
        data = data[:at] + new + data[at + length :]
    for place, piece in pieces:
        at = place % (len(data) + 1)
        data = data[:at] + piece + data[at:]
    return data


PIECES_IN = st.lists(st.tuples(st.integers(0, 1 << 16), PIECES), max_size=3)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(st.sampled_from(corpus("text")), EDITS, PIECES_IN)
def test_text_files_end_in_tables_or_a_reason(seed: bytes, edits: list[Edit], pieces: list[tuple[int, bytes]]) -> None:
    TARGETS["text"](mutated(seed, edits, pieces))


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(st.sampled_from(corpus("workbook")), EDITS, PIECES_IN)
def test_workbooks_end_in_cells_or_a_reason(seed: bytes, edits: list[Edit], pieces: list[tuple[int, bytes]]) -> None:
    TARGETS["workbook"](seed[:1] + mutated(seed[1:], edits, pieces))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(max_size=40) | st.text("0123456789０１年月日時分～-−./,△▲%（）()RHSM令和平成元円人歳 ", max_size=16))
def test_values_are_read_or_left(text: str) -> None:
    TARGETS["value"](text.encode("utf-8", "replace"))


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_are_good(target: str) -> None:
    assert XML
    for seed in corpus(target):
        TARGETS[target](seed)


@pytest.mark.parametrize(("target", "data"), FOUND)
def test_what_once_broke(target: str, data: bytes) -> None:
    TARGETS[target](data)
