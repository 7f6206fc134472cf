"""`tomoni print` (今日のお知らせ as PDF) and `tomoni texts` (what is untranslated or stale)."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tomoni.cli.output import help_text, plain_errors, say
from tomoni.i18n import Text, cli_language, speaking
from tomoni.registry.errors import Problem

FOLDER = click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))


@click.command(
    help=help_text(
        "「今日のお知らせ」を掲示板・回覧板用の紙（PDF）にします。",
        "Print today's notice for notice boards and circulars (PDF).",
    )
)
@FOLDER
@click.option(
    "-o",
    "--out",
    required=True,
    metavar="OUT.pdf",
    type=click.Path(path_type=Path),
    help=help_text("書き出す先", "where to"),
)
@click.option(
    "--paper",
    type=click.Choice(["A4", "A3"], case_sensitive=False),
    default="A4",
    show_default=True,
    help=help_text("紙の大きさ", "size of the paper"),
)
@click.option(
    "--lang",
    "langs",
    metavar="LANG",
    multiple=True,
    help=help_text(
        "言語（くり返し可。書かなければサイトの全言語）", "language, repeatable; all of the site when left out"
    ),
)
@plain_errors
def print_(folder: Path, out: Path, paper: str, langs: tuple[str, ...]) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.dashboard import paper as sheets
    from tomoni.dashboard import queries
    from tomoni.look import press

    known = scope.community.languages
    for lang in langs:
        if lang not in known:
            raise Problem(
                Text(
                    f"言語「{lang}」はこのサイトにありません。あるもの: {'、'.join(known)}",
                    f'This site has no language "{lang}". It has: {", ".join(known)}',
                )
            )
    board, chosen, failed = queries.board(scope), langs or known, False
    for lang in chosen:
        target = out if len(chosen) == 1 else out.with_name(f"{out.stem}.{lang}{out.suffix or '.pdf'}")
        try:
            made = sheets.sheet(board, lang, paper.upper())
        except press.CannotPrint as cause:
            say(Text(f"{lang}: {cause.text.ja}", f"{lang}: {cause.text.en}"), err=True)
            failed = True  # the other languages are printed all the same
            continue
        target.write_bytes(made)
        say(
            Text(
                f"{target}（{speaking.NAMES.get(lang, lang)}、{press.pages(made)}枚）",
                f"{target} ({speaking.NAMES.get(lang, lang)}, {press.pages(made)} page)",
            )
        )
    if failed:
        raise click.exceptions.Exit(1)


@click.command(
    help=help_text(
        "サイトの言葉のうち、まだ訳していないもの・元の言葉が変わったものを挙げます。",
        "List which texts of the site are untranslated, or whose source has changed since.",
    )
)
@FOLDER
@click.option(
    "--lang",
    "langs",
    metavar="LANG",
    multiple=True,
    help=help_text("この言語だけ（くり返し可）", "only this language; repeatable"),
)
@click.option(
    "--write",
    is_flag=True,
    help=help_text(
        "未訳のものを texts/言語.toml に書き足す（訳は空）", "add the untranslated to texts/LANG.toml, with empty words"
    ),
)
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def texts(folder: Path, langs: tuple[str, ...], write: bool, as_json: bool) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.dashboard import queries, unsaid, wording

    board = queries.board(scope)
    found = [wording.report(board, lang) for lang in langs or [x for x in scope.community.languages if x != "ja"]]
    for one in found:
        one.product = unsaid.heard(board, one.lang)
    if write:
        for one in found:
            wording.append(board, one)
    if as_json:
        click.echo(json.dumps({"languages": [one.to_json() for one in found]}, ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(one.words(cli_language()))
    if any(one.missing or one.stale for one in found):
        raise click.exceptions.Exit(1)
