"""The pages of a dataset: what it holds, its columns, files, history; and its rows, each with its trace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.dashboard.cards.base import Column, Row, Table, title_of
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.pages import base, tables
from tomoni.dashboard.pages.history import history
from tomoni.dashboard.pages.sources import source
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page

ROWS = 200
"""Rows on one page."""
FILES = ("data.csv", "data.json", "data.parquet", "data.geojson", "schema.json", "provenance.json", "report.html")

TYPES = {
    "string": Text("文字", "text"),
    "integer": Text("整数", "whole number"),
    "number": Text("数", "number"),
    "boolean": Text("はい・いいえ", "yes or no"),
    "date": Text("日付", "date"),
    "time": Text("時刻", "time"),
    "datetime": Text("日時", "date and time"),
    "year": Text("年", "year"),
    "yearmonth": Text("年月", "year and month"),
    "duration": Text("期間", "duration"),
    "geopoint": Text("地点", "point"),
    "geojson": Text("図形", "shape"),
    "array": Text("並び", "list"),
    "object": Text("組", "group"),
    "any": Text("いろいろ", "any"),
}
"""Types of the Table Schema in words."""
KINDS = {
    "number": Text("数字", "figure"),
    "bar": Text("棒グラフ", "bar chart"),
    "stacked": Text("積み上げ棒グラフ", "stacked bars"),
    "line": Text("折れ線グラフ", "line chart"),
    "tree": Text("内訳", "breakdown"),
    "map": Text("地図", "map"),
    "table": Text("表", "table"),
    "text": Text("文章", "text"),
}
"""What a card looks like, beside its title: a chart and a table of one dataset may have the same."""


def pages(board: Board) -> Iterator[Page]:
    for data in board.sets.values():
        yield from _about(board, data)
        yield from _rows(board, data)


def _about(board: Board, data: Data) -> Iterator[Page]:
    def context(lang: str) -> Mapping[str, Any]:
        return {
            "data": data,
            "title": data.title,
            "rows": data.latest.get("rows"),
            "paged": data.paged_rows,
            "fields": _fields(data),
            "files": files(data),
            "times": base.times(data),
            "source": source(board, data),
            "history": history(board, data),
            "cards": [
                (f"cards/{card.id}/", title_of(card, data), KINDS.get(card.type, Text("", "")))
                for card in board.deck.cards
                if card.dataset == data.dataset and not card.problems
            ],
            "trail": [(Text("データ", "Data"), "data/"), (data.title, "")],
            "rows_page": f"datasets/{data.dataset}/rows/1/",
            "latest": f"data/{data.dataset}/latest.json",
            "publications": f"data/{data.dataset}/publications.json",
            "report_page": next((file["path"] for file in files(data) if file["name"] == "report.html"), ""),
            "version": data.published.version,
            "json_ld": json_ld(board, data, lang),
            "notices": [Text.of({"ja": n.get("ja", ""), "en": n.get("en", "")}) for n in data.latest["notices"]],
        }

    yield from base.html(
        board,
        f"datasets/{data.dataset}/",
        "dashboard/dataset.html",
        context,
        datasets=[data.dataset],
        depends=[board.deck],
        description=Text(f"{data.title.ja}のデータ", f"Data: {data.title.en}"),
    )


def files(data: Data) -> list[dict[str, Any]]:
    """The files of the version that is current, in a fixed order."""
    known = data.latest.get("files", {})
    return [
        {
            "name": name,
            "kind": name.rpartition(".")[2].upper(),
            "path": f"data/{data.dataset}/{known[name]['url']}",
            "bytes": known[name]["bytes"],
        }
        for name in FILES
        if name in known
    ]


def _fields(data: Data) -> list[dict[str, Any]]:
    """What each column means and how many of its rows have a value."""
    frame = data.frame
    return [
        {
            "name": name,
            "title": data.field_title(name),
            "text": data.field_text(name),
            "type": TYPES.get(str(data.fields.get(name, {}).get("type", "")), ""),
            "unit": data.field_unit(name),
            "filled": frame.height - frame[name].null_count(),
        }
        for name in data.columns
    ]


def _rows(board: Board, data: Data) -> Iterator[Page]:
    """datasets/<id>/rows/1/, 2/ …: the published rows in the order of the file, as far as rows have pages."""
    frame = data.frame.head(data.paged_rows)
    count = max(1, -(-frame.height // ROWS))
    columns = (
        Column("#", Text("行", "Row")),
        *(Column(name, data.field_title(name), data.is_quantity(name), data.is_name(name)) for name in data.columns),
    )
    paths = [f"datasets/{data.dataset}/rows/{number}/" for number in range(1, count + 1)]
    for number, path in enumerate(paths, 1):

        def context(lang: str, number: int = number, path: str = path) -> Mapping[str, Any]:
            first = (number - 1) * ROWS
            cut = frame.slice(first, ROWS).rows()
            rows = tuple(Row((first + n + 1, *cells), at=first + n) for n, cells in enumerate(cut))
            target = base.file_path(path, lang)
            made = Table(columns, rows)
            return {
                "title": data.title,
                "trail": [
                    (Text("データ", "Data"), "data/"),
                    (data.title, f"datasets/{data.dataset}/"),
                    (Text("行", "Rows"), ""),
                ],
                "pager": base.pager(lambda n: paths[n - 1], number, count),
                "first": first + 1,
                "last": first + len(rows),
                "beyond": data.frame.height - frame.height,
                "dataset_page": f"datasets/{data.dataset}/#beyond",
                "rows": tables.table(made, data.title, lambda row: data.trace_path(row.at or 0), target, lang),
            }

        yield from base.html(
            board, path, "dashboard/rows.html", context, datasets=[data.dataset], depends=[number, count], wide=True
        )


def json_ld(board: Board, data: Data, lang: str) -> str:
    """schema.org/Dataset for search engines: JSON for a <script type="application/ld+json">, safe inside HTML."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": data.title[lang],
        "description": str(data.schema.get("description") or data.title[lang]),
        "inLanguage": "ja",
        "identifier": data.published.version,
        "license": board.community.license,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": board.community.attribution[lang]},
        "publisher": {"@type": "Organization", "name": board.community.operator[lang] or board.community.name[lang]},
        "variableMeasured": [data.field_title(name)[lang] for name in data.columns],
    }
    if released := data.latest.get("released"):
        said["dateModified"] = released
    if as_of := data.latest.get("as_of"):
        said["temporalCoverage"] = f"../{str(as_of)[:10]}"
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
