"""What the room remembers: the editions that were made of a page, and the keys of machines that may ask for them.

A page itself is a file of the community folder (`papermap/<id>.toml`). Writes go through `services`, reads through `queries`.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from tomoni.papermap import validity


class Edition(models.Model):
    """One edition of one page. The files lie in the private store by their SHA-256; `memory` keeps the numbers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.CharField(max_length=80)
    page = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True, blank=True)
    work = models.CharField(max_length=32, default="", blank=True)
    """The id of the work that made it."""
    memory = models.JSONField(default=dict)
    """What `editions.Edition.to_json` says: the next edition is numbered after it."""
    summary = models.JSONField(default=dict)
    """The counts of the import report, pages, layers that wait."""
    title = models.JSONField(default=dict)
    until = models.CharField(max_length=60, default="", blank=True)
    as_of = models.CharField(max_length=60, default="", blank=True)
    datasets = models.JSONField(default=list)
    """Published datasets it was made of: when one is withdrawn, the edition goes too."""
    files = models.JSONField(default=dict)
    """name ("map.pdf", "list.html", "report.csv" …) → [sha256, bytes]"""
    published_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    """Since when its files are gone; the number is never given again."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "page", "number"], name="papermap_edition_once")
        ]
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.page} #{self.number}"

    @property
    def ends(self) -> datetime | None:
        """The moment `until` names, if it names one."""
        return validity.ends(self.until, self.made_at)

    @property
    def is_over(self) -> bool:
        return validity.over(self.until, self.made_at)


class Key(models.Model):
    """A key with which a machine may ask for editions. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
