"""The drill of benchmarks/kill_drill.py, small: workers killed at random on each kind of queue, nothing lost or twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import need

DRILL = Path(__file__).resolve().parent.parent / "benchmarks" / "kill_drill.py"


@pytest.mark.parametrize(
    ("case", "servers"),
    [
        ("database on SQLite", []),
        ("database on PostgreSQL", ["PostgreSQL"]),
        ("Celery on RabbitMQ", ["PostgreSQL", "RabbitMQ"]),
        ("Celery on Redis", ["PostgreSQL", "Redis"]),
    ],
)
def test_killed_workers_lose_nothing_and_do_nothing_twice(case: str, servers: list[str]) -> None:
    for name in servers:
        need(name)
    command = [
        sys.executable,
        str(DRILL),
        "--only",
        case,
        "--intakes",
        "12",
        "--kills",
        "2",
        "--workers",
        "2",
        "--json",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    (result,) = json.loads(run.stdout)["cases"]
    assert (result["lost"], result["twice"], result["dead"]) == (0, 0, [11]), result
    assert result["ok"], result
    assert result["done"] == result["editions"] == 11
