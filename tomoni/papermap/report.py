"""The import report: every placemark of every file, what became of it and why. Nothing vanishes without a line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

from tomoni.i18n import Text
from tomoni.papermap.model import OUTCOMES, Outcome, Reading, counts
from tomoni.papermap.read import NOTE_OF_MARK


def summary(reading: Reading) -> dict[str, Any]:
    """{"total", outcome → count, "marks": mark → count, "sources": [{id, title, format, sha256, total, …, layers}]}; outcomes add up."""
    sources = []
    for source in reading.sources:
        own = [item for item in reading.items if item.source == source.id]
        layers = []
        for layer in dict.fromkeys(item.layer for item in own):
            inside = [item for item in own if item.layer == layer]
            layers.append({"layer": layer, "total": len(inside), **counts(inside)})
        sources.append(
            {
                "id": source.id,
                "title": source.title,
                "format": source.format,
                "sha256": source.sha256,
                "total": len(own),
                **counts(own),
                "notes": [note.to_json() for note in source.notes],
                "layers": layers,
            }
        )
    marks = Counter(mark for item in reading.items for mark in item.marks)
    return {"total": len(reading.items), **reading.counts(), "marks": dict(sorted(marks.items())), "sources": sources}


def lines(reading: Reading) -> list[Text]:
    """The report in words, one line a source and one an outcome."""
    found = []
    for one in summary(reading)["sources"]:
        parts = [(OUTCOMES[outcome], one[str(outcome)]) for outcome in Outcome]
        ja = " · ".join(f"{text.ja} {count:,}" for text, count in parts if count)
        en = " · ".join(f"{text.en} {count:,}" for text, count in parts if count)
        found.append(Text(f"{one['title']}: {one['total']:,}件 = {ja}", f"{one['title']}: {one['total']:,} = {en}"))
        found += [Text("  " + note["ja"], "  " + note["en"]) for note in one["notes"]]
    for mark, count in summary(reading)["marks"].items():
        note = NOTE_OF_MARK.get(mark)
        if note:
            found.append(Text(f"  うち {note.ja}: {count:,}", f"  of these, {note.en}: {count:,}"))
    return found


def table(reading: Reading) -> str:
    """Every item as CSV: source, layer, row, name, outcome, reason, marks. Safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", "layer", "row", "name", "outcome", "reason", "reason_en", "marks"])
    for item in reading.items:
        why = item.why or Text("", "")
        row = [item.source, item.layer, item.nth, item.name, item.outcome, why.ja, why.en, " ".join(sorted(item.marks))]
        writer.writerow([_safe(str(cell)) for cell in row])
    return out.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    return "'" + cell if cell[:1] in "=+-@\t\r" else cell
