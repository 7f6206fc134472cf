"""The desk: how large a file may be, and how long a file that is only looked at stays.

TOMONI_UPLOAD_LIMIT  largest upload in megabytes (default 512)
TOMONI_LOOK_MINUTES  minutes after the last use until a file that was only looked at is deleted (default 30)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def settings(home: Path) -> dict[str, Any]:
    """Uploads go piece by piece to a folder in TOMONI_HOME, so that none has to fit into memory or into the system's
    temporary folder. The server makes that folder before it reads the settings (web.asgi)."""
    uploads = home / "uploads"
    return {
        "UPLOAD_LIMIT": int(float(os.environ.get("TOMONI_UPLOAD_LIMIT", "512")) * 1_000_000),
        "LOOK_MINUTES": int(os.environ.get("TOMONI_LOOK_MINUTES", "30")),
        "FILE_UPLOAD_TEMP_DIR": str(uploads) if uploads.is_dir() else None,
        "FILE_UPLOAD_PERMISSIONS": 0o600,
    }
