"""`tomoni card preview`: one card as one HTML file, from what is published and the dashboard.toml as it is now."""

from __future__ import annotations

import re
from pathlib import Path

import click

from tomoni.cli.output import help_text, plain_errors, say
from tomoni.i18n import Text

PREVIEW = "【プレビュー・Preview】"
NOTE = (
    f'<p class="note"><strong>{PREVIEW}</strong> 公開されていない下書きです。リンクは働きません。'
    '<br><span lang="en">A draft, not published. Links lead nowhere.</span></p>'
)
"""Stands in the page, which may be sent around: a draft is not to be taken for what is published."""


@click.group(help=help_text("グラフ・表（カード）を書く人のための道具です。", "Tools for authors of cards."))
def card() -> None:
    pass


@card.command(
    help=help_text(
        "カード1枚を、1つのHTMLファイルに書き出して確かめます。公開はしません。",
        "Write one card as one HTML file to look at. Publishes nothing.",
    )
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("name", metavar="CARD")
@click.option("-o", "--out", metavar="FILE", type=click.Path(path_type=Path), help=help_text("書き出す先", "where to"))
@plain_errors
def preview(folder: Path, name: str, out: Path | None) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.dashboard import queries
    from tomoni.dashboard.config.model import Problem
    from tomoni.dashboard.pages import cards, statics
    from tomoni.look import page as look

    board = queries.board(scope)
    found = next((one for one in board.deck.cards if one.id == name), None)
    if found is None:
        known = ", ".join(one.id for one in board.deck.cards) or "-"
        say(
            Text(f"カード「{name}」はありません。あるもの: {known}", f'There is no card "{name}". There are: {known}'),
            err=True,
        )
        raise click.exceptions.Exit(2)
    view = board.view(found)
    path = f"cards/{name}/index.html"
    made = next(page.render() for page in cards.pages(board) if page.path == path).decode()
    css = "".join(data.decode() for target, data, _ in look.assets() if target == look.asset_path("tomoni.css"))
    css += statics.STYLE.data.decode()
    made = re.sub(r'<link rel="(?:stylesheet|icon|manifest)"[^>]*>|<script src[^>]*></script>', "", made)
    made = made.replace("<title>", f"<title>{PREVIEW}", 1)
    made = re.sub(r"<main[^>]*>", lambda main: main[0] + NOTE, made, count=1)
    target = out or Path(f"{name}.html")
    target.write_text(made.replace("</head>", f"<style>{css}</style></head>", 1), encoding="utf-8")
    say(Text(f"{target} に書き出しました。", f"Wrote {target}."))
    if isinstance(view, Problem):
        say(view.to_text(), err=True)
        raise click.exceptions.Exit(1)
