"""Every page about people: who sees it, that it says what it should, and that nothing inline is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tomoni.registry.people import links
from tomoni.registry.people.roles import Role
from tomoni.registry.scope import Scope

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
OWN = [
    "people_account", "people_welcome", "account_set_password", "mfa_index", "mfa_list_webauthn",
    "usersessions_list", "account_logout",
]  # fmt: skip
OWNERS = ["people", "people_log"]


def look(client: Client, name: str, *args: Any, lang: str = "ja") -> str:
    answer = client.get(reverse(name, args=args), {"lang": lang})
    assert answer.status_code == 200, (name, answer.status_code, answer.headers.get("Location"))
    page = answer.content.decode()
    assert not INLINE.search(page), INLINE.search(page)
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    return page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sign_in_page_is_in_the_readers_language(community: Any, lang: str) -> None:
    page = look(Client(), "account_login", lang=lang)
    assert ("サインイン名" if lang == "ja" else "Sign-in name") in page
    assert f'<html lang="{lang}"' in page


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", [*OWN, *OWNERS])
def test_an_owner_sees_every_page(signed_in: Callable[..., Client], name: str, lang: str) -> None:
    client = signed_in(Role.OWNER)
    if name == "account_set_password":
        client.person.set_unusable_password()  # type: ignore[attr-defined]
        client.person.save()  # type: ignore[attr-defined]
        client.force_login(client.person)  # type: ignore[attr-defined]
    page = look(client, name, lang=lang)
    assert "<h1>" in page


@pytest.mark.parametrize("name", OWNERS)
@pytest.mark.parametrize("role", [Role.APPROVER, Role.EDITOR, Role.VIEWER])
def test_others_are_told_in_words_that_owners_only_may(signed_in: Callable[..., Client], name: str, role: str) -> None:
    answer = signed_in(role).get(reverse(name))
    assert answer.status_code == 403
    assert "権限がありません" in answer.content.decode()


def test_nobody_signs_up_alone(community: Any, db: Any) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(reverse("account_signup"), {"username": "x", "password1": "y"})
        assert answer.status_code == 409
        assert "招待リンク" in answer.content.decode()


def test_a_chosen_language_is_remembered(community: Any, db: Any) -> None:
    client = Client()
    client.get(reverse("account_login"), {"lang": "en"})
    assert "Sign in" in client.get(reverse("account_login")).content.decode()
    assert "サインイン" in client.get(reverse("account_login"), {"lang": "ja"}).content.decode()
    assert client.get(reverse("account_login"), {"lang": "xx"}).status_code == 200


def test_a_form_without_its_token_is_refused_in_words(machine: Scope) -> None:
    made = links.first_owner(machine)
    assert made
    answer = Client(enforce_csrf_checks=True).post(made.path, {"name": "山田", "username": "yamada"})
    assert answer.status_code == 403
    assert "何も変えていません" in answer.content.decode()
    assert links.find(machine, made.secret) == made.link


def test_a_page_that_is_not_there_says_so(community: Any, db: Any) -> None:
    answer = Client().get("/accounts/nothing/")
    assert answer.status_code == 404
    assert "ページがありません" in answer.content.decode()
