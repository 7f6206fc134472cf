"""Real workbooks through the desk: an officer's first visit with Osaka's and Kobe's files and the next day's edition, and
nothing in the published tree that was not ticked: no author, no comment, no hidden part, no unticked column."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import brotli
import polars as pl
import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tomoni.desk.models import Draft, State
from tomoni.desk.tests.test_publishing import choose, form, give, publish
from tomoni.publish.storage import TEMPORARY
from tomoni.registry import queries
from tomoni.registry.scope import Scope

pytestmark = pytest.mark.shared
Upload = Callable[..., Any]
SECRET = "職員だけのメモ77"


def done(client: Client, draft: Draft, work: Callable[[], int]) -> Draft:
    publish(client, draft)
    work()
    draft.refresh_from_db()
    assert draft.state == State.PUBLISHED, draft.trouble
    return draft


def grown(data: bytes, sheet: str) -> bytes:
    """Tomorrow's edition: one more patient below the last one of a sheet."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    page = book[sheet]
    last = max(row for row in range(1, page.max_row + 1) if isinstance(page.cell(row, 1).value, int))
    for col in range(1, page.max_column + 1):
        page.cell(last + 1, col).value = page.cell(last, col).value
    page.cell(last + 1, 1).value = page.cell(last, 1).value + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def spiked(data: bytes) -> bytes:
    """The workbook with an author, a comment and a hidden sheet that nobody is to see."""
    book = load_workbook(io.BytesIO(data))
    book.properties.creator = book.properties.lastModifiedBy = f"作成者{SECRET}"
    book.worksheets[0]["B2"].comment = Comment(f"コメント{SECRET}", f"作成者{SECRET}")
    hidden = book.create_sheet(f"内部{SECRET}"[:31])
    hidden.sheet_state = "hidden"
    for row in (["番号", "内部メモ"], *[[n, f"{SECRET}{n}"] for n in range(1, 9)]):
        hidden.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def standing(home: Path) -> Iterator[Path]:
    """The files of the public tree and of the versions; a tree that is being removed beside them isn't followed."""
    for folder in ("public", "versions", "trees"):
        for at, below, names in os.walk(home / folder):
            below[:] = [name for name in below if not name.startswith(TEMPORARY)]
            yield from (Path(at) / name for name in names)


def published(home: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the public tree and of the versions, unpacked; Parquet also as its values."""
    for path in standing(home):
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        elif path.suffix == ".br":
            data = brotli.decompress(data)
        yield str(path), data
        if path.name == "data.parquet":
            yield f"{path} (values)", pl.read_parquet(path).write_csv().encode()


def authors(data: bytes) -> list[str]:
    """What the workbook says about who made it."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = ElementTree.fromstring(book.read("docProps/core.xml"))
    found = [node.text or "" for node in root if node.tag.endswith(("creator", "lastModifiedBy"))]
    return [text for text in found if len(text) > 3 and text.lower() not in ("openpyxl", "user")]


def parts(data: bytes) -> tuple[str, list[str]]:
    """All that is to be seen in a workbook as one text, and the longer texts of its comments and hidden parts."""
    shown, hidden = [], []
    for sheet in load_workbook(io.BytesIO(data), data_only=True).worksheets:
        shut = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
        inside = sheet.sheet_state != "visible"
        (hidden if inside else shown).append(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.value is not None:
                (hidden if inside or cell.column_letter in shut else shown).append(str(cell.value))
            if cell.comment:
                hidden.append(cell.comment.text)
    return "\x1f".join(shown), [text for text in hidden if len(text) > 5]


@pytest.fixture(scope="session")
def workbooks(real: Path) -> list[Path]:
    """Real workbooks: the ten smallest that name their makers and one with hidden sheets; all, in four minutes, with
    WORKBOOKS=all."""
    every = sorted(real.parent.rglob("*.xlsx"), key=lambda path: (path.stat().st_size, path))
    if os.environ.get("WORKBOOKS") == "all":
        return every
    named = [path for path in every if authors(path.read_bytes())]
    return named[:10] + [path for path in every if path.name.startswith("x21_")]


def leaks(home: Path, words: list[str]) -> list[str]:
    """Where one of these words can be read."""
    needles = [word.encode() for word in words]
    files = list(published(home))
    assert any("data.parquet (values)" in name for name, _ in files)
    return [
        f"{name}: {word}" for name, data in files for word, needle in zip(words, needles, strict=True) if needle in data
    ]


class TestOsaka:
    NAME = "patients_and_inspections.xlsx"

    def test_first_visit_and_the_next_day(
        self, real: Path, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int]
    ) -> None:
        data = (real / "osaka" / self.NAME).read_bytes()
        draft = done(officer, choose(officer, give(officer, upload(self.NAME, data))), work)
        slugs = [choice["dataset"] for choice in draft.decisions["tables"] if choice["use"]]
        assert {"covid19-patients", "covid19-daily-status"} <= set(slugs)
        sheet = next(t["sheet"] for t in draft.reading["tables"] if t["dataset"] == "covid19-patients")
        tomorrow = give(officer, upload(self.NAME, grown(data, sheet)))
        assert tomorrow.review, tomorrow.decisions  # nothing to decide
        assert [choice["dataset"] for choice in tomorrow.decisions["tables"] if choice["use"]] == slugs
        done(officer, tomorrow, work)
        rows = [row.version.rows for row in queries.publications(scope, "covid19-patients")]
        assert rows == [1164, 1163]

    def test_nothing_leaks(
        self, real: Path, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int]
    ) -> None:
        plain = (real / "osaka" / self.NAME).read_bytes()
        draft = give(officer, upload(self.NAME, spiked(plain)))
        hidden = next(choice for choice in draft.decisions["tables"] if SECRET in choice["key"])
        assert not hidden["use"]
        number = next(n for n, t in enumerate(draft.reading["tables"]) if t["dataset"] == "covid19-patients")
        kept = [name for name in draft.decisions["tables"][number]["columns"] if name != "居住地"]
        assert len(kept) < len(draft.decisions["tables"][number]["columns"])
        officer.post(f"/desk/work/{draft.pk}/choose/", form(draft, **{f"t{number}-column": kept}))
        draft.refresh_from_db()
        done(officer, draft, work)
        places = ["枚方市", "東大阪市", "羽曳野市"]  # stand in the column 居住地 only
        with zipfile.ZipFile(io.BytesIO(plain)) as book:
            strings = book.read("xl/sharedStrings.xml").decode()
        assert all(place in strings for place in places)
        assert leaks(scope.community.home, [SECRET, *places, *authors(plain)]) == []


class TestEveryWorkbook:
    """Everything that is offered is published; what a workbook says of its makers and its hidden parts stay inside."""

    def test_nothing_leaks(
        self, workbooks: list[Path], scope: Scope, officer: Client, upload: Upload, work: Callable[[], int]
    ) -> None:
        secrets, public, ends = set[str](), [scope.community.name.ja], Counter[str]()
        for path in workbooks:
            data = path.read_bytes()
            draft = give(officer, upload(path.name, data))
            if draft.state == State.OPEN:
                publish(officer, choose(officer, draft), reason="全部の検査のため")
                work()
                draft.refresh_from_db()
            ends[draft.state] += 1
            shown, inside = parts(data)
            public.append(shown)
            secrets |= {*authors(data), *inside}
        assert ends[State.PUBLISHED] * 10 >= len(workbooks) * 8, ends
        text = "\x1f".join(public)
        words = sorted(word for word in secrets if word not in text)
        assert len(words) > 4, words
        assert leaks(scope.community.home, words) == []


class TestKobe:
    def test_the_edition_three_days_later_asks_nothing(
        self, real: Path, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int]
    ) -> None:
        early, late = (real / "kobe" / name for name in ("020526-kansensya_pcr.xlsx", "kansensya_pcr.xlsx"))
        draft = done(officer, choose(officer, give(officer, upload(early.name, early.read_bytes()))), work)
        slugs = {choice["dataset"] for choice in draft.decisions["tables"] if choice["use"]}
        tomorrow = give(officer, upload(late.name, late.read_bytes()))
        assert {choice["dataset"] for choice in tomorrow.decisions["tables"] if choice["known"]} == slugs
        assert tomorrow.review and tomorrow.review["status"] in ("ready", "held")


class TestGunma:
    def test_half_a_year_later_is_the_same_list(
        self, real: Path, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int]
    ) -> None:
        early, late = (real / "gunma" / name for name in ("01kanja_2020-06-29.csv", "01kanja.csv"))
        done(officer, choose(officer, give(officer, upload(early.name, early.read_bytes()))), work)
        tomorrow = give(officer, upload(late.name, late.read_bytes()))
        assert tomorrow.decisions["tables"][0]["known"] and tomorrow.review
