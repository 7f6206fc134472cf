"""The S3-compatible store behind the folders, when there is one: keys to bytes, nothing more. Needs no Django."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import IO, Any

AT_ONCE = 16


class Objects:
    """Keys are below the configured prefix. Whatever the service does wrong comes out as botocore's errors."""

    def __init__(self, bucket: str, endpoint: str = "", prefix: str = "", region: str = "") -> None:
        import boto3
        from botocore.config import Config

        self.bucket, self.prefix = bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or "us-east-1",
            config=Config(
                retries={"max_attempts": 4, "mode": "standard"},
                connect_timeout=5,
                read_timeout=30,
                max_pool_connections=AT_ONCE,
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def get(self, key: str) -> bytes | None:
        """The bytes, None when there are none."""
        try:
            return bytes(self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)["Body"].read())
        except self.client.exceptions.NoSuchKey:
            return None

    def put(self, key: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=self.prefix + key, Body=data)

    def upload(self, key: str, stream: IO[bytes]) -> None:
        """A large object, sent in parts."""
        self.client.upload_fileobj(stream, self.bucket, self.prefix + key)

    def copy(self, source: str, key: str) -> None:
        """Inside the store, without sending the bytes again."""
        self.client.copy_object(
            Bucket=self.bucket,
            Key=self.prefix + key,
            CopySource={"Bucket": self.bucket, "Key": self.prefix + source},
        )

    def has(self, key: str) -> bool:
        return any(found == key for found in self._list(key, ""))

    def below(self, folder: str) -> Iterator[str]:
        """Every key below a folder ("a/b/")."""
        yield from self._list(folder, "")

    def names(self, folder: str) -> list[str]:
        """What lies directly in a folder, keys and folders, by name."""
        pages = self._pages(folder, "/")
        found = set()
        for page in pages:
            found |= {
                item["Prefix"][len(self.prefix + folder) :].rstrip("/") for item in page.get("CommonPrefixes", [])
            }
            found |= {item["Key"][len(self.prefix + folder) :] for item in page.get("Contents", [])}
        return sorted(found)

    def delete(self, keys: Iterable[str]) -> None:
        gone = [{"Key": self.prefix + key} for key in keys]
        for start in range(0, len(gone), 500):
            answer = self.client.delete_objects(
                Bucket=self.bucket, Delete={"Objects": gone[start : start + 500], "Quiet": True}
            )
            if failed := answer.get("Errors"):
                raise OSError(f"{len(failed)} objects could not be deleted: {failed[0]}")

    def each(self, work: Any, items: Iterable[Any]) -> list[Any]:
        """Does the same for many at once; the first error is raised."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(work, items))

    def _list(self, start: str, delimiter: str) -> Iterator[str]:
        for page in self._pages(start, delimiter):
            for item in page.get("Contents", []):
                yield item["Key"][len(self.prefix) :]

    def _pages(self, start: str, delimiter: str) -> Any:
        more = {"Delimiter": delimiter} if delimiter else {}
        return self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix + start, **more
        )


def from_environment() -> dict[str, str]:
    """The settings that TOMONI_S3_… give (web.settings.storage says which); {} without a bucket."""
    names = ("BUCKET", "ENDPOINT", "PREFIX", "REGION")
    given = {name.lower(): value for name in names if (value := os.environ.get(f"TOMONI_S3_{name}"))}
    return given if "bucket" in given else {}


@cache
def _objects(known: tuple[tuple[str, str], ...]) -> Objects:
    return Objects(**dict(known))


def objects(settings: Mapping[str, str]) -> Objects | None:
    """The store of these settings (web.settings.storage), None when there is none. One client per process."""
    return _objects(tuple(sorted(settings.items()))) if settings else None
