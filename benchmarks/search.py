"""Search in figures: p50 and p95 of the first page of hits, by engine, in one run over the same generated documents.

usage: python benchmarks/search.py [--documents N ...] [--quick] [--json] [--postgres URL]

Ours on SQLite and, with --postgres (or DATABASE_URL), on PostgreSQL; beside it FTS5's own trigram tokeniser (which finds nothing of one or
two characters), a LIKE scan over normalised text, and tantivy over our tokens when it is installed. Documents are generated (seed 1) from
civic words in several spellings and marked synthetic; queries are of one to many characters, rare and frequent, one word and three.
The first page: 20 hits in order with their texts, and the count, capped at 1,000. Rows "with filters" ask the same with one
facet (a fifth of the documents) and with two; rows "counts" count all facets of all hits, without filters and with one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
WHO = [
    "個人",
    "子ども",
    "子供",
    "ひとり親",
    "一人親",
    "高齢者",
    "障がい者",
    "障害者",
    "学生",
    "中小企業",
    "個人事業主",
    "フリーランス",
    "外国人",
    "妊婦",
    "医療機関",
    "保育園",
]
WHAT = [
    "家賃",
    "水道料金",
    "税金",
    "授業料",
    "医療費",
    "給食費",
    "電気料金",
    "保険料",
    "住居",
    "通信費",
    "テレワーク",
    "パソコン",
    "売上",
    "雇用",
    "引越し",
    "引っ越し",
    "手続き",
    "資金繰り",
]
HELP = [
    "給付金",
    "補助金",
    "助成金",
    "支援金",
    "融資",
    "貸付",
    "減免",
    "猶予",
    "免除",
    "相談",
    "無料提供",
    "貸し出し",
    "割引",
    "派遣",
    "訓練",
    "見舞金",
]
PLACE = [
    "神戸市",
    "京都市",
    "東京都",
    "大阪府",
    "札幌市",
    "横浜市",
    "福岡県",
    "みほん市",
    "全国",
    "港区",
    "中央区",
    "石川県",
    "輪島市",
    "尾道市",
    "府中市",
    "旭町",
]
HOW = [
    "申請書を窓口へ提出してください。",
    "オンラインで申し込みできます。",
    "お問い合わせは電話で。",
    "り災証明が必要です。",
    "Wi-Fi",
    "を使えます。",
    "ＰＣＲ検査を受けられます。",
    "期限に御注意ください。",
    "先着順ではありません。",
]
QUERIES = [
    "税",
    "水",
    "給付",
    "家賃",
    "融資",
    "減免",
    "学生",
    "京都",
    "引越",
    "手続き",
    "申込み",
    "子供",
    "一人親",
    "罹災証明",
    "インターネット",
    "wifi",
    "ＰＣＲ",
    "貸付",
    "補助金",
    "在宅勤務",
    "給付金",
    "見舞金",
    "輪島市",
    "旭町",
    "オンラインで申し込み",
    "第123号",
    "家賃\u3000学生",
    "ひとり親\u3000給付金\u3000神戸市",
    "水道料金\u3000減免\u3000全国",
    "御注意ください",
]


def documents(number: int) -> Iterator[tuple[str, str, str]]:
    """(key, title, body of about 130 characters), synthetic."""
    rng = random.Random(1)
    for n in range(number):
        who, what, how, place = (rng.choice(words) for words in (WHO, WHAT, HELP, PLACE))
        title = f"{place}{who}向け{what}{how}（第{n}号）"
        body = "".join(
            [
                f"{place}にお住まいの{who}の{what}を対象に{how}を行います。",
                *rng.sample(HOW, 3),
                f"{rng.choice(WHAT)}と{rng.choice(HELP)}も御利用ください。",
            ]
        )
        yield f"{n:07}", title, body


def timed(run: Callable[[str], Any], rounds: int) -> tuple[float, float]:
    """(p50, p95) in milliseconds over all queries, the first round not counted."""
    taken = []
    for turn in range(rounds + 1):
        for query in QUERIES:
            start = time.perf_counter()
            run(query)
            if turn:
                taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(len(taken) * 0.95)]


def ours(number: int, rounds: int) -> dict[str, dict[str, float]]:
    from tomoni.search import queries, services

    start = time.perf_counter()
    services.index(
        "bench",
        (
            services.Entry(key, title, body, facets=facets(key), order=(0, int(key) % 97, 0))
            for key, title, body in documents(number)
        ),
    )
    built = time.perf_counter() - start
    one, two = {"who": ["人1"]}, {"who": ["人1", "人2"], "fee": ["free"]}
    asked: dict[str, Callable[[str], Any]] = {
        "": lambda query: queries.search("bench", query),
        ", one filter": lambda query: queries.search("bench", query, one),
        ", two filters": lambda query: queries.search("bench", query, two),
        ", counts": lambda query: queries.facets("bench", query, ["who", "fee", "need"]),
        ", counts with one filter": lambda query: queries.facets("bench", query, ["who", "fee", "need"], one),
    }
    found = {}
    for name, run in asked.items():
        clock, processor = time.perf_counter(), time.process_time()
        p50, p95 = timed(run, rounds)
        share = (time.process_time() - processor) / (time.perf_counter() - clock)
        found[name] = {"build_s": 0 if name else built, "p50_ms": p50, "p95_ms": p95, "processor": share}
    return found


def facets(key: str) -> dict[str, list[str]]:
    number = int(key)
    return {
        "who": [f"人{number % 5}", f"人{number % 7}"],
        "fee": [("free", "paid", "-")[number % 3]],
        "need": [f"こと{number % 40}"],
    }


def peers(number: int, rounds: int, folder: Path) -> dict[str, dict[str, float]]:
    from tomoni.search.normalise import normalise

    rows = [(normalise(title), normalise(body)) for _, title, body in documents(number)]
    db = sqlite3.connect(folder / f"peer{number}.sqlite3")
    db.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, t TEXT, b TEXT)")
    db.executemany("INSERT INTO plain(t, b) VALUES (?, ?)", rows)
    db.execute("CREATE VIRTUAL TABLE tri USING fts5(t, b, tokenize='trigram')")
    db.executemany("INSERT INTO tri(t, b) VALUES (?, ?)", rows)
    db.commit()

    def trigram(query: str) -> None:
        match = " ".join('"' + term + '"' for term in normalise(query).split())
        db.execute("SELECT rowid, t, b FROM tri WHERE tri MATCH ? ORDER BY rank LIMIT 20", [match]).fetchall()
        db.execute("SELECT COUNT(*) FROM (SELECT 1 FROM tri WHERE tri MATCH ? LIMIT 1001)", [match]).fetchone()

    def like(query: str) -> None:
        terms = normalise(query).split()
        where = " AND ".join("(t LIKE ? OR b LIKE ?)" for _ in terms)
        args = [f"%{term}%" for term in terms for _ in "tb"]
        db.execute(f"SELECT id, t, b FROM plain WHERE {where} ORDER BY id LIMIT 20", args).fetchall()
        db.execute(f"SELECT COUNT(*) FROM (SELECT 1 FROM plain WHERE {where} LIMIT 1001)", args).fetchone()

    out = {}
    for name, run in (("FTS5 trigram", trigram), ("LIKE scan", like)):
        p50, p95 = timed(run, max(1, rounds // 2))
        out[name] = {"p50_ms": p50, "p95_ms": p95}
    return out | tantivy(number, rounds)


def tantivy(number: int, rounds: int) -> dict[str, dict[str, float]]:
    """Our bigrams in tantivy, when it is installed."""
    try:
        import tantivy as engine
    except ImportError:
        return {}
    from tomoni.search.normalise import normalise
    from tomoni.search.tokens import grams, phrase

    builder = engine.SchemaBuilder()
    builder.add_text_field("t", stored=True, tokenizer_name="whitespace")
    builder.add_text_field("b", stored=True, tokenizer_name="whitespace")
    schema = builder.build()
    index = engine.Index(schema)
    writer = index.writer()
    for _, title, body in documents(number):
        writer.add_document(engine.Document(t=" ".join(grams(normalise(title))), b=" ".join(grams(normalise(body)))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def run(query: str) -> None:
        terms = []
        for term in query.replace("\u3000", " ").split():
            tokens, _ = phrase(normalise(term))
            by = [
                engine.Query.phrase_query(schema, field, list(tokens))
                if len(tokens) > 1
                else engine.Query.term_query(schema, field, tokens[0])
                for field in "tb"
            ]
            terms.append((engine.Occur.Must, engine.Query.boolean_query([(engine.Occur.Should, one) for one in by])))
        for _, address in searcher.search(engine.Query.boolean_query(terms), 20).hits:
            searcher.doc(address)

    p50, p95 = timed(run, rounds)
    return {"tantivy, our bigrams": {"p50_ms": p50, "p95_ms": p95}}


def on(url: str, number: int, rounds: int, folder: Path) -> dict[str, dict[str, float]]:
    """Ours in a process of its own, because a process has one database."""
    import subprocess

    environment = {
        **os.environ,
        "TOMONI_HOME": str(folder / "home"),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tomoni.web.settings",
    }
    if not url:
        del environment["DATABASE_URL"]
    command = [sys.executable, __file__, "--ours", str(number), "--rounds", str(rounds)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr[-2000:])
    return json.loads(run.stdout)


def only_ours(number: int, rounds: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tomoni.search import services

    call_command("migrate", "search", verbosity=0)
    try:
        print(json.dumps(ours(number, rounds)))
    finally:
        services.remove("bench")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="*", default=[20_000, 200_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--postgres", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--ours", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours:
        only_ours(asked.ours, asked.rounds)
        return
    cases = []
    for number in [2_000] if asked.quick else asked.documents:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found = {f"ours, SQLite{what}": one for what, one in on("", number, asked.rounds, folder).items()}
            if asked.postgres:
                theirs = on(asked.postgres, number, asked.rounds, folder)
                found |= {f"ours, PostgreSQL{what}": one for what, one in theirs.items()}
            found |= peers(number, asked.rounds, folder)
        like = found["LIKE scan"]["p95_ms"]
        for engine, figures in found.items():
            cases.append(
                {
                    "case": f"{number:,} documents: {engine}",
                    "unit": "ms p95",
                    "ours": round(figures["p95_ms"], 2),
                    "p50": round(figures["p50_ms"], 2),
                    "peer": round(like, 2),
                    "ratio": round(figures["p95_ms"] / like, 3),
                    "build_s": round(figures.get("build_s", 0), 1),
                }
            )
    if asked.json:
        print(json.dumps({"cases": cases}, ensure_ascii=False))
        return
    print(f"{'case':48} {'p50 ms':>9} {'p95 ms':>9} {'÷ LIKE':>8} {'build s':>8}")
    for case in cases:
        print(
            f"{case['case']:48} {case['p50']:9.2f} {case['ours']:9.2f} {case['ratio']:8.3f} {case['build_s'] or '':>8}"
        )


if __name__ == "__main__":
    main()
