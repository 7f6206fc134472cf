"""Signing in with the organisation's account (OpenID Connect): who gets in, who does not, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tomoni.registry.models import Event, Person
from tomoni.registry.people import services
from tomoni.registry.people.models import Membership
from tomoni.registry.people.roles import Role
from tomoni.registry.people.tests.office_server import Office, configured
from tomoni.registry.scope import Scope


@pytest.fixture
def office(settings: Any, monkeypatch: pytest.MonkeyPatch, db: Any) -> Iterator[Office]:
    with configured(settings, monkeypatch) as server:
        yield server


def through(client: Client, office: Office, process: str = "login") -> Any:
    """One way to the provider and back; the last answer."""
    away = client.get(reverse("openid_connect_login", args=["office"]), {"process": process})
    assert away.status_code == 302, away.content.decode()
    assert away.headers["Location"].startswith(f"{office.issuer}/authorize?")
    return client.get(office.approve(away.headers["Location"]), follow=True)


def inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def connected(office: Office, signed_in: Callable[..., Client]) -> Any:
    """An editor who has connected the account u-1."""
    client = signed_in(Role.EDITOR, "tanaka")
    assert through(client, office, "connect").status_code == 200
    return client.person  # type: ignore[attr-defined]


def test_the_sign_in_page_offers_it_by_its_name(community: Any, office: Office) -> None:
    said = Client().get(reverse("account_login")).content.decode()
    assert "みほん市の職員アカウントでサインイン" in said
    assert reverse("openid_connect_login", args=["office"]) in said


def test_an_unknown_account_makes_nobody_and_is_told_how_to_join(community: Any, office: Office) -> None:
    client = Client()
    answer = through(client, office)
    assert answer.status_code == 409
    assert "招待リンク" in answer.content.decode()
    assert not inside(client)
    assert not Person.objects.exists()


def test_a_name_or_mailbox_that_is_known_here_opens_nothing(person: Callable[..., Any], office: Office) -> None:
    someone = person("yamada", Role.OWNER)
    Person.objects.filter(pk=someone.pk).update(email="yamada@city.example")
    office.person |= {"email_verified": True}
    client = Client()
    assert through(client, office).status_code == 409
    assert not inside(client)
    assert Person.objects.count() == 1


def test_whoever_connected_it_signs_in_with_it_and_the_log_says_how(connected: Any, office: Office) -> None:
    client = Client()
    answer = through(client, office)
    assert client.session["_auth_user_id"] == str(connected.pk)
    assert answer.redirect_chain[-1][0] == "/desk/"
    last = Event.objects.filter(kind="signin", subject=connected.pk).order_by("seq").last()
    assert last
    assert last.text.body["methods"] == ["socialaccount"]


def test_another_account_of_the_same_office_does_not_get_in(connected: Any, office: Office) -> None:
    office.person = {**office.person, "sub": "u-2"}
    client = Client()
    assert through(client, office).status_code == 409
    assert not inside(client)


def test_one_account_is_not_connected_to_two_people(
    connected: Any, office: Office, signed_in: Callable[..., Client]
) -> None:
    from allauth.socialaccount.models import SocialAccount

    through(signed_in(Role.OWNER, "sato"), office, "connect")
    assert [account.user_id for account in SocialAccount.objects.all()] == [connected.pk]


def test_whoever_left_has_no_role_any_more(connected: Any, machine: Scope, office: Office) -> None:
    services.remove(machine, connected.pk)
    client = Client()
    through(client, office)
    assert client.get("/desk/").status_code == 403
    assert not Membership.objects.filter(person=connected, left_at=None).exists()


def test_a_second_factor_is_still_asked_for(connected: Any, office: Office) -> None:
    from allauth.mfa.totp.internal import auth

    auth.TOTP.activate(connected, auth.generate_totp_secret())
    client = Client()
    answer = through(client, office)
    assert answer.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert not inside(client)


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("id_token", {"aud": "another client"}),
        ("id_token", {"iss": "http://127.0.0.1:1"}),
        ("id_token", {"exp": 1}),
        ("id_token", {"sub": "u-9"}),
        ("userinfo", {"sub": "u-9"}),
        ("userinfo", {"sub": None}),
    ],
)
def test_an_answer_that_is_not_meant_for_us_opens_nothing(
    connected: Any, office: Office, part: str, changes: dict[str, Any]
) -> None:
    office.spoil = lambda name, answer: {**answer, **changes} if name == part else answer
    client = Client()
    answer = through(client, office)
    assert answer.status_code < 500
    assert "組織のアカウントで入れませんでした" in answer.content.decode()
    assert not inside(client)


def test_a_way_back_that_another_browser_began_opens_nothing(connected: Any, office: Office) -> None:
    begun, other = Client(), Client()
    away = begun.get(reverse("openid_connect_login", args=["office"]), {"process": "login"}).headers["Location"]
    answer = other.get(office.approve(away), follow=True)
    assert "組織のアカウントで入れませんでした" in answer.content.decode()
    assert not inside(other)


def test_an_office_that_is_away_is_said_in_words(community: Any, office: Office, settings: Any) -> None:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:9/nobody"
    answer = Client().get(reverse("openid_connect_login", args=["office"]), {"process": "login"}, follow=True)
    assert answer.status_code < 500
    assert "組織のアカウントで入れませんでした" in answer.content.decode()


def test_an_unknown_provider_is_not_there(community: Any, office: Office) -> None:
    assert Client().get(reverse("openid_connect_login", args=["nobody"])).status_code == 404


def test_without_configuration_there_is_no_such_address(community: Any, db: Any) -> None:
    assert Client().get("/accounts/oidc/office/login/").status_code == 404
