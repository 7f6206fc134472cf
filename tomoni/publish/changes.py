"""What a publication changed against the one before, as figures: kept with the publication, said in the feed, in
publications.json, by `publish` and on the dataset's page. Nothing that is public changes without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from tomoni.i18n import Text
from tomoni.tables.diff import diff

GATE = "changes"
"""Under this name the summary stands among the reasons of `publish --json`; no gate, it stops nothing."""
ROWS = {"added": ("追加", "added"), "changed": ("変更", "changed"), "removed": ("削除", "removed")}
COLUMNS = {
    "columns_added": ("増えた列", "columns added"),
    "columns_removed": ("なくなった列", "columns gone"),
    "columns_retyped": ("型が変わった列", "columns of another type"),
    "columns_moved": ("並びが変わった列", "columns in another order"),
}
SAID = 3


def summary(previous: pl.DataFrame | None, frame: pl.DataFrame) -> dict[str, Any]:
    """{before, added, removed, changed: rows; cells: {column: changed values}; columns_added,
    columns_removed, columns_retyped, columns_moved: names}. {} for a first publication."""
    if previous is None:
        return {}
    found = diff(previous, frame)
    before = [name for name in previous.columns if name in frame.columns]
    now = [name for name in frame.columns if name in previous.columns]
    cells: dict[str, int] = {}
    for row in found.changed:
        for name, _, _ in row.cells:
            cells[name] = cells.get(name, 0) + 1
    return {
        "before": previous.height,
        "added": len(found.added),
        "changed": len(found.changed),
        "removed": len(found.removed),
        "cells": cells,
        "columns_added": found.added_columns,
        "columns_removed": found.removed_columns,
        "columns_retyped": [name for name in before if _retyped(previous[name], frame[name])],
        "columns_moved": [name for name, other in zip(now, before, strict=True) if name != other],
    }


def _retyped(one: pl.Series, other: pl.Series) -> bool:
    """Whole and broken numbers are one type to people: a column's first decimal changes nothing."""
    return one.dtype != other.dtype and not (one.dtype.is_numeric() and other.dtype.is_numeric())


def checked(changes: object) -> dict[str, Any]:
    """A summary that was read from a file; {} for anything that is none."""
    if not isinstance(changes, Mapping) or not isinstance(changes.get("cells"), Mapping):
        return {}
    figures = [changes.get("before"), *(changes.get(key) for key in ROWS), *changes["cells"].values()]
    lists = [changes.get(key) for key in COLUMNS]
    if not all(isinstance(figure, int) for figure in figures) or not all(isinstance(item, list) for item in lists):
        return {}
    return {key: changes[key] for key in ("before", *ROWS, "cells", *COLUMNS)}


def words(changes: Mapping[str, Any], label: Callable[[str], Text] = Text.of) -> Text | None:
    """「前回との違い: 追加3行、変更1行（退院 1か所）」; None for a first publication. `label`: column → as people read it."""
    if not changes:
        return None
    cells = sorted(changes["cells"].items(), key=lambda pair: (-pair[1], pair[0]))[:SAID]
    more = len(changes["cells"]) > SAID
    ja_cells = "・".join(f"{label(name).ja} {count:,}か所" for name, count in cells) + ("・ほか" if more else "")
    en_cells = ", ".join(f"{label(name).en}: {count:,}" for name, count in cells) + (", …" if more else "")
    ja, en = [], []
    for key, (ja_word, en_word) in ROWS.items():
        if changes[key]:
            ja.append(f"{ja_word}{changes[key]:,}行" + (f"（{ja_cells}）" if key == "changed" else ""))
            rows = "row" if changes[key] == 1 else "rows"
            en.append(f"{changes[key]:,} {rows} {en_word}" + (f" ({en_cells})" if key == "changed" else ""))
    for key, (ja_word, en_word) in COLUMNS.items():
        if names := changes.get(key):
            ja.append(f"{ja_word}: {'・'.join(label(name).ja for name in names)}")
            en.append(f"{en_word}: {', '.join(label(name).en for name in names)}")
    if not ja:
        return Text("前回との違い: 行の内容は同じです", "Since the last publication: the rows are the same")
    return Text(f"前回との違い: {'、'.join(ja)}", f"Since the last publication: {'; '.join(en)}")


def labels(schema: Mapping[str, Any]) -> Callable[[str], Text]:
    """Column → its title, as a published schema.json gives it."""
    fields = {entry.get("name"): entry for entry in schema.get("fields", ())}

    def label(name: str) -> Text:
        ja = str(fields.get(name, {}).get("title") or name)
        return Text(ja, str(fields.get(name, {}).get("tomoni:en") or ja))

    return label


def reason(changes: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    """The summary as a reason of `publish --json`; none for a first publication."""
    said = words(changes)
    return ({"gate": GATE, "outcome": "said", **said.to_json()},) if said else ()
