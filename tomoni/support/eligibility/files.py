"""support/rules/*.toml: one file a measure, written by staff in a form or by hand; cases stand in the same file.

    measure = "1a2b3c4d5e"
    ask = ["世帯主でなくても申し込めますか"]

    [[parameter]]
    name = "limit"
    from = 2026-04-01
    value = 2000000

    [[condition]]
    words = { ja = "世帯の年収が上限まで", en = "income up to the limit" }
    fact = "income_year"
    op = "<="
    parameter = "limit"

    [[condition]]
    words = { ja = "18歳までの子どもがいる", en = "a child up to 18" }
    member = { fact = "age", op = "<=", value = 18 }

    [[case]]
    name = "子どもが一人"
    on = 2026-05-01
    answers = { age = 40, income_year = 1500000, members = [{ age = 8 }], members_complete = true }
    expect = "likely"

A rule whose file can't be read, or whose cases come out otherwise, is not shown to anybody, and staff are told why.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.sources import write_text
from tomoni.support.eligibility import rules, vocabulary
from tomoni.support.eligibility.rules import Case, Condition, Parameter, Rule
from tomoni.support.eligibility.vocabulary import Fact

FOLDER = "support/rules"
KEY = re.compile(r"[0-9a-f]{10}(-[0-9]{1,4})?")
DEEPEST = 6
HEADER = """\
# この支援の「対象の目安」です。サイトの質問に使います。書き方: docs/support.md
# Who this measure is for, as asked on the site. How to write it: docs/support.md

"""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a community's files say: good rules by measure, faults in words by file."""

    facts: Mapping[str, Fact]
    by_measure: Mapping[str, Rule]
    problems: tuple[Text, ...]


def load(folder: Path) -> Rules:
    problems: list[Text] = []
    try:
        facts = vocabulary.load(folder)
    except Problem as problem:
        problems.append(problem.text)
        facts = vocabulary.load(None)
    found: dict[str, Rule] = {}
    for path in sorted((folder / FOLDER).glob("*.toml")):
        try:
            rule = parse(path.read_text(encoding="utf-8-sig"), facts)
        except (Problem, OSError, UnicodeDecodeError) as problem:
            words = problem.text if isinstance(problem, Problem) else Text(str(problem), str(problem))
            problems.append(Text(f"{FOLDER}/{path.name}: {words.ja}", f"{FOLDER}/{path.name}: {words.en}"))
            continue
        if wrong := rules.failures(rule):
            problems += [_failed(path.name, case, state) for case, state in wrong]
            continue
        found[rule.measure] = rule
    return Rules(facts, found, tuple(problems))


def _failed(name: str, case: Case, state: str) -> Text:
    return Text(
        f"{FOLDER}/{name}: 例「{case.name}」は「{rules.STATES[case.expect].ja}」（{case.expect}）のはずが「{rules.STATES[state].ja}」（{state}）になりました。条件か例を直してください。それまで質問には出しません。",
        f'{FOLDER}/{name}: the case "{case.name}" should be {case.expect} and came to {state}. Mend the rule or the case; it is not asked until then.',
    )


def wrong(ja: str, en: str) -> Problem:
    return Problem(Text(ja, en))


def parse(text: str, facts: Mapping[str, Fact]) -> Rule:
    """A rule from its file's text. Problem, in words, for anything that isn't one."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(f"TOML として読めません（{error}）。", f"It can't be read as TOML ({error}).") from None
    return from_table(said, facts)


def from_table(said: Mapping[str, Any], facts: Mapping[str, Fact]) -> Rule:
    measure = str(said.get("measure", ""))
    if not KEY.fullmatch(measure):
        raise wrong(
            "measure に支援の番号（10桁）を書いてください。", "measure must be the key of a measure (10 digits)."
        )
    parameters = _parameters(_tables(said, "parameter"))
    conditions = tuple(_condition(table, facts, parameters) for table in _tables(said, "condition"))
    if not conditions:
        raise wrong("条件（[[condition]]）が一つもありません。", "There is no [[condition]].")
    known = {"measure", "parameter", "condition", "case", "ask", "note", "title"}
    if strange := sorted(set(said) - known):
        raise wrong(f"知らない項目があります: {'、'.join(strange)}", f"Unknown keys: {', '.join(strange)}")
    note = Text.of(said["note"]) if said.get("note") else None
    ask = tuple(Text.of(one) for one in said.get("ask", ()))
    return Rule(measure, conditions, parameters, tuple(_case(one, facts) for one in _tables(said, "case")), ask, note)


def _tables(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = said.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise wrong(f"[[{name}]] の形で書いてください。", f"Write it as [[{name}]].")
    return found


def _parameters(tables: list[Mapping[str, Any]]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for table in tables:
        name, first, amount = str(table.get("name", "")), table.get("from"), table.get("value")
        if not name or type(first) is not date or isinstance(amount, bool) or not isinstance(amount, int | float):
            raise wrong(
                "[[parameter]] には name、from（日付）、value（数）を書いてください。",
                "[[parameter]] needs name, from (a date) and value (a number).",
            )
        before = found[name].values if name in found else ()
        found[name] = Parameter(name, tuple(sorted((*before, (first, amount)))), str(table.get("unit", "")))
    return found


def _condition(table: Mapping[str, Any], facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> Condition:
    words = table.get("words")
    if not words:
        raise wrong("条件に words（人に見せる言葉）を書いてください。", "A condition needs words for people.")
    node = {key: item for key, item in table.items() if key not in ("words", "from", "until")}
    for key in ("from", "until"):
        if key in table and type(table[key]) is not date:
            raise wrong(f"{key} は日付で書いてください（2026-04-01）。", f"{key} must be a date (2026-04-01).")
    checked(node, facts, parameters)
    return Condition(Text.of(words), node, table.get("from"), table.get("until"))


def checked(
    node: Mapping[str, Any], facts: Mapping[str, Fact], parameters: Mapping[str, Parameter], depth: int = 0
) -> None:
    """Problem unless a node is one of the kinds of rules.Node, with facts and operators that fit each other."""
    kinds = [kind for kind in ("fact", "member", "any", "all", "not") if kind in node]
    if len(kinds) != 1 or depth > DEEPEST:
        raise wrong(
            "条件には fact、member、any、all、not のどれか一つを書いてください。",
            "A condition has one of fact, member, any, all, not.",
        )
    (kind,) = kinds
    if kind in ("any", "all"):
        if not isinstance(node[kind], list) or not node[kind]:
            raise wrong(f"{kind} には条件を並べてください。", f"{kind} takes a list of conditions.")
        for part in node[kind]:
            checked(part, facts, parameters, depth + 1)
    elif kind in ("not", "member"):
        checked(node[kind], facts, parameters, depth + 1)
        if kind == "member" and (strange := [f for f in rules.facts_of(node[kind]) if facts[f].about != "member"]):
            raise wrong(
                f"member には世帯の一人ひとりの事がらを書いてください（{strange[0]} はちがいます）。",
                f"member takes facts about each person ({strange[0]} isn't).",
            )
    else:
        _checked_fact(node, facts, parameters)


def _checked_fact(node: Mapping[str, Any], facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> None:
    fact, op = facts.get(str(node["fact"])), node.get("op")
    if fact is None:
        raise wrong(
            f"「{node['fact']}」という事がらはありません。あるもの: {'、'.join(facts)}",
            f'There is no fact "{node["fact"]}". There are: {", ".join(facts)}',
        )
    if op not in rules.OPERATORS:
        raise wrong(f"op は {'、'.join(rules.OPERATORS)} のどれかです。", f"op is one of {', '.join(rules.OPERATORS)}.")
    if "parameter" in node:
        if node["parameter"] not in parameters or fact.kind != "number":
            raise wrong(
                f"parameter「{node['parameter']}」がないか、数の事がらではありません。",
                f'There is no parameter "{node["parameter"]}", or the fact is no number.',
            )
        return
    if not _fits(fact, op, node.get("value")):
        raise wrong(
            f"「{fact.label.ja}」と {op} {node.get('value')!r} は比べられません。",
            f'"{fact.label.en}" can\'t be compared with {op} {node.get("value")!r}.',
        )


def _fits(fact: Fact, op: str, wanted: Any) -> bool:
    if fact.kind == "yes":
        return isinstance(wanted, bool) and op in ("=", "!=")
    if fact.kind == "number":
        return rules._numbers(wanted) and op != "in"
    values = {value for value, _ in fact.choices}
    if op == "in":
        return isinstance(wanted, list) and bool(wanted) and set(map(str, wanted)) <= values
    return wanted in values and op in ("=", "!=")


def _case(table: Mapping[str, Any], facts: Mapping[str, Fact]) -> Case:
    day, answers, expect = table.get("on"), table.get("answers", {}), table.get("expect")
    if (
        type(day) is not date
        or not isinstance(answers, dict)
        or expect not in (rules.LIKELY, rules.UNKNOWN, rules.UNLIKELY)
    ):
        raise wrong(
            "[[case]] には on（日付）、answers、expect（likely・unknown・unlikely）を書いてください。",
            "[[case]] needs on (a date), answers and expect (likely, unknown or unlikely).",
        )
    strange = [name for name in answers if name not in facts and name not in (rules.MEMBERS, rules.COMPLETE)]
    if strange:
        raise wrong(f"例に知らない事がらがあります: {strange[0]}", f"The case has an unknown fact: {strange[0]}")
    return Case(str(table.get("name", "")), day, answers, str(expect))


def write(folder: Path, text: str, facts: Mapping[str, Fact]) -> Path:
    """Writes a rule whole or not at all; Problem when it is none or its cases come out otherwise."""
    rule = parse(text, facts)
    if failed := rules.failures(rule):
        case, state = failed[0]
        raise Problem(_failed(f"{rule.measure}.toml", case, state))
    path = folder / FOLDER / f"{rule.measure}.toml"
    write_text(path, text if text.lstrip().startswith("#") else HEADER + text)
    return path


def as_toml(table: Mapping[str, Any]) -> str:
    return tomli_w.dumps(dict(table))
