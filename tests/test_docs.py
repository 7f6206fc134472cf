"""Documentation that fails the build when it falls behind: what it shows is run, what it names exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from tests.conftest import ROOT

DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
NAMED = re.compile(r"^`([\w/.-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A file of an example: its name in code, then its content."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAMPLE = "communities/mihon"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write_example(page: Path, folder: Path) -> None:
    """The named files of a page, written as a reader would."""
    for name, content in NAMED.findall(text(page)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


def run(command: list[str], folder: Path, environment: dict[str, str], **more: str) -> str:
    """Output of a command that is expected to end well."""
    done = subprocess.run(command, cwd=folder, env={**environment, **more}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


# ── what is generated, what is linked ────────────────────────────────────────────────────────────────────────────


def test_the_generated_pages_say_what_the_code_says(environment: dict[str, str]) -> None:
    run([sys.executable, str(ROOT / "tools" / "make_docs.py"), "--check"], ROOT, environment)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    plain = BLOCK.sub("", text(page))
    for link in re.findall(r"\]\(([^)\s]+)\)", plain):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert f'<a id="{anchor}"></a>' in text(target), link


def test_the_cards_of_the_reference_are_cards() -> None:
    from tomoni.dashboard.config import deck
    from tomoni.registry.rooms import rooms

    assert apps.ready
    types = [*rooms.extras_of("card-type"), "newest"]
    shown = [
        block
        for page in ("cards.md", "add-a-card.md")
        for kind, block in BLOCK.findall(text(DOCS / page))
        if kind == "toml"
    ]
    assert len(shown) > 8
    for block in shown:
        assert deck.parse(block, types).all_problems() == [], block


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────


def named_commands(page: Path) -> set[tuple[str, tuple[str, ...]]]:
    """(command, options) of every `tomoni …` in code, inline or in a block."""
    content = text(page)
    snippets = [line for kind, block in BLOCK.findall(content) if kind == "sh" for line in block.splitlines()]
    snippets += re.findall(r"`([^`\n]+)`", BLOCK.sub("", content))
    found = set()
    for snippet in snippets:
        if call := re.search(r"(?:^|/| )tomoni ([a-z]+)\b(?!/)([^#]*)", snippet):
            found.add((call[1], tuple(re.findall(r"(?<=\s)--?[a-z][a-z-]*", call[2]))))
    return found


@pytest.fixture(scope="module")
def options(tomoni: list[str], environment: dict[str, str]) -> dict[str, set[str]]:
    """Command → its options, as --help says them."""
    commands = re.findall(r"^  ([a-z]+) ", run([*tomoni, "--help"], ROOT, environment), re.MULTILINE)
    found = {}
    for name in commands:
        said = run([*tomoni, name, "--help"], ROOT, environment)
        if name in ("stock", "papermap"):  # a group: what its own commands take
            parts = re.findall(r"^  ([a-z]+) ", said, re.MULTILINE)
            said += "".join(run([*tomoni, name, part, "--help"], ROOT, environment) for part in parts)
        found[name] = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", said))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists_with_its_options(page: Path, options: dict[str, set[str]]) -> None:
    for command, used in named_commands(page):
        assert command in options, f"tomoni {command}"
        assert set(used) <= options[command], f"tomoni {command} {' '.join(used)}"


def test_the_page_for_servers_names_every_environment_variable_there_is() -> None:
    name = re.compile(r"\b(?:TOMONI_[A-Z0-9_]*[A-Z0-9]|DATABASE_URL)\b")
    code = [path for path in (ROOT / "tomoni").rglob("*.py") if "tests" not in path.parts]
    known = {found for path in code for found in name.findall(text(path))} - {"TOMONI_PARENT_PIPE"}  # between processes
    assert len(known) > 20
    rows = [line.split("|")[1] for line in text(DOCS / "deploy.md").splitlines() if line.startswith("| `")]
    assert set(name.findall(" ".join(rows))) == known


def commands_of(readme: Path) -> list[str]:
    """All lines of its sh blocks, without their comments."""
    blocks = [block for kind, block in BLOCK.findall(text(readme)) if kind == "sh"]
    return [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]


def test_both_readmes_have_the_same_commands_and_links() -> None:
    english, japanese = READMES
    assert commands_of(english) == commands_of(japanese)
    links = [sorted(set(re.findall(r"\]\(([^)]+)\)", text(page))) - {"README.md", "README.ja.md"}) for page in READMES]
    assert links[0] == links[1]


@pytest.mark.parametrize(("readme", "lang"), list(zip(READMES, ("en", "ja"), strict=True)), ids=("en", "ja"))
def test_the_readme_shows_what_its_commands_print(
    readme: Path, lang: str, tomoni: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / SAMPLE, tmp_path / SAMPLE, ignore=shutil.ignore_patterns(".tomoni"))
    said = ""
    for command in commands_of(readme):
        program, _, rest = command.partition(" ")
        if program != ".venv/bin/tomoni" or rest.split()[0] in ("up", "build"):  # publish stands for up
            continue
        words = (
            [str(found.relative_to(tmp_path)) for found in sorted((tmp_path / SAMPLE / "files").iterdir())]
            if "*" in rest
            else []
        )
        said += run(
            [*tomoni, *(word for word in rest.split() if "*" not in word), *words],
            tmp_path,
            environment,
            TOMONI_LANG=lang,
        )
    said += run(
        [*tomoni, "publish", "mysite", "--dataset", "covid19-patients"], tmp_path, environment, TOMONI_LANG=lang
    )
    said += text(tmp_path / "mysite/.tomoni/public/data/covid19-patients/latest.json")
    shown = [line for kind, block in BLOCK.findall(text(readme)) if kind == "text" for line in block.splitlines()]
    shown += list(re.findall(r"# (.*B15.*)", text(readme)))
    assert len(shown) > 10
    for line in shown:
        assert line == "http://127.0.0.1:8000/" or line.rstrip("…") in said, line


# ── the examples of docs/ ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def built(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with the example room and the example card type, exported by the command of the page."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copytree(ROOT / SAMPLE, folder / SAMPLE, ignore=shutil.ignore_patterns(".tomoni"))
    write_example(DOCS / "add-a-room.md", folder)
    write_example(DOCS / "add-a-card.md", folder)
    cards = folder / SAMPLE / "dashboard.toml"
    cards.write_text(text(cards) + text(folder / "dashboard.toml") + text(folder / "newest.toml"), encoding="utf-8")
    line = next(line for line in text(DOCS / "add-a-room.md").splitlines() if line.startswith("TOMONI_ROOMS="))
    rooms, path, _, *arguments = line.split()
    settings = {"TOMONI_ROOMS": rooms.partition("=")[2] + ",newest", "PYTHONPATH": path.partition("=")[2]}
    run([*tomoni, *arguments], folder, environment, **settings)
    return folder / "out"


def test_the_room_of_the_page_has_its_page_in_a_built_site(built: Path) -> None:
    japanese, english = text(built / "whatsnew/index.html"), text(built / "en/whatsnew/index.html")
    assert "<h1>更新のお知らせ</h1>" in japanese
    assert "陽性患者属性" in japanese
    assert "<h1>Updates</h1>" in english
    assert 'href="../../assets/' in english, "links are relative, at any depth"
    assert "架空" in japanese, "a room's page carries the marks of every page"


def test_the_cards_of_the_page_are_shown(built: Path) -> None:
    assert "<svg" in text(built / "cards/calls-by-day/index.html")
    newest = text(built / "cards/calls-newest/index.html")
    assert "いちばん新しい日" in newest
    assert "2020-06-30" in newest
    assert "trace/covid19-call-center/" in newest


def test_without_the_room_nothing_of_it_is_left(tomoni: list[str], environment: dict[str, str]) -> None:
    code = "import django; django.setup(); from tomoni.registry.rooms import rooms; print(*rooms.page_sources)"
    more = {"DJANGO_SETTINGS_MODULE": "tomoni.web.settings", "TOMONI_SECRET": "only-for-this"}
    there = run([sys.executable, "-c", code], ROOT, environment, **more).split()
    assert "dashboard" in there
    assert "whatsnew" not in there


def test_the_schema_of_the_page_does_what_the_page_says(
    tomoni: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    page = DOCS / "add-a-schema.md"
    write_example(page, tmp_path)
    command = next(line for kind, block in BLOCK.findall(text(page)) if kind == "sh" for line in block.splitlines())
    run([*tomoni, *command.split()[1:]], tmp_path, environment)
    wanted = [block for kind, block in BLOCK.findall(text(page)) if kind == "csv"][-1]
    assert text(tmp_path / "out/visits.conformed.csv") == wanted
    traced = run([*tomoni, "trace", "out/visits.conformed.csv", "1", "来館者数"], tmp_path, environment)
    assert "B3" in traced
    assert "1,204人" in traced


def test_the_rule_of_the_page_finds_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from tomoni.tables import read_tables
    from tomoni.tables.rules import CATALOGUE

    names: dict[str, object] = {}
    for kind, block in BLOCK.findall(text(DOCS / "add-a-rule.md")):
        if kind == "python":
            exec(block, names)
    assert names["RULE"].id not in CATALOGUE, "the example must not use a number that is taken"
    monkeypatch.setitem(CATALOGUE, names["RULE"].id, names["RULE"])
    (table,) = read_tables(
        "年月日,検査数,陽性率\n2020-04-01,10,12.5\n2020-04-02,8,120\n2020-04-03,9,99\n".encode(), name="t.csv"
    )
    (found,) = names["above_hundred"](table)
    assert (found.rule, found.cells, found.count) == ("V90", ("C3",), 1)
    assert "陽性率" in found.message.ja


# ── decisions, licences ──────────────────────────────────────────────────────────────────────────────────────────


def test_decisions_are_numbered_short_and_say_why() -> None:
    found = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:3]) for path in found] == list(range(1, len(found) + 1))
    for path in found:
        lines = [line for line in text(path).splitlines() if line.strip()]
        assert lines[0].startswith(f"# {path.name[:3]} "), path.name
        assert len(lines) <= 10, path.name
        for part in ("Open:", "Chosen:", "Why:"):
            assert any(line.startswith(part) for line in lines), f"{path.name}: {part}"


def locked() -> dict[str, str]:
    """Locked runtime packages of this platform → what their metadata say of their licence."""
    from importlib import metadata

    from packaging.requirements import Requirement

    found = {}
    for line in text(ROOT / "requirements" / "run.txt").splitlines():
        if not line or line[0] in " #":
            continue
        requirement = Requirement(line.rstrip(" \\"))
        if requirement.marker and not requirement.marker.evaluate():
            continue
        about = metadata.metadata(requirement.name)
        labels = [label for label in about.get_all("Classifier") or [] if label.startswith("License")]
        said = [about.get("License-Expression") or "", (about.get("License") or "")[:400], *labels]
        files = [
            metadata.distribution(requirement.name).locate_file(file)
            for file in metadata.files(requirement.name) or []
            if re.search(r"dist-info/.*LICEN[CS]E", str(file))
        ]
        if not any(said):
            said += [Path(os.fspath(file)).read_text(encoding="utf-8", errors="replace")[:400] for file in files]
        found[requirement.name] = "\n".join(said)
    return found


def test_no_part_of_the_product_is_under_the_gpl_or_agpl() -> None:
    packages = locked()
    assert len(packages) > 20
    for name, said in packages.items():
        assert said.strip(), f"{name} does not say its licence: look, and name it in NOTICE"
        assert not re.search(r"(?i)\bA?GPL|GNU (Affero )?General Public", said), f"{name}: {said[:200]}"


def test_the_notice_names_every_locked_package() -> None:
    named = set(re.findall(r"^    ([a-z0-9-]+)  ", text(ROOT / "NOTICE"), re.MULTILINE))
    pinned = set(re.findall(r"^([A-Za-z0-9._-]+)==", text(ROOT / "requirements" / "run.txt"), re.MULTILINE))
    assert named == {name.lower().replace("_", "-").replace(".", "-") for name in pinned}


def test_the_hook_definition_runs_commands_that_exist(options: dict[str, set[str]]) -> None:
    import yaml

    hooks = yaml.safe_load(text(ROOT / ".pre-commit-hooks.yaml"))
    assert hooks
    for hook in hooks:
        program, command, *arguments = hook["entry"].split()
        assert program == "tomoni"
        assert {word for word in arguments if word.startswith("-")} <= options[command]
    entry_points = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["scripts"]
    assert "tomoni" in entry_points
