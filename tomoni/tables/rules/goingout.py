"""What is said when tables are written: licence (M01) and description of the columns (M03), which stand beside a table;
the standard file name (M02) and copies (F04), when a person said yes to them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tomoni.tables import proposals
from tomoni.tables.finding import Finding, Message
from tomoni.tables.rules.filename import is_copy_name
from tomoni.tables.rules.saying import finding

LICENSES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "PDL-1.0": "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
}
"""SPDX name (and 公共データ利用規約 as PDL-1.0) → the text. Another name is written as it is given."""


def licence(accept: Iterable[str]) -> str:
    """The licence a person named (M01=CC-BY-4.0; M01=CC BY 4.0 is the same); "" for none."""
    for word in proposals.parse(accept):
        if word.rule == "M01" and word.value:
            name = re.sub(r"\s+", "-", word.value)
            return next((known for known in LICENSES if known.casefold() == name.casefold()), word.value)
    return ""


def beside_the_table(accept: Iterable[str]) -> list[Finding]:
    """M01 and M03 of what `repair` writes: a schema always stands beside a table, a licence only when it was named."""
    said = licence(accept)
    offer = Message(
        "ライセンスを選び、データの説明（datapackage.json）に書きます。",
        "Name a licence; it is written into datapackage.json.",
    )
    chosen = Message(
        f"ライセンス「{said}」を datapackage.json に書きました。",
        f"The licence {said} was written into datapackage.json.",
    )
    first = (
        finding("M01", detail=chosen, repaired=True) if said else finding("M01", proposal=offer, accept="M01=CC-BY-4.0")
    )
    return [first, finding("M03", repaired=True)]


def without_copies(targets: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """F04 accepted: (the files without copies, each copy → the file it is one of). Same bytes; a name like
    "data (1).xlsx" makes the copy, else the later one."""
    groups: dict[str, list[str]] = {}
    for target in targets:
        groups.setdefault(target if target == "-" else _digest(Path(target)), []).append(target)
    gone: dict[str, str] = {}
    for group in groups.values():
        kept, *rest = sorted(group, key=lambda target: is_copy_name(Path(target).stem))
        gone |= dict.fromkeys(rest, kept)
    return [target for target in targets if target not in gone], gone


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return str(path)
