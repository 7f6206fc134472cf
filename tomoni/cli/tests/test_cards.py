"""tomoni card preview."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[3] / "communities" / "mihon"


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from tomoni.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, *arguments]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TOMONI", "DJANGO"))}
    return subprocess.run(command, capture_output=True, text=True, cwd=home, check=False, env=own)


def test_a_card_becomes_one_file_and_a_fault_is_said_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns(".tomoni"))
    assert run("publish", "city", "--dataset", "covid19-call-center", home=tmp_path).returncode == 0
    made = run("card", "preview", "city", "covid19-call-center-by-day", home=tmp_path)
    page = (tmp_path / "covid19-call-center-by-day.html").read_text(encoding="utf-8")
    assert page.count("【プレビュー・Preview】") == 2, "in the title and on the page"
    assert made.returncode == 0 and "<svg" in page and "<style>" in page and "<script src" not in page
    assert run("card", "preview", "city", "nobody", home=tmp_path).returncode == 2
    cards = folder / "dashboard.toml"
    cards.write_text(cards.read_text(encoding="utf-8").replace('x = "受付_年月日"', 'x = "受付日"'), encoding="utf-8")
    broken = run("card", "preview", "city", "covid19-call-center-by-day", home=tmp_path)
    assert broken.returncode == 1 and "dashboard.toml:" in broken.stderr and "受付_年月日" in broken.stderr
