"""Another place's data under one's own name: one fork of the original site served Tokyo's 2,068 patients as its own, with
the prefecture's name replaced. Where Tokyo's dataset is known to the instance, no such copy gets through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tomoni.publish import services
from tomoni.registry.founding import found
from tomoni.registry.scope import Scope
from tomoni.registry.services import add_file

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
ROWS = 2068
FILE = "data/dashboard/tokyo/130001_tokyo_covid19_patients_first4000.csv"


@pytest.fixture
def original(shared: Path) -> str:
    lines = (shared / FILE).read_text(encoding="utf-8-sig").splitlines()
    return "\n".join(lines[: ROWS + 1]) + "\n"


def site(place: Path, code: str, text: str, settings: Any) -> list[services.Outcome]:
    community = found(place, code)
    settings.HOME = community.home
    scope = Scope(None, community)
    file = place.parent / f"{code}_patients.csv"
    file.write_text(text, encoding="utf-8")
    add_file(scope, file)
    return services.publish(scope)


@pytest.mark.parametrize(
    "replaced",
    [
        {"130001": "170003", "東京都": "石川県"},
        {"130001": "170003", "東京都": "石川県", "都内": "県内"},
        {"東京都": "石川県"},
    ],
    ids=["code and name", "places too", "name alone"],
)
def test_a_relabelled_copy_is_refused(
    original: str, tmp_path: Path, settings: Any, replaced: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tomoni.registry.rooms import rooms

    monkeypatch.setattr(rooms, "page_sources", {})
    (first,) = site(tmp_path / "tokyo", "130001", original, settings)
    assert (first.status, first.rows) == ("published", ROWS)
    text = original
    for before, after in replaced.items():
        assert before in text or before == "都内"
        text = text.replace(before, after)
    (copy,) = site(tmp_path / "ishikawa", "170003", text, settings)
    assert (copy.status, copy.rows) == ("refused", 0)
    stopped = [reason for reason in copy.reasons if reason["outcome"] == "refused"]
    assert {reason["gate"] for reason in stopped} == {"area"}
    assert any("tokyo" in reason["en"] or "130001" in reason["en"] for reason in copy.reasons)


def test_another_list_of_the_same_days_ages_and_sexes_is_not_taken_for_a_copy(
    original: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tomoni.registry.rooms import rooms

    monkeypatch.setattr(rooms, "page_sources", {})
    site(tmp_path / "tokyo", "130001", original, settings)
    head, *rows = original.splitlines()
    own = []
    for number, row in enumerate(rows[100:1900:9], 1):  # each of its patients has a double in Tokyo, in another order
        cells = row.replace("130001", "170003").replace("東京都", "石川県").replace("都内", "金沢市").split(",")
        own.append(",".join([str(number), *cells[1:]]))
    (said,) = site(tmp_path / "ishikawa", "170003", "\n".join([head, *own]) + "\n", settings)
    assert (said.status, said.rows) == ("published", len(own))
