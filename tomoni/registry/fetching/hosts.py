"""Politeness: of all workers on all machines one at a time asks a host, and not at once again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tomoni.registry.fetching.models import Host
from tomoni.registry.fetching.transport import refusal

LONGEST_TURN = timedelta(minutes=5)
GLANCE = 0.2


@contextmanager
def turn(host: str, patience: float = 300.0) -> Iterator[None]:
    """Waits for the host's turn, at most `patience` seconds (then Problem), and gives it up at the end."""
    token = uuid.uuid4().hex
    until = time.monotonic() + patience
    while not _take(host, token):
        if time.monotonic() > until:
            raise refusal(
                f"{host} への取得の順番が回ってきませんでした。あとでもう一度取得します。",
                f"The turn to ask {host} did not come. It is tried again later.",
            )
        time.sleep(GLANCE)
    try:
        yield
    finally:
        pause = timedelta(seconds=float(getattr(settings, "FETCH_PAUSE", 2)))
        Host.objects.filter(name=host, token=token).update(token="", busy_until=None, next_at=timezone.now() + pause)


def _take(host: str, token: str) -> bool:
    Host.objects.get_or_create(name=host)
    now = timezone.now()
    with transaction.atomic():
        row = Host.objects.select_for_update().get(name=host)
        if (row.token and row.busy_until and row.busy_until > now) or (row.next_at and row.next_at > now):
            return False
        row.token, row.busy_until = token, now + LONGEST_TURN
        row.save(update_fields=["token", "busy_until"])
    return True
