"""What anybody may tell the room through the house's inbox: where a site really is, and that they made an app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.inbox.kinds import Difference, Field, Kind, Subject, register
from tomoni.registry.inbox.models import Message
from tomoni.registry.scope import Scope
from tomoni.stock import config as feeds
from tomoni.stock import placing, queries, services
from tomoni.stock.config import FeedConfig
from tomoni.stock.intake.base import position_of
from tomoni.stock.intake.table import web
from tomoni.stock.models import App, Site

PLACE, APP = "stock-site", "stock-app"


def register_all() -> None:
    register(
        Kind(PLACE, Text("場所の直し", "Where a site is"), _site, _check_site, _site_difference, _site_apply, "answer")
    )
    register(
        Kind(
            APP,
            Text("アプリの登録", "An app"),
            _app,
            _check_app,
            _app_difference,
            _app_apply,
            "answer",
            asked=Text("アプリを登録する", "List your app"),
        )
    )


def _feed(scope: Scope, asked: Mapping[str, Any]) -> FeedConfig | None:
    try:
        return feeds.feed(scope, str(asked.get("feed", ""))[:80])
    except Problem:
        return None


def _site(scope: Scope, asked: Mapping[str, str]) -> Subject | None:
    if asked.get("kind") != PLACE or (config := _feed(scope, asked)) is None:
        return None
    site = queries.site(queries.row(scope, config), asked.get("site", "")[:64])
    if site is None or site.gone_at:
        return None
    facts = [(Text("住所", "Address"), site.address or "—"), (Text("今の位置", "Position now"), _place(site))]
    hint = Text(
        "例: 35.6812（地図アプリで場所を長押しすると出ます）", "e.g. 35.6812: long-press the place in a map app"
    )
    fields = [Field("lat", Text("緯度", "Latitude"), hint, most=20), Field("lon", Text("経度", "Longitude"), most=20)]
    about = {"feed": config.id, "site": site.code}
    return Subject(Text(site.name, site.name), about, facts, f"stock/{config.id}/", fields)


def _place(site: Site) -> str:
    return "—" if site.latitude is None else f"{site.latitude}, {site.longitude}"


def _check_site(scope: Scope, about: Mapping[str, Any], given: Mapping[str, str]) -> list[Text]:
    if not given.get("lat") and not given.get("lon"):
        return []
    return [] if position_of(given.get("lat"), given.get("lon")) else [placing.bad_position()]


def _site_difference(scope: Scope, message: Message) -> Difference | None:
    config = _feed(scope, message.about)
    site = queries.site(queries.row(scope, config), message.about["site"]) if config else None
    after = f"{message.fields.get('lat', '')}, {message.fields.get('lon', '')}".strip(", ")
    if not after:
        return None
    gone = Text("その場所はもうありません。", "The site is not there any more.")
    return Difference("位置 / position", _place(site) if site else "—", after, problem=None if site else gone)


def _site_apply(scope: Scope, message: Message) -> Text:
    config = feeds.feed(scope, message.about["feed"])
    if not message.fields.get("lat"):
        return Text("位置は変えていません。", "The position was not changed.")
    services.set_position(
        scope, config, message.about["site"], message.fields["lat"], message.fields["lon"], "correction", f"inbox:{message.number}"
    )  # fmt: skip
    return Text("位置を直しました。次の公開から反映されます。", "The position was set; the next publication has it.")


def _app(scope: Scope, asked: Mapping[str, str]) -> Subject | None:
    if asked.get("kind") != APP or (config := _feed(scope, asked)) is None:
        return None
    hint = Text(
        "JSON で seq か last_updated を返すアドレス。表示の新しさをここで確かめて一覧に出します。",
        "An address that answers JSON with seq or last_updated: how fresh your app is will be shown in the list.",
    )
    fields = [
        Field("name", Text("アプリの名前", "Name of the app"), required=True, most=80),
        Field("address", Text("アドレス（https://）", "Address (https://)"), required=True, most=300),
        Field("maker", Text("作った人・団体", "Made by"), most=80),
        Field("about", Text("ひとこと紹介", "In a few words"), most=200),
        Field("status_url", Text("新しさを確かめるアドレス", "Address that tells its freshness"), hint, most=300),
    ]
    title = Text(f"「{config.title.ja}」を使ったアプリ", f"An app on “{config.title.en}”")
    return Subject(title, {"feed": config.id}, link=f"stock/{config.id}/apps/", fields=fields)


def _check_app(scope: Scope, about: Mapping[str, Any], given: Mapping[str, str]) -> list[Text]:
    found = []
    for name in ("address", "status_url"):
        if given.get(name) and not web(given[name]):
            found.append(Text("アドレスは https:// から書いてください。", "Write addresses from https:// on."))
    return found[:1]


def _app_difference(scope: Scope, message: Message) -> Difference | None:
    return Difference("アプリ / app", "—", f"{message.fields.get('name', '')} {message.fields.get('address', '')}")


def _app_apply(scope: Scope, message: Message) -> Text:
    feed = queries.row(scope, feeds.feed(scope, message.about["feed"]))
    said = {name: message.fields.get(name, "") for name in ("name", "maker", "about", "status_url")}
    App.objects.update_or_create(
        feed=feed,
        address=message.fields["address"],
        defaults={**said, "number": message.number, "added_at": timezone.now()},
    )
    return Text("一覧に載せました。", "It is in the list.")
