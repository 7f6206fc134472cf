"""All writes about people but the links': roles, leaving, sign-ins in the log."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import events, here, records
from tomoni.registry.errors import Problem
from tomoni.registry.models import Community
from tomoni.registry.people.models import Membership
from tomoni.registry.people.roles import PUBLIC, Role, require
from tomoni.registry.scope import Scope

LAST_OWNER = Text(
    "運営者（owner）が一人もいなくなるため、この変更はできません。先にほかの方を運営者にしてください。何も変えていません。",
    "This would leave no owner. Make someone else an owner first. Nothing was changed.",
)
GONE = Text("その方はもうこの団体のメンバーではありません。", "That person is not a member any more.")


def _locked(scope: Scope, person_id: UUID) -> tuple[Membership, int]:
    """The member and the number of owners, with the community's row held so that two changes can't cross."""
    community = Community.objects.select_for_update().get(pk=records.community(scope).pk)
    member = Membership.objects.filter(community=community, person_id=person_id, left_at=None).first()
    if member is None:
        raise Problem(GONE, code=1)
    return member, Membership.objects.filter(community=community, role=Role.OWNER, left_at=None).count()


def change_role(scope: Scope, person_id: UUID, role: str) -> None:
    """Gives a member another role. Problem when the last owner would be gone."""
    require(scope, "people")
    if role not in set(Role):
        raise Problem(Text("役割を選び直してください。", "Please choose the role again."))
    with transaction.atomic():
        member, owners = _locked(scope, person_id)
        if member.role == role:
            return
        if member.role == Role.OWNER and owners == 1:
            raise Problem(LAST_OWNER, code=1)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        events.append(scope, "person.role", person_id, before=before, role=role)


def remove(scope: Scope, person_id: UUID) -> None:
    """Ends a membership and the person's sessions. What the person did stays in the log."""
    require(scope, "people")
    with transaction.atomic():
        member, owners = _locked(scope, person_id)
        if member.role == Role.OWNER and owners == 1:
            raise Problem(LAST_OWNER, code=1)
        member.left_at = timezone.now()
        member.save(update_fields=["left_at"])
        events.append(scope, "person.left", person_id, role=member.role)
    end_sessions(person_id)


def end_sessions(person_id: UUID) -> int:
    """Signs a person out everywhere; how many sessions that were."""
    from allauth.usersessions.models import UserSession

    found = list(UserSession.objects.filter(user_id=person_id))
    for session in found:
        session.end()
    return len(found)


def name_mark(name: str) -> str:
    """A key for a typed sign-in name that does not tell the name (a password may have been typed there)."""
    return hashlib.sha256(name.lower().encode()).hexdigest()[:16]


def _about(name: str) -> tuple[Scope, UUID]:
    """The public's scope, and whom the typed name means: the person, or the community when there is nobody."""
    scope = Scope(None, here.community(), PUBLIC)
    person_type: Any = get_user_model()
    person = person_type.objects.filter(username__iexact=name[:150]).only("pk").first()
    return scope, person.pk if person else records.community(scope).pk


def signin_failed(name: str, ip: str) -> None:
    """Logs a wrong password. The typed name is kept only as the person it means."""
    scope, subject = _about(name)
    events.append(scope, "signin.failed", subject, ip=ip)


def signin_locked(name: str, ip: str) -> None:
    """Logs that sign-in is paused after failures; told once in five minutes for an address and a name."""
    scope, subject = _about(name)
    events.append(scope, "signin.locked", subject, ip=ip)


def signed_in(person_id: UUID, ip: str, methods: list[str]) -> None:
    events.append(Scope(person_id, here.community(), PUBLIC), "signin", person_id, ip=ip, methods=methods)


def signed_out(person_id: UUID) -> None:
    events.append(Scope(person_id, here.community(), PUBLIC), "signout", person_id)


def factor_changed(person_id: UUID, what: str, kind: str) -> None:
    """Logs that a way of signing in was added or removed: what "added" | "removed" | "set" | "reset"."""
    events.append(Scope(person_id, here.community(), PUBLIC), f"factor.{what}", person_id, factor=kind)
