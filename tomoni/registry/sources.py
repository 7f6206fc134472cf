"""sources/<dataset>.toml: where a dataset comes from, and what people decided about it. One file a dataset.

The folder is the truth: `tomoni add` and the desk write these files, people may edit them. A dataset has one or more
`[[file]]` (editions, ordered by as-of); overrides in a file's own table win over those of the dataset.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli_w

from tomoni.i18n import Text
from tomoni.registry import untitled
from tomoni.registry.config import Section, parse_toml, read_text
from tomoni.registry.errors import Problem
from tomoni.registry.fetching import schedule
from tomoni.tables import proposals
from tomoni.tables.region import Override

FOLDER = "sources"
DATASET_ID = r"[a-z0-9]+([-_][a-z0-9]+)*"
AS_OF = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?"
ROW_DROP = 20

HEADER = """\
# このファイルは、データ「{dataset}」の入手元と取り込み方の記録です。手で直してもかまいません。
# Where the dataset "{dataset}" comes from and how it is taken in. You may edit this file by hand.
#
#   schema          合わせる項目定義（"" は表のまま） / the schema it is conformed to ("" keeps the table as it is)
#   url · schedule  新しい版の宛先といつ見るか / where new editions are, and when to look: "daily 18:00", "every 30 min"
#   columns         公開する列だけを書く。[] はすべて / only these columns are published; [] means all
#   mapping         項目 = "表の列名" / field = "column of the table"
#   accept          受け入れる提案 / proposals to carry out: "S20", "C01:電話番号", "D02=2020"
#   decline         行わない修正の番号 / repairs not to do, by rule id
#   leave           見たうえで、そのままにした提案（データ受付は二度たずねない） / proposals that were seen and left alone
#   publish_source  元のファイルも公開するなら true / true also publishes the original file
#   [[file]]        1つのファイルが1つの版。as_of_from: sheet=表に書かれた時点 data=データから推定 / one edition a file
"""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One edition. `path` is relative to the community folder; `url` says where it was got.

    `as_of_from`: "sheet" (the sheet says so), "data" (latest date in the data), "" (a person wrote it: it wins).
    """

    path: str = ""
    url: str = ""
    as_of: str = ""
    as_of_from: str = ""
    sha256: str = ""
    sheet: str | None = None
    range: str | None = None
    header_rows: tuple[int, ...] | None = None
    table: int = 1
    """Which table of the sheet, counted from 1; it stays right when tomorrow's table is longer, as a range does not."""
    published: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """All that is written about a dataset's source. `schema` "" means: a schema inferred from the table itself."""

    dataset: str
    title: Text
    schema: str = ""
    files: tuple[SourceFile, ...] = ()
    columns: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    publish_source: bool = False
    provisional_days: int = 0
    accept: tuple[str, ...] = ()
    decline: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    """Proposals, and columns as "column:NAME", that a person saw and left alone: the desk asks about them once only."""
    max_row_drop: int | None = None
    """Percent of the rows that may go missing from one edition to the next before the gates ask; None: nobody has said.
    A figure is somebody's word on this source, and every gate keeps to it."""
    suppress: int = 0
    """Numbers from 1 to below this one are not published (registry.protect); 0: all are."""
    count_by: tuple[str, ...] = ()
    """Of a list with a row a person: the fields by which its rows are counted before anything is published."""
    url: str = ""
    """Where new editions are fetched from; "" when people bring them."""
    schedule: str = ""
    """When (registry.fetching.schedule); "" only by `tomoni fetch`."""

    @property
    def row_drop(self) -> int:
        """`max_row_drop`, or the usual figure where nobody has said one."""
        return ROW_DROP if self.max_row_drop is None else self.max_row_drop

    def override(self, file: SourceFile) -> Override:
        """The same decisions as `tables` takes them.

        The sheet alone is left to whoever chooses the table, so that a workbook is read once for all its datasets.
        """
        placed = file.range is not None or file.header_rows is not None
        return Override(
            sheet=file.sheet if placed else None,
            range=file.range,
            header_rows=file.header_rows,
            accept=self.accept,
            decline=self.decline,
        )


def load_sources(folder: Path) -> list[SourceEntry]:
    """All entries of a community folder, by dataset id. Problem names file, line and key."""
    return [load_source(path) for path in sorted((Path(folder) / FOLDER).glob("*.toml"))]


def load_each(folder: Path) -> list[tuple[str, SourceEntry | Problem]]:
    """Every entry of a community folder with the dataset its file is named for: read, or why it can't be."""
    found: list[tuple[str, SourceEntry | Problem]] = []
    for path in sorted((Path(folder) / FOLDER).glob("*.toml")):
        try:
            found.append((path.stem, load_source(path)))
        except Problem as problem:
            found.append((path.stem, problem))
    return found


def load_source(path: Path) -> SourceEntry:
    """One entry. Problem names file, line and key."""
    return _known(path, read_text(path))


@lru_cache(1000)
def _known(path: Path, text: str) -> SourceEntry:
    """A run looks at every entry several times; none is changed once it was read."""
    return _entry(path, parse_toml(path, text))


def from_text(dataset: str, text: str) -> SourceEntry:
    """The inverse of `as_text`. Problem when it is none."""
    path = Path(f"{dataset}.toml")
    return _entry(path, parse_toml(path, text))


def _entry(path: Path, top: Section) -> SourceEntry:
    dataset = top.text("dataset", path.stem, pattern=DATASET_ID, example="patients")
    if dataset != path.stem:
        raise top.error(
            "dataset",
            f'ファイル名（{path.name}）と同じ名前にしてください: dataset = "{path.stem}"',
            f'it must be the file\'s own name ({path.name}): dataset = "{path.stem}"',
        )
    schema_id = top.text("schema", "")
    files = tuple(_file(section) for section in top.sections("file"))
    given = top.words("title", "")
    entry = SourceEntry(
        dataset=dataset,
        title=given if given.ja else untitled.title(dataset, schema_id, Path(files[0].path).stem if files else ""),
        schema=schema_id,
        files=files,
        columns=top.strings("columns"),
        mapping=top.string_table("mapping"),
        publish_source=top.flag("publish_source", False),
        provisional_days=top.number("provisional_days", 0),
        accept=top.strings("accept"),
        decline=top.strings("decline"),
        leave=top.strings("leave"),
        max_row_drop=top.number("max_row_drop", ROW_DROP) if "max_row_drop" in top.values else None,
        suppress=top.number("suppress", 0),
        count_by=top.strings("count_by"),
        url=top.text("url", "", pattern=r"https?://[!-~]+", example="https://www.example.lg.jp/data.csv"),
        schedule=_schedule(top),
    )
    top.finish()
    try:
        proposals.parse(entry.accept)
        proposals.year_hints(entry.accept, "")
    except ValueError as problem:
        raise top.error(
            "accept",
            f'「"D02=2020"」「"S20"」「"C01:列名"」の形で書いてください（{problem}）。',
            f'write "D02=2020", "S20" or "C01:column" ({problem}).',
        ) from None
    _protection(top, entry)
    if not entry.files:
        raise top.error(
            "file",
            "[[file]] が1つも書かれていません。path を書いてください。",
            "there is no [[file]]. Add one with its path.",
        )
    return entry


def _protection(top: Section, entry: SourceEntry) -> None:
    """Problem for `suppress` and `count_by` that make no sense."""
    if entry.suppress and not 2 <= entry.suppress <= 100:
        raise top.error(
            "suppress", "2〜100の数を書いてください。5なら1〜4を伏せます。", "write a number from 2 to 100."
        )
    if entry.count_by and (not entry.suppress or len(entry.count_by) > 2):
        raise top.error(
            "count_by",
            "suppress と一緒に、項目を2つまで書いてください。",
            "goes with suppress, and names one or two fields.",
        )
    if entry.suppress and entry.publish_source:
        raise top.error(
            "publish_source",
            "小さい数を伏せるデータ（suppress）では、元のファイルを公開できません。",
            "the original can't be published where small numbers are hidden (suppress).",
        )


def _schedule(top: Section) -> str:
    text = top.text("schedule", "")
    try:
        schedule.parse(text or "hourly")
    except ValueError:
        raise top.error(
            "schedule",
            f'「{text}」は使えません。"every 30 min" "hourly" "daily 18:00" "weekdays 9:00" "weekly mon 9:00" のように書いてください。',
            f'"{text}" is not allowed here. Write "every 30 min", "hourly", "daily 18:00", "weekdays 9:00" or "weekly mon 9:00".',
        ) from None
    return text


def _file(section: Section) -> SourceFile:
    sheet, cells = (
        section.text("sheet", ""),
        section.text("range", "", pattern=r"[A-Z]+[0-9]+(:[A-Z]+[0-9]+)?", example="A3:F120"),
    )
    file = SourceFile(
        path=section.text("path", ""),
        url=section.text("url", ""),
        as_of=section.text("as_of", "", pattern=AS_OF, example="2020-04-18"),
        as_of_from=section.text("as_of_from", "", pattern="sheet|data|", example="sheet"),
        sha256=section.text("sha256", "", pattern=r"[0-9a-f]{64}", example="(64 hex digits)"),
        sheet=sheet or None,
        range=cells or None,
        header_rows=section.numbers("header_rows"),
        table=section.number("table", 1),
        published=section.text("published", "", pattern=AS_OF, example="2020-04-18"),
        mapping=section.string_table("mapping"),
    )
    section.finish()
    if not file.path or Path(file.path).is_absolute() or ".." in Path(file.path).parts:
        raise section.error(
            "path",
            '地域のフォルダーの中のファイルを書いてください（例: path = "files/data.csv"）。',
            'name a file inside the community folder, e.g. path = "files/data.csv".',
        )
    return file


def write_source(folder: Path, entry: SourceEntry) -> Path:
    """Writes sources/<dataset>.toml, whole or not at all; equal entries give equal bytes."""
    path = Path(folder) / FOLDER / f"{entry.dataset}.toml"
    write_text(path, as_text(entry))
    return path


def digest(entry: SourceEntry) -> str:
    """SHA-256 of the file that `write_source` writes for this entry."""
    return hashlib.sha256(as_text(entry).encode()).hexdigest()


def as_text(entry: SourceEntry) -> str:
    """The file that `write_source` writes."""
    return HEADER.format(dataset=entry.dataset) + "\n" + tomli_w.dumps(_as_toml(entry), multiline_strings=False)


def _as_toml(entry: SourceEntry) -> dict[str, Any]:
    out: dict[str, Any] = {
        "dataset": entry.dataset,
        "schema": entry.schema,
        "columns": list(entry.columns),
        "publish_source": entry.publish_source,
    }
    for key in ("url", "schedule", "provisional_days", "suppress", "count_by", "accept", "decline", "leave"):
        value = getattr(entry, key)
        if value:
            out[key] = list(value) if isinstance(value, tuple) else value
    if entry.max_row_drop is not None:
        out["max_row_drop"] = entry.max_row_drop
    out["title"] = entry.title.to_json()
    if entry.mapping:
        out["mapping"] = dict(entry.mapping)
    out["file"] = [_file_as_toml(file) for file in entry.files]
    return out


def _file_as_toml(file: SourceFile) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key in ("path", "url", "sheet", "range", "as_of", "as_of_from", "published", "sha256"):
        if value := getattr(file, key):
            out[key] = value
    if file.table > 1:
        out["table"] = file.table
    if file.header_rows is not None:
        out["header_rows"] = list(file.header_rows)
    if file.mapping:
        out["mapping"] = dict(file.mapping)
    return out


def write_text(path: Path, text: str) -> None:
    """Replaces a file of the folder whole (same folder, flushed, renamed); readable as the folder's other files are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
