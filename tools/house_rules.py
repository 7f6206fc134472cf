"""House rules that no linter knows: no registry host and no machine path in what is committed, files stay readable."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTRY_HOST = re.compile(r"(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org|yarnpkg\.com)")
MACHINE_PATH = re.compile(r"(/home/\w+/|/root/|/work/(main|shared)|C:\\\\Users)")
PRODUCT_ONLY = re.compile(r"(/tmp/|\.\./shared)")
LONGEST = 420


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


def problems() -> list[str]:
    found = []
    for name in tracked():
        if name == "tools/house_rules.py":
            continue
        try:
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        product = name.startswith("tomoni/") and "/tests/" not in name
        for number, line in enumerate(lines, 1):
            for pattern in (REGISTRY_HOST, MACHINE_PATH) + ((PRODUCT_ONLY,) if product else ()):
                if hit := pattern.search(line):
                    found.append(f"{name}:{number}: {hit[0]}")
        if name.endswith(".py") and len(lines) > LONGEST:
            found.append(f"{name}: {len(lines)} lines; split it (limit {LONGEST})")
    return found


if __name__ == "__main__":
    found = problems()
    sys.stderr.write("".join(f"{line}\n" for line in found))
    sys.exit(bool(found))
