"""Bad input is normal input: a damaged file gives a table, a finding or a clear refusal, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations import copies
from tomoni.tables import check
from tomoni.tables.finding import Severity, Unreadable

FORMATS = {".csv", ".xlsx", ".json"}


@pytest.mark.shared
def test_two_hundred_damaged_copies_of_real_files(shared: Path) -> None:
    files = sorted(p for p in (shared / "data" / "dashboard").rglob("*") if p.suffix in FORMATS)
    assert len(files) > 30
    silent = []
    for label, name, data in copies(files, 200):
        try:
            result = check(data, name=name)
        except Unreadable as refusal:
            assert refusal.message.ja, label
            assert refusal.message.en, label
            continue
        said = [*result.findings, *(finding for table in result.tables for finding in table.findings)]
        for finding in said:
            assert finding.message.ja, (label, finding.rule)
            assert finding.message.en, (label, finding.rule)
        if not result.tables and not any(finding.severity is Severity.ERROR for finding in said):
            silent.append(label)
    assert not silent, "neither a table nor a word why: " + ", ".join(silent[:5])
