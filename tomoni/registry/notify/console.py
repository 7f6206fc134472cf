"""Mail without a mail server: written to the console of whoever runs the house, never to the output of a command."""

from __future__ import annotations

import sys
from typing import Any

from django.core.mail.backends.console import EmailBackend


class Backend(EmailBackend):
    """Django's console backend on stderr, with plain text a person can read (Japanese is not base64 there)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, stream=sys.stderr, **kwargs)

    def write_message(self, message: Any) -> None:
        self.stream.write(f"✉ {', '.join(message.to)}: {message.subject}\n{message.body}\n{'-' * 60}\n")
