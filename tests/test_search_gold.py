"""Search quality on real lists of support measures: recall and precision of 30 queries, by their relevance rules.

What a rule calls relevant is a document whose folded text holds one of the rule's spellings. Synonyms are measured with
expansion, the other classes without. 京都 stands inside 東京都 too; there the relevant ones must come first (precision over
the first R hits, R being how many are relevant).
"""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

from benchmarks import search_same
from tomoni.search import queries, services
from tomoni.search.services import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
LISTS = ("vscovid19-data.csv", "vscovid19-data2-20210608163308.csv")
FEWEST = {"synonym": (0.97, 0.97)}
"""class → least (recall, precision); (1, 1) where nothing is said."""


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def documents(shared: Path) -> list[tuple[str, str, str]]:
    folder = shared / "data" / "support" / "vs-covid19"
    return search_same.documents([folder / name for name in LISTS])


def relevant(rule: str, removed: str, text: str) -> bool:
    text = text.replace(removed, "") if removed else text
    return all(any(folded(word) in text for word in part.split("|")) for part in rule.split("&"))


@pytest.fixture
def indexed(shared: Path, db: None) -> dict[str, str]:
    found = documents(shared)
    services.index("gold", (Entry(key, title, body) for key, title, body in found))
    return {key: folded(f"{title}\n{body}") for key, title, body in found}


def test_recall_and_precision_by_class(indexed: dict[str, str], shared: Path) -> None:
    with (shared / "data" / "support" / "search_gold.csv").open(encoding="utf-8", newline="") as stream:
        gold = list(csv.DictReader(stream))
    counts: dict[str, list[int]] = {}
    for row in gold:
        rule, removed = row["relevant_if_nfkc_casefold_text_contains"], folded(row["after_removing"] or "")
        wanted = {key for key, text in indexed.items() if relevant(rule, removed, text)}
        found = queries.search("gold", row["query"], limit=2_000, with_synonyms=row["class"] == "synonym")
        shown = len(wanted) if row["class"] == "boundary" else len(found.hits)
        hits = {hit.key for hit in found.hits[:shown]}
        kind = counts.setdefault(row["class"], [0, 0, 0])
        for at, number in enumerate((len(hits & wanted), len(wanted), len(hits))):
            kind[at] += number
    assert len(counts) == 9
    short = {}
    for kind, (both, wanted_number, hit_number) in counts.items():
        recall = both / wanted_number if wanted_number else 1.0
        precision = both / hit_number if hit_number else 1.0
        least = FEWEST.get(kind, (1.0, 1.0))
        if recall < least[0] or precision < least[1]:
            short[kind] = (round(recall, 3), round(precision, 3))
    assert not short


def test_any_piece_of_a_title_or_body_finds_its_document(indexed: dict[str, str], shared: Path) -> None:
    """150 of the 2,000 pieces that benchmarks/search_same.py takes, on the database of this run."""
    missed = [
        (key, piece)
        for key, piece in search_same.pieces(documents(shared), 150)
        if key not in {hit.key for hit in queries.search("gold", piece, limit=2_000).hits}
    ]
    assert missed == []
