"""Long columns known by codes, and the log of changes as JSON: the same texts, counts, rows and steps come back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.tables import changes, changesjson, clean, coded, outputs
from tomoni.tables.changes import ChangeLog
from tomoni.tables.coded import codes_of
from tomoni.tables.packed import Packed
from tomoni.tables.pipeline import check
from tomoni.tables.provenance import Change, Provenance

TEXTS = st.lists(st.one_of(st.none(), st.sampled_from("abcdefgh"), st.text(max_size=2)), max_size=60)


@pytest.mark.parametrize("way", ["codes", "hash"])
@settings(max_examples=150, deadline=None)
@given(texts=TEXTS)
def test_every_way_of_counting_says_the_same(way: str, texts: list[str | None]) -> None:
    patch = pytest.MonkeyPatch()
    patch.setattr(coded, "LONG", 0)
    patch.setattr(coded, "FEW", -1)
    patch.setattr(coded, "MOST", 100.0 if way == "codes" else -1)
    series = pl.Series("x", texts, dtype=pl.String)
    try:
        found = coded.coded(series)
    finally:
        patch.undo()
    plain = coded.coded(series)
    assert plain.codes is None
    assert found.counts.equals(plain.counts)
    assert found.counts["text"].to_list() == list(dict.fromkeys(text for text in texts if text is not None))
    if texts and way == "codes":
        assert found.codes is not None
        assert found.counts["text"].gather(found.codes).to_list() == texts
        assert codes_of(series, found.counts["text"]).to_list() == found.codes.to_list()


@pytest.mark.parametrize("by_code", [True, False])
@settings(max_examples=200, deadline=None)
@given(texts=TEXTS, top=st.integers(0, 6), below=st.integers(0, 6))
def test_a_stretch_of_a_column_is_known_from_the_whole(
    by_code: bool, texts: list[str | None], top: int, below: int
) -> None:
    series = pl.Series("x", texts, dtype=pl.String)
    whole = coded.by_codes(series) if by_code and texts else coded.coded(series)
    top, length = min(top, len(texts)), max(0, len(texts) - top - below)
    found = coded.within(whole, Packed(series), top, length)
    inside = series.slice(top, length)
    if found is not None:
        assert found.counts.equals(coded.coded(inside).counts)
        if found.codes is not None:
            assert found.counts["text"].gather(found.codes).to_list() == inside.to_list()


def log(texts: list[str], role: str) -> ChangeLog:
    """A log kept as columns, with some changes that were read one by one."""
    unique = list(dict.fromkeys(texts))
    counts = pl.DataFrame({"text": unique, "count": [texts.count(text) for text in unique]})
    counts = changes.numbered(counts.with_columns(pl.col("count").cast(pl.UInt32)))
    read = changes.bulk(counts, role)
    others = {
        text: Change(change.before, change.path, change.confidence, texts.count(text))
        for text in unique
        if text not in set(read["text"]) and (change := clean.read_change(text, {}, clean.reader(role)))
    }
    found = changes.log_of(counts, read, others)
    assert isinstance(found, ChangeLog)
    return found


DAYS = [
    "2020/4/1",
    "令和2年4月1日",
    "２０２０年４月２日",
    "R3.5.6",
    "H31.4.1",
    "平成３０年４月１日",
    "2020-04-01",
    "不明",
    "-",
]


@pytest.mark.parametrize("repeated", [1, 20])
@pytest.mark.parametrize("by_code", [True, False])
def test_a_log_comes_back_from_json(repeated: int, by_code: bool) -> None:
    rng = random.Random(3)
    rows = [day for day in rng.choices([*DAYS, None], k=400) for _ in range(repeated)]
    found = log([row for row in rows if row], "date")
    raw = pl.Series(rows, dtype=pl.String)
    texts = raw.drop_nulls().unique(maintain_order=True)
    written = changesjson.dump(found, raw, (codes_of(raw, texts), texts) if by_code else None)
    assert ("each" in written) == (repeated == 1)
    assert written == changesjson.dump(dict(found.items()), raw, None)
    back, before = changesjson.load(json.loads(json.dumps(written)), len(rows))
    assert back == dict(found.items())
    assert list(before) == [row if row in back else None for row in rows]


def test_what_0_1_wrote_is_read() -> None:
    old = {
        "steps": [["2,456", [["V01", "2456"]], 1.0, 3], ["１", [["E05", "1"]], 0.9, 1]],
        "rows": [[[0, 2], [4, 1]], [[3, 1]]],
    }
    found, before = changesjson.load(old, 5)
    assert found["2,456"] == Change("2,456", (("V01", "2456"),), 1.0, 3)
    assert list(before) == ["2,456", "2,456", None, "１", "2,456"]


def test_every_value_of_a_long_table_keeps_its_origin(tmp_path: Path) -> None:
    rng = random.Random(7)
    lines = ["番号,市,日付,件数,備考"]
    for number in range(9_000):
        day = rng.choice(DAYS[:6]) if rng.random() < 0.2 else f"令和2年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日"
        lines.append(
            f'{number},{rng.choice("甲乙")}市,{day},"{rng.randrange(10**6):,}",{rng.choice(["", " 済 ", "ｱ"])}'
        )
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines) + "\n", encoding="cp932")
    table = check(path).tables[0]
    assert set(table.provenance.coded) >= {2}
    back = Provenance.from_json(json.loads(json.dumps(table.provenance.to_json())))
    assert back.to_json() == table.provenance.to_json()
    grid = table.book.grids[0]
    for row in rng.sample(range(table.frame.height), 500):
        for col in range(table.frame.width):
            value = table.frame.to_series(col)[row] or ""
            (cell,) = table.provenance.cells(row, col)
            assert table.provenance.original(row, col, value) == (grid.value(*cell) or "")
            assert back.original(row, col, value) == table.provenance.original(row, col, value)
            assert back.steps(row, col) == table.provenance.steps(row, col)


def test_provenance_written_at_once_is_its_json() -> None:
    rows = ["番号,公表日,件数,備考"]
    days = ("令和2年4月{}日", "2020/4/{}", "R2.4.{}", "令和２年４月{}日", "2020-04-{:02}")
    for row in range(9_000):
        note = '"引用""と\\"' if row == 7 else "－" if row % 50 else ""
        count = f'"{row + 1000:,}"' if row % 2 else "不明分あり" if row % 100 == 0 else "…"
        rows.append(f"{row},{days[row % 5].format(row % 28 + 1)},{count},{note}")
    table = check("\n".join(rows).encode("cp932")).tables[0]
    assert any(isinstance(log, ChangeLog) for log in table.provenance.changes)
    for provenance in (table.provenance, table.provenance.take(range(10, 8_000), [1, 2, -1])):
        written = json.dumps(provenance.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert provenance.dumps().decode() == written + "\n"


def test_recipe_lines_are_what_the_log_describes() -> None:
    days = ("令和2年4月{}日", "2020/4/{}", "令和２年４月{}日")
    rows = ["番号,件数,日付"]
    for row in range(9_000):
        count = '"不明""\\"' if row % 900 == 0 else "－" if row % 90 == 0 else f'"{row + 1000:,}"'
        rows.append(f"{row},{count},{days[row % 3].format(row % 28 + 1) if row % 4 else 2020 - row % 9}")
    logs = [log for log in check("\n".join(rows).encode()).tables[0].provenance.changes if isinstance(log, ChangeLog)]
    assert logs
    for log in logs:
        assert log.lines(5_000) == [json.dumps(one, ensure_ascii=False) for one in log.described(5_000)]


def test_recipe_lines_of_every_sort_of_change() -> None:
    texts = ['a"b', "c\\d", "e\nf", "地", "２", "gone", "one by one", "é/"]
    frame = pl.DataFrame(
        {
            "text": texts,
            "via": ["x", "y", "z", 'q"', "2", None, "?", "é"],
            "after": ["x", "yy", "z", "r", "2", None, "?", "e"],
            "first": ["E05"] * 8,
            "second": [None, "D01", None, "V01", None, None, None, "E05"],
            "sure": [1.0, 0.9, 0.95, 1.0, 0.5, 1.0, 1.0, 0.3333333333333333],
            "count": [1, 2, 3, 4, 5, 6, 7, 8],
        },
        schema_overrides={"count": pl.UInt32},
    )
    log = ChangeLog(frame, {"one by one": Change("one by one", (("V01", None), ("D01", "z")), 0.7, 3)})
    assert log.lines(99) == [json.dumps(one, ensure_ascii=False) for one in log.described(99)]
    assert log.lines(2) == log.lines(99)[:2]


def test_the_texts_before_of_a_long_column_come_back_from_the_file(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n % 700:,}円,令和{n % 4 + 2}年4月{n % 9 + 1}日\n" for n in range(6_000))
    table = check(f"番号,金額,日付\n{rows}".encode()).tables[0]
    path = outputs.write_changes(table, tmp_path / "x.changes.parquet")
    assert path is not None
    assert "1.texts" in pl.read_parquet_schema(path) or "2.texts" in pl.read_parquet_schema(path)
    back = outputs.read_changes(path)
    assert set(back) == set(table.provenance.raw)
    for col, texts in table.provenance.raw.items():
        assert back[col].to_list() == list(texts)


def test_changed_texts_with_quotes_and_line_breaks_are_written() -> None:
    rows = "".join(f'{n},"あ ""{n % 7}""\nい"\n' for n in range(30))
    provenance = check(f"番号,名称\n{rows}".encode()).tables[0].provenance
    assert any(provenance.changes)
    written = json.dumps(provenance.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert provenance.dumps().decode() == written + "\n"
