"""What the house remembers: people, communities, raw files, editions, versions, publications, holds, the log, jobs.

Structure (which sources, which columns) is written in the community's folder and is not repeated here. Rows of
Publication and Event are only ever added. Writes go through `services`, reads through `queries`.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(AbstractUser):
    """Someone who acts. The key is a UUID, so that the log can name an actor without saying who it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Community(models.Model):
    """One folder (運営団体), known by its `slug`; its name and rules are read from community.toml, not from here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    code = models.CharField(max_length=6)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class RawFile(models.Model):
    """A file as it came, by its SHA-256. The bytes lie in the private raw store."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=255)
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"


class Dataset(models.Model):
    """One table that is published over time. `slug` is the id people see: unique in its community."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="datasets")
    slug = models.SlugField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    entry = models.TextField(default="", blank=True)
    """Its source entry (TOML) as it was last followed: what is said of the data while the file has a fault, or is gone."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "slug"], name="dataset_slug")]

    def __str__(self) -> str:
        return self.slug


class Edition(models.Model):
    """One table of one raw file, taken in for a dataset. `facts` are the figures other datasets are compared with."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="editions")
    raw = models.ForeignKey(RawFile, on_delete=models.CASCADE, related_name="editions")
    place = models.CharField(max_length=255, default="", blank=True)
    """Sheet and range, so that a workbook with several tables has several editions."""
    as_of = models.CharField(max_length=25, default="", blank=True)
    as_of_from = models.CharField(max_length=10, default="", blank=True)
    fingerprint = models.CharField(max_length=64, default="", blank=True)
    facts = models.JSONField(default=dict)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "raw", "place"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.as_of}"


class AddOnlyQuerySet(models.QuerySet[Any]):
    """Rows may be added and read; changing or deleting them is a programming error."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("rows of this table are only ever added")

    def delete(self) -> NoReturn:
        raise TypeError("rows of this table are only ever added")


class AddOnly(models.Model):
    """A table whose rows never change once written."""

    objects = AddOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("rows of this table are only ever added")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("rows of this table are only ever added")


class Version(AddOnly):
    """An immutable state of a dataset; `digest` is the SHA-256 of its canonical manifest."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=64)
    schema = models.CharField(max_length=120)
    schema_version = models.CharField(max_length=64, default="", blank=True)
    rows = models.PositiveBigIntegerField()
    sources = models.JSONField(default=list)
    """SHA-256 of the raw files it was made of."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "digest"], name="version_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class Publication(AddOnly):
    """A version put before the public. A → B → A is three publications of two versions."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="publications")
    seq = models.PositiveIntegerField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="publications")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    as_of = models.CharField(max_length=25, default="", blank=True)
    published = models.CharField(max_length=25, default="", blank=True)
    fetched_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField()
    reason_ja = models.TextField(default="", blank=True)
    reason_en = models.TextField(default="", blank=True)
    back_filled = models.BooleanField(default=False)
    """An older edition that joined the history later: never what is current."""
    changes = models.JSONField(default=dict, blank=True)
    """What it changed against its parent, as figures (publish.changes): public. {} for the first."""
    notices = models.JSONField(default=list)
    """What the gates warned of or what was released over, as [{gate, outcome, ja, en}]: public."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "seq"], name="publication_seq")]
        ordering: ClassVar = ["dataset", "seq"]

    def __str__(self) -> str:
        return f"{self.dataset} #{self.seq}"


class Hold(models.Model):
    """A candidate that a gate stopped: since when, by which check, and (later) the public reason it was let through.

    Open while `closed_at` is empty. `released` candidates pass when the same `fingerprint` comes to the door again.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="holds")
    gate = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10)
    reason_ja = models.TextField()
    reason_en = models.TextField()
    details = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, default="", blank=True)
    as_of = models.CharField(max_length=25, default="", blank=True)
    since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.TextField(default="", blank=True)
    released_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.dataset}: {self.gate}"


class Withdrawal(models.Model):
    """Content that was taken from the public for good, by a person or because its time was up (`kind`).

    The row is written first and `done_at` last: a withdrawal that was cut off in the middle is seen and finished.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="withdrawals")
    whole = models.BooleanField(default=False)
    """The dataset with all its versions, or only the versions that name this withdrawal."""
    kind = models.CharField(max_length=10, default="person")
    reason = models.TextField(default="", blank=True)
    title_ja = models.CharField(max_length=255, default="", blank=True)
    title_en = models.CharField(max_length=255, default="", blank=True)
    raws = models.JSONField(default=list)
    """SHA-256 of the originals the withdrawn versions were made of."""
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.dataset}: {self.at:%Y-%m-%d}"


class Removed(models.Model):
    """A version whose content is gone; the version and its publications stay as bare lines of the history."""

    version = models.OneToOneField(Version, primary_key=True, on_delete=models.PROTECT, related_name="removed")
    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.CASCADE, related_name="removed")

    def __str__(self) -> str:
        return f"removed: {self.version_id}"


class Event(AddOnly):
    """One line of the log. The words stand in EventText and can be erased; the commitment proves what they were."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    actor = models.UUIDField(null=True)
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class EventText(models.Model):
    """The words of one event, as JSON. May be erased; the event stays."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="text")
    body = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"text of {self.event_id}"


class Job(models.Model):
    """Something to do at a time. `key` makes asking twice the same as asking once."""

    due_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    args = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    """When the workers were told of it."""
    claim = models.CharField(max_length=32, default="", blank=True)
    """The token of the worker that has it, until `lease_until`."""
    lease_until = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(default=dict, blank=True)
    """{"done", "total", "ja", "en"} as the work last said."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["done_at", "due_at"], name="job_due")]

    def __str__(self) -> str:
        return self.key
