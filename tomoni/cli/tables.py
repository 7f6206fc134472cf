"""`tomoni check`, `repair` and `trace`: the table engine for hands and scripts. No Django, no polars until needed.

Files, directories, globs and `-` (stdin) are taken; several files are worked on by all cores. Results travel as the JSON
of DESIGN §4, so every output format is made from the same words.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tomoni import __version__
from tomoni.cli.batch import each, expand, guarded, source_of, stems
from tomoni.cli.output import help_text, say, say_json, words
from tomoni.cli.overrides import accepted_in, override_of, place_options, rules_in, schema_named
from tomoni.i18n import Text, cli_language

if TYPE_CHECKING:
    from tomoni.tables.region import Override

Json = dict[str, Any]


@click.command(
    help=help_text(
        "表を調べます。何も変えません。FILEにはファイル、フォルダ、*.csv、-（標準入力）が使えます。",
        "Diagnose tables; change nothing. FILE is a file, a folder, a pattern or - for stdin.",
    )
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--schema", metavar="ID|FILE", help=help_text("スキーマ（項目定義）", "schema to check against"))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "html", "github"]),
    default="text",
    show_default=True,
    help=help_text("結果の形", "form of the result"),
)
@click.option(
    "--before",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="OLD",
    help=help_text(
        "前回公開したファイル。列の変化と単位の違いも調べる",
        "the last edition: columns and units that changed are told",
    ),
)
@place_options
def check(
    files: tuple[str, ...], schema: str | None, form: str, before: Path | None, debug: bool, **places: Any
) -> None:
    override = override_of(**places)
    work = functools.partial(_check_one, schema=schema_named(schema), override=override, before=before, debug=debug)
    from tomoni.tables.rules.filename import copies

    results = list(each(work, expand(files), Text("調べています", "checking")))
    found = [result["file"] for result in results]
    copies(found)
    _print(found, form)
    sys.exit(_code(results, worst=_severity_code(found)))


@click.command(
    help=help_text(
        "表をきれいにして書き出します。元のファイルは変えません。",
        "Write clean tables with schema, recipe and report. Your files stay as they are.",
    )
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o",
    "--out",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=help_text("書き出す先", "where to write"),
)
@click.option("--schema", metavar="ID|FILE", help=help_text("スキーマ（項目定義）に合わせる", "conform to a schema"))
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet", "xlsx"]),
    default="csv",
    show_default=True,
    help=help_text("書き出す形", "form of the tables"),
)
@click.option("--json", "as_json", is_flag=True, help=help_text("書いたものをJSONで表示", "print what was written"))
@click.option(
    "--accept",
    multiple=True,
    metavar="RULE[:COLUMN][=VALUE]",
    help=help_text(
        "提案を受け入れる（例: S20、C01:電話番号、D02=2020）。くり返し可",
        "proposals you accept, e.g. S20, D02=2020; repeatable",
    ),
)
@click.option("--decline", metavar="C05,…", help=help_text("使わないルール", "rules not to apply"))
@click.option(
    "--from-recipe",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=help_text("保存した修正の記録のとおりに直す", "repair as a saved recipe says"),
)
@place_options
def repair(
    files: tuple[str, ...],
    folder: Path,
    schema: str | None,
    form: str,
    as_json: bool,
    accept: tuple[str, ...],
    decline: str | None,
    from_recipe: Path | None,
    debug: bool,
    **places: Any,
) -> None:
    override = override_of(**places, accept=accepted_in(accept), decline=rules_in(decline))
    from tomoni.tables.rules import filename, goingout

    targets, gone = expand(files), {}
    if any(word.startswith("F04") for word in override.accept):
        targets, gone = goingout.without_copies(targets)
    work = functools.partial(
        _repair_one,
        folder=folder,
        stems=stems(targets),
        schema=schema_named(schema),
        form=form,
        override=override,
        recipe=from_recipe,
        debug=debug,
    )
    results = list(each(work, targets, Text("直しています", "repairing")))
    folder.mkdir(parents=True, exist_ok=True)
    from tomoni.tables.package import write_package
    from tomoni.tables.report import page

    filename.copies([result["file"] for result in results])
    for result in results:
        if result["written"]:
            result["file"]["findings"] += [item.to_json() for item in goingout.beside_the_table(override.accept)]
    licence = goingout.licence(override.accept)
    described = write_package(folder, [(result["file"], result["written"]) for result in results], licence)
    report = folder / "report.html"
    report.write_text(page([result["file"] for result in results], cli_language()), encoding="utf-8", newline="\n")
    if as_json:
        listed = [{"path": r["file"]["path"], "tables": r["written"], "error": r["error"]} for r in results]
        say_json({"files": listed, "report": str(report), "package": str(described) if described else None})
    else:
        for copy, first in gone.items():
            say(Text(f"{copy}  「{Path(first).name}」と同じため除きました", f"{copy}  left out: the same as {first}"))
        _tell_written(results, report)
    sys.exit(_code(results, worst=0))


@click.command(
    help=help_text(
        "この数字の元を示します。CLEANはrepairが書いた表か、公開された data.csv です。値がどのファイルのどのセルから来たかを答えます。"
        "ROWはデータの行（1から）、COLUMNは列の名前か番号です。",
        "Where a value came from. CLEAN is a table that repair wrote or a published data.csv. "
        "ROW counts data rows from 1; COLUMN is a name or a number.",
    )
)
@click.argument("clean", type=click.Path(path_type=Path))
@click.argument("row", type=int)
@click.argument("column")
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
def trace(clean: Path, row: int, column: str, as_json: bool) -> None:
    from tomoni.tables import trace as tracing

    try:
        answer = tracing.trace(clean, row, column)
    except tracing.UntraceableError as problem:
        say(problem, err=True)
        sys.exit(2)
    if as_json:
        say_json(answer.to_json())
        return
    for line in tracing.sentences(answer, cli_language()):
        click.echo(line)


def _check_one(target: str, *, schema: str | None, override: Override, before: Path | None, debug: bool) -> Json:
    def make() -> Json:
        from tomoni.tables.pipeline import check as run

        source, name = source_of(target)
        result = run(source, name=name, schema=schema, override=override, before=before)
        result.path = target
        return {"file": result.to_json(), "written": [], "error": None}

    return guarded(make, target, debug)


def _repair_one(
    target: str,
    *,
    folder: Path,
    stems: dict[str, str],
    schema: str | None,
    form: str,
    override: Override,
    recipe: Path | None,
    debug: bool,
) -> Json:
    def make() -> Json:
        from tomoni.tables import outputs, pipeline, union
        from tomoni.tables.rules.filename import written_as

        source, name = source_of(target)
        if recipe:
            try:
                result = union.replay(source, outputs.load_recipes(recipe), name=name)
            except (ValueError, KeyError, TypeError) as error:
                raise click.UsageError(
                    words(
                        Text(
                            f"修正の記録 {recipe.name} のとおりには直せません（{error}）。tomoni repair が書いたファイルと、元のファイルを確かめてください。",
                            f"can't repair as {recipe.name} says ({error}). Check that tomoni repair wrote it and that it is for this file.",
                        )
                    )
                ) from None
        else:
            result = pipeline.repair(source, name=name, override=override, schema=schema)
        result.path = target
        standard = next((name for table in result.tables if (name := written_as(table))), "")
        stem = stems[target] if not standard else standard if len(stems) == 1 else f"{standard}-{stems[target]}"
        written = outputs.write(result, folder, stem=stem, data_format=form)
        refusal = next((words(f.message) for f in result.findings), "") if result.refused else None
        return {"file": result.to_json(), "written": [item.to_json() for item in written], "error": refusal}

    return guarded(make, target, debug) if recipe is None else make()


def _tell_written(results: list[Json], report: Path) -> None:
    for result in results:
        for table in result["written"]:
            say(
                Text(
                    f"{table['data']}  {table['rows']}行×{table['columns']}列  得点{table['score']}/100",
                    f"{table['data']}  {table['rows']} rows × {table['columns']} columns  score {table['score']}/100",
                )
            )
        if result["error"]:
            click.echo(f"{result['file']['path']}: {result['error']}", err=True)
    say(Text(f"確認結果: {report}", f"report: {report}"))


def _print(found: list[Json], form: str) -> None:
    from tomoni.tables import listing, report

    if form == "json":
        say_json({"files": found})
    elif form == "sarif":
        say_json(listing.sarif(found, __version__))
    elif form == "html":
        click.echo(report.page(found, cli_language()), nl=False)
    elif form == "github":
        for line in listing.github(found, cli_language()):
            click.echo(line)
    else:
        for line, group in listing.text(found, cli_language()):
            click.echo(click.style(line, bold=True) if group == "bold" else _coloured(line, group))
        click.echo(listing.summary(found, cli_language()))


def _coloured(line: str, group: str) -> str:
    from tomoni.tables.listing import COLOURS

    return click.style(line, fg=COLOURS[group]) if group in COLOURS else line


def _severity_code(found: list[Json]) -> int:
    from tomoni.tables.listing import findings_of

    return int(any(finding["severity"] != "info" for file in found for _, finding in findings_of(file)))


def _code(results: list[Json], *, worst: int) -> int:
    """3 an internal error · 2 nothing usable · 1 some inputs unusable, or `worst` · 0 done."""
    if any(result.get("internal") for result in results):
        return 3
    refused = [not result["file"]["tables"] for result in results]
    if all(refused):
        return 2
    return max(int(any(refused)), worst)


@click.command(
    name="diff",
    help=help_text("二つの版の違いを行ごとに示します。", "What changed between two editions, row by row."),
)
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", metavar="列,…", help=help_text("行を見分ける列", "columns that tell rows apart"))
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@place_options
def difference(old: Path, new: Path, key: str | None, as_json: bool, debug: bool, **places: Any) -> None:
    from tomoni.tables import diff as compare
    from tomoni.tables.finding import Unreadable
    from tomoni.tables.pipeline import read_tables

    override = override_of(**places)
    try:
        before, after = (read_tables(path, override=override) for path in (old, new))
        found = [
            (table.sheet, compare.diff(old_table.frame, table.frame, tuple(key.split(",")) if key else ()))
            for old_table, table in zip(before, after, strict=False)
        ]
    except Unreadable as refusal:
        say(refusal.message, err=True)
        sys.exit(2)
    except ValueError:
        raise click.UsageError(
            words(
                Text(
                    f"「{key}」は行を見分ける列に使えません。両方の表にあり、同じ値が2度出ない列を指定してください。",
                    f'"{key}" can\'t tell the rows apart: name columns that are in both tables and never repeat.',
                )
            )
        ) from None
    if as_json:
        say_json({"tables": [{"sheet": sheet, **item.to_json()} for sheet, item in found]})
    else:
        for sheet, item in found:
            for line in ([f"[{sheet}]"] if len(found) > 1 else []) + compare.sentences(item, cli_language()):
                click.echo(line)
    sys.exit(int(any(not item.same for _, item in found) or len(before) != len(after)))
