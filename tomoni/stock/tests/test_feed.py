"""The format: a client that applies deltas has the bytes of the snapshot, whatever happened in between."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.stock.feed import deltas, documents
from tomoni.stock.feed.state import Header, State

IDS = ["a", "b", "c", "1450", "＝x"]
ITEMS = ["adult", "child"]


def header(seq: int) -> Header:
    return Header("masks", f"{seq:064x}", seq, f"2020-03-22T20:41:{seq:02}+08:00", 60, "2020-03-22T20:41:42+08:00")


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """A state's content: sites, some of their status, and tombstones of others."""
    here = draw(st.sets(st.sampled_from(IDS)))
    sites = {
        key: {"id": key, "name": draw(st.sampled_from(["薬局", "=HYPERLINK()", "x"])), "lat": 25.0, "lon": 121.5}
        for key in here
    }
    status = {}
    for key in here:
        for item in draw(st.sets(st.sampled_from(ITEMS))):
            status[key, item] = {"site": key, "item": item, "sale_state": "on_sale", "on_hand": draw(st.integers(0, 2))}
    gone = {key: {"id": key, "name": "薬局", "gone_at": "t"} for key in draw(st.sets(st.sampled_from(IDS))) - here}
    items = tuple({"id": item} for item in draw(st.sampled_from([ITEMS, ITEMS[:1]])))
    return {"sites": sites, "status": status, "gone": gone, "items": items}


@st.composite
def histories(draw: st.DrawFn) -> list[State]:
    """States that follow each other, headed as the publisher heads them."""
    found: list[State] = []
    for seq, content in enumerate(draw(st.lists(contents(), min_size=2, max_size=6)), 1):
        if found:  # a site never leaves in silence
            left = found[-1].sites.keys() - content["sites"].keys()
            content["gone"] |= {key: {"id": key, "name": "薬局", "gone_at": f"t{seq}"} for key in left}
        state = State(header(seq), header(seq), **content)
        if found:
            delta = deltas.between(found[-1], state)
            if not deltas.touches_sites(delta):
                state = State(header(seq), found[-1].sites_header, **content)
        found.append(state)
    return found


@settings(max_examples=200, deadline=None)
@given(histories())
def test_a_client_that_applies_every_delta_has_the_bytes_of_the_snapshot(history: list[State]) -> None:
    first = documents.all_of(history[0])
    client = documents.read_pair(first[documents.SITES], first[documents.STATUS])
    for old, new in pairwise(history):
        client = deltas.apply(client, json.loads(deltas.dumps(deltas.between(old, new))))
        assert documents.all_of(client) == documents.all_of(new)


def test_a_delta_that_starts_elsewhere_is_refused() -> None:
    one, two, three = (State(header(seq), header(seq)) for seq in (1, 2, 3))
    with pytest.raises(deltas.Mismatch):
        deltas.apply(one, deltas.between(two, three))


@settings(max_examples=100, deadline=None)
@given(contents())
def test_data_json_alone_gives_the_whole_state(content: dict[str, Any]) -> None:
    state = State(header(1), header(1), **content)
    assert documents.read(documents.all_of(state)[documents.DATA]) == state


def test_a_table_tells_its_age_and_no_cell_of_it_runs() -> None:
    site = {"id": "a", "name": "=cmd()"}
    said = {"site": "a", "item": "adult", "sale_state": "on_sale", "on_hand": 3}
    state = State(header(7), header(7), ({"id": "adult"},), {"a": site}, {("a", "adult"): said})
    head, row = documents.all_of(state)[documents.CSV].decode().splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert cells["name"] == "'=cmd()" and cells["adult_on_hand"] == "3"
    assert (cells["last_updated"], cells["ttl"]) == ("2020-03-22T20:41:07+08:00", "60")


def test_the_client_in_the_docs_does_what_they_say() -> None:
    page = (Path(__file__).parents[3] / "docs" / "stock.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.S)
    site = {"id": "a", "name": "薬局"}
    said = {"site": "a", "item": "adult", "sale_state": "on_sale", "on_hand": 3}
    old = State(header(1), header(1), ({"id": "adult"},), {"a": site}, {("a", "adult"): said})
    new = State(header(2), header(1), old.items, old.sites, {("a", "adult"): said | {"on_hand": 2}})
    first, second = documents.all_of(old), documents.all_of(new)
    told = {
        "sites_json": first[documents.SITES],
        "status_json": first[documents.STATUS],
        "new_status_json": second[documents.STATUS],
        "delta": json.loads(deltas.dumps(deltas.between(old, new))),
    }
    exec(compile(example, "docs/stock.md", "exec"), told)
    assert told["client"].status["a", "adult"]["on_hand"] == 2
    told["new_status_json"] = first[documents.STATUS]
    with pytest.raises(AssertionError):  # the comparison of the example compares
        exec(compile(example, "docs/stock.md", "exec"), told)
