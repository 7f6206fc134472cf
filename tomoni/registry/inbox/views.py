"""What anybody sees of the inbox: write, follow, the public list. No account, no script, no third party."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from tomoni.i18n import Text
from tomoni.registry import here
from tomoni.registry.errors import Problem
from tomoni.registry.inbox import door, kinds, queries, services
from tomoni.registry.inbox.models import Message
from tomoni.registry.inbox.shown import shown
from tomoni.registry.people.roles import PUBLIC
from tomoni.registry.scope import Scope

MENU = [("", Text("最初のページ", "First page")), ("data/", Text("データ", "Data"))]


def _scope() -> Scope:
    return Scope(None, here.community(), PUBLIC)


def language(request: HttpRequest) -> str:
    asked = request.GET.get("lang") or getattr(request, "LANGUAGE_CODE", "ja")
    return "en" if asked == "en" else "ja"


def address(request: HttpRequest) -> str:
    """Where this house is reached, with a slash at its end."""
    return (settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")).rstrip("/") + "/"


def sender(request: HttpRequest) -> str:
    """The machine it came from; behind proxies of ours what the outermost of them saw."""
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if proxies and len(told) >= proxies:
        return str(told[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the public look; `page_path` sets its relative links right."""
    path = request.path.lstrip("/")
    furniture: dict[str, Any] = {
        "nav": MENU,  # the public one, also for staff who are signed in
        "community": here.community(),
        "lang": language(request),
        "page_path": path if not path.endswith("/") else path + "index.html",
    }
    html = render_to_string(template, {**furniture, **context}, request=request)
    made = HttpResponse(html, status=status)
    made["Referrer-Policy"] = "same-origin"  # addresses of messages are secrets
    made["X-Robots-Tag"] = "noindex"
    return made


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    lang = language(request)
    items = [shown(message, lang) for message in queries.public(_scope())]
    return page(request, "inbox/list.html", {"items": items})


def _parameters(given: QueryDict) -> dict[str, str]:
    """Single values, cut short; what they name is looked up, never believed."""
    return {name: door.clean(str(given[name])[:400], lines=False) for name in list(given)[:20]}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    scope = _scope()
    parameters = _parameters(request.GET)
    kind, subject = kinds.find(scope, parameters)
    lost = kind.name == kinds.GENERAL and bool(parameters.get("row") or parameters.get("version"))
    context: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "lost": lost,
        "longest": door.LONGEST,
        "query": request.GET.urlencode(),
        "page_back": kinds.clean_path(parameters.get("page", "")),
    }
    if subject.choose:
        return page(request, "inbox/choose.html", context)
    if request.method == "POST":
        letter = _letter(request, subject)
        try:
            message = services.submit(scope, kind, subject, letter, address(request))
        except Problem as problem:
            context |= {"problem": problem.text, "letter": _echo(letter), "stamp": _again(letter.stamp)}
            return page(request, "inbox/new.html", context | {"fields": _fields(subject, letter)}, status=422)
        made = HttpResponseRedirect(f"/{services.follow_path(message)}?lang={letter.lang}&sent=1")
        made.status_code = 303
        return made
    return page(request, "inbox/new.html", context | {"fields": _fields(subject), "stamp": door.stamp()})


def _letter(request: HttpRequest, subject: kinds.Subject) -> services.Letter:
    post = request.POST
    return services.Letter(
        words=post.get("words", ""),
        stamp=post.get("stamp", ""),
        given={one.name: post.get(f"field-{one.name}", "") for one in subject.fields},
        mail=post.get("mail", "")[:400],
        credit=post.get("credit", "")[:400],
        trap=post.get("website", ""),
        lang=language(request),
        sender=sender(request),
    )


def _echo(letter: services.Letter) -> dict[str, str]:
    """What was written, back into the form; far too long a text is cut to what can be sent."""
    return {"words": letter.words[: door.LONGEST * 2], "mail": letter.mail, "credit": letter.credit}


def _again(stamp: str) -> str:
    """The same stamp while it is good, so that a second try is no second message."""
    return stamp if door.read_stamp(stamp) else door.stamp()


def _fields(subject: kinds.Subject, letter: services.Letter | None = None) -> list[dict[str, Any]]:
    given = letter.given if letter else {}
    return [{"field": one, "value": given.get(one.name, "")[: one.most * 2]} for one in subject.fields]


def _own(key: UUID, code: str) -> Message:
    message = queries.by_code(_scope(), key, code)
    if message is None:
        raise Http404
    return message


@require_safe
def follow(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """The sender's own page: number, state, answer."""
    message = _own(key, code)
    context = {
        "message": message,
        "item": shown(message, language(request)),
        "sent": "sent" in request.GET,
        "own": address(request) + services.follow_path(message),
        "answered": message.answered_at is not None,
        "needed": kinds.of(message).mail,
        "done": Text.of(message.done) if message.done.get("ja") else None,
    }
    return page(request, "inbox/follow.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: UUID, code: str, given: str) -> HttpResponse:
    """The mailed link: a button, because programs that look at mail open links too."""
    message = _own(key, code)
    if not message.mail or not services.is_code(message, given, "confirm"):
        raise Http404
    if request.method == "POST":
        services.confirm(_scope(), message, given)
        made = HttpResponseRedirect(f"/{services.follow_path(message)}?lang={language(request)}")
        made.status_code = 303
        return made
    return page(request, "inbox/confirm.html", {"message": message, "needed": kinds.of(message).mail})
