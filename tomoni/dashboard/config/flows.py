"""flows/<slug>.toml: 「受診の目安」 and the like as content with a structure — questions, their answers, what to do.

Each answer leads (`go`) to a question further down or to an outcome, so a reader always comes to an end. A flow with a
fault is not shown at all: half an advice misleads. `Flows.problems` names the fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tomoni.dashboard.config.announcements import LEVELS, Telephone
from tomoni.i18n import Text
from tomoni.registry import errors
from tomoni.registry.config import Section, read_toml

FOLDER = "flows"
ID = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True, slots=True)
class Answer:
    text: Text
    go: str


@dataclass(frozen=True, slots=True)
class Step:
    """A question; `number` counts from 1."""

    id: str
    number: int
    question: Text
    note: Text
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do; `letter` A, B … names it on paper."""

    id: str
    letter: str
    level: str
    title: Text
    text: Text
    telephones: tuple[Telephone, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    slug: str
    title: Text
    intro: Text
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]

    def target(self, go: str) -> Step | Outcome:
        return next(one for one in (*self.steps, *self.outcomes) if one.id == go)


@dataclass(frozen=True, slots=True)
class Flows:
    flows: tuple[Flow, ...] = ()
    problems: tuple[Text, ...] = ()


def load(folder: Path, telephones: tuple[Telephone, ...]) -> Flows:
    """All flows of a community, by file name. Never raises for what an author wrote."""
    flows, problems = [], []
    for path in sorted((Path(folder) / FOLDER).glob("*.toml")):
        try:
            flows.append(read(path, telephones))
        except errors.Problem as fault:
            problems.append(fault.text)
    return Flows(tuple(flows), tuple(problems))


def read(path: Path, telephones: tuple[Telephone, ...]) -> Flow:
    """One file. Problem names file, line and fix."""
    top = read_toml(path)
    if not re.fullmatch(ID, path.stem):
        raise errors.Problem(
            Text(
                f"{path}: ファイル名は英小文字・数字・ハイフンにしてください。",
                f"{path}: name it in a-z, 0-9 and hyphens.",
            )
        )
    title, intro = top.words("title"), top.words("intro", "")
    steps, outcomes = top.sections("step"), top.sections("outcome")
    top.finish()
    known = {one.id: one for one in telephones}
    made = Flow(
        path.stem,
        title,
        intro,
        tuple(_step(section, number) for number, section in enumerate(steps, 1)),
        tuple(_outcome(section, number, known) for number, section in enumerate(outcomes)),
    )
    _check(top, made, steps, outcomes)
    return made


def _step(section: Section, number: int) -> Step:
    name = section.text("id", pattern=ID, example="fever")
    question, note = section.words("question"), section.words("note", "")
    answers = []
    for one in section.sections("answer"):
        answers.append(Answer(one.words("text"), one.text("go", pattern=ID, example="call")))
        one.finish()
    section.finish()
    if len(answers) < 2:
        raise section.error(
            "id", f"問い「{name}」に答えを2つ以上書いてください。", f'give the question "{name}" two answers.'
        )
    return Step(name, number, question, note, tuple(answers))


def _outcome(section: Section, number: int, known: dict[str, Telephone]) -> Outcome:
    numbers = section.strings("telephones")
    for one in numbers:
        if one not in known:
            raise section.error(
                "telephones",
                f"「{one}」は announcements.toml の [[telephone]] にありません。",
                f'there is no [[telephone]] "{one}" in announcements.toml.',
            )
    made = Outcome(
        section.text("id", pattern=ID, example="call"),
        chr(ord("A") + number % 26),
        section.text("level", "info", pattern="|".join(LEVELS), example="caution"),
        section.words("title"),
        section.words("text", ""),
        tuple(known[one] for one in numbers),
    )
    section.finish()
    return made


def _check(top: Section, flow: Flow, steps: list[Section], outcomes: list[Section]) -> None:
    """Ids once, every answer leads on and down, everything is reached."""
    names = [one.id for one in (*flow.steps, *flow.outcomes)]
    if not flow.steps or not flow.outcomes:
        raise top.error("title", "[[step]] と [[outcome]] を書いてください。", "write [[step]] and [[outcome]].")
    for place, section in enumerate([*steps, *outcomes]):
        if names[place] in names[:place]:
            raise section.error("id", f"「{names[place]}」が2度あります。", f'"{names[place]}" is there twice.')
    reached = {names[0]}
    for place, (step, section) in enumerate(zip(flow.steps, steps, strict=True)):
        for answer in step.answers:
            if answer.go not in names:
                raise section.error(
                    "answer",
                    f"行き先「{answer.go}」がありません。",
                    f'its answer leads to "{answer.go}", which is not there.',
                )
            if answer.go in names[: place + 1]:
                raise section.error(
                    "answer",
                    f"行き先「{answer.go}」が前に戻っています。後の問いか結論にしてください。",
                    f'its answer leads back to "{answer.go}"; lead on to a later question or an outcome.',
                )
            reached.add(answer.go)
    for name, section in zip(names, [*steps, *outcomes], strict=True):
        if name not in reached:
            raise section.error("id", f"「{name}」には、どの答えからも行けません。", f'no answer leads to "{name}".')
