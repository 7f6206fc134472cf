"""Keys of machines and links of shops: made once, shown once, kept as a hash, taken back at once."""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from tomoni.registry import events, records
from tomoni.registry.errors import problem
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope
from tomoni.stock import queries
from tomoni.stock.config import FeedConfig
from tomoni.stock.models import Access

LENGTH = 32


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_key(scope: Scope, config: FeedConfig, name: str, site: str = "") -> tuple[Access, str]:
    """(row, secret). With `site` it may speak of that site only, by phone or machine; without, of all."""
    require(scope, "publish")
    feed = queries.row(scope, config)
    if site and queries.site(feed, site) is None:
        raise problem(f"「{site}」という場所はありません。", f'There is no site "{site}".')
    secret = secrets.token_urlsafe(LENGTH)
    row = Access.objects.create(
        feed=feed, site=site, name=name.strip()[:80] or site or config.id, digest=digest(secret), made_at=timezone.now()
    )
    events.append(scope, "stock.key-made", records.community(scope).id, feed=config.id, site=site, name=row.name)
    return row, secret


def forget_key(scope: Scope, row: Access) -> None:
    """From now on it opens nothing."""
    require(scope, "publish")
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        events.append(scope, "stock.key-ended", records.community(scope).id, name=row.name)


def find(scope: Scope, secret: str) -> Access | None:
    """Whose key this is; None for none of this community, or one that was taken back."""
    if not 20 <= len(secret) <= 100:
        return None
    rows = Access.objects.select_related("feed").filter(digest=digest(secret), revoked_at=None)
    return rows.filter(feed__community=scope.community.id).first()
