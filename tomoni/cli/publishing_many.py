"""`tomoni publish --sites DIR`: every community folder in DIR, one after another, by one process: starting it, loading the
rooms and making an empty database are paid once. A site that can't be made is told and stops no other.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tomoni.cli.output import say, say_json, words
from tomoni.cli.publishing import MARKS, STATUS
from tomoni.i18n import Text

if TYPE_CHECKING:
    from tomoni.publish.services import Outcome


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one site. `problem`: why it was not made, None when it was; `code`: as the exit code of `publish`."""

    name: str
    seconds: float
    outcomes: tuple[Outcome, ...] = ()
    problem: Text | None = None
    code: int = 0

    def to_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"id": self.name, "datasets": [one.to_json() for one in self.outcomes]}
        return said | ({"problem": self.problem.to_json()} if self.problem else {})


def publish_many(folder: Path, as_json: bool) -> None:
    """Leaves with the worst exit code of all sites."""
    from tomoni.web.many import communities

    found = communities(folder)
    if not found:
        raise click.UsageError(
            words(
                Text(
                    f"{folder} の中に地域のフォルダーがありません（{folder}/名前/community.toml）。",
                    f"{folder} holds no community folder ({folder}/NAME/community.toml).",
                )
            )
        )
    done = []
    for one in found:
        done.append(_publish(one))
        if not as_json:
            _tell(done[-1])
    if as_json:
        say_json({"sites": [one.to_json() for one in done]})
    if worst := max(one.code for one in done):
        raise click.exceptions.Exit(worst)


def _publish(folder: Path) -> Done:
    from tomoni.cli.home import open_community
    from tomoni.registry.errors import Problem

    began = time.perf_counter()
    try:
        scope = open_community(folder, more=True)
        from tomoni.publish import services

        outcomes = tuple(services.publish(scope))
    except Problem as problem:
        return Done(folder.name, time.perf_counter() - began, problem=problem.text, code=problem.code)
    stopped = any(one.status in ("held", "refused") for one in outcomes)
    return Done(folder.name, time.perf_counter() - began, outcomes, code=int(stopped))


def _tell(done: Done) -> None:
    """One line a site; below it what was stopped, and why."""
    if done.problem:
        say(f"× {done.name}: {words(done.problem)}", err=True)
        return
    counts = Counter(one.status for one in done.outcomes)
    said = " · ".join(f"{words(STATUS[status])} {counts[status]}" for status in STATUS if counts[status])
    say(f"{done.name}: {said or words(Text('データなし', 'no data'))} · {done.seconds:.1f} s")
    for one in done.outcomes:
        if one.status in ("held", "refused"):
            say(f"    {MARKS[one.status]} {one.dataset}: {words(STATUS[one.status])}")
            for reason in one.reasons:
                say(f"        {words(Text(reason['ja'], reason['en']))}")
