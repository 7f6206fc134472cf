"""The sample site, built as a user builds it: every link in every file leads somewhere, below any path; and built
elsewhere, its versions are the same bytes."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tomoni.publish.tests.command import ENVIRONMENT, ROOT, TOMONI

ELSEWHERE = re.compile(r"^(https?:|mailto:|tel:|geo:|data:|//)")


class Links(HTMLParser):
    """The links of one page, and the ids links can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "poster") and value is not None:
                self.links.append(value)
            elif name == "srcset" and value:
                self.links += [part.split()[0] for part in value.split(",")]
            elif name == "id" and value:
                self.ids.add(value)
            elif name == "style" or name.startswith("on"):
                self.inline.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and not any(name in ("src", "type") for name, _ in attrs)):
            self.inline.append(f"<{tag}>")


def built(folder: Path, **environment: str) -> Path:
    shutil.copytree(ROOT / "communities" / "mihon", folder / "mihon", ignore=shutil.ignore_patterns(".tomoni"))
    run = subprocess.run(
        [*TOMONI, "build", str(folder / "mihon"), "-o", str(folder / "site")],
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stderr[-3000:]
    return folder / "site"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("links"))


@cache
def page(path: Path) -> Links:
    return Links(path.read_text(encoding="utf-8"))


def target(tree: Path, path: Path, link: str) -> Path | None:
    """The file a link leads to; None when it leads out of the tree or nowhere."""
    address = unquote(link.split("#")[0].split("?")[0])
    if address.startswith("/"):
        return None
    place = posixpath.normpath(posixpath.join(path.parent.relative_to(tree).as_posix(), address)) if address else ""
    found = path if not address else tree / place
    if place.startswith(".."):
        return None
    if found.is_dir():
        found = found / "index.html" if address.endswith("/") or address in (".", "..") else tree / "no-slash"
    return found if found.is_file() else None


def pages(tree: Path) -> list[Path]:
    return sorted(path for path in tree.rglob("*.html") if path.name not in ("404.html", "offline.html"))


def test_every_link_of_every_page_leads_to_a_file_of_the_tree(tree: Path) -> None:
    broken = [
        f"{path.relative_to(tree)} → {link}"
        for path in pages(tree)
        for link in page(path).links
        if not ELSEWHERE.match(link) and target(tree, path, link) is None
    ]
    assert broken == []


def test_every_fragment_is_an_id_of_the_page_it_leads_to(tree: Path) -> None:
    broken = []
    for path in pages(tree):
        for link in page(path).links:
            found = None if ELSEWHERE.match(link) or not link.partition("#")[2] else target(tree, path, link)
            if found and found.suffix == ".html" and unquote(link.partition("#")[2]) not in page(found).ids:
                broken.append(f"{path.relative_to(tree)} → {link}")
    assert broken == []


def test_nothing_inline_that_the_security_policy_forbids(tree: Path) -> None:
    inline = [f"{path.relative_to(tree)}: {found}" for path in pages(tree) for found in page(path).inline]
    assert inline == []


def test_every_page_can_be_reached_from_the_first(tree: Path) -> None:
    first = tree / "index.html"
    seen, todo = {first}, [first]
    while todo:
        path = todo.pop()
        for link in page(path).links:
            found = None if ELSEWHERE.match(link) else target(tree, path, link)
            if found and found.suffix == ".html" and found not in seen:
                seen.add(found)
                todo.append(found)
    lost = [path.relative_to(tree).as_posix() for path in pages(tree) if path not in seen]
    assert [path for path in lost if "/embed/" not in path] == [], "embed pages are reached from other sites"


def test_the_documents_for_machines_lead_to_files_too(tree: Path) -> None:
    feed = ET.parse(tree / "feed.atom").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    links = [element.attrib["href"] for element in feed.iter(f"{atom}link")]
    said = json.loads((tree / "catalog.jsonld").read_text(encoding="utf-8"))
    links += [line["@id"] for dataset in said["dcat:dataset"] for line in dataset["dcat:distribution"]]
    assert [link for link in links if target(tree, tree / "feed.atom", link) is None] == []
    for path in tree.glob("data/*/latest.json"):
        for facts in json.loads(path.read_text(encoding="utf-8"))["files"].values():
            assert (path.parent / facts["url"]).is_file()


def of_the_main_stream(tree: Path) -> dict[str, dict[str, Any]]:
    """Dataset → its latest.json; feeds, which are published by the clock, apart."""
    found = {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in tree.glob("data/*/latest.json")}
    return {name: said for name, said in found.items() if "live" not in said["capabilities"]}


def test_feed_entries_have_stable_ids_and_times_of_publication(tree: Path) -> None:
    feed = ET.parse(tree / "feed.atom").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id") or "" for entry in entries]
    datasets = of_the_main_stream(tree)
    assert len(entries) == len(datasets)
    assert len(set(ids)) == len(ids)
    pages = [link.attrib["href"] for link in feed.iterfind(f"{atom}entry/{atom}link[@rel='alternate']")]
    assert sorted(pages) == sorted(f"datasets/{name}/" for name in datasets), "an entry opens a page for people"
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identifier) for identifier in ids)
    assert {entry.findtext(f"{atom}updated") for entry in entries} == {said["released"] for said in datasets.values()}


def test_versions_built_in_another_place_are_the_same_bytes(tree: Path, tmp_path: Path) -> None:
    other = built(tmp_path, PYTHONHASHSEED="7", POLARS_MAX_THREADS="1", TZ="America/New_York", LANG="en_US.UTF-8")
    datasets = of_the_main_stream(tree)
    assert datasets.keys() == of_the_main_stream(other).keys()
    files = sorted(path.relative_to(tree) for name in datasets for path in tree.glob(f"data/{name}/*/*"))
    assert files == sorted(path.relative_to(other) for name in datasets for path in other.glob(f"data/{name}/*/*"))
    assert [str(path) for path in files if (tree / path).read_bytes() != (other / path).read_bytes()] == []
