"""Who belongs to which community, with which role. The person is registry.Person."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from tomoni.registry.people.roles import Role


class Membership(models.Model):
    """A person's role in a community: one row a pair. `left_at` ends it; the row stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    community = models.ForeignKey("registry.Community", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    since = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "community"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class OneTimeLink(models.Model):
    """A link that opens the door once. Only the SHA-256 of its secret is kept; the rest is for the list of invitations.

    "login": signs `person` in, or makes the first owner when `person` is empty. "invite": makes a new member with `role`.
    """

    LOGIN, INVITE = "login", "invite"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(LOGIN, LOGIN), (INVITE, INVITE)])
    digest = models.CharField(max_length=64, unique=True)
    community = models.ForeignKey("registry.Community", on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="links"
    )
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    note = models.CharField(max_length=100, default="", blank=True)
    """Whom it is for, in the maker's words."""
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.UUIDField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.role}"


class Kept(models.Model):
    """Rows of Django's database cache (counts of failed sign-ins), as a table of ours so that migrations make it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "people_kept"

    def __str__(self) -> str:
        return self.cache_key
