"""A source entry written by the machine reads back as it was, for people may edit it in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.sources import SourceEntry, SourceFile, load_source, load_sources, write_source

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
names = st.dictionaries(words, words, max_size=3)
files = st.builds(
    SourceFile,
    path=st.sampled_from(["files/a.csv", "files/表 1.xlsx"]),
    url=st.sampled_from(["", "https://www.city.example/data.csv"]),
    as_of=st.sampled_from(["", "2020-04-18", "2020-12-25 20:00"]),
    as_of_from=st.sampled_from(["", "sheet", "data"]),
    sheet=st.none() | words,
    header_rows=st.none() | st.just(()) | st.just((3, 4)),
    table=st.integers(1, 3),
    mapping=names,
)
entries = st.builds(
    SourceEntry,
    dataset=st.just("numbers"),
    title=st.builds(Text, words, words),
    schema=st.sampled_from(["", "covid19-patients", "aed@2017"]),
    files=st.lists(files, min_size=1, max_size=3).map(tuple),
    columns=st.lists(words, max_size=3).map(tuple),
    mapping=names,
    publish_source=st.booleans(),
    provisional_days=st.integers(0, 7),
    accept=st.sampled_from([(), ("S20", "C01:電話番号", "D02:日付=2020")]),
    max_row_drop=st.sampled_from([None, 20, 5]),
)


@given(entries)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_reads_back_equal(tmp_path: Path, entry: SourceEntry) -> None:
    assert load_source(write_source(tmp_path, entry)) == entry


def test_equal_entries_give_equal_bytes_that_say_what_they_are(tmp_path: Path) -> None:
    entry = SourceEntry("numbers", Text("数", "Numbers"), files=(SourceFile(path="files/a.csv"),))
    first = write_source(tmp_path, entry).read_bytes()
    assert write_source(tmp_path, entry).read_bytes() == first
    assert first.decode().startswith("# このファイルは、データ「numbers」")
    assert [one.dataset for one in load_sources(tmp_path)] == ["numbers"]


@pytest.mark.parametrize("text", ["[[file]]\npath = 'files/a.csv'\n", "schema = ''\n[[file]]\npath = 'files/a.csv'\n"])
def test_a_short_entry_written_by_hand_is_enough(tmp_path: Path, text: str) -> None:
    path = tmp_path / "numbers.toml"
    path.write_text(text, encoding="utf-8")
    assert load_source(path).title == Text("名前のないデータ（numbers）", "Data without a name (numbers)")


@pytest.mark.parametrize("word", ["S2", "D02=いつか", "電話番号"])
def test_a_proposal_that_is_none_is_named(tmp_path: Path, word: str) -> None:
    path = write_source(
        tmp_path, SourceEntry(dataset="numbers", title=Text("数", "n"), files=(SourceFile("files/a.csv"),))
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(f'accept = ["{word}"]\n{text}', encoding="utf-8")
    with pytest.raises(Problem, match="accept"):
        load_source(path)
