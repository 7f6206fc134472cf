"""`tomoni publish` and `tomoni build`: run the stream and show the result; write the whole public site to a folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tomoni.cli.output import help_text, plain_errors, say, say_json, words
from tomoni.i18n import Text

if TYPE_CHECKING:
    from tomoni.publish.services import Outcome, Report
    from tomoni.registry.scope import Scope

MARKS = {"published": "✓", "unchanged": "=", "held": "!", "refused": "×"}
STATUS = {
    "published": Text("公開しました", "published"),
    "unchanged": Text("変わりありません", "unchanged"),
    "held": Text("公開保留（公開中のデータは前のままです）", "held (what is public stays as it was)"),
    "refused": Text("公開できません（公開中のデータは前のままです）", "refused (what is public stays as it was)"),
}
FOLDER = click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
ONTO = click.option(
    "--onto",
    metavar="TREE|URL",
    help=help_text(
        "前に書き出したサイト（フォルダーか http(s) のアドレス）の続きから始める",
        "go on from a site that was exported earlier (a folder or its http(s) address)",
    ),
)


@click.command(
    help=help_text(
        "地域のデータを確かめて公開します。公開前チェックで止まったものは、前の版が公開されたままになります。",
        "Check a community's data and publish them. What a gate stops stays as it was before.",
    )
)
@FOLDER
@click.option(
    "--dataset",
    "datasets",
    metavar="ID",
    multiple=True,
    help=help_text("このデータだけ（くり返し可）", "only this dataset; repeatable"),
)
@click.option("--release", metavar="DATASET", help=help_text("公開保留のデータを公開する", "publish what is held"))
@click.option("--reason", default="", help=help_text("公開する理由（サイトに載ります）", "why (shown on the site)"))
@ONTO
@click.option(
    "--sites",
    is_flag=True,
    help=help_text("DIR の中の地域のフォルダーをすべて公開する", "publish every community folder in DIR"),
)
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def publish(
    folder: Path,
    datasets: tuple[str, ...],
    release: str | None,
    reason: str,
    onto: str | None,
    sites: bool,
    as_json: bool,
) -> None:
    if sites:
        if datasets or release or reason or onto:
            raise click.UsageError(
                help_text(
                    "--sites は --json とだけ一緒に使えます。ほかの指定は一つのサイトに使います。",
                    "--sites goes with --json alone; the other options are for one site.",
                )
            )
        from tomoni.cli.publishing_many import publish_many

        publish_many(folder, as_json)
        return
    if reason and not release:
        raise click.UsageError(help_text("--reason は --release と一緒に使います。", "--reason goes with --release."))
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.publish import memory, services

    if onto:
        memory.go_on(scope, onto)
    with bar() as report:
        if release:
            outcomes = services.release(scope, release, reason, report)
        else:
            outcomes = services.publish(scope, datasets or None, report)
    tell_orphans(scope)
    finish(scope, outcomes, as_json, tell_faults(scope))


@click.command(
    help=help_text(
        "公開サイト全体を静的なファイルとして書き出します。どのサーバーにも、どのパスの下にも置けます。",
        "Write the whole public site as static files, for any server and below any path.",
    )
)
@FOLDER
@click.option(
    "-o",
    "--out",
    required=True,
    metavar="OUT",
    type=click.Path(path_type=Path),
    help=help_text("書き出す先", "where to"),
)
@click.option("--packed", is_flag=True, help=help_text(".br と .gz も書き出す", "write .br and .gz beside the files"))
@click.option(
    "--only-write",
    is_flag=True,
    help=help_text("公開はせず、今の公開分を書き出す", "write what is public now, publish nothing"),
)
@ONTO
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def build(folder: Path, out: Path, packed: bool, only_write: bool, onto: str | None, as_json: bool) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.publish import export, memory, services, versions

    export.check_target(out, scope.community.home, scope.community.dir)
    outcomes: list[Outcome] = []
    if onto:
        memory.go_on(scope, onto)
    unread: list[Text] = []
    if not only_write:
        with bar() as report:
            unread = services.take_in_new_files(scope)
            outcomes = services.publish(scope, None, report)
        for text in unread:
            say(text, err=True)
    problems = tell_faults(scope) or bool(unread)
    written = export.export(versions.storage(), out, packed)
    if not as_json:
        say(
            Text(
                f"{out} に書き出しました: {written.files:,}ファイル（変わったもの {written.changed:,}、消したもの {written.removed:,}）、"
                f"{written.bytes / 1e6:.1f} MB",
                f"Wrote {out}: {written.files:,} files ({written.changed:,} changed, {written.removed:,} removed), "
                f"{written.bytes / 1e6:.1f} MB",
            )
        )
    if as_json or not only_write:
        finish(scope, outcomes, as_json, problems)


def tell_faults(scope: Scope) -> bool:
    """Says on stderr what the rooms find wrong in the community's own files (a card without a type); True when they
    found something. The site is made without the faulty part."""
    from tomoni.registry.rooms import rooms

    faults = [text for check in rooms.config_sections.values() for text in check(scope)]
    for text in faults:
        say(text, err=True)
    return bool(faults)


def tell_orphans(scope: Scope) -> None:
    """Says on stderr which data stay public though the folder no longer names them, and how to take them away."""
    from tomoni.publish import withdraw

    for dataset in withdraw.orphans(scope):
        say(
            Text(
                f"「{dataset}」は sources/ にもうありませんが、公開したものはそのまま読めます。取り下げるには: "
                f'tomoni withdraw {scope.community.dir} {dataset} --all --reason "…"',
                f'"{dataset}" is no longer in sources/, but what was published stays public. To withdraw it: '
                f'tomoni withdraw {scope.community.dir} {dataset} --all --reason "…"',
            ),
            err=True,
        )


def finish(scope: Scope, outcomes: list[Outcome], as_json: bool, problems: bool = False) -> None:
    """Says what became of each dataset and leaves with 1 when something was held, refused or could not be taken in."""
    if as_json:
        say_json({"datasets": [outcome.to_json() for outcome in outcomes]})
    else:
        tell(scope, outcomes)
    if problems or any(outcome.status in ("held", "refused") for outcome in outcomes):
        raise click.exceptions.Exit(1)


def tell(scope: Scope, outcomes: list[Outcome], err: bool = False) -> None:
    """One line a dataset, and below it the reasons."""
    for one in outcomes:
        figures = words(Text(f"{one.rows:,}行", f"{one.rows:,} rows")) if one.seq else ""
        facts = " · ".join(part for part in (words(STATUS[one.status]), figures, one.as_of, one.version[:12]) if part)
        say(f"{MARKS[one.status]} {one.dataset}: {facts}", err=err)
        for reason in one.reasons:
            say(f"    {words(Text(reason['ja'], reason['en']))}", err=err)
    if not outcomes:
        for text in _without_data(scope):
            say(text, err=err)


def _without_data(scope: Scope) -> list[Text]:
    """What the rooms show of other places, else how to begin."""
    from tomoni.registry.rooms import rooms

    said = [text for make in rooms.extras_of("without-data").values() for text in make(scope)]
    return said or [
        Text(
            "データがまだありません。tomoni add でファイルを加えてください。",
            "There are no data yet. Add files with tomoni add.",
        )
    ]


@contextmanager
def bar() -> Iterator[Report | None]:
    """A progress bar on stderr when a person is watching; None otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def report(what: Text, done: int, total: int) -> None:
            name = words(what)
            if name not in tasks:
                tasks[name] = shown.add_task(name, total=None)
            shown.update(tasks[name], completed=done, total=total or None)

        yield report
