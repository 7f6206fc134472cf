"""A made-up prefecture: from `tomoni new` to the export, no file names any real place (search-and-replace had left 東京 in
every fork of the original site)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.real_places import named, real_names, texts
from tomoni.publish.tests.command import ENVIRONMENT, TOMONI

TOWNS = ("まぼろし町", "ゆめの市", "そらの村")


def run(*arguments: object, codes: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run([*TOMONI, *map(str, arguments)], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode in codes, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(community folder, export)"""
    base = tmp_path_factory.mktemp("made-up")
    run("new", base / "site", "--code", "990019")
    toml = base / "site" / "community.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("架空の地域", "まぼろし県"), encoding="utf-8")
    days = [f"2020/4/{day}" for day in range(1, 21)]
    patients = "No,公表_年月日,患者_居住地,患者_年代,患者_性別\n" + "".join(
        f"{n + 1},{days[n // 2]},{TOWNS[n % 3]},{n % 8 + 1}0代,{('男性', '女性')[n % 2]}\n" for n in range(40)
    )
    beds = "実施_年月日,全国地方公共団体コード,都道府県名,検査実施_件数\n" + "".join(
        f"{day},990019,まぼろし県,{n * 7 % 11}\n" for n, day in enumerate(days)
    )
    towns = "市町村,人口\n" + "".join(f"{town},{n * 1000 + 500}\n" for n, town in enumerate(TOWNS))
    for name, text in (("patients", patients), ("tests", beds), ("towns", towns)):
        (base / f"{name}.csv").write_text(text, encoding="utf-8")
    run("add", base / "site", *sorted(base.glob("*.csv")))
    run("build", base / "site", "-o", base / "out")
    return base / "site", base / "out"


def test_no_real_place_is_named_anywhere(places: tuple[Path, Path]) -> None:
    for folder in places:
        assert named(texts(folder)) == {}, folder


def test_the_test_can_fail_and_has_read_the_whole_site(places: tuple[Path, Path]) -> None:
    _, out = places
    read = texts(out)
    assert len(read) > 60
    assert "まぼろし県" in read["index.html"]
    assert any("ゆめの市" in text for text in read.values())
    assert {"東京", "Tokyo", "横浜市"} <= real_names()


def test_every_page_says_that_it_is_made_up_and_unofficial(places: tuple[Path, Path]) -> None:
    for path, text in texts(places[1]).items():
        if path.endswith("/index.html") and not path.startswith(("data/", "en/")) and "embed" not in path:
            assert "架空" in text, path
