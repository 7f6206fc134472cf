"""The inbox's state: messages with a public number, and the counters of the door they come through."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class State(models.TextChoices):
    """doubtful: kept aside, looks like an advertisement · open: waits for an answer · the rest are answers."""

    DOUBTFUL = "doubtful"
    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    ANSWERED = "answered"
    REMOVED = "removed"


class Message(models.Model):
    """What somebody told the community. Nothing of it but its number and state is public before staff release it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey("registry.Community", on_delete=models.CASCADE, related_name="messages")
    number = models.CharField(max_length=13)
    once = models.CharField(max_length=64, unique=True)
    """From the form it was written in: sending it twice is sending it once."""
    kind = models.CharField(max_length=40)
    lang = models.CharField(max_length=5, default="ja")
    about = models.JSONField(default=dict)
    """What it is about, as the kind wrote it down: {page, dataset, version, row, column, …, facts}."""
    fields = models.JSONField(default=dict)
    """The kind's own fields, as given: {"new": "40"}."""
    words = models.TextField(default="", blank=True)
    mail = models.CharField(max_length=254, default="", blank=True)
    mail_confirmed_at = models.DateTimeField(null=True, blank=True)
    credit = models.CharField(max_length=60, default="", blank=True)
    """The name under which the sender wants to be thanked; public only with the words."""
    flags = models.JSONField(default=list)
    """What staff should look at before anything is public, as [{"ja", "en"}]."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField()
    public_words = models.TextField(default="", blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    """When staff let the message appear on the public list."""
    show_credit = models.BooleanField(default=False)
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    done = models.JSONField(default=dict, blank=True)
    """What approving it did, {"ja", "en"}, and what has become of that since."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "number"], name="message_number")]
        ordering: ClassVar = ["-at", "-number"]

    def __str__(self) -> str:
        return self.number


class Numbering(models.Model):
    """The last number given in a year."""

    community = models.ForeignKey("registry.Community", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "year"], name="numbering_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Salt(models.Model):
    """The day's salt for counting senders: forgotten with the day, so that yesterday's addresses can't be told."""

    day = models.DateField(primary_key=True)
    value = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)


class Knock(models.Model):
    """How many messages came from one (hashed) address in one hour."""

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    sender = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "hour", "sender"], name="knock_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.hour}: {self.count}"
