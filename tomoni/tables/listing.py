"""Listing: what `check` found, as text for a terminal, SARIF for code review, and annotations for GitHub.

All of them read the JSON of `FileResult.to_json` (DESIGN §4), so results may come from another process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from tomoni.tables.rules import CATALOGUE

Json = dict[str, Any]
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
MARKS = {"error": "✖", "warning": "▲", "repaired": "✓", "info": "・"}
COLOURS = {"error": "red", "warning": "yellow", "repaired": "green", "info": "bright_black"}


def group_of(finding: Json) -> str:
    """error, warning, repaired (info that was done for you) or info: the four groups people see."""
    if finding["severity"] in ("error", "warning"):
        return str(finding["severity"])
    return "repaired" if finding.get("repaired") else "info"


def findings_of(file: Json) -> Iterator[tuple[Json | None, Json]]:
    """(table or None for the file itself, finding), errors first within each."""
    for finding in file.get("findings", ()):
        yield None, finding
    for table in file["tables"]:
        for finding in table["findings"]:
            yield table, finding


def text(files: Iterable[Json], lang: str) -> Iterator[tuple[str, str]]:
    """(line, group) pairs; the group gives the colour, "" for plain lines."""
    for file in files:
        about = " · ".join(part for part in (file["format"], file["encoding"] or "") if part)
        yield f"{file['path']}  {about}".rstrip(), "bold"
        for finding in file.get("findings", ()):
            yield from _lines(finding, lang)
        for table in file["tables"]:
            yield "  " + _table_line(table, lang), ""
            for finding in table["findings"]:
                yield from _lines(finding, lang)
        yield "", ""


def _table_line(table: Json, lang: str) -> str:
    place = f"{table['sheet']}!{table['range']}" if table["sheet"] else table["range"]
    rows, columns = table["rows"], len(table["columns"])
    title = f"  {table['title']}" if table.get("title") else ""
    if lang == "en":
        return f"{place}  {rows} rows × {columns} columns  score {table['score']}/100{title}"
    return f"{place}  {rows}行×{columns}列  得点{table['score']}/100{title}"


def _lines(finding: Json, lang: str) -> Iterator[tuple[str, str]]:
    group = group_of(finding)
    yield f"    {MARKS[group]} {finding['rule']} {finding['message'][lang]}{where(finding, lang)}", group
    if finding.get("proposal"):
        yield f"        → {finding['proposal'][lang]}", group


def where(finding: Json, lang: str) -> str:
    """The first cells and how many there are: " [C5, C9 ほか10セル]"."""
    cells = finding["cells"][:4]
    if not cells:
        return ""
    rest = finding["count"] - len(cells)
    more = (f" and {rest} more" if lang == "en" else f" ほか{rest}セル") if rest > 0 else ""
    return f" [{', '.join(cells)}{more}]"


def summary(files: list[Json], lang: str) -> str:
    """One closing line."""
    groups = dict.fromkeys(MARKS, 0)
    for file in files:
        for _, finding in findings_of(file):
            groups[group_of(finding)] += 1
    tables = sum(len(file["tables"]) for file in files)
    if lang == "en":
        return (
            f"{len(files)} files, {tables} tables: {groups['error']} stop publication, {groups['warning']} to look at, "
            f"{groups['repaired']} repaired"
        )
    return (
        f"{len(files)}ファイル・{tables}表: 公開を止めるもの{groups['error']}件、"
        f"確認してほしいもの{groups['warning']}件、自動で直したもの{groups['repaired']}件"
    )


def sarif(files: Iterable[Json], version: str) -> Json:
    """SARIF 2.1.0 (OASIS). Cells become line and column: physical row and column number of the sheet."""
    results, used = [], set()
    for file in files:
        for table, finding in findings_of(file):
            used.add(finding["rule"])
            sheet = table["sheet"] if table else ""
            results.append(
                {
                    "ruleId": finding["rule"],
                    "level": _LEVELS[finding["severity"]],
                    "message": {"text": f"{finding['message']['ja']} / {finding['message']['en']}"},
                    "locations": [_location(file["path"], sheet, cell) for cell in finding["cells"] or [""]],
                    "properties": {"count": finding["count"], "repairable": finding["repairable"]},
                }
            )
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": f"{rule.title.ja} / {rule.title.en}"},
            "fullDescription": {"text": f"{rule.explain.ja} / {rule.explain.en}"},
            "defaultConfiguration": {"level": _LEVELS[str(rule.severity)]},
        }
        for rule in CATALOGUE.values()
        if rule.id in used
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "Tomoni", "version": version, "rules": rules}}, "results": results}],
    }


def _location(path: str, sheet: str, cell: str) -> Json:
    place: Json = {"artifactLocation": {"uri": quote(path.replace("\\", "/"))}}
    found = _ADDRESS.match(cell)
    if found:
        col = 0
        for letter in found[1]:
            col = col * 26 + ord(letter) - 64
        place["region"] = {"startLine": int(found[2]), "startColumn": col}
    out: Json = {"physicalLocation": place}
    if cell:
        out["logicalLocations"] = [{"fullyQualifiedName": f"{sheet}!{cell}" if sheet else cell}]
    return out


def github(files: Iterable[Json], lang: str) -> Iterator[str]:
    """Workflow commands that GitHub shows beside the file."""
    names = {"error": "error", "warning": "warning", "info": "notice"}
    for file in files:
        for _, finding in findings_of(file):
            found = _ADDRESS.match(finding["cells"][0]) if finding["cells"] else None
            line = f",line={found[2]}" if found else ""
            said = _data(finding["message"][lang] + where(finding, lang))
            path = _data(file["path"]).replace(":", "%3A").replace(",", "%2C")
            yield f"::{names[finding['severity']]} file={path}{line},title={finding['rule']}::{said}"


def _data(text: str) -> str:
    """Text in a workflow command: a line break would begin the next command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
