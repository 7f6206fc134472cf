"""Coverage-guided fuzzing of one target: `python -m tests.fuzz.run NAME FOLDER [SECONDS]`. See `make fuzz`.

New inputs are kept in FOLDER/NAME; one that breaks something is written there as crash-…, timeout-… or oom-….
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tomoni.tables"]):
    from tests.fuzz.targets import TARGETS, corpus


def main(name: str, folder: Path, seconds: int) -> None:
    kept = folder / name
    kept.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(corpus(name)):
        (kept / f"seed-{number:02}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000", f"-artifact_prefix={kept}/"]
    atheris.Setup([sys.argv[0], str(kept), *options, "-max_len=40000", "-print_final_stats=1"], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 300)
