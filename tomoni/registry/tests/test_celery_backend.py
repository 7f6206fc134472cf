"""The Celery backend on real brokers: what is enqueued arrives once, is acknowledged after the work, and survives a worker
that dies; a broker that is away is said; only tasks are called."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_tasks.backends.base import BaseTaskBackend
from kombu import Connection
from kombu.exceptions import OperationalError

from tests import services
from tomoni.registry import celery_backend
from tomoni.registry.celery_backend import CeleryBackend
from tomoni.registry.jobs import tasks

BROKERS = {"RabbitMQ": services.AMQP_URL, "Redis": services.REDIS_URL}


def backend(url: str, queue: str = "nobody") -> CeleryBackend:
    return CeleryBackend("default", {"OPTIONS": {"broker": url, "queue": queue}})


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest) -> Iterator[CeleryBackend]:
    """The backend on a queue of its own."""
    services.need(request.param)
    url, queue = BROKERS[request.param], f"tomoni-test-{uuid.uuid4().hex[:8]}"
    made = backend(url, queue)
    yield made
    made.app().close()
    services.forget_queue(url, queue)


def receive(made: CeleryBackend, *, acknowledge: bool) -> Any:
    """The next message as a worker gets it, [args, kwargs, …]; None when the queue is empty. A worker that dies closes
    its connection without acknowledging."""
    queue = made.app().conf.task_queues[0]
    with Connection(made.options["broker"]) as connection:
        message = queue.bind(connection.default_channel).get()
        if message is None:
            return None
        if acknowledge:
            message.ack()
        return message.payload


def test_a_message_arrives_and_is_gone_once_it_is_acknowledged(broker: CeleryBackend) -> None:
    result = broker.enqueue(tasks.run_job, [7], {})
    assert result.id
    (path, args, kwargs), *_ = receive(broker, acknowledge=True)
    assert (path, args, kwargs) == ("tomoni.registry.jobs.tasks.run_job", [7], {})
    assert receive(broker, acknowledge=True) is None


def test_a_message_whose_worker_died_comes_again(broker: CeleryBackend) -> None:
    broker.enqueue(tasks.run_job, [7], {})
    first = receive(broker, acknowledge=False)
    assert receive(broker, acknowledge=True) == first


def test_many_come_in_their_order(broker: CeleryBackend) -> None:
    for number in range(5):
        broker.enqueue(tasks.run_job, [number], {})
    assert [receive(broker, acknowledge=True)[0][1] for _ in range(5)] == [[n] for n in range(5)]


@pytest.mark.parametrize("url", ["amqp://guest:guest@127.0.0.1:9//", "redis://127.0.0.1:9/0"])
def test_a_broker_that_is_away_is_said_and_soon(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(celery_backend.RETRY, "max_retries", 0)
    with pytest.raises(OperationalError):
        backend(url).enqueue(tasks.run_job, [1], {})


@pytest.mark.django_db
def test_performing_runs_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    monkeypatch.setattr(celery_backend, "close_old_connections", lambda: None)
    monkeypatch.setattr(tasks, "run", ran.append)
    celery_backend.perform("tomoni.registry.jobs.tasks.run_job", [7], {})
    assert ran == [7]


@pytest.mark.parametrize("path", ["os.system", "tomoni.registry.jobs.running.run"])
def test_a_message_cannot_call_anything_else(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(celery_backend, "close_old_connections", lambda: None)
    with pytest.raises(TypeError, match="not a task"):
        celery_backend.perform(path, ["true"], {})


def test_it_is_what_the_settings_make_of_a_broker_s_url(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    backend_of: Callable[[str], dict[str, Any]] = importlib.import_module("tomoni.web.settings.tasks").backend
    monkeypatch.setenv("TOMONI_QUEUE", "city")
    made = backend_of("redis://127.0.0.1:6379/1")
    assert made["OPTIONS"] == {"broker": "redis://127.0.0.1:6379/1", "queue": "city"}
    assert issubclass(CeleryBackend, BaseTaskBackend)
    assert made["BACKEND"] == f"{CeleryBackend.__module__}.{CeleryBackend.__qualname__}"
    with pytest.raises(ValueError, match="TOMONI_TASKS"):
        backend_of("kafka://x")
