"""`tomoni reason`: which published values the newest file changes, and why: looked at, or said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tomoni.cli.output import help_text, plain_errors, say, say_json, words
from tomoni.i18n import Text

if TYPE_CHECKING:
    from tomoni.publish.corrected import Corrected


@click.command(
    help=help_text(
        "公開済みの値が変わる理由を書きます。--reason がなければ、変わる値と、選べる理由を見せます。",
        "Say why published values change. Without --reason: shows what changes, and the reasons to choose from.",
    )
)
@click.argument("arguments", metavar="[DIR] DATASET", nargs=-1, required=True)
@click.option(
    "--reason",
    "given",
    metavar="NAME|TEXT",
    help=help_text("理由（一覧の名前か文。サイトに載ります）", "a name of the list, or a sentence (shown on the site)"),
)
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def reason(arguments: tuple[str, ...], given: str | None, as_json: bool) -> None:
    if len(arguments) > 2:
        raise click.UsageError(help_text("余分な引数があります。", "Too many arguments."))
    folder, dataset = (Path(arguments[0]), arguments[1]) if len(arguments) == 2 else (Path(), arguments[0])
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.publish import corrected, services, site

    if given is None:
        found = corrected.look(scope, dataset)
    else:
        with services.only_writer():
            found = corrected.explain(scope, dataset, given)
            if found.published:
                site.show(scope)
    if as_json:
        say_json(found.to_json())
    else:
        _tell(found)
    if found.state == "ask":
        raise click.exceptions.Exit(1)


def _tell(found: Corrected) -> None:
    from tomoni.publish import reasons

    if not found.state:
        say(
            Text(f"{found.dataset}: 公開済みの値は変わりません。", f"{found.dataset}: nothing that was public changes.")
        )
        return
    say(Text(f"{found.dataset}（{found.file}）", f"{found.dataset} ({found.file})"))
    for value in found.values:
        if value.column:
            say(f"  {value.where} {value.column}: {value.before or '―'} → {value.after or '―'}")
        else:
            say(Text(f"  なくなる行: {value.where}", f"  row removed: {value.where}"))
    if found.more:
        say(Text(f"  ほか{found.more:,}か所", f"  and {found.more:,} more"))
    if found.why:
        where = (
            Text("公開済み", "published")
            if found.published
            else Text("次の公開に載ります", "goes with the next publication")
        )
        say(Text(f"理由: {found.why.ja}（{where.ja}）", f"Reason: {found.why.en} ({where.en})"))
        return
    say(
        Text(
            '理由を選ぶか、文で書いてください: --reason 名前、または --reason "…"',
            'Choose a reason or write a sentence: --reason NAME or --reason "…"',
        )
    )
    for name, text in reasons.REASONS.items():
        say(f"  {name:<10} {words(text)}")
