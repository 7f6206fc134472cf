"""`tomoni new` and `tomoni add`: a community folder from a local government, and files put into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tomoni.cli.output import help_text, plain_errors, progress, say, say_json
from tomoni.i18n import Text


@click.command(
    help=help_text(
        "団体コードか名前から、地域のフォルダーを作ります。",
        "Make a community folder from a local government's code or name.",
    )
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--code", metavar="CODE", help=help_text("6桁の団体コード（例: 282103）", "local government code, e.g. 282103")
)
@click.option("--name", metavar="NAME", help=help_text("団体の名前（例: 神戸市）", "its name"))
@click.option(
    "--color",
    metavar="COLOR",
    default="",
    help=help_text('サイトの色（例: green、"#115a36"）', "colour of the site, e.g. green"),
)
@plain_errors
def new(folder: Path, code: str | None, name: str | None, color: str) -> None:
    if bool(code) == bool(name):
        raise click.UsageError(
            help_text("--code か --name のどちらかを付けてください。", "Give either --code or --name.")
        )
    from tomoni.registry.founding import found

    community = found(folder, code or name or "", color)
    say(
        Text(
            f"{community.name.ja}（{community.code}）のフォルダーを {folder} に作りました。\n"
            f"次は: tomoni add {folder} ファイル…\n"
            f"{folder}/community.toml に運営者と連絡先を書いてください。書くまでは「有志による非公式サイト」と表示します。",
            f"Made a folder for {community.name.en} ({community.code}) at {folder}.\n"
            f"Next: tomoni add {folder} FILE…\n"
            f"Write operator and contact into {folder}/community.toml. Until `official` is set, pages say they are unofficial.",
        )
    )


@click.command(
    help=help_text(
        "ファイルを地域に加え、何と判断したかを示します。", "Put files into a community and say what was decided."
    )
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dataset", metavar="ID", help=help_text("加える先のデータのID", "id of the dataset to add to"))
@click.option("--schema", "schema_id", metavar="ID", help=help_text("項目定義のID", "id of the schema"))
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def add(folder: Path, files: tuple[Path, ...], dataset: str | None, schema_id: str | None, as_json: bool) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from django.conf import settings

    from tomoni.registry.errors import Problem
    from tomoni.registry.lock import writing
    from tomoni.registry.services import add_file

    added, refused = [], []
    with writing(Path(settings.HOME)):
        for path in progress(files, Text("読み取り", "Reading")):
            try:
                added.extend(add_file(scope, path, dataset, schema_id))
            except Problem as error:
                refused.append((path, error))
    if as_json:
        say_json({"datasets": [_json(one) for one in added] + [_refusal(path, error) for path, error in refused]})
    else:
        for one in added:
            _say_added(one)
        for _, error in refused:
            say(error.text, err=True)
    if refused:
        raise click.exceptions.Exit(1 if added else 2)


def _json(one: Any) -> dict[str, Any]:
    return {
        "id": one.dataset,
        "title": one.title.to_json(),
        "schema": one.schema,
        "confidence": round(one.confidence, 2),
        "rows": one.rows,
        "version": None,
        "seq": None,
        "as_of": one.as_of,
        "as_of_from": one.as_of_from,
        "file": one.file,
        "sheet": one.sheet,
        "editions": one.editions,
        "status": "added",
        "reasons": [text.to_json() for text in (*one.reasons, *one.checks)],
    }


def _refusal(path: Path, error: Any) -> dict[str, Any]:
    return {
        "id": None,
        "schema": None,
        "rows": 0,
        "version": None,
        "seq": None,
        "as_of": "",
        "file": str(path),
        "status": "refused",
        "reasons": [error.text.to_json()],
    }


def _say_added(one: Any) -> None:
    sheet_ja, sheet_en = (f" シート「{one.sheet}」", f' sheet "{one.sheet}"') if one.sheet else ("", "")
    sure = f"{one.confidence:.0%}"
    say(
        Text(
            f"● {one.dataset}  {one.title.ja}  {one.rows:,}行  {one.as_of or '時点不明'}\n"
            f"    {one.file}{sheet_ja} → {one.schema}" + (f"（確かさ {sure}）" if one.confidence else ""),
            f"● {one.dataset}  {one.title.en}  {one.rows:,} rows  {one.as_of or 'as-of unknown'}\n"
            f"    {one.file}{sheet_en} → {one.schema}" + (f" (confidence {sure})" if one.confidence else ""),
        )
    )
    for text in one.reasons:
        say(Text(f"    {text.ja}", f"    {text.en}"))
    for text in one.checks:
        say(Text(f"    → 確認: {text.ja}", f"    → check: {text.en}"))
