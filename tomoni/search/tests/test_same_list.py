"""SQLite and PostgreSQL give the same ordered lists: both runs of the suite must come to the same digest."""

from __future__ import annotations

import hashlib
import json
import random

import pytest

from tomoni.search import queries, services
from tomoni.search.services import Entry

WORDS = [
    "家賃",
    "給付金",
    "補助金",
    "京都",
    "東京都",
    "ひとり親",
    "申込み",
    "申し込み",
    "Wi-Fi",
    "ＰＣＲ検査",
    "子ども",
    "子供",
    "融資",
    "減免",
    "窓口",
    "旭町",
    "引越し",
    "テレワーク、",
    "サーバー。",
]
EXPECTED = "a05c39b26ba5b58d"


@pytest.mark.django_db
def test_the_ordered_lists_of_random_queries_are_those_of_every_database() -> None:
    rng = random.Random(11)
    entries = []
    for n in range(400):
        title = "".join(rng.choices(WORDS, k=3))
        body = "".join(rng.choices(WORDS, k=12)) * (12 if n % 50 == 0 else 1)
        entries.append(Entry(f"k{n * 7919 % 400}", title, body, order=(n % 2, rng.randrange(5), 0)))
    services.index("same", entries)
    lists = []
    for _ in range(150):
        entry = rng.choice(entries)
        text = entry.title + " " + entry.body
        start = rng.randrange(len(text) - 8)
        typed = " ".join(text[start + at : start + at + rng.randrange(1, 6)] for at in range(rng.randrange(1, 3)))
        lists.append((typed, [(hit.key, hit.score) for hit in queries.search("same", typed, limit=50).hits]))
    assert sum(bool(hits) for _, hits in lists) > 110
    found = json.dumps(lists, ensure_ascii=False)
    assert hashlib.sha256(found.encode()).hexdigest()[:16] == EXPECTED
