"""Roles, leaving, failed sign-ins, sessions, the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tomoni.registry import events
from tomoni.registry.errors import Problem
from tomoni.registry.models import Event, EventText, RawFile
from tomoni.registry.people import queries, services
from tomoni.registry.people.models import Membership
from tomoni.registry.people.roles import Role
from tomoni.registry.people.tests.conftest import PASSWORD
from tomoni.registry.scope import Scope


def signin(client: Client, name: str, password: str, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": name, "password": password}, **extra)


def test_the_last_owner_can_neither_step_down_nor_be_removed(machine: Scope, person: Callable[..., Any]) -> None:
    owner = person("yamada", Role.OWNER)
    for change in (lambda: services.change_role(machine, owner.pk, Role.VIEWER), lambda: services.remove(machine, owner.pk)):  # fmt: skip
        with pytest.raises(Problem, match="no owner"):
            change()
    person("sato", Role.OWNER)
    services.change_role(machine, owner.pk, Role.VIEWER)
    assert Membership.objects.get(person=owner).role == Role.VIEWER


def test_a_role_counts_from_the_next_page_on(machine: Scope, signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.OWNER)
    signed_in(Role.OWNER, "other")
    assert client.get(reverse("people")).status_code == 200
    services.change_role(machine, client.person.pk, Role.EDITOR)  # type: ignore[attr-defined]
    assert client.get(reverse("people")).status_code == 403


def test_whoever_is_removed_is_signed_out_everywhere(machine: Scope, person: Callable[..., Any]) -> None:
    someone, client = person("yamada"), Client()
    assert signin(client, "yamada", PASSWORD).status_code == 302
    assert client.get(reverse("people_account")).status_code == 200
    services.remove(machine, someone.pk)
    assert client.get(reverse("people_account")).status_code == 302


def test_wrong_passwords_pause_the_account_in_words_and_in_the_log(machine: Scope, person: Callable[..., Any]) -> None:
    someone = person("yamada")
    for _ in range(5):
        assert "合いませんでした" in signin(Client(), "yamada", "wrong").content.decode()
    for password in ("wrong", PASSWORD):
        answer = signin(Client(), "Yamada", password, REMOTE_ADDR="192.0.2.7")
        assert "安全のためにサインインを止めています" in answer.content.decode()
    kinds = list(Event.objects.filter(subject=someone.pk).values_list("kind", flat=True))
    assert kinds.count("signin.failed") == 5
    assert kinds.count("signin.locked") == 1
    assert "wrong" not in str(list(EventText.objects.values_list("body", flat=True)))


def test_many_names_from_one_address_pause_that_address_only(machine: Scope, person: Callable[..., Any]) -> None:
    person("yamada")
    for number in range(10):
        signin(Client(), f"name{number}", "wrong", REMOTE_ADDR="192.0.2.1")
    assert "止めています" in signin(Client(), "yamada", PASSWORD, REMOTE_ADDR="192.0.2.1").content.decode()
    assert signin(Client(), "yamada", PASSWORD, REMOTE_ADDR="192.0.2.2").status_code == 302


def test_forwarded_addresses_count_only_behind_a_proxy_of_ours(
    machine: Scope, person: Callable[..., Any], settings: Any
) -> None:
    person("yamada")

    def try_as(forged: str) -> str:
        answer = signin(Client(), "n" + forged, "wrong", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forged)
        return str(answer.content.decode())

    pages = [try_as(f"203.0.113.{number}") for number in range(12)]
    assert "止めています" in pages[-1]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert "止めています" not in try_as("203.0.113.200")


def test_one_sees_ones_sessions_and_ends_the_others(machine: Scope, person: Callable[..., Any]) -> None:
    person("yamada")
    here, there = Client(), Client()
    signin(here, "yamada", PASSWORD)
    signin(there, "yamada", PASSWORD)
    assert "ほかの端末を全部サインアウト" in here.get(reverse("usersessions_list")).content.decode()
    here.post(reverse("usersessions_list"))
    assert here.get(reverse("people_account")).status_code == 200
    assert there.get(reverse("people_account")).status_code == 302


def test_short_and_common_passwords_are_refused(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.EDITOR)
    client.person.set_unusable_password()  # type: ignore[attr-defined]
    client.person.save()  # type: ignore[attr-defined]
    client.force_login(client.person)  # type: ignore[attr-defined]
    for password in ("short", "password123", "1234567890123"):
        page = client.post(reverse("account_set_password"), {"password1": password, "password2": password})
        assert page.status_code == 200, password
    assert (
        client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    )


def test_sign_in_asks_for_the_second_factor(machine: Scope, person: Callable[..., Any]) -> None:
    from allauth.mfa.totp.internal import auth

    someone, secret = person("yamada"), auth.generate_totp_secret()
    auth.TOTP.activate(someone, secret)
    client = Client()
    assert signin(client, "yamada", PASSWORD).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("people_account")).status_code == 302
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "コードが合いませんでした" in page.content.decode()
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get(reverse("people_account")).status_code == 200


def test_the_log_is_in_words_filtered_and_paged(machine: Scope, signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.OWNER, "yamada")
    raw = RawFile.objects.create(sha256="ab" * 32, size=1, name="名簿.xlsx", fetched_at="2026-01-01T00:00:00Z")
    scope = Scope(client.person.pk, machine.community, Role.OWNER)  # type: ignore[attr-defined]
    for _ in range(queries.PAGE + 5):
        events.viewed_private(scope, raw, "確認")
    page = client.get(reverse("people_log"), {"kind": "private.viewed"}).content.decode()
    assert page.count("名簿.xlsx") == queries.PAGE
    assert "非公開の原本を見た" in page
    assert "前の記録へ" in page
    before = queries.log(scope, "private.viewed")[queries.PAGE - 1].seq
    rest = client.get(reverse("people_log"), {"kind": "private.viewed", "before": before}).content.decode()
    assert rest.count("名簿.xlsx") == 5
    assert client.get(reverse("people_log"), {"actor": "x", "before": "y" * 99, "kind": "\x00"}).status_code == 200


def test_inviting_on_the_page_shows_the_link_once(machine: Scope, signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.OWNER)
    page = client.post(reverse("people_invite"), {"note": "<b>佐藤", "role": "approver", "days": "1"}).content.decode()
    assert "http://testserver/accounts/enter/" in page
    assert "<b>佐藤" not in page
    assert "/accounts/enter/" not in client.get(reverse("people")).content.decode()
    assert client.post(reverse("people_invite"), {"role": "king", "days": "99"}).status_code == 422
