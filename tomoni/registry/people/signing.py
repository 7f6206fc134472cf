"""What happens around signing in: the session, and a line in the log for each event that django-allauth tells."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa import signals as mfa
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from tomoni.registry.people import services


def sign_in(request: HttpRequest, person: Any) -> None:
    """Opens a session for a person whom a one-time link brought: no second factor is asked for."""
    adapter = get_adapter(request)
    adapter.login(request, person)
    account.user_logged_in.send(sender=type(person), request=request, user=person)


def office_name() -> str:
    """The name of the organisation's identity provider; "" when none is configured."""
    providers = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(providers[0]["name"]) if providers else ""


def _signed_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    methods = [str(one.get("type") or one["method"]) for one in get_authentication_records(request, user)] or ["link"]
    services.signed_in(user.pk, get_adapter(request).get_client_ip(request), methods)


def _signed_out(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        services.signed_out(user.pk)


def _password_set(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Whoever just chose a password need not type it again to add a second factor."""
    services.factor_changed(user.pk, "set", "password")
    record_authentication(request, user, method="password", reauthenticated=True)


def _factor(what: str) -> Any:
    def told(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
        services.factor_changed(user.pk, what, str(authenticator.type))

    return told


ADDED, REMOVED, RESET = _factor("added"), _factor("removed"), _factor("reset")


def listen() -> None:
    """Connects the signals; called once, from `ready()`."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="people.in")
    user_logged_out.connect(_signed_out, dispatch_uid="people.out")
    account.password_set.connect(_password_set, dispatch_uid="people.set")
    account.password_changed.connect(_password_set, dispatch_uid="people.changed")
    mfa.authenticator_added.connect(ADDED, dispatch_uid="people.added")
    mfa.authenticator_removed.connect(REMOVED, dispatch_uid="people.removed")
    mfa.authenticator_reset.connect(RESET, dispatch_uid="people.reset")
