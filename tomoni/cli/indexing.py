"""`tomoni reindex`: the search index made anew, after another tokeniser or dictionary came with an upgrade."""

from __future__ import annotations

from pathlib import Path

import click

from tomoni.cli.output import help_text, plain_errors, say, say_json
from tomoni.i18n import Text


@click.command(
    help=help_text(
        "検索の索引を作り直します。別の切り分け方で作られたものだけを直します（--all ですべて）。検索はその間も使えます。",
        "Make the search index anew: what another tokeniser made (--all: everything). Search goes on meanwhile.",
    )
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help=help_text("すべて作り直す", "everything"))
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def reindex(folder: Path, everything: bool, as_json: bool) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry.rooms import rooms
    from tomoni.search import services, tokens

    done = sum(follow(scope) for follow in rooms.extras_of("reindex").values())
    done += services.reindex(everything=everything)
    if as_json:
        say_json({"documents": done, "tokeniser": tokens.version()})
    elif done:
        say(
            Text(
                f"{done:,}件を作り直しました（{tokens.version()}）。",
                f"{done:,} documents made anew ({tokens.version()}).",
            )
        )
    else:
        say(
            Text(
                f"索引は今の切り分け方のままです（{tokens.version()}）。",
                f"The index is up to date ({tokens.version()}).",
            )
        )
