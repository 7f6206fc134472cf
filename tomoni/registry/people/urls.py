"""Below /accounts/: our own pages, and of django-allauth only what this house uses (no sign-up, no mail, no reset)."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import path

from tomoni.registry.people import office, views

urlpatterns = [
    path("", views.account, name="people_account"),
    path("enter/<str:secret>/", views.enter, name="people_enter"),
    path("welcome/", views.welcome, name="people_welcome"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="people_invite"),
    path("people/invitations/<uuid:link_id>/revoke/", views.revoke, name="people_revoke"),
    path("people/<uuid:person_id>/role/", views.role, name="people_role"),
    path("people/<uuid:person_id>/link/", views.new_link, name="people_link"),
    path("people/<uuid:person_id>/remove/", views.remove, name="people_remove"),
    path("log/", views.log, name="people_log"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", views.closed, name="account_signup"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/confirm/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [
        path("office/", social.connections, name="socialaccount_connections"),
        path("office/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
        path("office/error/", social.login_error, name="socialaccount_login_error"),
        path("office/signup/", views.closed, name="socialaccount_signup"),
        path("oidc/<str:provider_id>/login/", office.login, name="openid_connect_login"),
        path("oidc/<str:provider_id>/login/callback/", office.callback, name="openid_connect_callback"),
    ]
