"""Data that say themselves that they are made up are not published as a real place's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.registry.founding import found
from tomoni.registry.gates import madeup
from tomoni.registry.gates.base import Outcome
from tomoni.registry.tests.conftest import AtTheGate
from tomoni.tables import read_tables

FILE = "{title}\n\n日付,人数\n2020-04-01,3\n2020-04-02,5\n{note}\n"


def csv(title: str, note: str = "") -> bytes:
    return FILE.format(title=title, note=note).encode()


@pytest.mark.parametrize(
    ("title", "note"),
    [
        ("陽性者数（架空のデータです）", ""),
        ("陽性者数", "※ このファイルは見本のデータです。"),
        ("Cases (synthetic data)", ""),
        ("ダミーデータ 相談件数", ""),
    ],
)
def test_a_title_or_note_that_says_so_is_refused(at_the_gate: AtTheGate, title: str, note: str) -> None:
    table = read_tables(csv(title, note), name="a.csv")[0]
    verdicts = madeup.says_so(at_the_gate(table.frame, table=table))
    assert [verdict.outcome for verdict in verdicts] == [Outcome.REFUSED]
    assert verdicts[0].details["words"] in verdicts[0].reason.ja


@pytest.mark.parametrize("title", ["検査のサンプル数", "見本市の来場者数", "テスト件数（PCR検査）", "陽性者数"])
def test_words_that_only_look_like_it_pass(at_the_gate: AtTheGate, title: str) -> None:
    table = read_tables(csv(title), name="a.csv")[0]
    assert not madeup.says_so(at_the_gate(table.frame, table=table))


def test_a_made_up_place_may_publish_made_up_data(at_the_gate: AtTheGate, tmp_path: Path) -> None:
    table = read_tables(csv("架空のデータ"), name="a.csv")[0]
    mihon = found(tmp_path / "mihon", "992011")
    assert not madeup.says_so(at_the_gate(table.frame, table=table, community=mihon))


def test_rows_that_say_so_are_held(at_the_gate: AtTheGate) -> None:
    verdicts = madeup.says_so(at_the_gate({"備考": ["ダミーデータ", "ダミーデータ", ""]}))
    assert [verdict.outcome for verdict in verdicts] == [Outcome.HELD]
    assert not madeup.says_so(at_the_gate({"備考": ["ダミーデータ", "", "", ""]}))
