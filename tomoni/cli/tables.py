"""`tomoni check`, `repair` and `trace`: the table engine for hands and scripts. No Django, no polars until needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tomoni.i18n import Text, cli_language

if TYPE_CHECKING:
    from tomoni.tables.region import Override
    from tomoni.tables.table import FileResult


def _say(ja: str, en: str) -> str:
    return Text(ja, en)[cli_language()]


def _rows(text: str | None) -> tuple[int, ...] | None:
    """ "3,4" or "3-4" → (3, 4); "0" or "none" → () (there is no header)."""
    if text is None:
        return None
    if text.strip() in {"0", "none", "なし"}:
        return ()
    rows: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        rows.extend(range(int(first), int(last or first) + 1))
    return tuple(rows)


def override_of(sheet: str | None, range_: str | None, header_rows: str | None, **more: Any) -> Override:
    """The Override of the command line. Raises click.BadParameter for what is not a range or a list of rows."""
    from tomoni.tables.grid import Rect
    from tomoni.tables.region import Override

    try:
        rows = _rows(header_rows)
        if range_ is not None:
            Rect.parse(range_)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return Override(sheet=sheet, range=range_, header_rows=rows, **more)


def place_options(command: Any) -> Any:
    """--sheet, --range, --header-rows: what a person says about a file, instead of detection."""
    options = [
        click.option("--sheet", help=_say("このシートだけ", "only this sheet")),
        click.option("--range", "range_", metavar="A3:F120", help=_say("表の範囲", "where the table lies")),
        click.option("--header-rows", metavar="3,4", help=_say("見出しの行（0はなし）", "header rows (0: none)")),
    ]
    for option in options:
        command = option(command)
    return command


@click.command(help=_say("表を調べます。何も変えません。", "Diagnose tables; change nothing."))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--schema", help=_say("スキーマの名前かファイル", "schema id or file"))
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "html"]), default="text")
@place_options
def check(files: tuple[str, ...], schema: str | None, form: str, **places: Any) -> None:
    from tomoni.tables import pipeline

    override = override_of(**places)
    results = [pipeline.check(Path(file), schema=schema, override=override) for file in files]
    click.echo(json.dumps({"files": [result.to_json() for result in results]}, ensure_ascii=False, indent=1))
    sys.exit(_check_code(results))


def _check_code(results: list[FileResult]) -> int:
    from tomoni.tables.finding import Severity

    if all(result.refused for result in results):
        return 2
    return int(any(f.severity != Severity.INFO for result in results for f in result.all_findings))


@click.command(help=_say("表をきれいにして書き出します。", "Write clean tables."))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--schema", help=_say("スキーマの名前かファイル", "schema id or file"))
@click.option("--format", "form", type=click.Choice(["csv", "parquet", "xlsx"]), default="csv")
@click.option("--json", "as_json", is_flag=True)
@place_options
def repair(files: tuple[str, ...], folder: Path, schema: str | None, form: str, as_json: bool, **places: Any) -> None:
    from tomoni.tables import outputs, pipeline

    override = override_of(**places)
    listing, code = [], 0
    for file in files:
        path = Path(file)
        result = pipeline.repair(path, schema=schema, override=override)
        written = outputs.write(result, folder, stem=path.stem, data_format=form)
        listing.append({"path": file, "tables": [item.to_json() for item in written]})
        for item in written:
            if not as_json:
                click.echo(str(item.data))
        if result.refused:
            code = 2 if len(files) == 1 else 1
            for finding in result.findings:
                click.echo(f"{file}: {Text(finding.message.ja, finding.message.en)[cli_language()]}", err=True)
    if as_json:
        click.echo(json.dumps({"files": listing}, ensure_ascii=False, indent=1))
    sys.exit(code)


@click.command(help=_say("この数字の元をたどります。", "Trace a value to the cell it came from."))
@click.argument("clean", type=click.Path(path_type=Path))
@click.argument("row", type=int)
@click.argument("column")
@click.option("--json", "as_json", is_flag=True)
def trace(clean: Path, row: int, column: str, as_json: bool) -> None:
    from tomoni.tables import trace as tracing

    try:
        answer = tracing.trace(clean, row, column)
    except tracing.UntraceableError as problem:
        click.echo(_say(problem.ja, problem.en), err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(answer.to_json(), ensure_ascii=False))
        return
    click.echo(f"{answer.value}  ←  {answer.sheet}!{','.join(answer.cells)}  {answer.original}")
