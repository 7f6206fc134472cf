"""All reads about people: members, open invitations, ways of signing in, the log in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry.models import Event, EventText
from tomoni.registry.people.logwords import in_words, kind_words
from tomoni.registry.people.models import Membership, OneTimeLink
from tomoni.registry.people.roles import _RANK, Role, require
from tomoni.registry.scope import Scope

PAGE = 50


def members(scope: Scope) -> list[Membership]:
    """Who belongs here now, owners first."""
    require(scope, "people")
    found = Membership.objects.filter(community__slug=scope.community.id, left_at=None).select_related("person")
    return sorted(found, key=lambda row: (-_RANK[row.role], row.person.first_name, row.person.username))


def member(scope: Scope, person_id: UUID) -> Membership | None:
    require(scope, "people")
    found = Membership.objects.filter(community__slug=scope.community.id, left_at=None, person_id=person_id)
    return found.select_related("person").first()


def owners(scope: Scope) -> list[Membership]:
    return [row for row in members(scope) if row.role == Role.OWNER]


def open_invitations(scope: Scope) -> list[OneTimeLink]:
    """Invitations that can still be used, newest first."""
    require(scope, "people")
    return list(
        OneTimeLink.objects.filter(
            community__slug=scope.community.id,
            kind=OneTimeLink.INVITE,
            used_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """How a person can sign in."""

    password: bool
    passkeys: int
    totp: bool
    codes: int
    """Recovery codes that are left."""
    office: bool
    sessions: int

    @property
    def any(self) -> bool:
        """Whether the person can come back without a new link."""
        return self.password or self.passkeys > 0 or self.office


def ways(person: Any) -> Ways:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount
    from allauth.usersessions.models import UserSession

    factors = list(Authenticator.objects.filter(user=person))
    codes = next((one.wrap() for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Ways(
        password=person.has_usable_password(),
        passkeys=sum(one.type == Authenticator.Type.WEBAUTHN for one in factors),
        totp=any(one.type == Authenticator.Type.TOTP for one in factors),
        codes=len(codes.get_unused_codes()) if codes else 0,
        office=SocialAccount.objects.filter(user=person).exists(),
        sessions=UserSession.objects.filter(user=person).count(),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log as people read it. `words` is None when they were erased."""

    seq: int
    at: datetime
    kind: str
    what: Text
    who: Text
    words: Text | None


def log(scope: Scope, kind: str = "", actor: str = "", before: int | None = None) -> list[Line]:
    """Up to PAGE + 1 lines before the line `before`, newest first; `kind` is a kind or the beginning of kinds ("signin").

    `actor`: a person's UUID, "machine" for the command line and jobs, "" for all. One line more than PAGE: there is more.
    """
    require(scope, "people")
    found = Event.objects.order_by("-seq")
    if kind:
        found = found.filter(kind__startswith=kind)
    if actor == "machine":
        found = found.filter(actor=None)
    elif actor:
        try:
            found = found.filter(actor=UUID(actor))
        except ValueError:
            return []
    if before is not None:
        found = found.filter(seq__lt=before)
    rows = list(found[: PAGE + 1])
    texts = dict(EventText.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "body"))
    people: Any = get_user_model()
    ids = {row.actor for row in rows} | {row.subject for row in rows}
    names = {one.pk: one.first_name or one.username for one in people.objects.filter(pk__in=ids - {None})}
    return [
        Line(row.seq, row.at, row.kind, kind_words(row.kind), _who(row, names), in_words(row, texts.get(row.pk), names))
        for row in rows
    ]


def _who(row: Event, names: dict[UUID, str]) -> Text:
    if row.actor is None:
        if row.kind.startswith(("signin", "inbox")):
            return Text("（サインイン前）", "(not signed in)")
        return Text("サーバー", "the server")
    name = names.get(row.actor)
    return Text(name, name) if name else Text("（不明）", "(unknown)")


def kinds(scope: Scope) -> list[tuple[str, Text]]:
    """The kinds there are in the log, with their words, for the filter."""
    require(scope, "people")
    found = Event.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, kind_words(kind)) for kind in found]
