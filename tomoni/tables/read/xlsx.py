"""xlsx: what the package says around the values — guards before calamine reads them, marks after.

Before: sizes, far cells and shared strings that would make the reader allocate beyond the limits. After: error values
(calamine drops them), number formats, formulas, hidden rows and columns, comments, strike-through, drawings, macros.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
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

_EXCEL_MOST_CHARS = 32_767


@dataclass(slots=True)
class Package:
    """One xlsx file. `data` is what calamine may read."""

    container: Container
    sheets: list[tuple[str, str]]
    """(sheet name, part name) of the worksheets in workbook order."""
    styles: Styles
    data: bytes
    findings: list[Finding] = field(default_factory=list)


def open_package(data: bytes, limits: Limits) -> Package:
    """Check an xlsx file against the limits. Raises `Unreadable` F03 or F06."""
    container = Container(data, limits)
    sheets = _sheets(container)
    if len(sheets) > limits.sheets:
        raise too_large(f"シートが{len(sheets)}枚", f"{len(sheets)} sheets")
    package = Package(container, sheets, read_styles(_xml(container, "xl/styles.xml")), data)
    longest = _longest_string(container.read("xl/sharedStrings.xml"))
    if longest > limits.cell_chars * 4:
        raise too_large("1つのセルの文字数", "the text of one cell")
    area, text, smaller = 0, 0, {}
    for name, part in sheets:
        xml = SheetXml(container.read(part))
        used = xml.used_range()
        if used and _area(used) > SPARSE and _area(used) > 50 * xml.xml.count(b"<v"):
            cells = xml.cells()
            keep = near_range([ref.row for ref in cells], list({ref.col for ref in cells}), len(cells))
            if keep != used:
                smaller[part] = xml.without(keep)
                package.findings.append(notes.far_cells(name, used, keep))
                used = keep
        area += _area(used) if used else 0
        if used and (_area(used) > limits.cells or area > limits.book_cells):
            raise too_large(f"シート「{name}」の範囲が{used.a1}", f"sheet {name} spans {used.a1}")
        text += longest * xml.xml.count(b't="s"') if longest > _EXCEL_MOST_CHARS else 0
        if text > limits.unpacked_bytes:
            raise too_large("セルの文字の合計", "the text of all cells together")
        ghost = notes.ghost_range(name, xml.declared(), used) if part not in smaller else None
        package.findings.extend([ghost] if ghost else [])
    package.findings.extend(_package_findings(container))
    if smaller:
        package.data = _rebuilt(container, smaller)
    return package


def mark(package: Package, grids: list[Grid]) -> list[Finding]:
    """Add to `grids` what calamine does not tell; returns the findings (S14 without value, C09 is the rules')."""
    parts = dict(package.sheets)
    findings: list[Finding] = []
    for grid in grids:
        part = parts.get(grid.sheet)
        if part is None:
            continue
        xml = SheetXml(package.container.read(part))
        put_errors(grid, dict(xml.errors()))
        marks = grid.marks
        marks.hidden_rows = xml.hidden_rows()
        marks.hidden_cols = xml.hidden_columns()
        marks.filtered = xml.filtered()
        formulas = list(xml.formulas())
        marks.formulas = {ref: text for ref, text, _ in formulas}
        uncached = [ref for ref, _, cached in formulas if not cached and grid.value(*ref) is None]
        findings.extend([notes.no_cached_value(grid.sheet, uncached)] if uncached else [])
        marks.formats = LazyFormats(package.container, part, package.styles.formats)
        put_zeros(grid)
        marks.struck = frozenset(ref for ref, _ in xml.styled(dict.fromkeys(package.styles.struck, "")))
        marks.comments, marks.drawings = _relations(package.container, part)
    return findings


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


def _longest_string(xml: bytes) -> int:
    """Bytes of the longest shared string, markup included."""
    return max((len(piece) for piece in xml.split(b"</si>")), default=0) if len(xml) > _EXCEL_MOST_CHARS else len(xml)


def _area(rect: Rect) -> int:
    return (rect.bottom - rect.top + 1) * (rect.right - rect.left + 1)


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
    for kind, target in _targets(container, part).values():
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
