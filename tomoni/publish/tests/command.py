"""The command line as a user runs it, and the smallest community there is, for tests that start real processes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TOMONI = [sys.executable, "-c", "from tomoni.cli.main import main; main()"]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("TOMONI_", "DJANGO_"))},
    "LANG": "ja_JP.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONPATH": str(ROOT),
}
COMMUNITY = '[community]\nid = "testcity"\ncode = "990019"\nname = { ja = "てすと市", en = "Test City" }\n'
SOURCE = (
    'dataset = "counts"\ntitle = { ja = "件数", en = "Counts" }\n'
    '[[file]]\npath = "files/counts.csv"\nas_of = "2020-04-03"\n'
)
ROWS = "日付,件数\n2020-04-01,1\n2020-04-02,2\n2020-04-03,3\n"


def small_community(folder: Path) -> Path:
    """A folder with one dataset of three rows; nothing is published yet."""
    for part in ("sources", "files"):
        (folder / part).mkdir(parents=True)
    (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    (folder / "sources" / "counts.toml").write_text(SOURCE, encoding="utf-8")
    (folder / "files" / "counts.csv").write_text(ROWS, encoding="utf-8")
    return folder
