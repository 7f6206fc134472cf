"""Links that open the door once: the owner's first sign-in, a rescue, an invitation. Writes; see also services.

A link's secret is 32 random bytes and is shown once. The database keeps its SHA-256 only. Opening the link changes
nothing (mail scanners and previews open links); the form behind it does.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import events, records
from tomoni.registry.errors import Problem
from tomoni.registry.people.models import Membership, OneTimeLink
from tomoni.registry.people.roles import Role, require
from tomoni.registry.scope import Scope

LOGIN_LIFE = timedelta(hours=1)
INVITE_DAYS = (1, 7, 30)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class DeadLink(Problem):
    """The link is unknown, used, revoked or too old. Which of these is not said to whoever holds it."""

    status = 410


@dataclass(frozen=True, slots=True)
class Made:
    """A new link: `secret` is nowhere else, so show it now."""

    link: OneTimeLink
    secret: str

    @property
    def path(self) -> str:
        """The address on this house, without the host."""
        return f"/accounts/enter/{self.secret}/"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _make(scope: Scope, **values: Any) -> Made:
    secret = secrets.token_urlsafe(32)
    row = OneTimeLink(digest=_digest(secret), community=records.community(scope), made_by=scope.actor, **values)
    row.save()
    return Made(row, secret)


def first_owner(scope: Scope) -> Made | None:
    """A link that makes the first owner; None when there is an owner. Earlier ones that were not used stop working."""
    require(scope, "people")
    with transaction.atomic():
        community = records.community(scope)
        if Membership.objects.filter(community=community, role=Role.OWNER, left_at=None).exists():
            return None
        unused = OneTimeLink.objects.filter(community=community, kind=OneTimeLink.LOGIN, person=None, used_at=None)
        unused.filter(revoked_at=None).update(revoked_at=timezone.now())
        made = _make(scope, kind=OneTimeLink.LOGIN, role=Role.OWNER, expires_at=timezone.now() + LOGIN_LIFE)
        events.append(scope, "login-link.made", made.link.pk, role="owner", first=True)
    return made


def login(scope: Scope, member: Membership) -> Made:
    """A link that signs a member in once, without password or second factor: the rescue when both are lost."""
    require(scope, "people")
    with transaction.atomic():
        made = _make(
            scope,
            kind=OneTimeLink.LOGIN,
            role=member.role,
            person_id=member.person_id,
            expires_at=timezone.now() + LOGIN_LIFE,
        )
        events.append(scope, "login-link.made", made.link.pk, person=str(member.person_id), role=member.role)
    return made


def invite(scope: Scope, role: str, days: int, note: str = "") -> Made:
    """A link with which one new person joins with this role within `days` days (one of INVITE_DAYS)."""
    require(scope, "people")
    if role not in set(Role) or days not in INVITE_DAYS:
        raise Problem(Text("役割と期限を選び直してください。", "Please choose role and time again."))
    with transaction.atomic():
        made = _make(
            scope,
            kind=OneTimeLink.INVITE,
            role=role,
            note=note.strip()[:100],
            expires_at=timezone.now() + timedelta(days=days),
        )
        events.append(scope, "invitation.made", made.link.pk, role=role, days=days, note=made.link.note)
    return made


def revoke(scope: Scope, link_id: UUID) -> None:
    """Ends an invitation that was not used yet. Ending it twice is the same as once."""
    require(scope, "people")
    with transaction.atomic():
        open_ones = OneTimeLink.objects.filter(
            pk=link_id, community__slug=scope.community.id, used_at=None, revoked_at=None
        )
        if open_ones.update(revoked_at=timezone.now()):
            events.append(scope, "invitation.revoked", link_id)


def find(scope: Scope, secret: str) -> OneTimeLink:
    """The living link with this secret. DeadLink when there is none. Changes nothing."""
    row = None
    if SECRET.fullmatch(secret):
        row = OneTimeLink.objects.filter(_alive(), digest=_digest(secret), community__slug=scope.community.id).first()
    if row is None:
        raise DeadLink(
            Text(
                "このリンクは使えません。すでに使われたか、期限が過ぎたか、取り消されています。すでにアカウントをお持ちの方は、ふつうにサインインしてください。お持ちでない方は、リンクを渡してくれた方に新しいリンクを頼んでください（サーバーの管理者は tomoni login で作れます）。",
                "This link can't be used: it was used already, is too old, or was taken back. If you have an account, sign in as usual. Else ask for a new link (whoever runs the server makes one with: tomoni login).",
            )
        )
    return row


def _alive() -> Any:
    from django.db.models import Q

    return Q(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def _take(scope: Scope, secret: str, person_id: UUID) -> OneTimeLink:
    """Uses the link up, in the caller's transaction; of two at once one gets it, the other a DeadLink."""
    row = find(scope, secret)
    if not OneTimeLink.objects.filter(_alive(), pk=row.pk).update(used_at=timezone.now(), used_by=person_id):
        return find(scope, secret)
    return row


def join(scope: Scope, secret: str, name: str, username: str) -> Any:
    """Makes the person a link invites (or the first owner) and uses the link up. Returns the Person.

    ValidationError, with the field's name, when the name can't be used; the link then still lives.
    """
    person_type: Any = get_user_model()
    person = person_type(username=person_type.normalize_username(username.strip()), first_name=name.strip())
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    taken = ValidationError(
        {"username": Text("そのサインイン名は使われています。", "That sign-in name is taken.").ja}, code="unique"
    )
    if person_type.objects.filter(username__iexact=person.username).exists():
        raise taken
    try:
        with transaction.atomic():
            row = _take(scope, secret, person.pk)
            if row.person_id is not None:
                raise DeadLink(Text("このリンクは使えません。", "This link can't be used."))
            person.save()
            _become_member(Scope(person.pk, scope.community), row, person)
    except IntegrityError:
        raise taken from None
    return person


def join_as(scope: Scope, secret: str, person: Any) -> None:
    """An existing account takes an invitation. A member keeps the higher role of the two."""
    with transaction.atomic():
        row = _take(scope, secret, person.pk)
        if row.kind != OneTimeLink.INVITE:
            raise DeadLink(Text("このリンクは使えません。", "This link can't be used."))
        _become_member(Scope(person.pk, scope.community), row, person)


def enter(scope: Scope, secret: str) -> Any:
    """Uses a login link of a member up and returns the Person to sign in. DeadLink when the member has left since."""
    with transaction.atomic():
        row = find(scope, secret)
        person = row.person
        stays = person and Membership.objects.filter(person=person, community=row.community, left_at=None).exists()
        _take(scope, secret, person.pk if person else UUID(int=0))
        if not stays:
            raise DeadLink(Text("このリンクは使えません。", "This link can't be used."))
        events.append(Scope(person.pk, scope.community), "login-link.used", row.pk)
    return person


def _become_member(scope: Scope, link: OneTimeLink, person: Any) -> None:
    from tomoni.registry.people.roles import higher

    member = Membership.objects.filter(person=person, community=link.community).first()
    if member is None:
        member = Membership(person=person, community=link.community, role=link.role)
    else:
        member.role = link.role if member.left_at else higher(member.role, link.role)
        member.left_at = None
    member.save()
    events.append(scope, "person.joined", person.pk, role=member.role, link=str(link.pk))
