"""The servers that some tests need: where they are, whether they answer, and what it means when they don't.

TEST_DATABASE_URL  PostgreSQL, with the right to create databases
TEST_AMQP_URL      RabbitMQ
TEST_REDIS_URL     Redis; everything in that numbered database may be deleted

In CI (CI=true) one that does not answer is a failure; elsewhere the tests that need it are left out, visibly.
`python -m tests.services` says which are here.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
AMQP_URL = os.environ.get("TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
WITHIN = 3  # seconds


def postgresql() -> None:
    """Raises when it does not answer."""
    import psycopg

    psycopg.connect(DATABASE_URL, connect_timeout=WITHIN).close()


def rabbitmq() -> None:
    """Raises when it does not answer."""
    from kombu import Connection

    with Connection(AMQP_URL, connect_timeout=WITHIN) as connection:
        connection.connect()


def redis() -> None:
    """Raises when it does not answer."""
    from redis import Redis

    Redis.from_url(REDIS_URL, socket_connect_timeout=WITHIN).ping()


ALL: dict[str, Callable[[], None]] = {"PostgreSQL": postgresql, "RabbitMQ": rabbitmq, "Redis": redis}


def need(name: str) -> None:
    """Skips the test when the server is not here; in CI, fails it."""
    try:
        ALL[name]()
    except Exception as error:
        said = f"{name} does not answer: {error}".splitlines()[0]
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)


@contextmanager
def new_database() -> Iterator[str]:
    """The URL of an empty database on the server, dropped at the end, for tests that start processes of their own."""
    import psycopg

    name = f"tomoni_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(DATABASE_URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield DATABASE_URL.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(DATABASE_URL, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def forget_queue(url: str, queue: str) -> None:
    """Takes away a queue that a test made on a broker."""
    from kombu import Connection

    with Connection(url, connect_timeout=WITHIN) as connection:
        connection.default_channel.queue_delete(queue)


def main(asked: list[str]) -> int:
    """Says which servers are here; 1 when CI misses one. For a single name: quietly, 1 when it does not answer."""
    if asked:
        try:
            ALL[asked[0]]()
        except Exception:
            return 1
        return 0
    code = 0
    for name, ask in ALL.items():
        try:
            ask()
            sys.stdout.write(f"→ {name}: テストに使います / the tests use it\n")
        except Exception as error:
            reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
            sys.stdout.write(
                f"→ {name}: ありません。そのテストは飛ばします / not here, its tests are left out ({reason})\n"
            )
            code = 1 if os.environ.get("CI") == "true" else code
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
