"""Running totals must not fall: neither from one day to the next nor from one publication to the next.

Which columns run: those the schema declares, and number columns named 累計 (or total/cumulative) that a day stands
beside. A fall is held, for it is either an error or a correction that deserves a reason (Tokyo, issue #6970).
"""

from __future__ import annotations

import itertools
import re

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import Seen, held, listed, number, row_words, warned

NAMED = re.compile(r"累計|累積|通算|cumulative|running.?total", re.I)


def running_columns(seen: Seen) -> list[str]:
    declared = {rule.total for rule in seen.rules.cumulatives} if seen.rules else set()
    behind = seen.candidate.columns
    return [n for n in seen.numbers if n in declared or NAMED.search(n) or NAMED.search(behind.get(n) or "")]


def never_falls(candidate: Candidate) -> list[Verdict]:
    seen = Seen(candidate)
    if seen.date_column is None:
        return []
    order = seen.frame.with_row_index("\x00row").sort(seen.date_column, maintain_order=True, nulls_last=True)
    if order[seen.date_column].n_unique() * 10 < order.height * 9:
        return []  # several rows a day: a running total of what, is not known
    out = []
    for name in running_columns(seen):
        pairs = order.select("\x00row", name).drop_nulls().rows()
        falls = [(before, after, row) for (_, before), (row, after) in itertools.pairwise(pairs) if after < before]
        if falls:
            words = [
                Text(
                    f"{(where := row_words(seen, row, name)).ja} で {number(before)} → {number(after)}",
                    f"{number(before)} → {number(after)} on {where.en}",
                )
                for before, after, row in falls
            ]
            said = listed(words)
            said_so = NAMED.search(candidate.columns.get(name) or name)
            out.append(
                (held if said_so else warned)(  # 総数 may be a running total, but does not say that it is
                    "cumulative",
                    f"「{name}」は累計なのに減っています: {said.ja}。数字を直すか、訂正なら理由を付けて公開してください。",
                    f'"{name}" is a running total but falls: {said.en}. Correct it, or release it with the reason of the correction.',
                    column=name,
                    falls=[[before, after] for before, after, _ in falls[:20]],
                )
            )
    return out


def not_below_last_time(candidate: Candidate) -> list[Verdict]:
    """The latest running total against the one that is public."""
    seen = Seen(candidate)
    previous = candidate.previous
    if previous is None or seen.date_column is None or seen.date_column not in previous.columns:
        return []
    out = []
    for name in running_columns(seen):
        if name not in previous.columns or not previous[name].dtype.is_numeric():
            continue
        before = previous.sort(seen.date_column)[name].drop_nulls()
        now = seen.frame.sort(seen.date_column)[name].drop_nulls()
        if before.len() and now.len() and now[-1] < before[-1]:
            out.append(
                held(
                    "cumulative",
                    f"「{name}」の最新の累計が、公開中の{number(before[-1])}から{number(now[-1])}へ減っています。",
                    f'The latest running total of "{name}" falls from {number(before[-1])} (public) to {number(now[-1])}.',
                    column=name,
                    before=before[-1],
                    now=now[-1],
                )
            )
    return out


GATES = [
    Gate(
        "cumulative",
        Text("累計が減っていないか", "Running totals do not fall"),
        lambda candidate: [*never_falls(candidate), *not_below_last_time(candidate)],
    )
]
