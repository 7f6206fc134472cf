"""Feeds for staff: how each does, what is held, sites without a position, keys and links of shops, subscribers, apps."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tomoni.i18n import Text
from tomoni.publish import live, versions
from tomoni.registry.errors import Problem, problem
from tomoni.registry.people.roles import may, require
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope
from tomoni.stock import config as feeds
from tomoni.stock import pulling, queries, services, wording
from tomoni.stock.config import FeedConfig
from tomoni.stock.models import Access

MOST = 100
"""Sites without a position shown at once."""


@require_safe
@needs("look")
def overview(scope: Scope, request: HttpRequest) -> HttpResponse:
    rows = []
    for config in feeds.feeds(scope):
        row = queries.row(scope, config)
        shown = live.shown(versions.storage(), config.id)
        rows.append({"config": config, "row": row, "seq": shown.seq if shown else 0, "sites": row.sites.filter(gone_at="").count()})  # fmt: skip
    return render(request, "stock/staff_list.html", {"feeds": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("look")
def one(scope: Scope, request: HttpRequest, name: str) -> HttpResponse:
    if request.method == "POST":
        require(scope, "answer")
    try:
        config = feeds.feed(scope, name)
    except Problem:
        raise Http404 from None
    lang = "en" if getattr(request, "LANGUAGE_CODE", "ja") == "en" else "ja"
    secret, fault = "", None
    if request.method == "POST":
        try:
            secret = _act(scope, config, request)
        except Problem as wrong:
            if getattr(wrong, "status", 0) == 403:
                raise
            fault = wrong.text
        else:
            if not secret:
                messages.success(request, Text("変えました。", "Done.")[lang])
                return HttpResponseRedirect(reverse("stock_one", args=[name]))
    row = queries.row(scope, config)
    missing = queries.without_position(row)
    context = {
        "config": config,
        "row": row,
        "pulled": timezone.localtime(row.pulled_at) if row.pulled_at else "",
        "can_pull": bool(config.url) or config.kind == "dataset",
        "shown": live.shown(versions.storage(), config.id),
        "notices": [(Text.of(one), one["count"]) for one in row.notices],
        "held": Text.of(row.held) if row.held else None,
        "missing": missing[:MOST],
        "missing_count": missing.count(),
        "keys": [
            (key, timezone.localtime(key.made_at))
            for key in Access.objects.filter(feed=row, revoked_at=None).order_by("-made_at")[:200]
        ],
        "subscribers": queries.subscribers(row),
        "apps": [(app, wording.APP_STATES[app.state]) for app in queries.apps(row)],
        "recent": [
            one | {"at": timezone.localtime(one["at"]), "by": wording.SOURCES.get(one["source"], one["source"])}
            for one in queries.recent(row)
        ],
        "secret": secret,
        "fault": fault,
        "may_publish": may(scope, "publish"),
        "may_answer": may(scope, "answer"),
    }
    return render(request, "stock/staff_one.html", context, status=422 if fault else 200)


def _act(scope: Scope, config: FeedConfig, request: HttpRequest) -> str:
    """One button; gives a secret that is shown once, else "". Problem when it can't be done."""
    asked = request.POST
    match asked.get("do", ""):
        case "place":
            services.set_position(scope, config, asked.get("site", ""), asked.get("lat"), asked.get("lon"))
        case "key":
            row, secret = services.make_key(scope, config, asked.get("name", ""), asked.get("site", "").strip())
            base = (settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")).rstrip("/")
            return f"{base}/shop/s/{secret}/" if row.site else secret
        case "forget":
            found = Access.objects.filter(feed=queries.row(scope, config), pk=_uuid(asked.get("key", ""))).first()
            if found is None:
                raise problem("その鍵はありません。", "There is no such key.")
            services.forget_key(scope, found)
        case "accept":
            services.accept(scope, config)
        case "pull":
            require(scope, "publish")
            pulling.pull(scope, config)
        case _:
            require(scope, "answer")
            raise problem("どのボタンか分かりませんでした。", "It is not clear which button that was.")
    return ""


def _uuid(text: str) -> str:
    import uuid

    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise problem("その鍵はありません。", "There is no such key.") from None
