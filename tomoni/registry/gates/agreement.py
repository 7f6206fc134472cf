"""The same thing counted twice should give the same figure: sheets of a workbook, datasets of a community.

Compares the facts of this dataset with those of its siblings that speak of the same day or come from the same file: a
summary against the list it sums up (its labels are the list's categories), a category against the columns that count it,
figures with the same name against each other. Contradictions are published with a warning that gives both figures and
where they stand, for no machine can say which of them is right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tomoni.i18n import Text
from tomoni.registry.facts import Facts, Figure
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import number, warned

TOTALS = re.compile(r"^(総計|合計|計|総数|全体|total)$", re.I)
TAIL = re.compile(r"(済|済み|判明|者|人|件|数|人数|件数|者数|累計|合計|総数|の|（|）|\(|\)|_|日別|・)+$")
RUNNING = re.compile(r"累計|累積|合計|総数")
MAX_TAIL = 6
ALL = "総数"
SHOWN = 6


def plain(label: str) -> str:
    """A label without width, blanks and brackets' form."""
    return re.sub(r"[\s　]", "", unicodedata.normalize("NFKC", label)).casefold()


def stem(label: str) -> str:
    """What is counted, without the words for counting it: 退院済累計 → 退院."""
    text = plain(label)
    return TAIL.sub("", text) or text


def comparable(one: Facts, other: Facts) -> bool:
    """Two tables that ought to agree: of one file, or of the same day."""
    same_file = bool(one.sha256) and one.sha256 == other.sha256
    return same_file or bool(one.as_of and one.as_of[:10] == other.as_of[:10])


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing and the figures that tables give for it."""

    label: str
    found: tuple[tuple[Facts, Figure], ...]

    @property
    def spread(self) -> float:
        values = [figure.value for _, figure in self.found]
        return max(values) / min(values)


def contradictions(candidate: Candidate) -> list[Verdict]:
    mine = candidate.facts
    if mine is None:
        return []
    others = [facts for facts in candidate.siblings if comparable(mine, facts)]
    everyone = [mine, *others]
    totals = _together([found for other in others for found in _summary_against_list(mine, other)])
    labels = [found for rows in everyone for found in _counted_again(mine, rows, everyone)]
    labels.sort(key=lambda c: (-len({figure.value for _, figure in c.found}), -c.spread))
    found = [*totals, *labels, *_same_name(mine, others)]
    return [_say(found)] if found else []


def _together(found: list[Contradiction]) -> list[Contradiction]:
    """Contradictions about the same thing as one."""
    out: dict[str, Contradiction] = {}
    for one in found:
        known = out.get(one.label)
        new = [place for place in one.found if known is None or place not in known.found]
        out[one.label] = Contradiction(one.label, (*(known.found if known else ()), *new))
    return list(out.values())


def _of_kind(facts: Facts, *kinds: str) -> list[Figure]:
    return [figure for figure in facts.figures if figure.kind in kinds]


def _categories(facts: Facts) -> dict[str, list[Figure]]:
    """Category column → its counts."""
    out: dict[str, list[Figure]] = {}
    for figure in _of_kind(facts, "count"):
        out.setdefault(figure.column, []).append(figure)
    return out


def _summary_against_list(one: Facts, other: Facts) -> list[Contradiction]:
    """A summary whose labels are the categories of the other's list: its total is the list's number of rows."""
    out: dict[float, Contradiction] = {}
    for summary, rows in ((one, other), (other, one)):
        labels = {plain(f.label) for f in _of_kind(summary, "value") if not TOTALS.match(plain(f.label))}
        for counts in _categories(rows).values():
            known = {plain(f.label) for f in counts}
            if len(labels) < 2 or len(labels & known) * 2 < len(labels):
                continue
            totals = [
                *_of_kind(summary, "total"),
                *(f for f in _of_kind(summary, "value") if TOTALS.match(plain(f.label))),
            ]
            for total in totals:
                if total.value != rows.rows and _alike([total.value, rows.rows]):
                    count = Figure(total.label, rows.rows, "rows")
                    out[total.value] = Contradiction(ALL, ((rows, count), (summary, total)))
    return list(out.values())


def _counted_again(mine: Facts, rows: Facts, everyone: list[Facts]) -> list[Contradiction]:
    """Categories of a list against the columns and labels that count the same thing, in this table and the others."""
    out = []
    for counts in _categories(rows).values():
        for count in counts:
            found = [(facts, figure) for facts in everyone for figure in _counting(facts, count.label)]
            if rows is not mine and all(facts is not mine for facts, _ in found):
                continue
            figures = {figure.value for _, figure in found} | {count.value}
            if len(figures) > 1 and _alike(figures):
                out.append(Contradiction(count.label, ((rows, count), *found)))
    return out


def _counting(facts: Facts, label: str) -> Iterator[Figure]:
    """Figures that count what `label` names: a column that begins with it and ends in words for counting."""
    want = plain(label)
    if len(want) < 2:
        return
    seen: set[tuple[str, float]] = set()
    for figure in _of_kind(facts, "total", "last", "value"):
        name = plain(figure.label)
        tail = name[len(want) :]
        if not name.startswith(want) or len(tail) > MAX_TAIL or (tail and not TAIL.fullmatch(tail)):
            continue
        if figure.kind == "last" and not RUNNING.search(name):
            continue  # the last day's figure is not the whole
        if (figure.label, figure.value) not in seen:
            seen.add((figure.label, figure.value))
            yield figure


def _alike(figures: Iterable[float]) -> bool:
    """Figures near enough to be of the same thing: contradictions, not different questions."""
    values = sorted(figures)
    return values[0] > 0 and values[-1] / values[0] < 1.5


def _same_name(mine: Facts, others: list[Facts]) -> list[Contradiction]:
    """Totals and running totals with the same name in two tables of one sheet (elsewhere a name may mean another place)."""
    out = []
    for figure in _of_kind(mine, "total", "last"):
        if TOTALS.match(plain(figure.label)) or (figure.kind == "last" and not RUNNING.search(figure.label)):
            continue
        same = [
            (facts, theirs)
            for facts in others
            for theirs in _of_kind(facts, figure.kind)
            if plain(theirs.label) == plain(figure.label)
            if facts.sha256 == mine.sha256 and facts.sheet == mine.sheet
        ]
        values = {figure.value} | {theirs.value for _, theirs in same}
        if len(values) > 1 and _alike(values):
            out.append(Contradiction(figure.label, ((mine, figure), *same)))
    return out


def _say(found: list[Contradiction]) -> Verdict:
    """All contradictions of a dataset in one warning, the widest first."""
    parts = []
    for one in found[:SHOWN]:
        said = [(number(value), _places(one, value)) for value in dict.fromkeys(f.value for _, f in one.found)]
        parts.append(
            Text(
                f"「{one.label}」は" + "、".join(f"{value}（{where.ja}）" for value, where in said),
                ("In all: " if one.label == ALL else f'"{one.label}": ')
                + ", ".join(f"{value} ({where.en})" for value, where in said),
            )
        )
    more = len(found) - SHOWN
    return warned(
        "agreement",
        "同じものの数が表によって違います。"
        + "。".join(p.ja for p in parts)
        + (f"。ほか{more}件" if more > 0 else "")
        + "。どれが正しいか確かめてください。",
        "The same things are counted differently. "
        + "; ".join(p.en for p in parts)
        + (f"; and {more} more" if more > 0 else "")
        + ". Check which figures are right.",
        contradictions=[{"label": c.label, "figures": [figure.value for _, figure in c.found]} for c in found],
    )


def _places(one: Contradiction, value: float) -> Text:
    """Where a thing is given this figure: table by table, each place once."""
    tables: dict[str, tuple[Text, list[Text]]] = {}
    for facts, figure in one.found:
        if figure.value == value:
            _, spots = tables.setdefault(_name(facts).ja, (_name(facts), []))
            if (spot := _spot(figure)) not in spots:
                spots.append(spot)
    return Text(
        "、".join(name.ja + "の" + "・".join(spot.ja for spot in spots) for name, spots in tables.values()),
        ", ".join(f"{name.en} {' and '.join(spot.en for spot in spots)}" for name, spots in tables.values()),
    )


def _name(facts: Facts) -> Text:
    if facts.sheet:
        return Text(f"シート「{facts.sheet}」", f'sheet "{facts.sheet}"')
    return Text(f"「{facts.dataset}」", f'"{facts.dataset}"')


def _spot(figure: Figure) -> Text:
    """Where in its table a figure stands."""
    if figure.kind == "rows":
        return Text("行数", "(number of rows)")
    if figure.kind == "count":
        return Text(f"行数（{figure.column}）", f"(rows, {figure.column})")
    cells = f" {figure.cells}" if figure.cells else ""
    return Text(f"「{figure.label}」{cells}", f'"{figure.label}"{cells}')


GATES = [Gate("agreement", Text("表どうしが食い違わないか", "Tables agree with each other"), contradictions)]
