"""What Polars reads at once is what the readers give one by one: the same values, rules and texts between."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tomoni.tables import changes, changesjson, clean, readings
from tomoni.tables.changes import ChangeLog
from tomoni.tables.provenance import Change
from tomoni.tables.schema.cast import cast
from tomoni.tables.schema.easy import NEVER_MISSING, easy
from tomoni.tables.schema.model import Field
from tomoni.tables.values.missing import is_missing
from tomoni.tables.values.number import LONGEST

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DAYS = st.builds(
    lambda shape, year, month, day, wide: (
        shape.format(y=year, m=month, d=day, era=max(year - 2018, 0)).translate(WIDE if wide else {})
    ),
    st.sampled_from(
        ["{y}/{m}/{d}", "{y}年{m}月{d}日", "令和{era}年{m}月{d}日", "R{era}.{m}.{d}", "令和元年{m}月{d}日", "{y}-{m:02}-{d:02}", "{y}.{m}.{d}", "H{era}.{m}.{d}", "{y}/{m:02}/{d:02}"]
    ),
    st.one_of(st.integers(1990, 2080), st.integers(2100, 2199)),
    st.integers(0, 13),
    st.integers(0, 32),
    st.booleans(),
)  # fmt: skip
NUMBERS = st.builds(
    lambda shape, number, wide: shape.format(n=number).translate(WIDE if wide else {}),
    st.sampled_from(["{n}", "{n:,}", "{n:,}.5", "-{n:,}", "0{n}", "{n}人", "▲{n}", "{n}.0", "{n:,}円", "1,23"]),
    st.integers(0, 10**9),
    st.booleans(),
)
TEXTS = st.one_of(DAYS, NUMBERS, st.text(alphabet="0123456789０１２９,.年月日/-令和RH元 　", max_size=12))


def _counts(texts: list[str]) -> pl.DataFrame:
    unique = list(dict.fromkeys(texts))
    return pl.DataFrame(
        {"text": unique, "count": [i + 1 for i in range(len(unique))]}, schema_overrides={"count": pl.UInt32}
    )


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=40), role=st.sampled_from(["number", "date"]))
def test_bulk_reads_as_the_readers_do(texts: list[str], role: str) -> None:
    counts = _counts(texts)
    read = changes.bulk(changes.numbered(counts), role)
    log = ChangeLog(read.sort("place").drop("place"), {})
    for text, change in log.items():
        one = clean.read_change(text, {}, clean.reader(role))
        assert one is not None, text
        count = counts.filter(pl.col("text") == text)["count"].item()
        assert change == Change(text, one.path, one.confidence, count)


def test_a_long_log_says_what_a_short_one_says(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    days = [date(2020, 1, 1) + timedelta(days=rng.randrange(1500)) for _ in range(600)]
    texts = [rng.choice([f"R{d.year - 2018}.{d.month}.{d.day}", f"{d.year}/{d.month}/{d.day}", d.isoformat(), "令和99年1月1日", f"平成30年{d.month}月{d.day}日", "－"]) for d in days]  # fmt: skip
    texts += [f"令和２年{d.month}月{d.day}日".translate(WIDE) for d in days[:50]]
    counts = _counts(texts)
    short = clean.plan_column(counts, "date", {}).changes
    assert isinstance(short, dict)
    monkeypatch.setattr(changes, "WORTHWHILE", 10)
    long = clean.plan_column(counts, "date", {}).changes
    assert isinstance(long, ChangeLog)
    assert list(long.items()) == list(short.items())
    assert long.head(7) == list(short.values())[:7]
    assert [long[text] for text in short] == list(short.values())
    assert "－" in long
    assert "なし" not in long
    from tomoni.tables.rules.examine import _by_rule

    assert long.by_rule(5) == _by_rule(short.values())


FIELDS = [
    Field("n", "integer", minimum=0, maximum=500),
    Field("n", "integer"),
    Field("n", "number"),
    Field("n", "number", role="lat", minimum=20, maximum=46),
    Field("n", "year"),
    Field("d", "date"),
    Field("s", "string"),
]


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(st.one_of(TEXTS, st.floats(-1000, 1000).map(str), st.dates().map(str)), max_size=30))
def test_easy_values_are_what_cast_gives(texts: list[str]) -> None:
    series = pl.Series("x", texts, dtype=pl.String)
    for item in FIELDS:
        for text, value in zip(texts, easy(series, item).to_list(), strict=True):
            if value is not None:
                one = cast(text, item)
                assert (one.value, one.rule, one.problem) == (value, "", ""), (text, item)


@given(st.from_regex(NEVER_MISSING, fullmatch=True))
def test_what_starts_with_a_digit_is_no_placeholder(text: str) -> None:
    assert not is_missing(text)
    assert text.strip()


@given(st.lists(st.integers(1, 4), max_size=30), st.integers(1, 12))
def test_the_most_frequent_come_first_and_equals_as_they_came(often: list[int], number: int) -> None:
    counts = pl.DataFrame(
        {"text": [str(i) for i in range(len(often))], "count": often}, schema={"text": pl.String, "count": pl.UInt32}
    )
    wanted = counts.sort("count", descending=True, maintain_order=True).head(number)
    assert clean.most_frequent(counts, number).head(number).equals(wanted)


@given(st.from_regex(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,16}(?:\.[0-9]{1,9})?", fullmatch=True))
@example("-1,000,000,000,000,000,000,000,000,000.0")
@example("1,000.0")
def test_thousands_are_what_the_long_way_says(text: str) -> None:
    long_way = readings.kind(f"{text} ")  # with a blank, no short way is taken
    assert readings.kind(text) == long_way or len(text) == LONGEST


@given(st.lists(st.integers(-300, 300), max_size=30), st.integers(1, 10**6))
def test_numbers_are_written_as_json_does(numbers: list[int], times: int) -> None:
    for some in (numbers, [number * times for number in numbers]):
        assert changesjson._written(pl.Series(some, dtype=pl.Int64)) == json.dumps(some, separators=(",", ":")).encode()
