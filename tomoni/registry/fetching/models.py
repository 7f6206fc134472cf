"""What the house remembers about addresses it fetches from, and about the hosts behind them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Feed(models.Model):
    """The address of one dataset: what the server said last time, and why the last answer was not taken, if so."""

    community = models.CharField(max_length=80)
    dataset = models.CharField(max_length=80)
    url = models.TextField()
    etag = models.TextField(default="", blank=True)
    last_modified = models.CharField(max_length=100, default="", blank=True)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    refused_ja = models.TextField(default="", blank=True)
    refused_en = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "dataset"], name="feed_once")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.url}"


class Host(models.Model):
    """One turn at a time: a worker that has the turn is named by a token until `busy_until`."""

    name = models.CharField(max_length=255, primary_key=True)
    token = models.CharField(max_length=32, default="", blank=True)
    busy_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
