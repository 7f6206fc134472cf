"""The staff form: a rule as lines of a table and back. What a table can't say (rules nested deeper) is edited as text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.support.eligibility.files import wrong
from tomoni.support.eligibility.rules import Condition, Rule
from tomoni.support.eligibility.vocabulary import Fact

SPARE = 3
MOST = 40
SELF, ANYBODY = "self", "anybody"
LINE = ("words", "words_en", "fact", "op", "value", "who", "group", "first", "until")
PARAMETER = ("name", "from", "value", "unit")
CASE = ("name", "on", "answers", "expect")


class Given(Protocol):
    def get(self, name: str, default: str = "") -> str | None: ...


def lines(rule: Rule | None) -> list[dict[str, str]] | None:
    """The conditions as lines, spare ones at the end; None when a condition is nested too deep for a table."""
    made: list[dict[str, str]] = []
    for number, part in enumerate(rule.conditions if rule else ()):
        nodes = part.node.get("any", [part.node])
        group = chr(ord("A") + number % 26) if "any" in part.node else ""
        for node in nodes:
            line = _line(part, node)
            if line is None:
                return None
            made.append(line | {"group": group})
    return [*made, *(dict.fromkeys(LINE, "") for _ in range(SPARE))]


def _line(part: Condition, node: Mapping[str, Any]) -> dict[str, str] | None:
    who = SELF
    if "member" in node and node.get("at_least", 1) == 1:
        node, who = node["member"], ANYBODY
    if "fact" not in node:
        return None
    wanted = node.get("value")
    text = f"@{node['parameter']}" if "parameter" in node else _text(wanted)
    return {
        "words": part.words.ja,
        "words_en": "" if part.words.en == part.words.ja else part.words.en,
        "fact": node["fact"],
        "op": node["op"],
        "value": text,
        "who": who,
        "first": part.first.isoformat() if part.first else "",
        "until": part.last.isoformat() if part.last else "",
    }


def _text(wanted: Any) -> str:
    if isinstance(wanted, bool):
        return "はい" if wanted else "いいえ"
    return ",".join(map(str, wanted)) if isinstance(wanted, list | tuple) else str(wanted)


def parameters(rule: Rule | None) -> list[dict[str, str]]:
    made = [
        {
            "name": one.name,
            "from": first.isoformat(),
            "value": f"{value:g}" if value < 1e6 else str(int(value)),
            "unit": one.unit,
        }
        for one in (rule.parameters.values() if rule else ())
        for first, value in one.values
    ]
    return [*made, *(dict.fromkeys(PARAMETER, "") for _ in range(SPARE - 1))]


def cases(rule: Rule | None) -> list[dict[str, str]]:
    made = [
        {"name": one.name, "on": one.on.isoformat(), "answers": answers_text(one.answers), "expect": one.expect}
        for one in (rule.cases if rule else ())
    ]
    return [*made, *(dict.fromkeys(CASE, "") for _ in range(SPARE))]


def answers_text(answers: Mapping[str, Any]) -> str:
    """age = 40, members = [{ age = 8 }]."""

    def say(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, Mapping):
            return "{ " + ", ".join(f"{name} = {say(one)}" for name, one in value.items()) + " }"
        if isinstance(value, list | tuple):
            return "[" + ", ".join(say(one) for one in value) + "]"
        return f'"{value}"' if isinstance(value, str) else str(value)

    return ", ".join(f"{name} = {say(value)}" for name, value in answers.items())


def table(measure: str, given: Given, facts: Mapping[str, Fact], before: Rule | None = None) -> dict[str, Any]:
    """What was filled in, as the table of a rule file. Problem, in words, where a line can't be read. `before`: what the
    form has no place for (a note, questions in English) stays as it was."""
    made: dict[str, Any] = {"measure": measure}
    if ask := [line.strip() for line in (given.get("ask", "") or "").splitlines() if line.strip()]:
        known = {words.ja: words.to_json() for words in before.ask if words.en != words.ja} if before else {}
        made["ask"] = [known.get(line, line) for line in ask[:10]]
    if before and before.note:
        made["note"] = before.note.to_json()
    if found := _rows(given, "parameter", PARAMETER):
        made["parameter"] = [_parameter(row) for row in found]
    made["condition"] = _conditions(_rows(given, "condition", LINE), facts)
    if found := _rows(given, "case", CASE):
        made["case"] = [_case(row) for row in found]
    return made


def _rows(given: Given, kind: str, names: Sequence[str]) -> list[dict[str, str]]:
    rows = [
        {name: (given.get(f"{kind}-{number}-{name}", "") or "").strip() for name in names} for number in range(MOST)
    ]
    keep = {"condition": "fact", "parameter": "name", "case": "expect"}[kind]
    for number, row in enumerate(rows, 1):
        if not row[keep] and any(value for name, value in row.items() if name not in ("who", "op")):
            raise _unfinished(kind, number)
    return [row for row in rows if row[keep]]


def _unfinished(kind: str, number: int) -> Problem:
    ja, en = {
        "condition": ("条件の{}行目で、事がらを選んでください。", "Choose a fact in line {} of the conditions."),
        "parameter": ("数の決まりの{}行目に、名前を書いてください。", "Give line {} of the figures a name."),
        "case": ("例の{}行目で、結果を選んでください。", "Choose what line {} of the cases comes to."),
    }[kind]
    return Problem(Text(ja.format(number), en.format(number)))


def _day(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(
            f"{what}「{text}」は 2026-04-01 のように書いてください。", f'Write "{text}" as 2026-04-01.'
        ) from None


def _parameter(row: Mapping[str, str]) -> dict[str, Any]:
    try:
        amount = float(row["value"].replace(",", ""))
    except ValueError:
        raise wrong(
            f"「{row['name']}」の値は数で書いてください。", f'The value of "{row["name"]}" must be a number.'
        ) from None
    made: dict[str, Any] = {
        "name": row["name"],
        "from": _day(row["from"], "いつから"),
        "value": int(amount) if amount.is_integer() else amount,
    }
    return made | ({"unit": row["unit"]} if row["unit"] else {})


def _conditions(rows: Sequence[Mapping[str, str]], facts: Mapping[str, Fact]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        node = _node(row, facts)
        if row["group"] and row["group"] in groups:
            condition = groups[row["group"]]
            condition["any"].append(node)
            if row["words"] and row["words"] not in condition["words"]["ja"]:
                condition["words"]["ja"] += f"、または{row['words']}"
                condition["words"]["en"] += f", or {row['words_en'] or row['words']}"
            continue
        if not row["words"]:
            raise wrong("条件の言葉を書いてください。", "Every condition needs words for people.")
        condition = {"words": {"ja": row["words"], "en": row["words_en"] or row["words"]}}
        for name, key in (("first", "from"), ("until", "until")):
            if row[name]:
                condition[key] = _day(row[name], "日付")
        if row["group"]:
            condition["any"] = [node]
            groups[row["group"]] = condition
        else:
            condition |= node
        made.append(condition)
    return made


def _node(row: Mapping[str, str], facts: Mapping[str, Fact]) -> dict[str, Any]:
    fact = facts.get(row["fact"])
    if fact is None:
        raise wrong(f"「{row['fact']}」という事がらはありません。", f'There is no fact "{row["fact"]}".')
    node: dict[str, Any] = {"fact": fact.id, "op": row["op"] or "="}
    if row["value"].startswith("@"):
        node["parameter"] = row["value"][1:]
    else:
        node["value"] = _value(row, fact)
    return {"member": node} if row["who"] == ANYBODY else node


def _value(row: Mapping[str, str], fact: Fact) -> Any:
    text = row["value"]
    if fact.kind == "yes":
        if text not in ("はい", "いいえ", "true", "false"):
            raise wrong(
                f"「{fact.label.ja}」は「はい」か「いいえ」で書いてください。",
                f'"{fact.label.en}" takes はい or いいえ.',
            )
        return text in ("はい", "true")
    if fact.kind == "choice":
        values = [one.strip() for one in text.split(",") if one.strip()]
        return values if row["op"] == "in" else text
    try:
        amount = float(text.replace(",", ""))
    except ValueError:
        raise wrong(f"「{fact.label.ja}」は数で書いてください。", f'"{fact.label.en}" takes a number.') from None
    return int(amount) if amount.is_integer() else amount


def _case(row: Mapping[str, str]) -> dict[str, Any]:
    try:
        answers = tomllib.loads("a = { " + row["answers"] + " }")["a"]
    except tomllib.TOMLDecodeError:
        raise wrong(
            f"例「{row['name']}」の答えは「age = 40, renting = true」のように書いてください。",
            f'Write the answers of "{row["name"]}" as: age = 40, renting = true',
        ) from None
    return {"name": row["name"], "on": _day(row["on"], "例の日付"), "answers": answers, "expect": row["expect"]}
