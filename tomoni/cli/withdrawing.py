"""`tomoni withdraw`: shows exactly what would go, asks, and takes it away for good; the reason stays on the site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tomoni.cli.output import help_text, plain_errors, say, say_json, words
from tomoni.i18n import Text

if TYPE_CHECKING:
    from tomoni.publish.withdraw import Done, Plan


@click.command(
    help=help_text(
        "公開したデータを取り下げます。内容は元のファイルごと消え、理由を書いたページだけが残ります。",
        "Withdraw published data. The content goes, originals included; only a page with the reason stays.",
    )
)
@click.argument("arguments", metavar="[DIR] DATASET", nargs=-1, required=True)
@click.option("--version", metavar="V", help=help_text("この版だけ（8桁以上）", "only this version (8 digits or more)"))
@click.option("--all", "whole", is_flag=True, help=help_text("すべての版", "all versions"))
@click.option("--reason", default="", help=help_text("理由（サイトに残ります）", "why (stays on the site)"))
@click.option("--yes", is_flag=True, help=help_text("確かめずに行う", "don't ask"))
@click.option(
    "--delete-files",
    is_flag=True,
    help=help_text(
        "フォルダーの元ファイルを、移さずに消す", "delete the community's own files instead of setting them aside"
    ),
)
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def withdraw(
    arguments: tuple[str, ...],
    version: str | None,
    whole: bool,
    reason: str,
    yes: bool,
    delete_files: bool,
    as_json: bool,
) -> None:
    folder, dataset = _place(arguments)
    if bool(version) == whole:
        raise click.UsageError(
            help_text("--version か --all のどちらかを付けてください。", "Give either --version or --all.")
        )
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.publish import services
    from tomoni.publish import withdraw as verbs

    planned = None
    if not verbs.unfinished(scope):
        planned = verbs.plan(scope, dataset, version)
        if not as_json:
            _show(planned, delete_files)
        if not yes and not _agreed():
            raise click.Abort
    with services.only_writer():
        taken_up = verbs.finish(scope)
    done = next((one for one in taken_up if one.withdrawal.dataset.slug == dataset), None)
    done = done or verbs.withdraw(scope, dataset, version, reason, delete_files=delete_files)
    if as_json:
        say_json(_json(done))
    else:
        _tell(done, delete_files)


def _place(arguments: tuple[str, ...]) -> tuple[Path, str]:
    if len(arguments) > 2:
        raise click.UsageError(help_text("余分な引数があります。", "Too many arguments."))
    return (Path(arguments[0]), arguments[1]) if len(arguments) == 2 else (Path(), arguments[0])


def _agreed() -> bool:
    if not sys.stdin.isatty():
        say(
            Text(
                "取り下げるには --yes を付けてください。何も変えていません。",
                "Add --yes to withdraw. Nothing was changed.",
            ),
            err=True,
        )
        return False
    return click.confirm(words(Text("取り下げますか。元に戻せません。", "Withdraw? This can't be undone.")))


def _show(planned: Plan, delete_files: bool) -> None:
    for text in planned.lines(delete_files):
        say(text)


def _tell(done: Done, delete_files: bool) -> None:
    row = done.withdrawal
    say(
        Text(
            f"「{row.dataset.slug}」を取り下げました（版 {row.removed.count()}件）。公開サイトには理由だけが残っています。",
            f'Withdrew "{row.dataset.slug}" ({row.removed.count()} versions). Only the reason is left on the site.',
        )
    )
    for text in done.lines(delete_files):
        say(text)


def _json(done: Done) -> dict[str, object]:
    row = done.withdrawal
    return {
        "dataset": row.dataset.slug,
        "whole": row.whole,
        "versions": sorted(row.removed.values_list("version__digest", flat=True)),
        "at": row.at.isoformat(),
        "reason": row.reason,
        "set_aside": done.set_aside,
        "kept_originals": done.kept_originals,
        "compacted": done.compacted,
    }
