"""Pages about people: coming in by a link, one's own account, members and invitations, the log. Each asks one service."""

from __future__ import annotations

import ipaddress
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.people import links, queries, services, signing
from tomoni.registry.people.forms import InviteForm, JoinForm
from tomoni.registry.people.models import OneTimeLink
from tomoni.registry.people.roles import CAN, LABELS, Role
from tomoni.registry.people.web import needs, scope_of, signed_in
from tomoni.registry.scope import Scope


def _lang() -> str:
    return (get_language() or "ja")[:2]


def _tell(request: HttpRequest, ja: str, en: str) -> None:
    messages.success(request, Text(ja, en)[_lang()])


def passkeys_work(request: HttpRequest) -> bool:
    """Browsers make passkeys only on https or localhost, and never for a bare address."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link. Looking changes nothing; the form makes or opens the account."""
    scope = scope_of(request)
    link = links.find(scope, secret)
    form = JoinForm(request.POST if request.method == "POST" and "name" in request.POST else None, lang=_lang())
    if request.method == "POST":
        if link.person_id is not None:
            return _come_in(request, links.enter(scope, secret), new=False)
        if request.user.is_authenticated and "as_me" in request.POST:
            links.join_as(scope, secret, request.user)
            _tell(request, "参加しました。", "You have joined.")
            return redirect(settings.LOGIN_REDIRECT_URL)
        if form.is_valid() and (person := _joined(scope, secret, form)):
            return _come_in(request, person, new=True)
    context = {
        "link": link,
        "form": form,
        "role": LABELS[link.role],
        "can": CAN[link.role],
        "first": link.kind == OneTimeLink.LOGIN and link.person_id is None,
        "here": request.path,
    }
    return render(request, "people/enter.html", context, status=422 if form.is_bound else 200)


def _joined(scope: Scope, secret: str, form: JoinForm) -> Any:
    try:
        return links.join(scope, secret, form.cleaned_data["name"], form.cleaned_data["username"])
    except ValidationError as error:
        for field, told in error.message_dict.items():
            form.add_error({"first_name": "name"}.get(field, "username"), told)
        return None


def _come_in(request: HttpRequest, person: Any, *, new: bool) -> HttpResponse:
    """Signs the person in whom a link brought, in a fresh session."""
    if request.user.is_authenticated and request.user.pk != person.pk:
        logout(request)
    signing.sign_in(request, person)
    record_authentication(request, person, method="link", reauthenticated=True)
    return redirect("people_welcome" if new or not queries.ways(person).any else settings.LOGIN_REDIRECT_URL)


@never_cache
@require_GET
@signed_in
def account(scope: Scope, request: HttpRequest) -> HttpResponse:
    """One's own account: role, ways of signing in, sessions."""
    return render(request, "people/account.html", _own(scope, request))


@never_cache
@require_GET
@signed_in
def welcome(scope: Scope, request: HttpRequest) -> HttpResponse:
    """After the first link: choose how to sign in next time."""
    return render(request, "people/welcome.html", _own(scope, request))


def _own(scope: Scope, request: HttpRequest) -> dict[str, Any]:
    return {
        "ways": queries.ways(request.user),
        "role": LABELS.get(scope.role),
        "can": CAN.get(scope.role),
        "passkeys": passkeys_work(request),
        "office": signing.office_name(),
        "next": settings.LOGIN_REDIRECT_URL,
    }


def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up alone."""
    raise Problem(
        Text(
            "ここではアカウントを自分で作ることはできません。参加するには、運営者（owner）から招待リンクをもらってください。",
            "You can't make an account here by yourself. Ask an owner for an invitation link.",
        ),
        code=1,
    )


@never_cache
@require_GET
@needs("people")
def people(scope: Scope, request: HttpRequest) -> HttpResponse:
    return _people(scope, request, InviteForm(lang=_lang()))


def _people(scope: Scope, request: HttpRequest, form: InviteForm, made: links.Made | None = None) -> HttpResponse:
    context = {
        "members": [(row, LABELS[row.role]) for row in queries.members(scope)],
        "invitations": [(row, LABELS[row.role]) for row in queries.open_invitations(scope)],
        "roles": [(str(role), LABELS[role], CAN[role]) for role in reversed(Role)],
        "form": form,
        "made": made,
        "made_role": LABELS[made.link.role] if made else None,
        "address": request.build_absolute_uri(made.path) if made else "",
    }
    return render(request, "people/people.html", context, status=422 if form.is_bound and not made else 200)


@never_cache
@require_POST
@needs("people")
def invite(scope: Scope, request: HttpRequest) -> HttpResponse:
    """Makes an invitation and shows its link, this once."""
    form = InviteForm(request.POST, lang=_lang())
    made = None
    if form.is_valid():
        asked = form.cleaned_data
        made = links.invite(scope, asked["role"], asked["days"], asked["note"])
    return _people(scope, request, form, made)


@never_cache
@require_POST
@needs("people")
def new_link(scope: Scope, request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A new sign-in link for a member who can't get in."""
    member = queries.member(scope, person_id)
    if member is None:
        raise Problem(services.GONE, code=1)
    return _people(scope, request, InviteForm(lang=_lang()), links.login(scope, member))


@require_POST
@needs("people")
def revoke(scope: Scope, request: HttpRequest, link_id: UUID) -> HttpResponse:
    links.revoke(scope, link_id)
    _tell(
        request,
        "招待を取り消しました。そのリンクはもう使えません。",
        "The invitation was taken back; its link is dead.",
    )
    return redirect("people")


@require_POST
@needs("people")
def role(scope: Scope, request: HttpRequest, person_id: UUID) -> HttpResponse:
    services.change_role(scope, person_id, request.POST.get("role", ""))
    _tell(request, "役割を変えました。", "The role was changed.")
    return redirect(reverse("people") if person_id != scope.actor else reverse("people_account"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people")
def remove(scope: Scope, request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Asks, then removes a member."""
    member = queries.member(scope, person_id)
    if member is None:
        raise Problem(services.GONE, code=1)
    if request.method != "POST":
        return render(request, "people/remove.html", {"member": member, "role": LABELS[member.role]})
    services.remove(scope, person_id)
    _tell(request, "メンバーから外しました。", "The member was removed.")
    return redirect("people")


@never_cache
@require_GET
@needs("people")
def log(scope: Scope, request: HttpRequest) -> HttpResponse:
    """記録: who did what when, newest first, by kind and person."""
    kind, actor, before = (request.GET.get(name, "")[:60].replace("\x00", "") for name in ("kind", "actor", "before"))
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    lines = queries.log(scope, kind, actor, start)
    context = {
        "lines": lines[: queries.PAGE],
        "more": lines[queries.PAGE - 1].seq if len(lines) > queries.PAGE else None,
        "later": start is not None,
        "kinds": queries.kinds(scope),
        "kind": kind,
        "actor": actor,
        "members": queries.members(scope),
    }
    return render(request, "people/log.html", context)
