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

from tomoni.i18n import Text
from tomoni.registry.facts import Facts, Figure
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import number, warned

TOTALS = re.compile(r"^(総計|合計|計|総数|全体|total)$", re.I)
TAIL = re.compile(r"(済|済み|判明|者|人|件|数|人数|件数|者数|累計|合計|総数|の|（|）|\(|\)|_|日別|・)+$")
MAX_TAIL = 6
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


def contradictions(candidate: Candidate) -> list[Verdict]:
    mine = candidate.facts
    if mine is None:
        return []
    others = [facts for facts in candidate.siblings if comparable(mine, facts)]
    out: list[Verdict] = []
    for other in others:
        out += _summary_against_list(mine, other)
    out += _counted_again(mine, others)
    out += _same_name(mine, others)
    return out


def _of_kind(facts: Facts, *kinds: str) -> list[Figure]:
    return [figure for figure in facts.figures if figure.kind in kinds]


def _categories(facts: Facts) -> dict[str, list[Figure]]:
    """Category column → its counts."""
    out: dict[str, list[Figure]] = {}
    for figure in _of_kind(facts, "count"):
        out.setdefault(figure.column, []).append(figure)
    return out


def _summary_against_list(one: Facts, other: Facts) -> list[Verdict]:
    """A summary whose labels are the categories of the other's list: its total is the list's number of rows."""
    out: list[Verdict] = []
    for summary, rows in ((one, other), (other, one)):
        values = [f for f in _of_kind(summary, "value") if not TOTALS.match(plain(f.label))]
        labels = {plain(f.label) for f in values}
        for column, counts in _categories(rows).items():
            known = {plain(f.label) for f in counts}
            if len(labels) < 2 or len(labels & known) * 10 < len(labels) * 6:
                continue
            for total in _of_kind(summary, "total"):
                if total.value != rows.rows and _is_count_of_all(total, values, rows):
                    out.append(
                        warned(
                            "agreement",
                            f"{_place(summary, total).ja}の合計は{number(total.value)}ですが、{_name(rows).ja}は{rows.rows:,}行です（「{column}」の内訳）。集計が古いままのおそれがあります。",
                            f'The total in {_place(summary, total).en} is {number(total.value)}, but {_name(rows).en} has {rows.rows:,} rows (broken down by "{column}"). The summary may be out of date.',
                            figures=[total.value, rows.rows],
                        )
                    )
    return out


def _is_count_of_all(total: Figure, values: list[Figure], rows: Facts) -> bool:
    """The total is of the size of the list, not a sum of something else about it."""
    return bool(values) and 0.5 <= total.value / max(1, rows.rows) <= 2


def _counted_again(mine: Facts, others: list[Facts]) -> list[Verdict]:
    """Categories of a list against the columns and labels that count the same thing, in this table and the others."""
    out = []
    everyone = [mine, *others]
    for rows in everyone:
        for counts in _categories(rows).values():
            for count in counts:
                found = [
                    (facts, figure)
                    for facts in everyone
                    for figure in _counting(facts, count.label)
                    if facts is mine or rows is mine
                ]
                figures = {figure.value for _, figure in found} | {count.value}
                if found and len(figures) > 1 and _alike(figures):
                    out.append(_say(count.label, [(rows, count), *found]))
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
        if figure.kind == "last" and not re.search(r"累計|累積|合計|総数", name):
            continue  # the last day's figure is not the whole
        if (figure.label, figure.value) not in seen:
            seen.add((figure.label, figure.value))
            yield figure


def _alike(figures: Iterable[float]) -> bool:
    """Figures near enough to be of the same thing: contradictions, not different questions."""
    values = sorted(figures)
    return values[0] > 0 and values[-1] / values[0] < 1.5


def _same_name(mine: Facts, others: list[Facts]) -> list[Verdict]:
    """Totals and running totals with the same name in two tables."""
    out = []
    for figure in _of_kind(mine, "total", "last"):
        if figure.kind == "last" and not re.search(r"累計|累積|総数", figure.label):
            continue
        if TOTALS.match(plain(figure.label)):
            continue
        same = [
            (facts, theirs)
            for facts in others
            for theirs in _of_kind(facts, "total", "last")
            if plain(theirs.label) == plain(figure.label)
            and theirs.kind == figure.kind
            and facts.sha256 == mine.sha256
            and facts.sheet == mine.sheet
        ]
        values = {figure.value} | {theirs.value for _, theirs in same}
        if same and len(values) > 1 and _alike(values):
            out.append(_say(figure.label, [(mine, figure), *same]))
    return out


def _say(label: str, found: list[tuple[Facts, Figure]]) -> Verdict:
    parts = [
        Text(f"{_place(facts, figure).ja} {number(figure.value)}", f"{_place(facts, figure).en} {number(figure.value)}")
        for facts, figure in found[:SHOWN]
    ]
    return warned(
        "agreement",
        f"「{label}」の数が表によって違います: {'、'.join(p.ja for p in parts)}。どれが正しいか確かめてください。",
        f'The figures for "{label}" differ between tables: {"; ".join(p.en for p in parts)}. Check which of them is right.',
        label=label,
        figures=sorted({figure.value for _, figure in found}),
    )


def _name(facts: Facts) -> Text:
    if facts.sheet:
        return Text(f"シート「{facts.sheet}」", f'sheet "{facts.sheet}"')
    return Text(f"「{facts.dataset}」", f'"{facts.dataset}"')


def _place(facts: Facts, figure: Figure) -> Text:
    name = _name(facts)
    if figure.kind == "count":
        return Text(
            f"{name.ja}の「{figure.column}」が「{figure.label}」の行数", f'{name.en}, rows with "{figure.label}"'
        )
    what = figure.label if figure.kind != "value" else f"{figure.label}"
    cells = f"（{figure.cells}）" if figure.cells else ""
    return Text(f"{name.ja}の「{what}」{cells}", f'{name.en}, "{what}"{f" ({figure.cells})" if figure.cells else ""}')


GATES = [Gate("agreement", Text("表どうしが食い違わないか", "Tables agree with each other"), contradictions)]
