"""A source with `suppress` lets no small number out: two files that differ only in numbers that are hidden give the same
site, byte for byte, but for hashes of the originals. That covers every page, picture, file, feed and version there is."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tomoni.dashboard.tests.conftest import Pages
from tomoni.registry.errors import Problem
from tomoni.registry.protect import protect
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry
from tomoni.tables.provenance import BlockMap, Provenance

HASH = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[0-9a-f]{8,64}")
CARDS = """
[[card]]
id = "by-day"
type = "bar"
dataset = "numbers"
x = "日付"
value = "sum:陽性者数"
mean7 = true
cumulative = true

[[card]]
id = "rows"
type = "table"
dataset = "numbers"

[[card]]
id = "total"
type = "number"
key = true
dataset = "numbers"
x = "日付"
value = "sum:陽性者数"

[[card]]
id = "last"
type = "text"
dataset = "numbers"
x = "日付"
value = "last:検査数"
text = "検査は{value}"

[[card]]
id = "both"
type = "line"
dataset = "numbers"
x = "日付"
series = ["陽性者数", "検査数"]

[[card]]
id = "boxes"
type = "tree"
dataset = "numbers"
x = "日付"
nodes = [{ label = "検査", value = "sum:検査数", nodes = [{ label = "陽性", value = "sum:陽性者数" }] }]
"""
DAYS = [20, 3, 15, 0, 4, 30, 12]


def numbers(days: list[int]) -> str:
    """Cases and tests by day, with a running total."""
    lines, total = ["日付,陽性者数,検査数,陽性者数累計"], 0
    for n, count in enumerate(days):
        total += count
        lines.append(f"2020-04-{n + 1:02},{count},{count + 40},{total}")
    return "\n".join(lines) + "\n"


SOURCE = 'dataset = "numbers"\ntitle = "数"\nsuppress = 5\n{more}[[file]]\npath = "files/numbers.csv"\nas_of = "2020-04-08"\n'
Export = Callable[..., dict[str, bytes]]


@pytest.fixture
def export(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Export:
    """export("a", [text of each edition], more="…") → every file of the exported site; times are the same in each."""
    from django.utils import timezone

    from tomoni.dashboard.pages import all_pages
    from tomoni.dashboard.tests.conftest import COMMUNITY
    from tomoni.publish import export as writing
    from tomoni.publish import services, versions
    from tomoni.registry import community
    from tomoni.registry.models import Edition
    from tomoni.registry.rooms import rooms

    monkeypatch.setattr(rooms, "page_sources", {"dashboard": all_pages})
    monkeypatch.setattr(timezone, "now", lambda: datetime(2020, 4, 20, 3, tzinfo=UTC))

    def make(name: str, editions: list[str], more: str = "", cards: str = CARDS) -> dict[str, bytes]:
        folder = tmp_path / name
        for part in ("files", "sources"):
            (folder / part).mkdir(parents=True)
        said = COMMUNITY.replace('id = "', f'id = "{name}', 1)
        (folder / "community.toml").write_text(said, encoding="utf-8")
        (folder / "dashboard.toml").write_text(cards, encoding="utf-8")
        settings.HOME = folder / ".tomoni"
        scope = Scope(None, community.load(folder))
        for nth, text in enumerate(editions):
            (folder / "files" / "numbers.csv").write_text(text, encoding="utf-8")
            entry = SOURCE.format(more=more).replace("04-08", f"04-{8 + nth:02}")
            (folder / "sources" / "numbers.toml").write_text(entry, encoding="utf-8")
            (outcome,) = services.publish(scope)
            assert outcome.status == "published", outcome
        Edition.objects.all().delete()  # or the second site would be refused as a relabelled copy of the first
        out = folder / "out"
        writing.export(versions.storage(), out)
        made: dict[str, list[bytes]] = {}
        for path in sorted(out.rglob("*")):
            if path.is_file():
                clean = HASH.sub(b"#", str(path.relative_to(out)).encode()).decode()
                data = _clean(path.read_bytes(), clean).replace(name.encode(), b"site")
                made.setdefault(clean.replace(name, "site"), []).append(data)
        return {path: b"".join(sorted(versions)) for path, versions in made.items()}  # hashes order versions by chance

    return make


def _clean(data: bytes, path: str) -> bytes:
    """Without hashes; Parquet as its rows and its metadata."""
    if path.endswith(".parquet"):
        about = pl.read_parquet_metadata(io.BytesIO(data))
        about.pop("ARROW:schema", None)
        data = pl.read_parquet(data).write_ndjson().encode() + repr(sorted(about.items())).encode()
    if path.endswith((".png", ".pdf")):
        return data
    return HASH.sub(b"#", data)


def same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert one.keys() == other.keys()
    differing = [path for path in one if one[path] != other[path]]
    assert not differing, differing


class TestNothingLeaks:
    def test_numbers_by_day(self, export: Export) -> None:
        one = export("aaaaaz", [numbers(DAYS)])
        other = export("bbbbbz", [numbers([20, 4, 15, 0, 3, 30, 12])])
        assert len(one) > 60  # pages, files, pictures in two languages
        same(one, other)
        told = one["data/numbers/#/data.csv"].decode()
        assert "2020-04-03,15,55," in told and "2020-04-02,,," in told and "2020-04-05,,," in told
        assert "累計" in told and ",23" not in told and "suppress" in one["data/numbers/#/schema.json"].decode()

    def test_two_versions_beside_each_other(self, export: Export) -> None:
        """A second edition hides what the first one hid: no difference tells it."""
        first, more = DAYS, [*DAYS, 2, 18]
        swapped, also = [20, 4, 15, 0, 3, 30, 12], [20, 4, 15, 0, 3, 30, 12, 2, 18]
        one = export("aaaaaz", [numbers(first), numbers(more)])
        assert not [path for path in one if "/versions/" in path and path.startswith("cards")]
        same(one, export("bbbbbz", [numbers(swapped), numbers(also)]))

    def test_a_list_of_people_is_counted_before_it_leaves(self, export: Export) -> None:
        def people(sizes: list[int]) -> str:
            rows = ["日付,居住地,備考"]
            for n, size in enumerate(sizes):
                rows += [f"2020-04-{n // 3 + 1:02},{'甲乙丙'[n % 3]}町,秘密{k}" for k in range(size)]
            return "\n".join(rows) + "\n"

        cards = CARDS.split("[[card]]")[0] + "".join(
            f'[[card]]\nid = "{name}"\ntype = "{name}"\ndataset = "numbers"\nx = "日付"\nvalue = "sum:件数"\n{more}'
            for name, more in (("stacked", 'split = "居住地"\n'), ("heat", 'split = "居住地"\n'), ("bar", ""))
        )
        more = 'count_by = ["日付", "居住地"]\n'
        sizes = [9, 3, 8, 7, 2, 9, 3, 8, 4, 6, 2, 3]
        moved = [9, 2, 8, 7, 3, 9, 3, 8, 4, 6, 2, 3]
        one = export("aaaaaz", [people(sizes)], more, cards)
        told = one["data/numbers/#/data.csv"].decode()
        assert told.splitlines()[0] == "日付,居住地,件数" and len(told.splitlines()) == 13
        assert not any(b"\xe7\xa7\x98\xe5\xaf\x86" in data for data in one.values())  # 秘密
        both = export("bbbbbz", [people(moved)], more, cards)
        same(one, both)

    def test_the_page_says_so_and_a_sum_over_hidden_numbers_is_not_told(self, export: Export) -> None:
        made = export("aaaaaz", [numbers(DAYS)])
        page = made["cards/by-day/index.html"].decode()
        assert "個人が推測されないよう" in page
        said = json.loads(made["cards/total/card.json"])
        assert [row[1] for row in said["rows"]] == ["*"] * len(said["rows"])
        assert "compat/data.json" not in made
        assert b">*<" in made["cards/rows/index.html"]
        assert "2020-04-02,*\n" in made["cards/by-day/card.csv"].decode()
        assert not [path for path in made if path.startswith("cards/total/trace")]


class TestDeclared:
    def test_versions_that_were_public_before_are_named(self, export: Export, tmp_path: Path) -> None:
        from tomoni.publish import telling
        from tomoni.registry import community

        source = tmp_path / "early" / "sources" / "numbers.toml"
        export("early", [numbers(DAYS)], "", CARDS)
        scope = Scope(None, community.load(tmp_path / "early"))
        assert telling.check(scope) == []
        source.write_text(source.read_text(encoding="utf-8").replace("= 5", "= 20"), encoding="utf-8")
        (said,) = telling.check(scope)
        assert "tomoni withdraw" in said.en and "--version" in said.ja

    def test_a_card_alone_protects_nobody_and_says_what_to_write(self, site: Callable[..., Pages]) -> None:
        card = '[[card]]\nid = "x"\ntype = "bar"\ndataset = "covid19-patients"\nx = "患者_年代"\nsuppress = 5\n'
        page = site(40, {"dashboard.toml": card}).text("cards/x/index.html")
        assert "sources/covid19-patients.toml" in page and "<svg" not in page

    @pytest.mark.parametrize(
        "said", ["suppress = 1", "suppress = 101", 'count_by = ["a"]', "suppress = 5\npublish_source = true"]
    )
    def test_what_makes_no_sense_is_refused_with_its_line(self, tmp_path: Path, said: str) -> None:
        from tomoni.registry.sources import load_source

        path = tmp_path / "numbers.toml"
        path.write_text(f'dataset = "numbers"\n{said}\n[[file]]\npath = "files/numbers.csv"\n', encoding="utf-8")
        with pytest.raises(Problem, match=r"numbers\.toml"):
            load_source(path)

    def test_a_list_without_numbers_needs_count_by(self) -> None:
        frame = pl.DataFrame({"日付": ["a", "b"]})
        entry = SourceEntry("x", "x", suppress=5)  # type: ignore[arg-type]
        with pytest.raises(Problem, match="count_by"):
            protect(entry, frame, {"fields": [{"name": "日付", "type": "string"}]}, _nowhere(2, 1))

    def test_rows_added_later_never_show_what_was_hidden(self) -> None:
        values = [9, 3, 8, 7, 1, 1, 6, 2, 2, 2, 5, 30, 4, 11]
        entry = SourceEntry("x", "x", suppress=5)  # type: ignore[arg-type]
        schema = {"fields": [{"name": "日", "type": "integer", "tomoni:role": "id"}, {"name": "数", "type": "integer"}]}
        before: set[int] = set()
        for end in range(2, len(values) + 1):
            frame = pl.DataFrame({"日": list(range(end)), "数": values[:end]})
            told = protect(entry, frame, schema, _nowhere(end, 2)).frame["数"]
            hidden = {n for n, value in enumerate(told) if value is None}
            assert before <= hidden
            assert all(n in hidden for n in range(end) if 0 < values[n] < 5)
            before = hidden if len(hidden) < end else before  # all were hidden: nothing was told


def _nowhere(rows: int, columns: int) -> Provenance:
    return Provenance(
        sha256="0" * 64,
        sheet="",
        blocks=[BlockMap(list(range(1, columns + 1)))],
        block_of=[0] * rows,
        grid_row=list(range(2, rows + 2)),
        names=["x"] * columns,
        header=[()] * columns,
        changes=[{}] * columns,
    )
