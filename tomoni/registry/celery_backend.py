"""Celery behind the API of django_tasks: enqueue sends {task path, arguments} to RabbitMQ or Redis.

The message is acknowledged after the work, and given to another worker when this one dies. What happens exactly once is
not left to the broker: registry.jobs sees to that in the database, whatever is lost or sent twice here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from celery import Celery
from django.db import close_old_connections
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json
from kombu import Queue

NAME = "tomoni.task"
HIDDEN_FOR = 3600  # seconds Redis waits for an acknowledgement before it gives a message to someone else
RETRY = {"max_retries": 2, "interval_start": 0.2, "interval_step": 0.5}
"""How a message is sent again before the broker counts as away; the next tick tries again anyway."""


@cache
def celery_app(broker: str, queue: str) -> Celery:
    """The Celery application for one broker and queue. On RabbitMQ the queue is a quorum queue: it is kept on disk."""
    app = Celery("tomoni", broker=broker, set_as_current=False)
    quorum = broker.startswith("amqp")
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_heartbeat=0,  # the worker is one process and silent while it works; the jobs have leases
        broker_pool_limit=2,
        broker_transport_options={"confirm_publish": True} if quorum else {"visibility_timeout": HIDDEN_FOR},
        task_default_queue=queue,
        task_queues=[Queue(queue, durable=True, queue_arguments={"x-queue-type": "quorum"} if quorum else None)],
        accept_content=["json"],
    )
    app.task(name=NAME)(perform)
    return app


def perform(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """In a worker: calls the task with this path. Only objects that are tasks of django_tasks are called."""
    close_old_connections()
    task = import_string(path)
    if not isinstance(task, Task):
        raise TypeError(f"{path} is not a task")
    try:
        task.call(*args, **kwargs)
    finally:
        close_old_connections()


class CeleryBackend(BaseTaskBackend):
    """OPTIONS: `broker` (URL) and `queue`. Results are not kept: what became of a job stands in its row."""

    def app(self) -> Celery:
        return celery_app(self.options["broker"], self.options["queue"])

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Sends the message; raises kombu's OperationalError when the broker can't be reached."""
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=datetime.now(UTC),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        self.app().send_task(
            NAME,
            args=[task.module_path, normalize_json(list(args)), normalize_json(dict(kwargs))],
            task_id=result.id,
            queue=self.options["queue"],
            retry=True,
            retry_policy=RETRY,
        )
        task_enqueued.send(type(self), task_result=result)
        return result
