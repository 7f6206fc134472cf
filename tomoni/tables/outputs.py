"""What `repair -o DIR` writes: for each table a CSV (or Parquet, or a workbook), its schema, its recipe, the positions
of its changes; and one report for people.

File names follow DESIGN §4: `<stem>.csv` for the only table, else `<stem>.<sheet>[.<n>].csv`; unsafe characters become
`_` and names that collide get a short hash. Bytes are the same for the same tables on every machine.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tomoni.tables import tall
from tomoni.tables.coded import LONG
from tomoni.tables.packed import Packed
from tomoni.tables.provenance import Texts
from tomoni.tables.recipe import Recipe
from tomoni.tables.table import FileResult, Table
from tomoni.tables.union import Union, is_union, recipes_of, unions

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.I)
FORMATS = ("csv", "parquet", "xlsx")


@dataclass(frozen=True, slots=True)
class Written:
    """One table on disk: what `repair --json` lists. `table` is the first of its sheets, `rows` counts those of all."""

    table: Table
    data: Path
    schema: Path
    recipe: Path
    changes: Path | None
    conformed: Path | None = None
    rows: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "sheet": self.table.sheet,
            "range": self.table.range,
            "rows": self.rows,
            "columns": len(self.table.columns),
            "score": self.table.score,
            "data": str(self.data),
            "schema": str(self.schema),
            "recipe": str(self.recipe),
            "changes": str(self.changes) if self.changes else None,
            "conformed": str(self.conformed) if self.conformed else None,
        }


def write(result: FileResult, folder: Path, *, stem: str, data_format: str = "csv") -> list[Written]:
    """Write all tables of a file into `folder` (made when absent); gives what was written, in order. Sheets that were
    accepted as one table (S06) make one file."""
    folder.mkdir(parents=True, exist_ok=True)
    joined = unions(result.tables)
    shown = [one.parts[0] if len(one.parts) == 1 else None for one in joined]
    written = []
    for one, name in zip(joined, _names([(t.sheet, t.range) if t else ("", "") for t in shown], stem), strict=True):
        write_one = _write_table if len(one.parts) == 1 else _write_union
        written.append(write_one(one, folder, name, data_format))
    return written


def _write_table(one: Union, folder: Path, name: str, data_format: str) -> Written:
    table = one.parts[0]
    data = folder / f"{name}.{data_format}"
    with ThreadPoolExecutor(2) as beside:  # Polars leaves the interpreter free while it writes
        rows = beside.submit(_write_data, table, data, data_format)
        logged = beside.submit(write_changes, table, folder / f"{name}.changes.parquet")
        schema = _write_text(folder / f"{name}.schema.json", dumps(table_schema(table)))
        recipe = _write_text(folder / f"{name}.recipe.json", table.recipe.dumps())
        rows.result()
        changes = logged.result()
    return Written(table, data, schema, recipe, changes, _write_conformed(one, folder, name), table.height)


def _write_union(one: Union, folder: Path, name: str, data_format: str) -> Written:
    """One table of several sheets: the recipe holds one part a sheet, and the changes of part k are `<name>.k.changes.parquet`."""
    data, frame = folder / f"{name}.{data_format}", one.frame
    data.write_bytes(_frame_bytes(frame, data_format))
    described = {**table_schema(one.parts[0]), "description": "、".join(part.sheet for part in one.parts)}
    described["fields"] = [
        _widest(fields) for fields in zip(*(table_schema(t)["fields"] for t in one.parts), strict=True)
    ]
    schema = _write_text(folder / f"{name}.schema.json", dumps(described))
    recipe = _write_text(folder / f"{name}.recipe.json", one.dumps())
    logged = [
        write_changes(part, folder / f"{name}.{number}.changes.parquet") for number, part in enumerate(one.parts, 1)
    ]
    changes = next((path for path in logged if path), None)
    return Written(one.parts[0], data, schema, recipe, changes, _write_conformed(one, folder, name), frame.height)


def _widest(fields: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """The field of one column in a union: the type that holds on every sheet, text where they differ."""
    kinds = {field["type"] for field in fields}
    kind = kinds.pop() if len(kinds) == 1 else "number" if kinds <= {"number", "integer"} else "string"
    return {**fields[0], "type": kind}


def _write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _write_conformed(one: Union, folder: Path, name: str) -> Path | None:
    """The typed rows as `<name>.conformed.csv`, with their schema and their provenance beside; None without a schema."""
    made = [part.conformed for part in one.parts if part.conformed is not None]
    if len(made) < len(one.parts):
        return None
    path = folder / f"{name}.conformed.csv"
    path.write_bytes(to_csv(pl.concat([item.frame for item in made])))
    _write_text(folder / f"{name}.conformed.schema.json", dumps(_named_plainly(made[0].schema.raw)))
    origins = [item.provenance.to_json() for item in made]
    told = origins[0] if len(made) == 1 else {"parts": origins, "rows": [item.frame.height for item in made]}
    _write_text(folder / f"{name}.conformed.provenance.json", json.dumps(told, ensure_ascii=False))
    return path


def _named_plainly(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor of a schema with a name its profile allows: aed@2017 is aed.2017."""
    plain = re.sub(r"[^-a-z0-9._/]+", ".", str(raw.get("name", "table")).lower()).strip(".")
    return {**raw, "name": plain or "table"}


def names(tables: list[Table], stem: str) -> list[str]:
    """One file name (without ending) a table, by the rule of DESIGN §4."""
    return _names([(table.sheet, table.range) for table in tables], stem)


def _names(places: Sequence[tuple[str, str]], stem: str) -> list[str]:
    stem = safe(stem) or "table"
    if len(places) == 1:
        return [stem]
    sheets = [sheet for sheet, _ in places]
    wanted, seen = [], dict.fromkeys(sheets, 0)
    for sheet in sheets:
        seen[sheet] += 1
        part = safe(sheet)
        number = str(seen[sheet]) if sheets.count(sheet) > 1 else ""
        wanted.append(".".join(word for word in (stem, part, number) if word))
    lowered = [name.casefold() for name in wanted]
    out = []
    for name, low, (sheet, place) in zip(wanted, lowered, places, strict=True):
        if lowered.count(low) > 1:
            mark = hashlib.sha256(f"{sheet}\0{place}".encode()).hexdigest()[:6]
            name = f"{name}.{mark}"
        out.append(name)
    return out


def safe(text: str) -> str:
    """A file name part for every system: no control, separator or reserved characters, at most 80 characters."""
    name = _UNSAFE.sub("_", text).strip("._ ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name if len(name.encode()) <= 180 else name[:50] + hashlib.sha256(text.encode()).hexdigest()[:6]


def data_bytes(table: Table, data_format: str) -> bytes:
    """The clean table as CSV (UTF-8, LF, one header row), Parquet or a workbook with every cell as text."""
    return _frame_bytes(table.frame, data_format)


def _write_data(table: Table, path: Path, data_format: str) -> None:
    """`data_bytes` as a file; of a large table, a stretch of rows at a time."""
    if table.small or data_format == "xlsx":
        path.write_bytes(data_bytes(table, data_format))
    elif data_format == "csv":
        tall.write_csv(table.cells.rows, table.height, path, to_csv)
    else:
        tall.write_parquet(table.cells.rows, table.height, path, statistics=True)


def _frame_bytes(frame: pl.DataFrame, data_format: str) -> bytes:
    if data_format == "csv":
        return to_csv(frame)
    buffer = io.BytesIO()
    if data_format == "parquet":
        frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=True)
        return buffer.getvalue()
    return _xlsx(frame)


def to_csv(frame: pl.DataFrame) -> bytes:
    """Excel and spreadsheets run a cell that starts like a formula; such texts get a leading ' (rule P02)."""
    return guard(frame).write_csv(line_terminator="\n", quote_style="necessary").encode()


FORMULA = r"^[=@\t\r＝＠]|^[+\-][^\d.\s]|^[+\-][\d.\s].*(?:[|!]|[A-Za-z]\()"
"""What a spreadsheet would run. -3, +81-3-…, a lone - or "- item" are ordinary values and stay; -2+3+cmd|' /C calc'!A0
is not."""


def guard(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with a ' before every text (and column name) that a spreadsheet would take for a formula. Columns that
    are not text stay as they are."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    risky = [name for name in texts if frame[name].str.contains(FORMULA).any()]
    if risky:
        frame = frame.with_columns(
            pl.when(pl.col(name).str.contains(FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
            for name in risky
        )
    return frame.rename({name: f"'{name}" for name in frame.columns if re.match(FORMULA, name)})


def _xlsx(frame: pl.DataFrame) -> bytes:
    """Every text is written as text, so that none is taken for a formula, and what no workbook may hold is left out."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    book.properties.creator = "Tomoni"
    sheet = book.create_sheet("data")

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT]
        if not re.match(FORMULA, text):
            return text
        made = WriteOnlyCell(sheet, value="")
        made.value, made.data_type, made.quotePrefix = text, "s", True
        return made

    for row in [frame.columns, *frame.iter_rows()]:
        sheet.append([cell(value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


LONGEST_TEXT = 32_767
"""Characters a cell of a workbook may hold."""
FIELD_TYPES = {"code": "string", "number": "number", "integer": "integer", "time": "time"}


_SLUG = re.compile(r"[-a-z0-9._/]+")
"""What the profile of Frictionless allows as the name of a schema; everything else is a title."""
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CLOCKS = {
    "time": (("%H:%M", f"^{_CLOCK}$"), ("%H:%M:%S", f"^{_CLOCK}:[0-5][0-9]$")),
    "datetime": (("%Y-%m-%d %H:%M", f"^{_DAY} {_CLOCK}$"), ("%Y-%m-%d %H:%M:%S", f"^{_DAY} {_CLOCK}:[0-5][0-9]$")),
}


def _clock(kind: str, texts: pl.Series) -> dict[str, str]:
    """Type and format by which every value reads: 25:30 is a time of no such type, a day among moments is text."""
    for form, shape in _CLOCKS[kind]:
        if len(texts) and texts.str.contains(shape).all():
            return {"type": kind, "format": form}
    return {"type": "string"}


def table_schema(table: Table) -> dict[str, Any]:
    """A Frictionless Table Schema of the clean table, with its title, notes and the columns of the file it came from."""
    fields = []
    for index, column in enumerate(table.columns):
        kind = FIELD_TYPES.get(column.type, column.type)
        field: dict[str, Any] = {"name": column.name, "type": "string" if column.exceptions else kind}
        if field["type"] in _CLOCKS:
            field |= _clock(field["type"], table.texts(index))
        if column.levels and len(column.levels) > 1:
            field["title"] = " ".join(column.levels)
        if column.unit:
            field["unit"] = column.unit
        field["source"] = ",".join(column.source)
        fields.append(field)
    named = {"name": table.name} if _SLUG.fullmatch(table.name) else {}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        **named,
        "title": table.title or ("" if named else table.name),
        "description": " / ".join(text for text in (table.sheet, table.as_of, table.unit) if text),
        "notes": "\n".join(table.notes),
        "as_of": table.as_of,
        "fields": fields,
        "missingValues": [""],
    }


def dumps(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def write_changes(table: Table, path: Path) -> Path | None:
    """The text before any rule, of every column that changed, row for row; None (and no file) when nothing changed. Of a
    long column that repeats itself, "4" holds the place of each row's text in "4.texts"."""
    raw, known = table.provenance.raw, table.provenance.coded
    if not raw:
        path.unlink(missing_ok=True)
        return None
    packed = {col: Packed(known[col][1], known[col][0]) if col in known else _unpacked(raw[col]) for col in sorted(raw)}
    coded = [col for col in packed if col in known and table.height >= LONG]

    def rows(top: int, length: int) -> pl.DataFrame:
        columns: list[pl.Series] = []
        for col, column in packed.items():
            part = column.slice(top, length)
            if col in coded and part.codes is not None:
                texts = column.texts.slice(top, length)
                texts = texts.extend_constant(None, length - len(texts))
                columns += [part.codes.cast(pl.UInt32).alias(str(col)), texts.alias(f"{col}.texts")]
            else:
                columns.append(part.series().alias(str(col)))
        return pl.DataFrame(columns)

    if table.small:
        frame = rows(0, table.height)
        frame.write_parquet(path, compression="zstd", compression_level=1, statistics=False)
    else:
        tall.write_parquet(rows, table.height, path, statistics=False)
    return path


def _unpacked(texts: Texts) -> Packed:
    return Packed(texts if isinstance(texts, pl.Series) else pl.Series(texts, dtype=pl.String))


def read_changes(path: Path) -> dict[int, pl.Series]:
    """The inverse of `write_changes`; {} when there is no such file."""
    if not path.exists():
        return {}
    frame = pl.read_parquet(path)
    found = {}
    for name in frame.columns:
        if name.isdecimal():
            column = frame[name]
            found[int(name)] = (
                column if column.dtype == pl.String else frame[f"{name}.texts"].gather(column).alias(name)
            )
    return found


def clean_rows(text: str) -> Iterable[list[str]]:
    """The rows of a clean CSV, header first."""
    return csv.reader(io.StringIO(text))


def load_recipes(path: Path) -> list[Recipe]:
    """The recipe of a table, or those of the sheets it was put together from. Raises ValueError when it is neither."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if is_union(data):
        return [recipe for _, recipe in recipes_of(data)]
    return [load_recipe(path)]


def load_recipe(path: Path) -> Recipe:
    """Raises ValueError when the file is not a recipe."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ValueError("not a recipe")
    return Recipe.from_json(data)
