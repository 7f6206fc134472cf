"""The way to the organisation's identity provider and back (TOMONI_OIDC_*): django-allauth's views, in words when the
provider is away or answers nonsense."""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views as allauth
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from requests import RequestException


def _said(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    def answered(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except (RequestException, KeyError, TypeError) as error:  # away; a discovery document without what is needed
            return render_authentication_error(request, OpenIDConnectProvider.id, exception=error)

    return answered


login = _said(allauth.login)
callback = _said(allauth.callback)
