"""`tomoni share`: what a community has found out about columns and words, as one proposal for everyone."""

from __future__ import annotations

from pathlib import Path

import click

from tomoni.cli.output import help_text, plain_errors, say
from tomoni.i18n import Text


@click.command(
    help=help_text(
        "この地域で分かった列の呼び名と、画面の言葉の訳を、みんなへの提案として1つのファイルにします。データや個人の情報は入りません。",
        "Turn the names of columns and the translations found here into one proposal for everyone. It holds no data.",
    )
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=help_text("提案を書くファイル（なければ画面に出す）", "where to write it (else it is shown)"),
)
@click.option(
    "--accept",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=help_text(
        "（ともにの開発者向け）提案を製品の辞書に入れる",
        "(for maintainers) take a proposal into the product's own files",
    ),
)
@plain_errors
def share(folder: Path, output: Path | None, accept: Path | None) -> None:
    if accept:
        _accept(accept)
        return
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry import sharing
    from tomoni.registry.sources import write_text

    made = sharing.gather(scope)
    names, words = made.count
    if not names and not words:
        say(
            Text(
                "新しく提案できる呼び名や訳は、まだありません。",
                "There is nothing to propose yet: no new names of columns and no translations.",
            )
        )
        return
    if output is None:
        click.echo(made.as_text(), nl=False)
        return
    write_text(output, made.as_text())
    say(
        Text(
            f"{output} に書きました（列の呼び名 {names}件、訳 {words}件）。中身を確かめて送ってください: docs/share.md",
            f"Written to {output} ({names} names of columns, {words} translations). Look it through, then send it: docs/share.md",
        )
    )


def _accept(path: Path) -> None:
    from tomoni.cli.home import open_rooms

    open_rooms()
    from tomoni.registry import sharing

    made = sharing.read(path)
    sharing.accept(made)
    names, words = made.count
    say(
        Text(
            f"列の呼び名 {names}件、訳 {words}件を取り入れました。git diff で確かめ、make test を行ってください。",
            f"Took up {names} names of columns and {words} translations. Look at git diff and run make test.",
        )
    )
