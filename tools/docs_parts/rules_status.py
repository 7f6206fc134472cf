"""docs/rules-status.md: for every rule, what is done about it today and the test that proves it."""

from __future__ import annotations

from collections import Counter

from tomoni.tables.rules import CATALOGUE, Repair
from tomoni.tables.rules.base import Rule
from tomoni.tables.tests.proofs import (
    ACCEPTED_ELSEWHERE,
    ADVISED,
    DETECTED,
    ELSEWHERE,
    EXPLAINED,
    MENDED_ELSEWHERE,
    PROOFS,
    PROPOSED,
    REPAIRED,
)
from tomoni.tables.tests.variants_values import VARIANTS

_DONE = {
    REPAIRED: "自動で直す / repaired",
    PROPOSED: "提案し、--accept で直す / proposed",
    ADVISED: "次にすることを示す / next step named",
    DETECTED: "見つけて知らせる / detected",
    "explained": "説明だけ / explained",
}
_HEAD = """# ルールの状況 / Where each rule stands

規則ごとに、いま何をするかと、それを確かめるテストです。この頁はコードから作られます（`make docs`）。例は
`tomoni/tables/tests/proofs.py` にあり、規則には悪い例と良い例が一つずつあります。
What is done about each rule today, and the test that proves it. Generated from the code (`make docs`); the examples, a bad
and a good one a rule, stand in `tomoni/tables/tests/proofs.py`.

- 直すと決めた規則は、悪い例が例のとおりの値になり、良い例では何も言わないことを確かめます。
  Repaired: the bad example becomes the values of the example, the good one is met in silence.
- 提案する規則は、`--accept` で例のとおりになり、修正の記録から同じバイト列が作り直せることも確かめます。
  Proposed: `--accept` makes the values of the example, and the recipe makes the same bytes again.
- `test_rules_variants.py` は、乱数の種から作ったたくさんの表（名前、数、大きさ、書き方がちがう）で、見つけて直すことと、
  同じ中身のきれいな表では参考より上を何も言わないことを確かめます。
  `test_rules_variants.py` makes many tables by seed (other names, figures, sizes, spellings): each is found and repaired, and
  nothing above information is said of its clean twin.
"""


def page() -> str:
    """Markdown: counts, then one line a rule."""
    rows = [(rule, _outcome(rule)) for rule in CATALOGUE.values()]
    counts = Counter(outcome for _, outcome in rows)
    lines = [_HEAD, "| すること / what is done | 規則の数 / rules |", "|---|---|"]
    lines += [f"| {words} | {counts[outcome]} |" for outcome, words in _DONE.items()]
    lines += [
        "",
        "| 規則 / rule | 内容 / title | 目標 / aim | いま / today | 受け入れる言葉 / accept | 確かめるテスト / test |",
    ]
    lines.append("|---|---|---|---|---|---|")
    lines += [_line(rule, outcome) for rule, outcome in rows]
    return "\n".join(lines) + "\n"


def _outcome(rule: Rule) -> str:
    if rule.id in EXPLAINED:
        return "explained"
    if rule.id in ACCEPTED_ELSEWHERE:
        return PROPOSED
    if rule.id in ELSEWHERE:
        return REPAIRED if rule.repair is Repair.AUTO or rule.id in MENDED_ELSEWHERE else DETECTED
    return PROOFS[rule.id].want


def _line(rule: Rule, outcome: str) -> str:
    proof = PROOFS.get(rule.id)
    if rule.id in EXPLAINED:
        test = EXPLAINED[rule.id]
    elif proof:
        name = "a_yes_takes_effect_and_replays_to_the_same_bytes" if outcome == PROPOSED else "the_bad_example_is_found"
        test = f"`test_rules_proofs.py::test_{name}[{rule.id}]`"
    else:
        test = f"`{ELSEWHERE[rule.id]}`"
    if rule.id in VARIANTS:
        test += f"・`test_rules_variants.py::test_every_variant_is_found_and_repaired[{rule.id}]`"
    words = proof.accept if proof else ACCEPTED_ELSEWHERE.get(rule.id, "")
    accept = f"`{words}`" if words else ""
    title = f"{rule.title.ja} / {rule.title.en}"
    return (
        f"| [{rule.id}](rules.md#{rule.id.lower()}) | {title} | {rule.repair} | {_DONE[outcome]} | {accept} | {test} |"
    )
