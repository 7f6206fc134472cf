"""What the room remembers: sites, their status of now, the ledger of what was said, keys, subscribers, apps.

What readers see is not here but in the published files: a publication is written from these rows (`publishing`) and
needs no row of its own. Rows belong to a feed (a file of the community folder) by its name. Writes: `services`.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Feed(models.Model):
    """One feed of one community. `seq` is the last one given out: it only grows, whatever happens to the files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    seq = models.PositiveIntegerField(default=0)
    shown_entry = models.PositiveBigIntegerField(default=0)
    """The newest line of the ledger that is published."""
    as_of = models.CharField(max_length=32, default="", blank=True)
    """The newest time a source said its data speak of, RFC 3339."""
    pulled_at = models.DateTimeField(null=True, blank=True)
    validators = models.JSONField(default=dict, blank=True)
    """What the source's server said for the next conditional request, and the version of a dataset taken last."""
    notices = models.JSONField(default=list, blank=True)
    """What was noticed in the source last: [{code, count, examples, ja, en}], public."""
    held = models.JSONField(default=dict, blank=True)
    """A reading that was not believed: {since, ja, en}; {} when nothing waits."""
    accept_once = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "slug"], name="stock_feed_once")]

    def __str__(self) -> str:
        return f"{self.community}/{self.slug}"


class Site(models.Model):
    """A place that has things. `code` is its id for everybody, for good; `gone_at` makes it a tombstone."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="sites")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, default="", blank=True)
    area = models.CharField(max_length=80, default="", blank=True)
    kind = models.CharField(max_length=40, default="", blank=True)
    hours = models.CharField(max_length=300, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    url = models.CharField(max_length=300, default="", blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    position_by = models.CharField(max_length=12, default="", blank=True)
    """source · file · hand · correction: a person's word is not overwritten by a source."""
    gone_at = models.CharField(max_length=32, default="", blank=True)
    gone_why = models.CharField(max_length=12, default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "code"], name="stock_site_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Status(models.Model):
    """What is known now of one item at one site."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="status")
    item = models.CharField(max_length=40)
    sale_state = models.CharField(max_length=10)
    on_hand = models.PositiveIntegerField(null=True, blank=True)
    reserved = models.PositiveIntegerField(null=True, blank=True)
    band = models.CharField(max_length=20, default="", blank=True)
    observed_at = models.CharField(max_length=32, default="", blank=True)
    """When the site itself was looked at, as its source says; "" when it says so only for the whole file."""
    changed_at = models.CharField(max_length=32)
    note = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "item"], name="stock_status_once")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.item}"


class Entry(models.Model):
    """One line of the ledger: what somebody said at once, and what it changed. `key` names it for whoever says it twice."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="ledger")
    source = models.CharField(max_length=60)
    """pull · dataset:<id> · key:<uuid> · form:<site> · hand:<person> · inbox:<number>"""
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    changes = models.JSONField(default=list)
    """[[site, item, sale_state, on_hand, reserved, band, observed_at, note]…], of sites that left [site]."""
    answer = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "source", "key"], name="stock_entry_once")]
        indexes: ClassVar = [models.Index(fields=["feed", "at"], name="stock_entry_at")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class Access(models.Model):
    """A key (for machines) or a link (for a shop's phone). Only its hash is kept. `site` empty: all sites of the feed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="access")
    site = models.CharField(max_length=64, default="", blank=True)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Subscriber(models.Model):
    """Who wants to be told of each publication, by POST. Opened by the key of a feed or by staff; `secret` signs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="subscribers")
    address = models.CharField(max_length=300)
    secret = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    told_seq = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "address"], name="stock_subscriber_once")]

    def __str__(self) -> str:
        return self.address


class App(models.Model):
    """Somebody's own app on the feed, as they registered it and staff approved. `status_url` says which seq it shows."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="apps")
    name = models.CharField(max_length=80)
    maker = models.CharField(max_length=80, default="", blank=True)
    address = models.CharField(max_length=300)
    status_url = models.CharField(max_length=300, default="", blank=True)
    about = models.CharField(max_length=200, default="", blank=True)
    number = models.CharField(max_length=13, default="", blank=True)
    """Of the message it came with."""
    added_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    shows_at = models.CharField(max_length=32, default="", blank=True)
    """The last_updated that it said it shows."""
    state = models.CharField(max_length=10, default="unknown")
    """fresh · stale · away · unknown (it gives no status address)"""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "address"], name="stock_app_once")]

    def __str__(self) -> str:
        return self.name
