"""docs/python-api.md: every Python example is run, in order, in one folder; the results for pipelines keep their form."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "python-api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(EXAMPLES) == 4
    names: dict[str, Any] = {}
    for number, example in enumerate(EXAMPLES):
        exec(compile(example, f"docs/python-api.md, example {number + 1}", "exec"), names)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "表.csv").write_text("名称,日付,人数\nあ,令和3年2月31日,x\nい,R3.4.1,3\n", encoding="utf-8")
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text(f"名称,人数\nあ,{number}\nい,2\n", encoding="utf-8")
    return tmp_path


def printed(tomoni: list[str], environment: dict[str, str], folder: Path, *words: str, stdin: bytes = b"") -> str:
    done = subprocess.run([*tomoni, "check", *words], cwd=folder, env=environment, input=stdin, capture_output=True)
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout.decode()


class TestSarif:
    def test_it_has_the_form_of_the_standard(
        self, tomoni: list[str], environment: dict[str, str], folder: Path
    ) -> None:
        log = json.loads(printed(tomoni, environment, folder, ".", "--format", "sarif"))
        assert log["version"] == "2.1.0"
        run = log["runs"][0]
        known = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(known) == len(set(known))
        assert run["results"]
        for result in run["results"]:
            assert result["ruleId"] in known
            assert result["level"] in ("none", "note", "warning", "error")
            assert result["message"]["text"]
            for location in result["locations"]:
                place = location["physicalLocation"]
                assert re.fullmatch(r"[!-~]+", place["artifactLocation"]["uri"]), "a URI is ASCII"
                assert all(number >= 1 for number in place.get("region", {}).values())

    def test_stdin_has_a_name(self, tomoni: list[str], environment: dict[str, str], folder: Path) -> None:
        data = (folder / "表.csv").read_bytes()
        assert json.loads(printed(tomoni, environment, folder, "-", "--format", "sarif", stdin=data))["runs"][0][
            "results"
        ]


class TestGithub:
    def test_each_line_is_one_command(self, tomoni: list[str], environment: dict[str, str], folder: Path) -> None:
        lines = printed(tomoni, environment, folder, "表.csv", "--format", "github").splitlines()
        assert any(line.startswith("::warning file=表.csv,line=2,") for line in lines), lines
        for line in lines:
            assert re.match(r"::(error|warning|notice) file=[^:,]+(,line=\d+)?,title=[A-Z]\d\d::.+", line), line

    def test_a_name_cannot_begin_a_command(self, tomoni: list[str], environment: dict[str, str], folder: Path) -> None:
        name = "a,b\n::error::x.csv"
        (folder / name).write_bytes((folder / "表.csv").read_bytes())
        for line in printed(tomoni, environment, folder, name, "--format", "github").splitlines():
            assert "file=a%2Cb%0A%3A%3Aerror%3A%3Ax.csv" in line
