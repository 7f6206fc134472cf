"""Where public and private bytes lie: folders in TOMONI_HOME alone, or with an S3-compatible store behind them.

TOMONI_S3_BUCKET    its name; without it nothing is sent anywhere
TOMONI_S3_ENDPOINT  address of the service, e.g. https://s3.example.jp (AWS's own without it)
TOMONI_S3_PREFIX    begins every key, so that several houses can share a bucket ("")
TOMONI_S3_REGION    where the service wants one
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the other places where boto3 looks for keys
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tomoni.registry import objects


def settings(home: Path) -> dict[str, Any]:
    """S3: {} for none."""
    return {"S3": objects.from_environment()}
