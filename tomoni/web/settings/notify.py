"""Messages to people: through which mail server, to whom besides the staff.

TOMONI_MAIL            smtp://user:password@host:587?tls=starttls (also tls=ssl, tls=none); without it mail is printed
                       on the console of whoever runs the house
TOMONI_MAIL_FROM       the sender's mailbox
TOMONI_NOTIFY          more recipients of what staff are told: mailboxes and https:// webhooks, with commas between them
TOMONI_WEBHOOK_SECRET  signs webhooks (X-Tomoni-Signature); without it they are signed with a key of this house
"""

from __future__ import annotations

import hashlib
import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def settings(secret_key: str) -> dict[str, Any]:
    """Mail settings of Django, NOTIFY and WEBHOOK_SECRET."""
    own = hashlib.sha256(b"webhook" + secret_key.encode()).hexdigest()
    asked = os.environ.get("TOMONI_NOTIFY", "").split(",")
    return {
        **_mail(os.environ.get("TOMONI_MAIL", "")),
        "DEFAULT_FROM_EMAIL": os.environ.get("TOMONI_MAIL_FROM", "tomoni@localhost"),
        "EMAIL_TIMEOUT": 10,
        "NOTIFY": [one.strip() for one in asked if one.strip()],
        "WEBHOOK_SECRET": os.environ.get("TOMONI_WEBHOOK_SECRET") or own,
        "PUBLIC_ADDRESS": os.environ.get("TOMONI_URL", ""),
    }


def _mail(url: str) -> dict[str, Any]:
    if not url:
        return {"EMAIL_BACKEND": "tomoni.registry.notify.console.Backend"}
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"ssl": 465, "none": 25}.get(tls, 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "ssl",
    }
