"""Every line of the developers' page that people paste is run as they would, against a running server.

The server is the real command with the real front; the snippets are taken out of the page as it was published, with the
word that stands for the site replaced by its address, as the page says.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port
from tomoni.publish.developers import PLACE
from tomoni.publish.developers_examples import EXAMPLES
from tomoni.publish.tests.command import ENVIRONMENT, TOMONI, small_community

CODE = re.compile(r'<code lang="und" data-example="([^"]+)" data-language="([^"]+)">(.*?)</code>', re.DOTALL)
LANGUAGES = ("curl", "JavaScript", "Python")
EXPECTED = {
    "list": "counts",
    "file": "2020-04-0",
    "rows": "3",
    "trace": "B2",
    "diff": "changed",
    "near": "見本避難所",
    "search": "counts",
    "poll": "304",
    "errors": "503",
}


@dataclass(frozen=True)
class Served:
    address: str
    folder: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = small_community(tmp_path_factory.mktemp("developers") / "city")
    port = free_port()
    process = subprocess.Popen(
        [*TOMONI, "up", str(folder), "--port", str(port)],
        env=ENVIRONMENT,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline().startswith("http://")
        yield Served(f"http://127.0.0.1:{port}", folder)
    finally:
        process.terminate()
        process.communicate(timeout=60)


def snippets(page: str) -> dict[tuple[str, str], str]:
    return {(name, language): html.unescape(code) for name, language, code in CODE.findall(page)}


def node() -> str:
    found = shutil.which("node")
    if found is None and not os.environ.get("CI"):
        pytest.skip("node is not here: the JavaScript of the developers' page was not run")
    assert found, "CI must have node: the JavaScript of the developers' page can't be checked without it"
    return found


def command(language: str, code: str, folder: Path) -> list[str]:
    if language == "curl":
        return ["bash", "-euo", "pipefail", "-c", code]
    if language == "JavaScript":
        (folder / "snippet.mjs").write_text(code, encoding="utf-8")
        return [node(), str(folder / "snippet.mjs")]
    return [sys.executable, "-c", code]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [example.id for example in EXAMPLES])
def test_what_people_paste_works(served: Served, tmp_path: Path, name: str, language: str) -> None:
    public = served.folder / ".tomoni" / "public"
    page = (public / "developers" / "index.html").read_text(encoding="utf-8")
    code = snippets(page)[name, language].replace(PLACE, served.address)
    run = subprocess.run(
        command(language, code, tmp_path), cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, f"{code}\n{run.stderr}"
    assert EXPECTED[name] in run.stdout, f"{code}\n{run.stdout}\n{run.stderr}"


def test_the_page_is_there_in_both_languages_with_everything_it_promises(served: Served) -> None:
    public = served.folder / ".tomoni" / "public"
    for path, words in (
        ("developers/index.html", ("90 日以上前", "利用条件", "連絡先", "練習用の場所")),
        ("en/developers/index.html", ("at least 90 days", "licence", "Contact", "sandbox")),
    ):
        page = (public / path).read_text(encoding="utf-8")
        assert all(word in page for word in words)
        assert len(snippets(page)) == len(EXAMPLES) * len(LANGUAGES)
        assert not re.search(r'(href|src)="/', page), "links must be relative, the page may stand below any path"
    document = json.loads((public / "developers" / "openapi.json").read_text(encoding="utf-8"))
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/datasets/{dataset}/rows" in document["paths"]
