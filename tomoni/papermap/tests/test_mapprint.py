"""Configs of the original become pages, and a page can be printed; without `reuse` nothing of it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tomoni.papermap.commands import papermap
from tomoni.papermap.page import Page
from tomoni.papermap.read import mapprint
from tomoni.papermap.read.geojson import load
from tomoni.papermap.tests.test_reading import kml, mark
from tomoni.registry.errors import Problem

CONFIG = b'{"map_id":"Test Map","map_title":"\xe9\xa1\x8c","default_hash":"37.4,136.8-37.2,137.3","sources":[{"id":"a","url":"a.kml","type":"kml","title":"A","show":true}],"layer_settings":{"x":{"name":"\xe7\xb5\xa6\xe6\xb0\xb4\xe6\x89\x80","name_en":"Water"}}}'


@pytest.mark.shared
def test_every_real_config_is_taken_over(real: Path) -> None:
    found = [path for path in sorted((real / "mapprint_config").glob("*.json")) if path.name != "list.json"]
    assert len(found) >= 6
    for path in found:
        name, page, _ = mapprint.convert(load(path.read_bytes()))
        assert name and len(page["sources"]) == len(load(path.read_bytes())["sources"])


COMMUNITY = '[community]\nid = "test"\ncode = "990019"\nname = { ja = "てすと市", en = "Test City" }\n'


def test_a_config_becomes_a_page_that_prints_only_when_somebody_allows_it(tmp_path: Path) -> None:
    (tmp_path / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    config = tmp_path / "config.json"
    config.write_bytes(CONFIG)
    done = CliRunner().invoke(papermap, ["import", str(config), "--into", str(tmp_path)])
    assert done.exit_code == 0, done.output
    path = tmp_path / "papermap" / "test-map.toml"
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert written["area"] == [136.8, 37.2, 137.3, 37.4] and written["sources"][0]["reuse"] == ""
    assert Page.of(str(path)).layers == {"x": "water"}
    (tmp_path / "papermap" / "a.kml").write_bytes(kml(mark("水", "137.0,37.3"), layer="x"))
    out = tmp_path / "map.pdf"
    refused = CliRunner().invoke(papermap, [str(path), "-o", str(out), "--confirm", "*:A:7月1日:電話"])
    assert refused.exit_code == 1 and out.is_file()
    path.write_text(path.read_text(encoding="utf-8").replace('reuse = ""', 'reuse = "open"'), encoding="utf-8")
    printed = CliRunner().invoke(papermap, [str(path), "-o", str(out), "--confirm", "*:A:7月1日:電話"])
    assert printed.exit_code == 0, printed.output


def test_a_page_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "papermap").mkdir()
    (tmp_path / "papermap" / "test-map.toml").write_text("mine", encoding="utf-8")
    config = tmp_path / "config.json"
    config.write_bytes(CONFIG)
    with pytest.raises(Problem):
        mapprint.take_over(config, tmp_path)
    assert (tmp_path / "papermap" / "test-map.toml").read_text(encoding="utf-8") == "mine"


def test_a_confirmation_that_nobody_answers_for_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.kml"
    source.write_bytes(kml(mark("A")))
    done = CliRunner().invoke(
        papermap, [str(source), "-o", str(tmp_path / "a.pdf"), "--reuse", "open", "--confirm", "*:A::"]
    )
    assert isinstance(done.exception, Problem) and not (tmp_path / "a.pdf").exists()


def test_filters_of_the_page_and_of_the_command_leave_things_out(tmp_path: Path) -> None:
    (tmp_path / "a.kml").write_bytes(
        kml(mark("A校", "137.0,37.3") + mark("B館", "137.1,37.3") + mark("C館", "137.2,37.3"))
    )
    page = tmp_path / "p.toml"
    sources = 'title = "x"\n[[sources]]\nid = "a"\npath = "a.kml"\nreuse = "open"\n'
    page.write_text(sources + '[filters.a]\ninclude = { name = "館" }\n', encoding="utf-8")

    def printed(*more: str) -> str:
        out = tmp_path / "m.html"
        done = CliRunner().invoke(papermap, [str(page), "-o", str(out), "--confirm", "*:A:7月1日:電話", *more])
        assert done.exit_code in (0, 1), done.output
        return out.read_text(encoding="utf-8")

    text = printed()
    assert "B館" in text and "C館" in text and "A校" not in text
    assert "C館" not in printed("--exclude", "name=^C") and "B館" not in printed("--require", "hours")
    page.write_text(sources + '[filters.a]\ninclude = { name = "(" }\n', encoding="utf-8")
    with pytest.raises(Problem):
        Page.of(page)
