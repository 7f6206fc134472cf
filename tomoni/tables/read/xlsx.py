"""xlsx: what the package says around the values — guards before calamine reads them, marks after.

Before: sizes, far cells and shared strings that would make the reader allocate beyond the limits. After: error values
(calamine drops them), number formats, formulas, hidden rows and columns, comments, strike-through, drawings, macros.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tomoni.tables.finding import Finding
from tomoni.tables.grid import Grid, Rect, Ref
from tomoni.tables.read import notes
from tomoni.tables.read.container import Container
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.read.sheetxml import SheetXml
from tomoni.tables.read.sniff import damaged
from tomoni.tables.read.styles import Styles, read_styles
from tomoni.tables.read.workbook import SPARSE, near_range, put_errors, put_zeros

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HEAD = 4_000_000
_SHORTEST_CELL = len('<c t="s"><v>0</v></c>')


@dataclass(slots=True)
class Package:
    """One xlsx file. `data` is what calamine may read."""

    container: Container
    parts: dict[str, str]
    """Part name of each worksheet, by sheet name, in workbook order."""
    styles: Styles
    data: bytes
    sheets: dict[str, Future[SheetFacts]] = field(default_factory=dict)
    """Worked out beside calamine, which leaves the interpreter free while it reads."""
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class SheetFacts:
    """What was noted about one sheet while its XML was at hand."""

    used: Rect | None
    errors: dict[Ref, str]
    formulas: list[tuple[Ref, str, bool]]
    struck: frozenset[Ref]
    hidden_rows: frozenset[int]
    hidden_cols: frozenset[int]
    filtered: bool


def open_package(data: bytes, limits: Limits, beside: Executor) -> Package:
    """Check an xlsx file against the limits. Raises `Unreadable` F03 or F06. What only marks cells is left to `beside`."""
    container = Container(data, limits)
    sheets = _sheets(container)
    if len({part for _, part in sheets}) < len(sheets):
        raise damaged("ブックの目次が読めません", "two sheets are the same part")
    if len(sheets) > limits.sheets:
        raise too_large(f"シートが{len(sheets)}枚", f"{len(sheets)} sheets")
    package = Package(container, dict(sheets), read_styles(_xml(container, "xl/styles.xml")), data)
    texts = SharedTexts(container.read("xl/sharedStrings.xml"), limits)
    area, smaller = 0, {}
    for name, part in sheets:
        xml = SheetXml(container.read(part))
        used = xml.used_range()
        declared = xml.declared()
        for noted in package.sheets.values():
            noted.result()  # one sheet waits at most, or all their XML would stand in memory
        package.sheets[name] = beside.submit(_facts, xml, used, package.styles)
        if used and _area(used) > SPARSE and _sparse(xml.xml, _area(used)):
            cells = xml.cells()
            keep = near_range([row for row, _ in cells], [column for _, column in cells], len(cells))
            if keep != used:
                xml = SheetXml(xml.without(keep))
                if not _inside(xml.used_range(), keep):  # written in a way that `without` doesn't take apart
                    raise too_large(f"シート「{name}」の範囲が{used.a1}", f"sheet {name} spans {used.a1}")
                smaller[part] = xml.xml
                package.findings.append(notes.far_cells(name, used, keep))
                used, declared = keep, None
        area += _area(used) if used else 0
        if used and (_area(used) > limits.cells or area > limits.book_cells):
            raise too_large(f"シート「{name}」の範囲が{used.a1}", f"sheet {name} spans {used.a1}")
        texts.spend(xml.xml)
        ghost = notes.ghost_range(name, declared, used)
        package.findings.extend([ghost] if ghost else [])
    package.findings.extend(_package_findings(container))
    if smaller:
        package.data = _rebuilt(container, smaller)
    return package


def _facts(xml: SheetXml, used: Rect | None, styles: Styles) -> SheetFacts:
    return SheetFacts(
        used=used,
        errors=dict(xml.errors()),
        formulas=list(xml.formulas()),
        struck=frozenset(ref for ref, _ in xml.styled(dict.fromkeys(styles.struck, ""))),
        hidden_rows=xml.hidden_rows(),
        hidden_cols=xml.hidden_columns(),
        filtered=xml.filtered(),
    )


def mark(package: Package, grids: list[Grid]) -> list[Finding]:
    """Add to `grids` what calamine does not tell; returns the findings (S14 without value, C09 is the rules')."""
    findings: list[Finding] = []
    for grid in grids:
        noted = package.sheets.get(grid.sheet)
        if noted is None:
            continue
        facts = noted.result()
        part = package.parts[grid.sheet]
        put_errors(grid, facts.errors)
        marks = grid.marks
        marks.hidden_rows, marks.hidden_cols, marks.filtered = facts.hidden_rows, facts.hidden_cols, facts.filtered
        marks.formulas = {ref: text for ref, text, _ in facts.formulas}
        marks.formats = LazyFormats(package.container, part, package.styles.formats)
        put_zeros(grid)
        uncached = [ref for ref, _, cached in facts.formulas if not cached and grid.value(*ref) is None]
        findings.extend([notes.no_cached_value(grid.sheet, uncached)] if uncached else [])
        marks.struck = facts.struck
        marks.comments, marks.drawings = _relations(package.container, part)
    return findings


class SharedTexts:
    """Bounds what the shared strings grow to when every cell that names one holds a copy of it."""

    def __init__(self, xml: bytes, limits: Limits) -> None:
        self._most = self._left = limits.unpacked_bytes
        self._seen = 0
        self._lengths = [len(piece) for piece in xml.split(b"</si>")] if xml else []
        self._longest = max(self._lengths, default=0)
        if self._longest > limits.cell_chars * 4:
            raise too_large("1つのセルの文字数", "the text of one cell")

    def spend(self, sheet: bytes) -> None:
        """Count the texts of a sheet. Raises `Unreadable` F06 when they are too much together."""
        self._seen += len(sheet)
        if self._longest * self._seen // _SHORTEST_CELL <= self._most:  # so many cells cannot be too much
            return
        numbers = Counter(re.findall(rb"<v>\s*([0-9]{1,9})\s*</v>", sheet))
        lengths = self._lengths
        self._left -= sum(lengths[int(number)] * n for number, n in numbers.items() if int(number) < len(lengths))
        if self._left < 0:
            raise too_large("セルの文字の合計", "the text of all cells together")


class LazyFormats(Mapping[Ref, str]):
    """Number formats by cell, read from the sheet when first asked: most sheets of 100,000 rows never are."""

    def __init__(self, container: Container, part: str, formats: dict[int, str]) -> None:
        self._load: Callable[[], Iterator[tuple[Ref, str]]] = lambda: SheetXml(container.read(part)).styled(formats)

    @cached_property
    def _found(self) -> dict[Ref, str]:
        return dict(self._load())

    def __getitem__(self, ref: Ref) -> str:
        return self._found[ref]

    def __iter__(self) -> Iterator[Ref]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _sheets(container: Container) -> list[tuple[str, str]]:
    names = {name.lower(): name for name in container.names}
    book = next((names[key] for key in ("xl/workbook.xml", "xl/workbook2.xml") if key in names), "")
    root = _xml(container, book)
    if root is None:
        raise damaged("ブックの目次がありません", "no workbook part")
    targets = _targets(container, book)
    sheets = []
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            identity = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            kind, target = targets.get(identity, ("", ""))
            if kind.endswith("/worksheet"):
                sheets.append((element.get("name", ""), names.get(target.lower(), target)))
    return sheets


def _targets(container: Container, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id → (type, part name) of a part."""
    folder, name = posixpath.split(part)
    root = _xml(container, f"{folder}/_rels/{name}.rels")
    found = {}
    for element in root if root is not None else ():
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.get("Id", "")] = (element.get("Type", ""), path)
    return found


def _xml(container: Container, part: str) -> Element | None:
    """A small part as a tree; None when it is absent. Entities are refused."""
    content = container.read(part) if part else b""
    if not content:
        return None
    if len(content) > 100_000_000:
        raise too_large(f"{part}が{len(content):,}バイト", f"{part} has {len(content):,} bytes")
    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise damaged(f"{part} が読めません", f"{part}: {type(error).__name__}") from None
    return root


def _sparse(xml: bytes, area: int) -> bool:
    """Whether fewer than one in fifty cells of so many hold something; the beginning of a full sheet settles it."""
    return all(area > 50 * xml.count(b"<v", 0, end) for end in (_HEAD, len(xml)))


def _area(rect: Rect) -> int:
    return (rect.bottom - rect.top + 1) * (rect.right - rect.left + 1)


def _inside(rect: Rect | None, outer: Rect) -> bool:
    if rect is None:
        return True
    down = outer.top <= rect.top and rect.bottom <= outer.bottom
    return down and outer.left <= rect.left and rect.right <= outer.right


def _rebuilt(container: Container, replaced: dict[str, bytes]) -> bytes:
    """The package with some sheets replaced, for calamine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in container.names:
            archive.writestr(name, replaced[name] if name in replaced else container.read(name))
    return out.getvalue()


def _package_findings(container: Container) -> Iterator[Finding]:
    names = [name.lower() for name in container.names]
    if any(name.endswith("vbaproject.bin") for name in names):
        yield notes.macros()
    links = sum(name.startswith("xl/externallinks/") and name.endswith(".xml") for name in names)
    if links:
        yield notes.external_links(links)


def _relations(container: Container, part: str) -> tuple[dict[Ref, str], int]:
    """(comments by cell, number of pictures, charts and shapes) of a sheet."""
    comments: dict[Ref, str] = {}
    drawings = 0
    for kind, target in dict.fromkeys(_targets(container, part).values()):  # a part named a thousand times is read once
        if kind.endswith("/comments"):
            comments.update(_comments(_xml(container, target)))
        elif kind.endswith("/drawing"):
            root = _xml(container, target)
            drawings += sum(element.tag.endswith("Anchor") for element in root) if root is not None else 0
    return comments, drawings


def _comments(root: Element | None) -> Iterator[tuple[Ref, str]]:
    for element in root.iter() if root is not None else ():
        if element.tag.endswith("}comment"):
            text = "".join(part.text or "" for part in element.iter() if part.tag.endswith("}t"))
            try:
                yield Ref.parse(element.get("ref", "")), text
            except ValueError:
                continue
