"""JSON for people: as the standard library writes it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.publish.canonical import indented, pretty

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(VALUES)
def test_it_is_what_the_standard_library_writes(value: object) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1)
    assert indented(value, sort_keys=True) == json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def test_texts_that_look_like_json_stay_as_they_are() -> None:
    value = {"a": ['{"b": 1,\n "c": 2}', []], '"quoted"': {}, "d": ("x", 1)}
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_what_is_no_number_is_refused_where_equal_values_must_be_equal_bytes() -> None:
    with pytest.raises(ValueError):
        pretty({"a": float("inf")})
