"""Which notes of a sheet go out with its data, and which stay inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.registry import queries, services
from tomoni.registry.notes import _only_a_stamp, of_table
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_source
from tomoni.tables import repair

FOOTNOTE = "※4月8日発表の53例目については、現在入院手続き中です。"
TABLE = "日付,相談件数,備考\n" + "".join(f"2020/4/{day},{day * 3},\n" for day in range(1, 16))


def with_notes(*notes: str) -> bytes:
    return (TABLE + "\n" + "".join(f"{note},,\n" for note in notes)).encode()


@pytest.mark.parametrize(
    "text", ["2020-04-18 時点", "最終更新日時 2020/12/25 20:00", "令和2年4月18日現在", "（2020年4月18日 12時30分更新）"]
)
def test_a_stamp_is_no_note(text: str) -> None:
    assert _only_a_stamp(text)


@pytest.mark.parametrize("text", [FOOTNOTE, "※4/8より窓口を統合", "速報値です"])
def test_words_about_the_data_are(text: str) -> None:
    assert not _only_a_stamp(text)


def test_footnotes_go_out_once_and_as_written() -> None:
    table = repair(with_notes(FOOTNOTE, FOOTNOTE), name="a.csv").tables[0]
    assert of_table(table).public == (FOOTNOTE,)


@pytest.mark.parametrize(
    "note",
    [
        "※問い合わせは090-1234-5678まで",
        "※担当：健康課",
        "※この資料は庁内限り",
        "※確認は taro@example.jp",
        "※備考は未確認",
    ],
)
def test_what_may_be_personal_or_was_meant_for_inside_stays_and_is_counted(note: str) -> None:
    table = repair(with_notes(note, FOOTNOTE), name="a.csv").tables[0]
    notes = of_table(table, hidden=["備考"])
    assert (notes.public, notes.withheld) == ((FOOTNOTE,), 1)


def test_they_stand_in_the_schema_and_what_was_left_out_is_said(scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "soudan.csv"
    path.write_bytes(with_notes(FOOTNOTE, "※担当：健康課"))
    dataset = services.add_file(scope, path)[0].dataset
    prepared = services.intake(scope, dataset)
    assert prepared.schema["notes"] == [FOOTNOTE]
    said = [verdict for verdict in services.run_gates(scope, prepared) if verdict.gate == "notes"]
    assert [str(verdict.outcome) for verdict in said] == ["warned"]


def test_a_note_about_a_column_that_was_not_ticked_stays(scope: Scope, tmp_path: Path) -> None:
    from dataclasses import replace

    path = tmp_path / "soudan.csv"
    path.write_bytes(with_notes(FOOTNOTE, "※備考は未確認"))
    dataset = services.add_file(scope, path)[0].dataset
    entry = queries.source(scope, dataset)
    ticked = tuple(name for name in services.intake(scope, dataset).frame.columns if name != "備考")
    write_source(scope.community.dir, replace(entry, columns=ticked))
    assert services.intake(scope, dataset).schema["notes"] == [FOOTNOTE]
