"""One-time links: what opens the door, for whom, how often, and what never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tomoni.registry.models import Event, Person
from tomoni.registry.people import links, queries, services
from tomoni.registry.people.models import Membership, OneTimeLink
from tomoni.registry.people.roles import NotAllowed, Role
from tomoni.registry.scope import Scope


def kinds() -> list[str]:
    return list(Event.objects.values_list("kind", flat=True))


def test_the_first_owner_comes_in_by_the_link_and_chooses_how_to_sign_in(machine: Scope) -> None:
    made = links.first_owner(machine)
    assert made
    client = Client()
    for _ in range(3):  # a preview, a scanner, the person
        assert "運営者" in client.get(made.path).content.decode()
    answer = client.post(made.path, {"name": "山田 花子", "username": "yamada"})
    assert answer.headers["Location"] == reverse("people_welcome")
    page = client.get(reverse("people_welcome")).content.decode()
    assert "yamada" in page
    assert "パスワードを決める" in page
    assert Membership.objects.get(person__username="yamada").role == Role.OWNER
    assert links.first_owner(machine) is None
    assert {"login-link.made", "person.joined", "signin"} <= set(kinds())


def test_a_link_works_once_and_then_says_what_to_do(machine: Scope) -> None:
    made = links.first_owner(machine)
    assert made
    assert Client().post(made.path, {"name": "山田", "username": "yamada"}).status_code == 302
    again = Client().post(made.path, {"name": "ほか", "username": "hoka"})
    assert again.status_code == 410
    assert "tomoni login" in again.content.decode()
    assert not Person.objects.filter(username="hoka").exists()


def test_a_wrong_name_does_not_use_the_link_up(machine: Scope) -> None:
    made = links.first_owner(machine)
    assert made
    client = Client()
    for name in ("", "a b", "x" * 51, "<script>"):
        answer = client.post(made.path, {"name": "山田", "username": name})
        assert answer.status_code == 422, name
        assert "<script>" not in answer.content.decode().split("<main")[1]
    assert client.post(made.path, {"name": "山田", "username": "yamada"}).status_code == 302


def test_only_the_secrets_digest_is_kept(machine: Scope) -> None:
    made = links.invite(machine, Role.EDITOR, 7, "佐藤さん")
    row = OneTimeLink.objects.values().get(pk=made.link.pk)
    assert made.secret not in str(row)
    assert made.secret not in str(list(Event.objects.values())) + str(list(Event.objects.values("text__body")))
    assert len(made.secret) == 43


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "あ" * 43, "a" * 5000, "../../etc", "%00"])
def test_a_made_up_secret_opens_nothing(machine: Scope, secret: str) -> None:
    links.invite(machine, Role.OWNER, 7)
    with pytest.raises(links.DeadLink):
        links.find(machine, secret)


def test_a_link_too_old_or_taken_back_opens_nothing(machine: Scope) -> None:
    old, back = links.invite(machine, Role.EDITOR, 1), links.invite(machine, Role.EDITOR, 1)
    OneTimeLink.objects.filter(pk=old.link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    links.revoke(machine, back.link.pk)
    links.revoke(machine, back.link.pk)
    for made in (old, back):
        with pytest.raises(links.DeadLink):
            links.join(machine, made.secret, "山田", "yamada")
    assert kinds().count("invitation.revoked") == 1
    assert queries.open_invitations(machine) == []


def test_of_two_who_use_a_link_at_once_one_gets_in(machine: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    made = links.invite(machine, Role.EDITOR, 1)
    real = links.find

    def slow(scope: Scope, secret: str) -> OneTimeLink:
        row = real(scope, secret)
        monkeypatch.setattr(links, "find", real)
        links.join(scope, secret, "速い人", "fast")
        return row

    monkeypatch.setattr(links, "find", slow)
    with pytest.raises(links.DeadLink):
        links.join(machine, made.secret, "遅い人", "slow")
    assert not Person.objects.filter(username="slow").exists()


def test_sign_in_names_differ_by_more_than_case(machine: Scope, person: Callable[..., Any]) -> None:
    person("Yamada")
    made = links.invite(machine, Role.EDITOR, 7)
    with pytest.raises(ValidationError):
        links.join(machine, made.secret, "別人", "yamada")
    assert links.find(machine, made.secret)


def test_a_members_link_signs_in_once_even_with_a_second_factor(machine: Scope, person: Callable[..., Any]) -> None:
    from allauth.mfa.totp.internal import auth

    someone = person("yamada", Role.APPROVER)
    auth.TOTP.activate(someone, auth.generate_totp_secret())
    made = links.login(machine, Membership.objects.get(person=someone))
    client = Client()
    assert client.get(made.path).status_code == 200
    assert client.get(reverse("people_account")).status_code == 302
    assert client.post(made.path).status_code == 302
    assert "yamada" in client.get(reverse("people_account")).content.decode()
    assert Client().post(made.path).status_code == 410


def test_whoever_left_cannot_use_a_link_made_before(machine: Scope, person: Callable[..., Any]) -> None:
    someone = person("yamada")
    made = links.login(machine, Membership.objects.get(person=someone))
    services.remove(machine, someone.pk)
    assert Client().post(made.path).status_code == 410


def test_an_existing_account_takes_an_invitation_and_keeps_the_higher_role(
    machine: Scope, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(Role.APPROVER)
    low, high = links.invite(machine, Role.VIEWER, 7), links.invite(machine, Role.OWNER, 7)
    assert client.post(low.path, {"as_me": "1"}).status_code == 302
    assert Membership.objects.get(person=client.person).role == Role.APPROVER  # type: ignore[attr-defined]
    assert client.post(high.path, {"as_me": "1"}).status_code == 302
    assert Membership.objects.get(person=client.person).role == Role.OWNER  # type: ignore[attr-defined]


def test_the_first_owners_link_made_again_ends_the_one_before(machine: Scope) -> None:
    first, second = links.first_owner(machine), links.first_owner(machine)
    assert first and second
    with pytest.raises(links.DeadLink):
        links.find(machine, first.secret)
    assert links.find(machine, second.secret)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.EDITOR, Role.VIEWER])
def test_only_owners_make_links(
    machine: Scope, person: Callable[..., Any], scope_as: Callable[[Any], Scope], role: str
) -> None:
    scope = scope_as(person("someone", role))
    with pytest.raises(NotAllowed):
        links.invite(scope, Role.OWNER, 7)
    with pytest.raises(NotAllowed):
        links.first_owner(scope)
