"""Deliveries: one row a message to one recipient, so that nothing is sent twice and what failed can be seen."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Delivery(models.Model):
    """`key` makes sending twice the same as sending once. What it says is erased once it has arrived."""

    WAITING, SENT, FAILED = "waiting", "sent", "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    """SHA-256 of channel, address and the caller's own key."""
    channel = models.CharField(max_length=10)
    address = models.TextField(default="", blank=True)
    lang = models.CharField(max_length=5, default="ja")
    template = models.CharField(max_length=60)
    about = models.CharField(max_length=200, default="", blank=True)
    """The caller's key in words, for the list people see."""
    values = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(default="", blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "made_at"], name="delivery_state")]
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.template} ({self.state})"
