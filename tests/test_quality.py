"""The ratchet: figures recorded in quality.json never fall. Raise the record when a figure improves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

RECORD = json.loads((ROOT / "quality.json").read_text(encoding="utf-8"))


@pytest.mark.shared
def test_recovery_of_labelled_tables_does_not_fall(shared: Path, tomoni: list[str]) -> None:
    command = tomoni[0]
    run = subprocess.run(
        [
            sys.executable,
            str(shared / "bin" / "score_tables.py"),
            *("--data", str(shared / "data"), "--labels", str(shared / "labels")),
            *("--cmd", f"{command} repair {{file}} -o {{out}}"),
            *("--trace", f"{command} trace {{csv}} {{row}} {{column}} --json"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    facts = re.search(r"facts (\d+)/(\d+) .* clean (\d+)/(\d+) · perfect files (\d+)/(\d+)", run.stdout)
    traces = re.search(r"traces (\d+)/(\d+)", run.stdout)
    assert facts, run.stdout[-2000:]
    assert traces, run.stdout[-2000:]
    found, clean, perfect = (int(facts[n]) for n in (1, 3, 5))
    record = RECORD["tables"]
    assert found >= record["facts"], f"{found} facts, the record is {record['facts']}"
    assert clean >= record["clean"], f"{clean} clean, the record is {record['clean']}"
    assert perfect >= record["perfect"], f"{perfect} files perfect, the record is {record['perfect']}"
    assert int(traces[1]) / int(traces[2]) >= record["trace_share"]
