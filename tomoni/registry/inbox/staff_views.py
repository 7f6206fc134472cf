"""The inbox for staff: what waits, one message with its cell and its difference, the answer; and what was not delivered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.inbox import door, kinds, queries, services
from tomoni.registry.inbox.models import Message, State
from tomoni.registry.inbox.services import said
from tomoni.registry.inbox.shown import shown
from tomoni.registry.inbox.views import address, language
from tomoni.registry.notify import services as notify
from tomoni.registry.people.roles import may
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope

SHELVES: dict[str, tuple[Text, tuple[str, ...]]] = {
    "open": (Text("答えを待っているもの", "Waiting for an answer"), (State.OPEN,)),
    "doubtful": (Text("宣伝などの疑い", "Possible advertisements"), (State.DOUBTFUL,)),
    "answered": (Text("答えたもの", "Answered"), (State.APPROVED, State.DECLINED, State.ANSWERED)),
}


@require_safe
@needs("answer")
def overview(scope: Scope, request: HttpRequest) -> HttpResponse:
    lang = language(request)
    asked = request.GET.get("shelf", "open")
    here = asked if asked in SHELVES else "open"
    counts = queries.counts(scope)
    shelves = [
        {"id": name, "title": title, "count": sum(counts[state] for state in states), "here": name == here}
        for name, (title, states) in SHELVES.items()
    ]
    items = [shown(one, lang) | {"flags": _flags(one)} for one in queries.messages(scope, *SHELVES[here][1])]
    context = {"shelves": shelves, "items": items, "title": SHELVES[here][0], "failed": len(notify.failed())}
    return render(request, "inbox/staff_list.html", context)


def _flags(message: Message) -> list[Text]:
    return [Text.of(flag) for flag in message.flags]


def _find(scope: Scope, number: str) -> Message:
    found = queries.by_number(scope, number)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs("answer")
def message(scope: Scope, request: HttpRequest, number: str) -> HttpResponse:
    found = _find(scope, number)
    if request.method != "POST":
        return render(request, "inbox/staff_message.html", _context(scope, request, found))
    made = _decision(request, found)
    try:
        services.decide(scope, found, made)
    except Problem as problem:
        context = _context(scope, request, found) | {"problem": problem.text, "made": made}
        return render(request, "inbox/staff_message.html", context, status=422)
    said = Text(f"{number} に答えました。", f"Answered {number}.")
    notes.success(request, said[language(request)])
    return HttpResponseRedirect(reverse("inbox_message", args=[number]))


def _decision(request: HttpRequest, found: Message) -> services.Decision:
    post = request.POST
    return services.Decision(
        decision=post.get("decision", ""),
        answer=post.get("answer", ""),
        fields={name: post[f"field-{name}"] for name in found.fields if f"field-{name}" in post},
        public="public" in post,
        public_words=post.get("public_words", ""),
        show_credit="show_credit" in post,
        sure="sure" in post,
        address=address(request),
    )


def _context(scope: Scope, request: HttpRequest, found: Message) -> dict[str, Any]:
    kind = kinds.of(found)
    waiting = found.state in (State.OPEN, State.DOUBTFUL)
    labels = {one.name: one.label for one in _fields(scope, kind, found)}
    return {
        "message": found,
        "item": shown(found, language(request)),
        "kind": kind,
        "flags": _flags(found),
        "facts": [(Text.of(label), value) for label, value in found.about.get("facts", [])],
        "difference": kind.difference(scope, found) if kind.difference and waiting else None,
        "given": [(name, labels.get(name, Text(name, name)), value) for name, value in found.fields.items()],
        "waiting": waiting,
        "may_approve": kind.apply is not None and may(scope, kind.action),
        "history": [
            (event.at, EVENTS.get(event.kind, Text(event.kind, event.kind))) for event in queries.history(found)
        ],
        "done": Text.of(found.done) if found.done.get("ja") else None,
        "now": Text.of(found.done["now"]) if found.done.get("now") else None,
        "made": None,
        "longest": door.LONGEST,
        "state": said(found),
    }


def _fields(scope: Scope, kind: kinds.Kind, found: Message) -> list[kinds.Field]:
    """The kind's fields as its subject words them now; none when the subject is gone."""
    parameters = {name: str(value) for name, value in found.about.items() if isinstance(value, str | int)}
    subject = kind.subject(scope, parameters)
    return list(subject.fields) if subject else []


EVENTS = {
    "inbox.received": Text("届きました", "Received"),
    "inbox.mail-confirmed": Text("メールアドレスが確認されました", "Mail address confirmed"),
    "inbox.approved": Text("承認しました", "Approved"),
    "inbox.declined": Text("このままにすると答えました", "Declined with an answer"),
    "inbox.answered": Text("答えました", "Answered"),
    "inbox.sorted": Text("置き場所を変えました", "Moved"),
    "inbox.unlisted": Text("公開の一覧から外しました", "Taken off the public list"),
    "inbox.removed": Text("内容を削除しました", "Its words were removed"),
}


@require_POST
@needs("answer")
def sort(scope: Scope, request: HttpRequest, number: str) -> HttpResponse:
    """Aside, back, off the public list, or removed."""
    found = _find(scope, number)
    what = request.POST.get("what", "")
    if what in ("doubtful", "open"):
        services.set_aside(scope, found, what == "doubtful")
    elif what == "unpublish":
        services.unpublish(scope, found)
    elif what == "erase" and "sure" in request.POST:
        services.erase(scope, found)
    return HttpResponseRedirect(reverse("inbox_message", args=[number]))


@require_safe
@needs("people")
def deliveries(scope: Scope, request: HttpRequest) -> HttpResponse:
    return render(request, "inbox/deliveries.html", {"rows": notify.failed()})


@require_POST
@needs("people")
def again(scope: Scope, request: HttpRequest, key: UUID) -> HttpResponse:
    notify.again(scope, key)
    return HttpResponseRedirect(reverse("inbox_deliveries"))
