"""How django-allauth behaves in this house: nobody signs up alone, a lock-out is said plainly and logged."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.people import services

LOCKED = Text(
    "失敗が続いたため、安全のためにサインインを止めています。5分ほど待ってから、もう一度お試しください。お急ぎのときは運営者（owner）に新しいサインイン用のリンクを頼んでください。公開中のデータは変わっていません。",
    "Sign-in is paused after several failures. Please try again in five minutes, or ask an owner for a new sign-in link. The public data are unchanged.",
)
MISMATCH = Text(
    "サインイン名とパスワードの組み合わせが合いませんでした。大文字・小文字と、かな入力になっていないかを確かめてください。",
    "The sign-in name and the password do not match. Please check upper and lower case.",
)
WRONG_CODE = Text(
    "コードが合いませんでした。アプリに今出ている6桁の数字を入れてください。端末の時計がずれていると合わないことがあります。",
    "The code does not match. Enter the six digits that the app shows now; a clock that is off can be the reason.",
)
NOT_CONNECTED = Text(
    "このアカウントは、まだつながれていません。はじめての方は、運営者（owner）から招待リンクをもらって参加してください。参加している方は、いつもの方法でサインインして、アカウントの画面でつないでください。",
    "This account is not connected yet. New people ask an owner for an invitation link; members sign in as usual and connect it on their account page.",
)


def _said(text: Text) -> str:
    return text[(get_language() or "ja")[:2]]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-sign-up; failures and lock-outs go into the log."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people_welcome")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address behind our own proxies; a header that does not fit their number is not believed."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 — a name for "unknown"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            name = str(credentials.get("username", ""))
            if cache.add(f"people:told:{self.get_client_ip(request)}:{services.name_mark(name)}", True, 300):
                services.signin_locked(name, self.get_client_ip(request))
            raise ValidationError(_said(LOCKED), code="too_many_login_attempts") from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        services.signin_failed(str(credentials.get("username", "")), self.get_client_ip(request))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in ("username_password_mismatch", "incorrect_password"):
            return ValidationError(_said(MISMATCH), code=code)
        return super().validation_error(code, *args)


class OfficeAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The organisation's accounts open only what an invited person has connected."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Both answers of the provider must be about the same account (OpenID Connect 5.3.2), and known here."""
        told = sociallogin.account.extra_data
        about = {str((told.get(part) or {}).get("sub") or "") for part in ("id_token", "userinfo")}
        if len(about) != 1 or "" in about:
            raise PermissionDenied
        if not sociallogin.is_existing and sociallogin.state.get("process") != "connect":
            raise Problem(NOT_CONNECTED, code=1)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors carry the community's name, and name keys in the reader's language."""

    def _get_site_name(self) -> str:
        from tomoni.registry import here

        return here.community().name[(get_language() or "ja")[:2]]

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _said(Text(f"パスキー {number}", f"Passkey {number}"))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "incorrect_code":
            return ValidationError(_said(WRONG_CODE), code=code)
        return super().validation_error(code, *args)
