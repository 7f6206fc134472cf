"""What an installed Tomoni has beside its code: a container, or `pip install .`, takes the wheel, not a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.conftest import ROOT

CACHES = shutil.ignore_patterns("__pycache__", "*.pyc")


def test_the_wheel_has_every_file_of_the_package(tmp_path: Path) -> None:
    """From what the container file copies, and from nothing else."""
    source = tmp_path / "source"
    copied = [line.split()[1:-1] for line in _containerfile() if line.startswith("COPY") and "--from" not in line]
    for name in {name for names in copied for name in names}:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=CACHES, dirs_exist_ok=True)
        else:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    there = {path.relative_to(source).as_posix() for path in (source / "tomoni").rglob("*") if path.is_file()}
    assert there > {"tomoni/charts/chart.css", "tomoni/dashboard/defaults/table.toml"}

    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-q", "-w", tmp_path, source],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("tomoni/")}
    assert packed == there


def _containerfile() -> list[str]:
    return (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines()
