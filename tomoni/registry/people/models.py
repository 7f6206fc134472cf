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
