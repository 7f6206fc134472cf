"""What Django answers of the room: updates from machines, the shop's page on its phone, subscriptions. No session, no
password: the secret in the header or the address opens exactly one thing, so there is nothing a foreign page could
borrow (and the usual token of forms is not needed)."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tomoni.i18n import Text
from tomoni.registry import api_problems, here, limits
from tomoni.registry.api_problems import MEDIA, ApiProblem
from tomoni.registry.errors import Problem
from tomoni.registry.people.roles import MACHINE, PUBLIC
from tomoni.registry.scope import Scope
from tomoni.stock import access, hooks, push, queries, services, wording
from tomoni.stock import config as feeds
from tomoni.stock.config import FeedConfig, Item
from tomoni.stock.feed.state import Sale
from tomoni.stock.intake.base import MOST, Said, count_of
from tomoni.stock.ledger import Conflict, Outcome
from tomoni.stock.models import Access, Status, Subscriber

STATUSES = {
    401: "not-allowed",
    404: "not-found",
    409: "bad-request",
    422: "invalid-parameter",
    400: "bad-request",
    429: "too-many-requests",
}
KEYS_COUNTED = 10_000
TOO_OFTEN = Text(
    "この鍵での知らせが多すぎます。Retry-After の秒数だけ待つか、updates にまとめて送ってください。何も変えていません。",
    "Too many updates with this key. Wait for Retry-After seconds, or send many updates at once. Nothing was changed.",
)


def _scope(role: str = PUBLIC) -> Scope:
    return Scope(None, here.community(), role)


def problem(request: HttpRequest, status: int, said: Text, **more: Any) -> HttpResponse:
    """Problem details of a refused request."""
    lang = api_problems.language(request.headers.get("Accept-Language", ""))
    kind = ApiProblem(STATUSES[status], said, more)
    document = api_problems.document(kind, lang, request.path) | {"status": status}
    made = JsonResponse(document, status=status, json_dumps_params={"ensure_ascii": False})
    made["Content-Type"] = MEDIA
    if status == 401:
        made["WWW-Authenticate"] = "Bearer"
    return made


def _key(request: HttpRequest, scope: Scope, name: str) -> tuple[Access, FeedConfig] | HttpResponse:
    """Whose key came with the request, and the feed it may write to."""
    try:
        config = feeds.feed(scope, name)
    except Problem as missing:
        return problem(request, 404, missing.text)
    word, _, secret = request.headers.get("Authorization", "").partition(" ")
    row = access.find(scope, secret.strip()) if word.lower() == "bearer" else None
    if row is None or row.feed.slug != name:
        said = Text(
            "鍵が正しくありません。Authorization: Bearer 鍵 の形で送ってください。何も変えていません。",
            "The key is not valid. Send it as Authorization: Bearer KEY. Nothing was changed.",
        )
        return problem(request, 401, said)
    return row, config


@cache
def buckets(per_minute: int) -> limits.Buckets:
    """How often each key may speak, counted by this process."""
    return limits.Buckets(per_minute, 60, KEYS_COUNTED)


@csrf_exempt
@require_http_methods(["POST"])
def updates(request: HttpRequest, name: str) -> HttpResponse:
    """POST /shop/push/<feed>/: one update or many, each key of Idempotency-Key once."""
    scope = _scope()
    opened = _key(request, scope, name)
    if isinstance(opened, HttpResponse):
        return opened
    row, config = opened
    turn = buckets(config.pushes_per_minute).take(str(row.pk))
    if not turn.allowed:
        refused = problem(request, 429, TOO_OFTEN)
        for name, value in turn.headers().items():
            refused[name] = value
        return refused
    key = request.headers.get("Idempotency-Key", "") or uuid.uuid4().hex
    if len(key) > 100 or not key.isprintable():
        said = Text("Idempotency-Key は100字までの文字です。", "Idempotency-Key is text of up to 100 characters.")
        return problem(request, 400, said)
    try:
        outcome = services.say(scope, config, push.parse(config, request.body, row.site), f"key:{row.pk}", key)
    except push.Wrong as wrong:
        said = Text("内容を確かめてください。何も変えていません。", "Please check the body. Nothing was changed.")
        return problem(request, 422, said, errors=wrong.faults)
    except Conflict as conflict:
        return problem(request, 409, conflict.text)
    return JsonResponse(_told(outcome), json_dumps_params={"ensure_ascii": False}, headers=turn.headers())


def _told(outcome: Outcome) -> dict[str, Any]:
    ignored = [one | {"reason": wording.IGNORED[one["why"]].to_json()} for one in outcome.ignored]
    return {"changed": outcome.status, "ignored": ignored, "again": outcome.again}


@csrf_exempt
@require_http_methods(["POST", "DELETE"])
def subscriptions(request: HttpRequest, name: str) -> HttpResponse:
    """POST {"url"} with the key of the whole feed: each publication is told there, signed; DELETE ends it."""
    scope = _scope(MACHINE)
    opened = _key(request, _scope(), name)
    if isinstance(opened, HttpResponse):
        return opened
    row, config = opened
    if row.site:
        said = Text("店の鍵では登録できません。", "The key of one shop can't subscribe.")
        return problem(request, 401, said)
    try:
        asked = push.json.loads(request.body.decode())
        url = asked["url"]
        if not isinstance(url, str) or len(url) > 300:
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        said = Text('{"url": "https://…"} の形で送ってください。', 'Send it like {"url": "https://…"}.')
        return problem(request, 422, said)
    if request.method == "DELETE":
        gone, _ = Subscriber.objects.filter(feed=row.feed, address=url).delete()
        return HttpResponse(status=204 if gone else 404)
    try:
        subscriber = hooks.subscribe(scope, config, url)
    except Problem as refused:
        return problem(request, 422, refused.text)
    return JsonResponse({"url": subscriber.address, "secret": subscriber.secret}, status=201)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shop(request: HttpRequest, secret: str) -> HttpResponse:
    """The shop's own page: what it has, one tap each."""
    scope = _scope()
    row = access.find(scope, secret)
    if row is None or not row.site:
        raise Http404
    config = feeds.feed(scope, row.feed.slug)
    site = queries.site(row.feed, row.site)
    if site is None or site.gone_at:
        raise Http404
    if request.method == "POST":
        said, fault = _from_form(config, request, row.site)
        if said is not None:
            once = request.POST.get("once", "")[:60] or uuid.uuid4().hex
            try:
                services.say(scope, config, [said], f"form:{row.site}"[:60], once)
            except Conflict:  # the page was opened before; what is tapped now is what counts
                services.say(scope, config, [said], f"form:{row.site}"[:60], uuid.uuid4().hex)
            return redirect(f"{request.path}?done={said.item}")
    else:
        fault = None
    known = queries.status_of(site)
    done = config.item(request.GET.get("done", ""))
    context = {
        "site": site,
        "config": config,
        "items": [_shown(item, known.get(item.id), config) for item in config.items],
        "done": done,
        "fault": fault,
        "plain": True,
    }
    made = render(request, "stock/shop.html", context, status=422 if fault else 200)
    made["Referrer-Policy"] = "no-referrer"  # the address is the key
    return made


def _from_form(config: FeedConfig, request: HttpRequest, site: str) -> tuple[Said | None, Text | None]:
    """What was tapped: a band, a count, or a state. (said, None) or (None, what is wrong)."""
    item = config.item(request.POST.get("item", ""))
    tapped = request.POST.get("is", "")
    when = timezone.now().astimezone(config.zone).replace(microsecond=0).isoformat()
    if item is None:
        return None, Text("もう一度押してください。", "Please tap once more.")
    if tapped in [word for _, word in item.bands]:
        return Said(site, item.id, band=tapped, observed_at=when), None
    if tapped == Sale.SOLD_OUT and item.publish != "band":
        return Said(site, item.id, on_hand=0, observed_at=when), None
    if tapped in (Sale.PAUSED, Sale.SOLD_OUT):
        return Said(site, item.id, sale_state=tapped, observed_at=when), None
    count = count_of(request.POST.get("count", ""))
    if tapped == "count" and count is not None:
        return Said(site, item.id, on_hand=count, observed_at=when), None
    said = Text(
        f"数は 0〜{MOST:,} の数字で入れてください。まだ変えていません。",
        f"Give the number as digits from 0 to {MOST:,}. Nothing was changed yet.",
    )
    return None, said


def _shown(item: Item, status: Status | None, config: FeedConfig) -> dict[str, Any]:
    counted = item.publish != "band"
    buttons = [
        {"value": word, "text": wording.BAND_BUTTONS.get(word, Text(word, word)), "on": _is(status, word)}
        for _, word in reversed(item.bands)
        if not counted
    ]
    if counted:
        buttons.append({"value": Sale.SOLD_OUT, "text": wording.BAND_BUTTONS["empty"], "on": _is(status, "empty")})
    paused = bool(status and status.sale_state == Sale.PAUSED)
    buttons.append({"value": Sale.PAUSED, "text": Text("■ 休止中（お休み）", "■ Paused"), "on": paused})
    return {"item": item, "status": status, "counted": counted, "buttons": buttons, "once": uuid.uuid4().hex}


def _is(status: Status | None, word: str) -> bool:
    return bool(status and status.band == word and status.sale_state != Sale.PAUSED)
