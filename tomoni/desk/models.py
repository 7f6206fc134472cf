"""What the desk remembers while work is going on: drafts. What was decided ends as files in the community's folder."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

from django.db import models


class State(StrEnum):
    """Where a draft stands. The first five are 作業中; the last three are ends."""

    READING = "reading"  # the file is being read
    OPEN = "open"  # someone decides
    WAITING = "waiting"  # for an approver
    SCHEDULED = "scheduled"  # approved; comes out at release_at
    PUBLISHING = "publishing"
    STOPPED = "stopped"  # could not be published; says why, and can be taken up again
    PUBLISHED = "published"
    DISCARDED = "discarded"
    UNREADABLE = "unreadable"


ENDS = (State.PUBLISHED, State.DISCARDED, State.UNREADABLE)


class Draft(models.Model):
    """One file on its way to publication. The bytes lie in the private raw store by `sha256`; nothing of it is public.

    `reading` is what the file holds (desk.reading), `decisions` what people said about it (desk.decisions), `base` the
    state of each dataset they decided on: source entry's digest and last publication. `revision` moves with each change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey("registry.Community", on_delete=models.CASCADE, related_name="+")
    batch = models.UUIDField(default=uuid.uuid4)
    """Files that were dropped together."""
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=12, default=State.READING.value, choices=[(state.value, state.value) for state in State]
    )
    revision = models.PositiveIntegerField(default=0)
    reading = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    review = models.JSONField(default=dict)
    """Differences and checks as last computed for these decisions (desk.review)."""
    base = models.JSONField(default=dict)
    outcome = models.JSONField(default=list)
    release_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(default="", blank=True)
    """Public: why it is published although a check would hold it."""
    comment = models.TextField(default="", blank=True)
    """Between editor and approver; never public."""
    trouble = models.JSONField(default=dict)
    """{ja, en}: what stopped it, in words."""
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField(auto_now=True)
    asked_by = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-changed_at"]
        indexes: ClassVar = [models.Index(fields=["community", "state"], name="draft_state")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def ended(self) -> bool:
        return self.state in ENDS
