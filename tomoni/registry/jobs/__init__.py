"""Jobs: things to do at a time. `ask` writes a row; `tick` hands what is due to the workers; a worker runs it once.

The row is the truth. Messages of a broker only wake a worker up: one that is lost is sent again, one that comes twice
finds the job taken or done. A kind is registered with a module-level function of JSON arguments:

    @jobs.kind("mail.send")                 # runs in one transaction with the done mark: its rows appear once
    @jobs.kind("publish", long=True)        # runs outside; must be safe to run again after a kill; may give back a
                                            # function without arguments, which runs with the done mark in one transaction

A job that fails is tried again ever more rarely (not when it raises Hopeless); after MAX_ATTEMPTS (a worker that dies counts) it is dead: `dead()`
lists those until somebody says `retry` or `drop`.
"""

from __future__ import annotations

from tomoni.registry.jobs.asking import ask, cancel, drop, retry
from tomoni.registry.jobs.kinds import Cancelled, Hopeless, kind, report
from tomoni.registry.jobs.rules import FIRST_RETRY, MAX_ATTEMPTS
from tomoni.registry.jobs.running import run, work_off
from tomoni.registry.jobs.seeing import Progress, dead, due, progress, waiting
from tomoni.registry.jobs.ticking import on_tick, tick

__all__ = [
    "FIRST_RETRY",
    "MAX_ATTEMPTS",
    "Cancelled",
    "Hopeless",
    "Progress",
    "ask",
    "cancel",
    "dead",
    "drop",
    "due",
    "kind",
    "on_tick",
    "progress",
    "report",
    "retry",
    "run",
    "tick",
    "waiting",
    "work_off",
]
