"""`tomoni stock …`: open a feed, take files in, publish, give out keys, check a feed from outside.

The door (`tomoni.cli`) gives the commands what opens a community, as the context's object; mistakes are raised as
Problem and said by the door.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from tomoni.i18n import Text, cli_language
from tomoni.registry.errors import problem

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
FEED = click.argument("name", metavar="FEED")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON")


def words(ja: str, en: str) -> str:
    return en if cli_language() == "en" else ja


def say(text: Text) -> None:
    click.echo(text[cli_language()])


@click.group(
    help=words("在庫フィード: どこに何がどれだけあるかを公開します。", "Stock feeds: publish what is available where.")
)
def stock() -> None:
    pass


def opened(folder: Path) -> Any:
    """The scope of the community in DIR."""
    scope = click.get_current_context().find_root().obj(folder)
    from tomoni.publish import services  # noqa: F401 — the house is whole before anything is done

    return scope


def _told(scope: Any, config: Any, outcome: Any, notices: list[dict[str, Any]], shown: Any, as_json: bool) -> None:
    seq = shown.seq if shown else None
    if as_json:
        said = {"feed": config.id, **outcome.to_json(), "again": outcome.again, "notices": notices, "seq": seq}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    if outcome.again:
        say(Text("前と同じ内容です。", "The same as before."))
    else:
        say(
            Text(
                f"増えた場所 {outcome.came:,} · 無くなった場所 {outcome.left:,} · 変わった場所 {outcome.altered:,} · 変わった在庫 {outcome.status:,}",
                f"came {outcome.came:,} · left {outcome.left:,} · altered {outcome.altered:,} · stock changed {outcome.status:,}",
            )
        )
    for notice in notices:
        examples = f" ({', '.join(notice['examples'][:3])})" if notice.get("examples") else ""
        click.echo(f"  {notice['count']:>6,}  {notice[cli_language()]}{examples}")
    if seq:
        say(Text(f"公開しました（seq {seq}）。", f"Published (seq {seq})."))


@stock.command("open", help=words("新しいフィードの設定 DIR/stock/FEED.toml を作ります。", "Make DIR/stock/FEED.toml for a new feed."))  # fmt: skip
@FOLDER
@FEED
@click.option("--title", required=True, help=words("題（例: 水の在庫）", "title, e.g. Water"))
@click.option("--item", "items", multiple=True, required=True, metavar="ID=TITLE", help=words("数えるもの（例: water=水）", "what is counted, e.g. water=Water"))  # fmt: skip
@click.option("--kind", type=click.Choice(["push", "table", "taiwan", "korea", "dataset"]), default="push", show_default=True)  # fmt: skip
@click.option("--dataset", default="", metavar="ID", help=words("--kind dataset のとき、たどるデータ", "with --kind dataset: the dataset to follow"))  # fmt: skip
@click.option("--bands", is_flag=True, help=words("数ではなく段階で公開する", "publish bands instead of counts"))
@click.option("--timezone", default="Asia/Tokyo", show_default=True)
def open_feed(folder: Path, name: str, title: str, items: tuple[str, ...], kind: str, dataset: str, bands: bool, timezone: str) -> None:  # fmt: skip
    from tomoni.stock import founding

    scope = opened(folder)
    path = founding.found(scope, name, title, items, kind, bands, timezone, dataset)
    following = Text(
        f"{path} を作りました。次は tomoni stock pull {folder} {name} ファイル、または tomoni stock key {folder} {name} 名前",
        f"Made {path}. Next: tomoni stock pull {folder} {name} FILE, or tomoni stock key {folder} {name} NAME",
    )
    if dataset:
        following = Text(
            f"{path} を作りました。データ「{dataset}」が公開されるたびに、フィードも新しくなります。次は tomoni publish {folder}",
            f'Made {path}. The feed follows each publication of "{dataset}". Next: tomoni publish {folder}',
        )
    say(following)


@stock.command(
    help=words(
        "ファイル（なければ設定の url）を取り込み、公開します。", "Take files (or the configured url) in and publish."
    )
)
@FOLDER
@FEED
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@AS_JSON
def pull(folder: Path, name: str, files: tuple[Path, ...], as_json: bool) -> None:
    from tomoni.stock import config, pulling, queries, showing

    scope = opened(folder)
    feed = config.feed(scope, name)
    outcome = pulling.from_files(scope, feed, files) if files else pulling.pull(scope, feed)
    shown = showing.show(scope, feed)
    _told(scope, feed, outcome, queries.row(scope, feed).notices, shown, as_json)


@stock.command(help=words("変わったフィードを公開します。", "Publish the feeds that have changed."))
@FOLDER
@click.argument("name", metavar="[FEED]", default="")
@AS_JSON
def publish(folder: Path, name: str, as_json: bool) -> None:
    from tomoni.stock import config, showing

    scope = opened(folder)
    done = []
    for feed in [config.feed(scope, name)] if name else config.feeds(scope):
        shown = showing.show(scope, feed)
        done.append({"feed": feed.id, "seq": shown.seq if shown else None})
        if not as_json:
            said = Text(f"公開しました（seq {shown.seq}）。", f"published (seq {shown.seq}).") if shown else None
            click.echo(f"{feed.id}: {(said or Text('変わっていません。', 'unchanged.'))[cli_language()]}")
    if as_json:
        click.echo(json.dumps({"feeds": done}))


@stock.command(help=words("鍵（機械用）か、店のスマートフォン用のリンクを作ります。一度だけ表示します。", "Make a key for a machine, or the link of a shop's phone. Shown once."))  # fmt: skip
@FOLDER
@FEED
@click.argument("label", metavar="NAME")
@click.option("--site", default="", help=words("この場所だけ（リンクになります）", "of this site only (gives a link)"))
def key(folder: Path, name: str, label: str, site: str) -> None:
    from django.conf import settings

    from tomoni.stock import config, services

    scope = opened(folder)
    row, secret = services.make_key(scope, config.feed(scope, name), label, site)
    address = (settings.PUBLIC_ADDRESS or scope.community.address or "").rstrip("/")
    click.echo(f"{address}/shop/s/{secret}/" if row.site else secret)


@stock.command(help=words("場所の位置を決めます。", "Say where a site is."))
@FOLDER
@FEED
@click.argument("site")
@click.argument("latitude", type=float)
@click.argument("longitude", type=float)
def place(folder: Path, name: str, site: str, latitude: float, longitude: float) -> None:
    from tomoni.stock import config, services, showing

    scope = opened(folder)
    feed = config.feed(scope, name)
    services.set_position(scope, feed, site, latitude, longitude)
    showing.show(scope, feed)
    say(Text("位置を決めました。", "The position is set."))


@stock.command(
    help=words(
        "保留になった次の取り込みを、確かめたうえで通します。", "Let the next reading pass although it was held."
    )
)
@FOLDER
@FEED
def accept(folder: Path, name: str) -> None:
    from tomoni.stock import config, services

    scope = opened(folder)
    services.accept(scope, config.feed(scope, name))
    say(Text("次の取り込みは、そのまま通します。", "The next reading will be taken as it is."))


@stock.command(help=words("在庫フィードを外から調べます（latest.json のアドレスかファイル、フォルダー）。", "Check a stock feed from outside (address or file of latest.json, or a folder)."))  # fmt: skip
@click.argument("target", metavar="URL|FILE")
@AS_JSON
def validate(target: str, as_json: bool) -> None:
    from tomoni.stock import validating

    report = validating.validate(target)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        for one in report.findings:
            mark = {"error": "✗", "warning": "△"}[one.severity]
            click.echo(f"{mark} {one.document}: {one.text[cli_language()]}")
        say(report.verdict())
    if not report.documents:
        raise problem("読める文書がありませんでした。", "No document could be read.")
    if report.findings:
        raise click.exceptions.Exit(1)
