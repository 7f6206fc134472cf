"""The sample community is made by its own generator: the same bytes on any machine, and nothing of a real place."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from tools.make_mihon import City, days, files

SAMPLE = ROOT / "communities" / "mihon"


def test_the_committed_files_are_what_the_generator_makes() -> None:
    for name, data in files().items():
        assert (SAMPLE / name).read_bytes() == data, f"{name}: run `make sample`"


def test_the_invented_counts_add_up_every_day() -> None:
    city = City()
    for day in days():
        state = city.state(day)
        assert state["陽性者数"] == state["入院中"] + state["宿泊療養"] + state["死亡"] + state["退院"]


def test_the_sample_says_that_it_is_synthetic() -> None:
    text = (SAMPLE / "community.toml").read_text(encoding="utf-8")
    assert 'code = "99' in text
    assert "synthetic = true" in text
    assert "official = false" in text


def test_no_real_prefecture_is_named_in_the_sample() -> None:
    names = ("東京", "大阪", "神戸", "群馬", "北海道")
    for path in Path(SAMPLE).rglob("*.*"):
        if path.suffix in {".md", ".toml"} and ".tomoni" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not [name for name in names if name in text], path


def test_the_samples_rules_belong_to_its_measures_and_come_out_as_their_cases_say() -> None:
    from tomoni.support import forms
    from tomoni.support.config import load
    from tomoni.support.eligibility import files as rules
    from tools.mihon_support import ROWS

    form = forms.FORMS["support-measure"]
    columns = {name: "" for row in ROWS for name in row}
    made = [form.measure("support", n, columns | row, columns | row) for n, row in enumerate(ROWS, 1)]
    found = rules.load(SAMPLE)
    assert not found.problems and not load(SAMPLE).problems
    assert len(found.by_measure) >= 4 and set(found.by_measure) <= {one.key for one in made if one}
