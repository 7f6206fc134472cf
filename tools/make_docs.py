"""Make the reference pages of docs/ from the code: rules, schemas, gates and cards.

    python tools/make_docs.py            write them
    python tools/make_docs.py --check    exit 1 and name the pages that are behind the code

What a page says stands in the code (catalogue of rules, schema library, registered gates, card types); mend it there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from docs_parts import cards, gates, rules_status, schemas

from tomoni.cli.home import open_rooms
from tomoni.dashboard.config import editor
from tomoni.tables.read import limits
from tomoni.tables.rules import reference as rules

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "rules.md": rules.page,
    "rules-status.md": rules_status.page,
    "schemas.md": schemas.page,
    "limits.md": limits.page,
    "gates.md": gates.page,
    "cards.md": cards.page,
}


def behind(folder: Path = DOCS) -> list[str]:
    """Names of pages that differ from what the code says, or are not there."""
    old = [name for name, page in PAGES.items() if _read(folder / name) != page()]
    return old + [editor.NAME] * (_read(editor.SHIPPED) != editors_schema())


def editors_schema() -> str:
    """What editors complete a dashboard.toml by, made of the options of the cards."""
    return editor.page(open_rooms().extras_of("card-type"))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        old = behind()
        sys.stderr.write("".join(f"docs/{name}: run `make docs`\n" for name in old))
        return bool(old)
    editor.SHIPPED.write_text(editors_schema(), encoding="utf-8")
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
