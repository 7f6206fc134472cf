"""`tomoni jobs` and `tomoni fetch`: what the workers do, what they gave up, and what lies at the sources' addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tomoni.cli.output import help_text, plain_errors, say, say_json
from tomoni.i18n import Text


@click.command(
    help=help_text(
        "裏方の仕事の一覧です。うまくいかなかったものは --retry でやり直し、--drop で一覧から外せます。",
        "List the background jobs. What was given up can be tried again with --retry or taken off with --drop.",
    )
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--retry", metavar="KEY", multiple=True, help=help_text("もう一度行う", "try this one again"))
@click.option("--drop", metavar="KEY", multiple=True, help=help_text("一覧から外す", "take this one off the list"))
@click.option("--cancel", metavar="KEY", multiple=True, help=help_text("取りやめる", "call this one off"))
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def jobs(folder: Path, retry: tuple[str, ...], drop: tuple[str, ...], cancel: tuple[str, ...], as_json: bool) -> None:
    from tomoni.cli.home import open_community

    open_community(folder)
    from tomoni.registry import jobs as house

    unknown = [
        key
        for verb, keys in ((house.retry, retry), (house.drop, drop), (house.cancel, cancel))
        for key in keys
        if not verb(key)
    ]
    dead, waiting = house.dead(), house.waiting()
    if as_json:
        say_json({"dead": [_json(job) for job in dead], "waiting": [_json(job) for job in waiting]})
    else:
        _say_all(dead, waiting)
    for key in unknown:
        say(Text(f"「{key}」に当てはまる仕事がありません。", f'There is no such job: "{key}".'), err=True)
    if unknown or dead:
        raise click.exceptions.Exit(1)


def _say_all(dead: list[Any], waiting: list[Any]) -> None:
    if not dead and not waiting:
        say(Text("仕事はありません。", "There are no jobs."))
    for job in dead:
        reason = job.error.replace("\n", " ")
        say(
            Text(
                f"× {job.key}  {_moment(job.dead_at)} にやめました: {reason}",
                f"× {job.key}  given up {_moment(job.dead_at)}: {reason}",
            )
        )
    for job in waiting:
        again = (
            Text(f"（{job.attempts}回目の失敗: {job.error}）", f" (failed {job.attempts} times: {job.error})")
            if job.error
            else Text("", "")
        )
        running = (
            Text("実行中", "running")
            if job.claim
            else Text(f"{_moment(job.due_at)} 以降", f"from {_moment(job.due_at)}")
        )
        say(Text(f"● {job.key}  {running.ja}{again.ja}", f"● {job.key}  {running.en}{again.en}"))


def _moment(at: Any) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _json(job: Any) -> dict[str, Any]:
    return {
        "key": job.key,
        "kind": job.kind,
        "due": job.due_at.isoformat(),
        "attempts": job.attempts,
        "running": bool(job.claim),
        "error": job.error,
    }


@click.command(
    help=help_text(
        "入手元の宛先（url）を今すぐ見に行き、新しい版があれば取り込みます。",
        "Look at the sources' addresses (url) now and take in what is new.",
    )
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--dataset", metavar="ID", multiple=True, help=help_text("このデータだけ", "only this dataset"))
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def fetch(folder: Path, dataset: tuple[str, ...], as_json: bool) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry.fetching import queries, services

    wanted = dataset or tuple(entry.dataset for entry in queries.with_address(scope))
    results = [services.fetch(scope, name) for name in wanted]
    visited = [] if dataset else _visit(scope)
    if as_json:
        say_json({"datasets": [_fetched(result) for result in results]})
    elif results or not visited:
        _say_fetched(folder, results)
    for text, good in visited:
        say(text, err=not good or as_json)
    if any(result.status == "refused" for result in results) or not all(good for _, good in visited):
        raise click.exceptions.Exit(1)


def _visit(scope: Any) -> list[tuple[Text, bool]]:
    """What else the rooms look at in the network: (what to say, whether it went well)."""
    from tomoni.registry.rooms import rooms

    return [said for visit in rooms.extras_of("on-fetch").values() for said in visit(scope)]


def _fetched(result: Any) -> dict[str, Any]:
    reasons = [result.words.to_json()] if result.words else []
    return {"id": result.dataset, "status": result.status, "file": result.file, "reasons": reasons}


def _say_fetched(folder: Path, results: list[Any]) -> None:
    if not results:
        say(
            Text(
                'url の書かれた入手元がありません。sources/*.toml に url = "https://…" を書いてください。',
                'No source has an address. Write url = "https://…" into sources/*.toml.',
            )
        )
    for result in results:
        if result.status == "new":
            say(
                Text(
                    f"● {result.dataset}: 新しい版を取り込みました（{result.file}）",
                    f"● {result.dataset}: took in a new edition ({result.file})",
                )
            )
        elif result.status == "same":
            say(Text(f"・ {result.dataset}: 変わりありません", f"・ {result.dataset}: nothing new"))
        else:
            say(Text(f"× {result.dataset}: {result.words.ja}", f"× {result.dataset}: {result.words.en}"), err=True)
    if any(result.status == "new" for result in results):
        say(Text(f"次は: tomoni publish {folder}", f"Next: tomoni publish {folder}"))
