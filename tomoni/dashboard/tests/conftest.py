"""A made-up city with a list of cases as a city would hand it over: a title row, Excel serials, a note, hostile words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope

COMMUNITY = """\
[community]
id = "testcity"
code = "990019"
name = { ja = "てすと市", en = "Test City" }
operator = { ja = "てすと市を見る会", en = "Friends of Test City" }
contact = "data@example.jp"
attribution = { ja = "てすと市", en = "Test City" }
"""
FIRST = "てすと市の陽性者一覧"


@pytest.fixture
def scope(tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Scope:
    from tomoni.registry import community

    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    settings.HOME = folder / ".tomoni"
    monkeypatch.setattr(rooms, "page_sources", {})
    return Scope(None, community.load(folder))


def cases(rows: int = 40) -> str:
    """A list of cases with as many rows: two a day, four towns, all ages."""
    ages = ["10歳未満", "10代", "20代", "40代", "90歳以上"]
    lines = [FIRST + ",,,,,", "No,公表_年月日,患者_居住地,患者_年代,患者_性別,備考"]
    for n in range(rows):
        note = "<script>alert(1)</script>" if n == 1 else ""
        town, sex = "甲乙丙丁"[n % 4] + "町", ("男性", "女性")[n % 2]
        lines.append(f"{n + 1},2020/{4 + n // 60}/{n % 60 // 2 + 1},{town},{ages[n % 5]},{sex},{note}")
    return "\n".join(lines) + "\n"


class Pages(Mapping[str, bytes]):
    """Path → bytes; a page is rendered when it is first looked at."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.pages = {page.path: page for page in pages}
        self.made: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        if path not in self.made:
            self.made[path] = self.pages[path].render()
        return self.made[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pages)

    def __len__(self) -> int:
        return len(self.pages)

    def text(self, path: str) -> str:
        return self[path].decode()

    def html(self) -> dict[str, str]:
        """Every HTML page."""
        return {path: self.text(path) for path in self if path.endswith(".html")}


@pytest.fixture
def site(scope: Scope, tmp_path: Path) -> Callable[..., Pages]:
    """site(rows=40) adds the list, publishes it and gives every page. `files`: more files of the folder, path → text."""

    def make(rows: int = 40, files: Mapping[str, str] | None = None, ticked: Sequence[str] = ()) -> Pages:
        from tomoni.dashboard.pages import all_pages
        from tomoni.publish.services import publish
        from tomoni.registry.services import add_file

        for name, text in (files or {}).items():
            path = scope.community.dir / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        given = tmp_path / "cases.csv"
        given.write_text(cases(rows), encoding="utf-8")
        (added,) = add_file(scope, given)
        if ticked:
            path = scope.community.dir / "sources" / f"{added.dataset}.toml"
            said = path.read_text(encoding="utf-8").replace("columns = []", f"columns = {json.dumps(list(ticked))}")
            path.write_text(said, encoding="utf-8")
        publish(scope)
        return Pages(all_pages(scope))

    return make
