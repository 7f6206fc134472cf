"""People: accounts, sign-in, second factors, sessions (django-allauth). Nobody can make an account without an invitation.

TOMONI_OIDC_URL     the identity provider of the organisation: its issuer, or the address of its discovery document
TOMONI_OIDC_ID      the client id it gave us
TOMONI_OIDC_SECRET  the client secret it gave us
TOMONI_OIDC_NAME    what the button says (組織のアカウント)
"""

from __future__ import annotations

import os
from typing import Any

APPS: list[str] = [
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE: list[str] = [
    "tomoni.web.middleware.Language",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tomoni.web.middleware.InWords",
]
CONTEXT = "tomoni.registry.people.context.staff"
_VALIDATORS = "django.contrib.auth.password_validation."


def _provider() -> dict[str, Any]:
    """The organisation's identity provider, when it is configured."""
    url, client = os.environ.get("TOMONI_OIDC_URL", ""), os.environ.get("TOMONI_OIDC_ID", "")
    if not url or not client:
        return {}
    return {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "office",
                    "name": os.environ.get("TOMONI_OIDC_NAME") or "組織のアカウント",
                    "client_id": client,
                    "secret": os.environ.get("TOMONI_OIDC_SECRET", ""),
                    "settings": {"server_url": url},
                }
            ],
            "OAUTH_PKCE_ENABLED": True,
        }
    }


SETTINGS: dict[str, Any] = {
    "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": _VALIDATORS + "UserAttributeSimilarityValidator"},
        {"NAME": _VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
        {"NAME": _VALIDATORS + "CommonPasswordValidator"},
        {"NAME": _VALIDATORS + "NumericPasswordValidator"},
    ],
    "LANGUAGES": [("ja", "日本語"), ("en", "English")],
    "LOGIN_URL": "account_login",
    "LOGIN_REDIRECT_URL": "/desk/",
    "ACCOUNT_ADAPTER": "tomoni.registry.people.adapters.AccountAdapter",
    "ACCOUNT_FORMS": {"login": "tomoni.registry.people.forms.SigninForm"},
    "MFA_FORMS": {"authenticate": "tomoni.registry.people.forms.SecondStepForm"},
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_SESSION_REMEMBER": True,
    "ACCOUNT_PRESERVE_USERNAME_CASING": True,
    "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 900,
    "ACCOUNT_RATE_LIMITS": {"login_failed": "10/m/ip,5/300s/key", "login": "60/m/ip"},
    "SOCIALACCOUNT_ADAPTER": "tomoni.registry.people.adapters.OfficeAdapter",
    "SOCIALACCOUNT_PROVIDERS": _provider(),
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
    "SOCIALACCOUNT_STORE_TOKENS": False,
    "SOCIALACCOUNT_LOGIN_ON_GET": True,
    "MFA_ADAPTER": "tomoni.registry.people.adapters.FactorAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_PASSKEY_SIGNUP_ENABLED": False,
    "MFA_TOTP_TOLERANCE": 1,
    "USERSESSIONS_TRACK_ACTIVITY": False,
    "SESSION_COOKIE_AGE": 14 * 24 * 3600,
}
