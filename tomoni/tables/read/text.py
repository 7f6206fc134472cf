"""Text tables: csv, tsv and their dialects → one Grid with sheet "".

Rows are records as they stand in the file, blank lines and preamble lines (`#LINK …`) included, so that row numbers
are the file's own. Cells are the text as it is (nothing trimmed), None where there is nothing.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from tomoni.tables.finding import Finding, Message, Severity, Unreadable
from tomoni.tables.grid import Grid, Ref, Scalar
from tomoni.tables.read import columns
from tomoni.tables.read.encoding import Decoded, could_be_either, decode, tells
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.stretches import Stretches

_DELIMITERS = (",", "\t", ";", "|")


def text_grid(text: str, limits: Limits) -> tuple[str, Grid, list[Finding]]:
    """(format "csv" or "tsv", the grid, findings E07 and E08). Raises `Unreadable` F06 over a limit."""
    findings: list[Finding] = []
    if "\x00" in text or "\x1a" in text:
        text = _without_controls(text, findings)
    delimiter = sniff_delimiter(text)
    form = "tsv" if delimiter == "\t" else "csv"
    if not text.strip(delimiter + "\r\n"):  # delimiters and nothing else, however many
        return form, Grid([]), findings
    regular = columns.columnar(text, delimiter, limits)
    if regular is not None:
        return form, regular, findings
    _no_endless_line(text, delimiter, limits)
    records = _records(text, delimiter, limits, findings)
    _newlines(text, findings)
    while records and not any(records[-1]):
        records.pop()
    width = max((len(record) for record in records), default=0)
    if width > limits.columns:
        raise _too_wide(width)
    cells: list[list[Scalar]] = [[value or None for value in record] for record in records]
    grid = Grid(cells)
    _ragged(records, findings)
    return form, grid, findings


SAMPLE = 1_000_000
_LINE_SAFE = ("utf-8", "utf-8-sig", "cp932", "euc_jp")
_NOTHING = b",\t;|\r\n"


def regular_text(stretches: Stretches, limits: Limits) -> tuple[Decoded, str, Grid] | None:
    """(what its beginning says about the encoding, format, grid) of a large regular table; None for any other.

    What the first million bytes say holds for the whole file when the rest can be read so without a fault; where it
    would not, the file is decoded as a whole first.
    """
    head = stretches.head
    sample = head[: head.rfind(b"\n", 0, SAMPLE) + 1]
    if not sample or len(head) < columns.WORTHWHILE or not tells(sample) or not sample.strip(_NOTHING):
        return None
    decoded = decode(sample)
    if decoded.codec not in _LINE_SAFE or any(found.rule != "E01" for found in decoded.findings):
        return None
    if decoded.codec in ("cp932", "euc_jp") and could_be_either(sample):
        return None  # the rest may tell
    delimiter = sniff_delimiter(decoded.text)
    codec = "ascii" if decoded.text.isascii() else decoded.codec  # signs that come later are for the whole to judge
    grid = columns.by_blocks(stretches, codec, delimiter, limits)
    return None if grid is None else (decoded, "tsv" if delimiter == "\t" else "csv", grid)


def sniff_delimiter(text: str) -> str:
    """The delimiter that gives the most even rows in the first 200 lines; a comma when nothing speaks for another."""
    lines = [line for line in text[:200_000].splitlines()[:200] if line.strip()]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual, often = Counter(wide).most_common(1)[0]
        score = often / len(widths) + min(usual, 20) / 200 + (0.3 if delimiter in ",\t" else 0.0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _no_endless_line(text: str, delimiter: str, limits: Limits) -> None:
    """Raises F06 for a line that holds more cells than a sheet may, before it is cut into them. Where quotes stand, the
    delimiters between them and those beside them must both be too many: whichever of them are text, the line is too wide."""
    start = 0
    while start < len(text):
        near = start + limits.columns
        end = max(text.rfind("\n", start, near), text.rfind("\r", start, near))
        if end < 0 and near < len(text):
            ends = [at for at in (text.find("\n", near), text.find("\r", near)) if at >= 0]
            end = min(ends, default=len(text))
            line = text[start:end]
            pieces = line.split('"', 2 * limits.columns) if '"' in line else [line, line]
            width = 1 + min(sum(piece.count(delimiter) for piece in pieces[side::2]) for side in (0, 1))
            if width > limits.columns:
                raise _too_wide(width)
        elif end < 0:
            return
        start = end + 1


def _too_wide(width: int) -> Unreadable:
    return too_large(f"{width:,}列", f"{width:,} columns")


def _records(text: str, delimiter: str, limits: Limits, findings: list[Finding]) -> list[list[str]]:
    """All records; a quote that is never closed does not swallow the rest of the file."""
    if csv.field_size_limit() < limits.cell_chars:
        csv.field_size_limit(limits.cell_chars)
    quoted = '"' in text
    records = _parse(text, delimiter, quoted, limits)
    if quoted and (records is None or _swallowed(records)):
        plain = _parse(text, delimiter, False, limits)
        if plain is not None:
            findings.append(_unclosed_quote())
            records = [[_bare(value) for value in record] for record in plain]
    if records is None:
        raise too_large(
            f"1つのセルが{limits.cell_chars:,}文字以上", f"one cell has more than {limits.cell_chars:,} characters"
        )
    return records


def _parse(text: str, delimiter: str, quoted: bool, limits: Limits) -> list[list[str]] | None:
    """Records, or None when a cell is longer than the limit."""
    lines = io.StringIO(text, newline="")
    if quoted:
        reader = csv.reader(lines, delimiter=delimiter)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    records: list[list[str]] = []
    cells = 0
    try:
        for record in reader:
            records.append(record)
            cells += len(record)
            if cells > limits.text_cells or len(records) > limits.rows:
                raise too_large(f"{len(records):,}行以上", f"more than {len(records):,} rows")
    except csv.Error:
        return None
    return records


def _swallowed(records: list[list[str]]) -> bool:
    """True when the last record holds a cell that ran on over many lines: its quote was never closed."""
    return any(value.count("\n") + value.count("\r") > 20 for value in (records[-1] if records else ()))


def _bare(value: str) -> str:
    value = value.strip() if value.startswith((" ", '"')) else value
    return value[1:-1].replace('""', '"') if len(value) > 1 and value[0] == value[-1] == '"' else value


def _unclosed_quote() -> Finding:
    return Finding(
        "E08",
        Severity.WARNING,
        Message(
            '引用符（"）が閉じられていない行があります。引用符を文字とみなして読みました。',
            'A quote (") is never closed; quotes were taken as plain characters.',
        ),
        repairable=True,
        repaired=True,
    )


def _without_controls(text: str, findings: list[Finding]) -> str:
    count = text.count("\x00")
    if count:
        findings.append(
            Finding(
                "E07",
                Severity.WARNING,
                Message(
                    f"見えない制御文字（NUL）が{count}個ありました。取り除きました。",
                    f"{count} NUL characters were removed.",
                ),
                count=count,
                repairable=True,
                repaired=True,
            )
        )
    return text.replace("\x00", "").rstrip("\x1a")


def _newlines(text: str, findings: list[Finding]) -> None:
    """E08 when records end in different ways; a lone LF inside quotes beside CRLF ends is normal."""
    if "\r" not in text or '"' in text:
        return
    crlf = text.count("\r\n")
    other = text.count("\n") + text.count("\r") - 2 * crlf
    if crlf and other:
        findings.append(
            Finding(
                "E08",
                Severity.INFO,
                Message(
                    f"改行コードが混ざっています（{other}か所）。そろえました。",
                    f"Line ends are mixed ({other} places); they were made equal.",
                ),
                count=other,
                repairable=True,
                repaired=True,
            )
        )


def _ragged(records: list[list[str]], findings: list[Finding]) -> None:
    """E08 for rows that hold more or fewer cells than most, when nearly all rows agree (else it is layout)."""
    widths = Counter(len(record) for record in records if any(record))
    if len(widths) < 2:
        return
    usual, often = widths.most_common(1)[0]
    if usual < 3 or often < 0.9 * sum(widths.values()):
        return
    odd = [i for i, record in enumerate(records, 1) if len(record) != usual and len(record) > 1 and any(record)]
    if not odd:
        return
    findings.append(
        Finding(
            "E08",
            Severity.INFO,
            Message(
                f"列の数がほかと違う行が{len(odd)}行あります（ふつうは{usual}列）。",
                f"{len(odd)} rows have another number of cells than the usual {usual}.",
            ),
            cells=tuple(Ref(row, max(len(records[row - 1]), 1)).a1 for row in odd[:20]),
            count=len(odd),
        )
    )
