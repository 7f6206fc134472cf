"""Many sites from one process: each below its name or at its own host, and none can reach another's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.publish.storage import LocalStorage
from tomoni.publish.tree import File, Tree
from tomoni.registry.errors import Problem
from tomoni.web.many import Sites, communities
from tomoni.web.tests.asgi import ask

PLACES = {"one": "甲県", "two": "乙県", "three": "丙県"}


def community(folder: Path, name: str, address: str = "") -> Path:
    folder.mkdir(parents=True)
    said = f'[community]\nid = "{folder.name}"\ncode = "990019"\nname = {{ ja = "{name}", en = "{folder.name}" }}\n'
    (folder / "community.toml").write_text(said + (f'address = "{address}"\n' if address else ""), encoding="utf-8")
    return folder


def show(folder: Path, words: str) -> None:
    storage = LocalStorage(folder / ".tomoni")
    page = f'<!doctype html><a href="cards/x/">{words}</a>'.encode()
    Tree.begin(storage, {"community": folder.name}).show(
        iter([File("index.html", lambda: page), File("cards/x/index.html", lambda: words.encode())]), {}
    )


@pytest.fixture
def sites(tmp_path: Path) -> Sites:
    for name, words in PLACES.items():
        folder = community(tmp_path / name, words, "https://two.example.jp" if name == "two" else "")
        if name != "three":
            show(folder, words)
    return Sites.of(communities(tmp_path))


def test_each_is_below_its_name(sites: Sites) -> None:
    for name in ("one", "two"):
        answer = ask(sites, f"/{name}/")
        assert (answer.status, PLACES[name] in answer.body.decode()) == (200, True)
        assert ask(sites, f"/{name}/cards/x/").body.decode() == PLACES[name]
    assert ask(sites, "/one").headers["location"] == "./one/"


def test_a_host_of_its_own_has_no_prefix(sites: Sites) -> None:
    assert ask(sites, "/cards/x/", host="two.example.jp").body.decode() == "乙県"
    assert ask(sites, "/one/", host="two.example.jp").status == 404


def test_the_list_names_all_and_says_who_is_not_ready(sites: Sites) -> None:
    body = ask(sites, "/").body.decode()
    assert '<a href="one/">甲県</a>' in body
    assert "丙県（準備中" in body
    assert ask(sites, "/three/").status == 503
    assert ask(sites, "/", method="POST").status == 405


@pytest.mark.parametrize("path", ["/one/../two/", "/one/%2e%2e/", "/none/", "/.tomoni/tomoni.sqlite3", "/one/desk/"])
def test_nothing_else_is_reached(sites: Sites, path: str) -> None:
    assert ask(sites, path).status in (400, 404, 503)


def test_a_site_published_anew_is_shown(sites: Sites, tmp_path: Path) -> None:
    sites.by_id["one"].front.shelf.look()
    show(tmp_path / "one", "新しい")
    sites.by_id["one"].front.shelf.look(again=True)
    assert ask(sites, "/one/cards/x/").body.decode() == "新しい"


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        folder = community(tmp_path / name, name)
        text = (folder / "community.toml").read_text(encoding="utf-8")
        (folder / "community.toml").write_text(text.replace(f'id = "{name}"', 'id = "same"'), encoding="utf-8")
    with pytest.raises(Problem, match="same"):
        Sites.of(communities(tmp_path))
