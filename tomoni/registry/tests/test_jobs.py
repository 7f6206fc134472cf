"""Jobs: asked for once, run once, tried again, given up visibly, taken back, watched."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import jobs
from tomoni.registry.jobs import kinds as table
from tomoni.registry.jobs.kinds import Kind, Lost
from tomoni.registry.models import Job

pytestmark = pytest.mark.django_db


def fail() -> None:
    raise ValueError("no luck")


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []
    monkeypatch.setattr(
        table,
        "KINDS",
        known := {
            "count": Kind(lambda number: done.append(number)),
            "fail": Kind(fail),
            "long": Kind(lambda number: done.append(number), long=True),
        },
    )
    monkeypatch.setattr("tomoni.registry.jobs.running.KINDS", known)
    monkeypatch.setattr("tomoni.registry.jobs.ticking._before", [])
    return done


def add(monkeypatch: pytest.MonkeyPatch, name: str, work: Any, long: bool = False) -> None:
    table.KINDS[name] = Kind(work, long)


def row(key: str) -> Job:
    return Job.objects.get(key=key)


def test_asking_twice_is_asking_once(done: list[int]) -> None:
    assert jobs.ask("count", "today", number=1) == jobs.ask("count", "today", number=2)
    assert jobs.tick() == 1
    assert jobs.tick() == 0
    jobs.ask("count", "today", number=3)
    assert jobs.tick() == 0
    assert done == [1]
    assert jobs.progress("today").state == "done"


def test_nothing_runs_before_its_time() -> None:
    now = timezone.now()
    jobs.ask("count", "later", now + timedelta(hours=1), number=1)
    assert jobs.tick(now) == 0
    assert [job.key for job in jobs.waiting()] == ["later"]
    assert jobs.tick(now + timedelta(hours=2)) == 1


def test_what_was_handed_over_is_not_handed_over_again_until_it_seems_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[int] = []
    monkeypatch.setattr("tomoni.registry.jobs.tasks.run_job", type("Away", (), {"enqueue": sent.append}))
    now = timezone.now()
    job = jobs.ask("count", "x", now, number=1)
    assert [jobs.tick(now + timedelta(seconds=s)) for s in (0, 1, 599)] == [1, 0, 0]
    assert jobs.tick(now + timedelta(seconds=601)) == 1
    assert sent == [job.pk, job.pk]
    assert jobs.run(job.pk)
    assert not jobs.run(job.pk), "the second message finds it done"


def test_a_failure_is_tried_again_ever_later_and_ends_in_the_list_of_the_dead() -> None:
    now = timezone.now()
    jobs.ask("fail", "hopeless", now)
    jobs.ask("count", "fine", now, number=1)
    assert jobs.work_off(now) == 1, "the other job is done"
    waits = []
    for _ in range(jobs.MAX_ATTEMPTS):
        job = row("hopeless")
        waits.append(job.due_at - now)
        now = job.due_at
        jobs.work_off(now)
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    job = row("hopeless")
    assert (job.attempts, job.error, job.done_at) == (jobs.MAX_ATTEMPTS, "ValueError: no luck", None)
    assert jobs.due(now + timedelta(days=99)) == []
    assert [job.key for job in jobs.dead()] == ["hopeless"]
    assert jobs.progress("hopeless").state == "dead"


def test_a_broken_file_is_dead_at_once_and_may_be_retried_or_dropped(done: list[int]) -> None:
    def broken(number: int) -> None:
        raise jobs.Hopeless("この表は読めません。")

    add(None, "broken", broken)
    jobs.ask("broken", "b", number=1)
    jobs.work_off()
    assert [(job.key, job.error) for job in jobs.dead()] == [("b", "この表は読めません。")]
    table.KINDS["broken"] = Kind(lambda number: done.append(number))
    assert jobs.retry("b")
    assert not jobs.retry("b"), "it is no longer dead"
    jobs.work_off()
    assert done == [1]
    add(None, "broken", broken)
    jobs.ask("broken", "c", number=1)
    jobs.work_off()
    assert jobs.drop("c")
    assert jobs.dead() == []
    assert jobs.ask("broken", "c", number=1).cancelled_at, "the same key is not asked for again"
    assert not jobs.drop("c")


def test_an_unknown_kind_says_so() -> None:
    jobs.ask("nobody", "x")
    jobs.tick()
    assert "nobody" in row("x").error


def test_what_failing_work_wrote_is_rolled_back_with_the_done_mark() -> None:
    def half() -> None:
        jobs.ask("count", "made by half", timezone.now() + timedelta(days=1), number=1)
        raise ValueError("then it broke")

    add(None, "half", half)
    jobs.ask("half", "h")
    jobs.work_off()
    assert not Job.objects.filter(key="made by half").exists()
    assert row("h").done_at is None


def test_a_dead_worker_s_job_is_given_to_another_when_its_lease_is_over(done: list[int]) -> None:
    now = timezone.now()
    job = jobs.ask("count", "x", now, number=1)
    Job.objects.filter(pk=job.pk).update(claim="dead worker", lease_until=now + timedelta(seconds=60), sent_at=now)
    assert not jobs.run(job.pk, now)
    assert jobs.progress("x").state == "running"
    assert jobs.tick(now + timedelta(seconds=30)) == 0
    assert jobs.tick(now + timedelta(seconds=61)) == 1
    assert done == [1]


def test_a_job_whose_workers_always_die_is_dead(done: list[int]) -> None:
    now = timezone.now()
    job = jobs.ask("count", "killer", now, number=1)
    Job.objects.filter(pk=job.pk).update(claim="x", lease_until=now, sent_at=now, attempts=jobs.MAX_ATTEMPTS)
    assert jobs.tick(now + timedelta(seconds=1)) == 0
    assert [job.key for job in jobs.dead()] == ["killer"]
    assert done == []


def test_a_worker_that_lost_its_job_writes_nothing() -> None:
    def slow() -> None:
        Job.objects.filter(key="x").update(claim="another worker")
        return lambda: jobs.ask("count", "effect", number=1)

    add(None, "slow", slow, long=True)
    jobs.ask("slow", "x")
    assert jobs.work_off() == 0
    assert not Job.objects.filter(key="effect").exists()
    assert row("x").done_at is None


def test_the_end_of_long_work_comes_with_the_done_mark() -> None:
    def work() -> Any:
        return lambda: jobs.ask("count", "effect", timezone.now() + timedelta(days=1), number=1)

    add(None, "work", work, long=True)
    jobs.ask("work", "x")
    assert jobs.work_off() == 1
    assert row("effect")
    assert row("x").done_at


def test_long_work_says_how_far_it_is_and_stops_when_it_is_cancelled() -> None:
    seen = []

    def work() -> None:
        jobs.report(1, 2, Text("読んでいます", "Reading"))
        seen.append(jobs.progress("x"))
        assert jobs.cancel("x")
        jobs.report(2, 2)
        seen.append("went on")

    add(None, "work", work, long=True)
    jobs.ask("work", "x")
    assert jobs.work_off() == 0
    (said,) = seen
    assert (said.state, said.done, said.total, said.words) == ("running", 1, 2, Text("読んでいます", "Reading"))
    assert jobs.progress("x").state == "cancelled"
    assert jobs.work_off() == 0
    jobs.report(1, 2)  # outside a job: nothing to say it to


def test_what_is_cancelled_before_it_starts_never_starts(done: list[int]) -> None:
    jobs.ask("count", "x", number=1)
    assert jobs.cancel("x")
    assert jobs.tick() == 0
    assert done == []
    assert not jobs.cancel("x")
    assert jobs.retry("x")
    assert jobs.tick() == 1


def test_a_report_of_a_lost_job_ends_the_work() -> None:
    def work() -> None:
        Job.objects.filter(key="x").update(claim="another worker")
        with pytest.raises(Lost):
            jobs.report(1, 1)

    add(None, "work", work, long=True)
    jobs.ask("work", "x")
    assert jobs.work_off() == 0


def test_a_calendar_is_asked_at_every_tick(done: list[int]) -> None:
    @jobs.on_tick
    def daily(now: Any) -> None:
        jobs.ask("count", f"daily {now:%Y-%m-%d}", now, number=7)

    now = timezone.now()
    assert [jobs.tick(now), jobs.tick(now), jobs.tick(now + timedelta(days=1))] == [1, 0, 1]
    assert done == [7, 7]


def test_what_is_done_is_forgotten_after_a_month_and_what_waits_for_people_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django_tasks_db.models import DBTaskResult

    monkeypatch.setattr("tomoni.registry.jobs.pruning._last", [])
    now = timezone.now()
    for key in ("old", "young", "dead", "cancelled"):
        jobs.ask("count", key, now, number=1)
    Job.objects.filter(key="old").update(done_at=now - timedelta(days=31))
    Job.objects.filter(key="young").update(done_at=now - timedelta(days=29))
    Job.objects.filter(key="dead").update(dead_at=now - timedelta(days=99))
    Job.objects.filter(key="cancelled").update(cancelled_at=now - timedelta(days=99))
    about = {"task_path": "x", "args_kwargs": {}, "queue_name": "default", "backend_name": "default"}
    about |= {"run_after": now, "worker_ids": []}
    ages = {"delivered long ago": (30, 30), "delivered now": (0, 0), "its worker died": (30, None)}
    messages = {name: DBTaskResult.objects.create(**about) for name in [*ages, "not delivered"]}
    for name, (start, end) in ages.items():
        DBTaskResult.objects.filter(pk=messages[name].pk).update(
            started_at=now - timedelta(hours=start), finished_at=None if end is None else now - timedelta(hours=end)
        )
    jobs.tick(now)
    assert set(Job.objects.values_list("key", flat=True)) == {"young", "dead", "cancelled"}
    left = set(DBTaskResult.objects.values_list("pk", flat=True))
    assert left == {messages["delivered now"].pk, messages["not delivered"].pk}
    Job.objects.filter(key="young").update(done_at=now - timedelta(days=40))
    jobs.tick(now + timedelta(minutes=1))
    assert Job.objects.filter(key="young").exists(), "looked at once an hour only"
    jobs.tick(now + timedelta(hours=2))
    assert not Job.objects.filter(key="young").exists()


@pytest.mark.django_db(transaction=True)
def test_no_worker_hears_of_a_job_that_was_rolled_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.ask("count", "x", number=1)
        raise ZeroDivisionError
    assert jobs.tick() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_get_the_same_message_one_does_the_work(done: list[int]) -> None:
    job = jobs.ask("count", "x", number=1)
    start = threading.Barrier(4)

    def worker() -> None:
        start.wait()
        try:
            jobs.run(job.pk)
        except Exception as error:
            if "locked" not in str(error):  # SQLite in memory has table locks, which nobody waits for
                raise
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done in ([1], []) if connection.vendor == "sqlite" else done == [1]
