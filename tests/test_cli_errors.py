"""What a person sees when something is wrong: words in their language, the right exit code, never a traceback.

Exit codes: 0 done · 1 some of it · 2 nothing usable or wrong usage · 3 a bug of ours.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tomoni.cli.main import main

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
TRACEBACK = re.compile(r'Traceback|File ".*", line \d+|内部の誤り|内部のエラー|bug in tomoni|internal error', re.I)
GOOD = "日付,件数\n2020-04-01,1\n2020-04-02,2\n2020-04-03,4\n"


def entry(name: str, kind: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    """One directory entry of an OLE container."""
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III", 0xFFFFFFFF, right, child) + b"\0" * 36 + struct.pack("<IQ", 0xFFFFFFFE, 0)


def password_protected() -> bytes:
    """What Excel writes when a workbook has a password: an OLE container with an EncryptedPackage."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    table = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE)
    streams = entry("Root Entry", 5, 1) + entry("EncryptionInfo", 2, right=2) + entry("EncryptedPackage", 2)
    return head.ljust(512, b"\xff") + table.ljust(512, b"\xff") + streams.ljust(1024, b"\0")


UNUSABLE: dict[str, Callable[[], bytes]] = {
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b"\n\n,,,\n",
    "junk.csv": lambda: random.Random(1).randbytes(5000),
    "junk.xlsx": lambda: b"PK\x03\x04" + random.Random(2).randbytes(5000),
    "cut.xls": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
    "password.xlsx": password_protected,
    "paper.xlsx": lambda: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "page.xls": lambda: b"<html><body><table><tr><td>a</td></tr></table></body></html>",
    "wide.csv": lambda: (",".join(f"列{n}" for n in range(20_000)) + "\n" + "1," * 20_000 + "\n").encode(),
    "long.csv": lambda: f"名前,値\n{'あ' * 1_500_000},1\n".encode(),
}


class Answer:
    """Exit code, stdout and stderr of a command; none of them may speak of our insides."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert code in (0, 1, 2), (code, out, err)
        assert not TRACEBACK.search(out + err), out + err

    @property
    def words(self) -> str:
        return self.out + self.err


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Answer]:
    """say("check", "x.csv", lang="en") runs a command that opens no community, in this process."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, lang: str = "ja") -> Answer:
        locale = {"ja": "ja_JP.UTF-8", "en": "en_US.UTF-8", "": ""}[lang]
        environment = {"TOMONI_LANG": None, "LC_ALL": None, "LC_MESSAGES": None, "LANG": locale or None}
        result = CliRunner().invoke(main, list(arguments), env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return run


Say = Callable[..., Answer]


class TestFilesThatAreNoTables:
    @pytest.mark.parametrize("name", UNUSABLE)
    def test_check_and_repair_say_why_in_the_language_of_the_locale(self, say: Say, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(UNUSABLE[name]())
        for lang, ours in (("ja", True), ("en", False), ("", True)):
            checked = say("check", name, lang=lang)
            assert checked.code == 2
            assert bool(JAPANESE.search(checked.words)) is ours, checked.words
            repaired = say("repair", name, "-o", "out", lang=lang)
            assert repaired.code == 2
            assert bool(JAPANESE.search(repaired.err)) is ours, repaired.err

    @pytest.mark.parametrize("name", UNUSABLE)
    def test_what_machines_read_stays_json(self, say: Say, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(UNUSABLE[name]())
        (file,) = json.loads(say("check", name, "--format", "json").out)["files"]
        assert (file["path"], file["tables"]) == (name, [])
        assert all(finding["message"]["ja"] and finding["message"]["en"] for finding in file["findings"])
        assert file["findings"]
        (written,) = json.loads(say("repair", name, "-o", "out", "--json").out)["files"]
        assert written["error"]
        assert json.loads(say("check", name, "--format", "sarif").out)["runs"]

    def test_what_it_is_is_named(self, say: Say, tmp_path: Path) -> None:
        words = {
            "password.xlsx": "パスワード",
            "paper.xlsx": "PDF",
            "page.xls": "HTML",
            "empty.csv": "空",
            "wide.csv": "大きすぎる",
        }
        for name, word in words.items():
            (tmp_path / name).write_bytes(UNUSABLE[name]())
            assert word in say("check", name).out

    def test_good_files_beside_bad_ones_are_worked_on(self, say: Say, tmp_path: Path) -> None:
        (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
        (tmp_path / "paper.xlsx").write_bytes(UNUSABLE["paper.xlsx"]())
        assert say("repair", "paper.xlsx", "good.csv", "-o", "out").code == 1
        assert (tmp_path / "out" / "good.csv").is_file()

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read(self, say: Say, tmp_path: Path) -> None:
        (tmp_path / "mine.csv").write_text(GOOD, encoding="utf-8")
        (tmp_path / "mine.csv").chmod(0)
        assert say("check", "mine.csv").code == 2


class TestWrongUsage:
    @pytest.mark.parametrize(
        ("arguments", "ja", "en"),
        [
            (["check", "no.csv"], "ファイルがありません", "no such file"),
            (["check", "folder"], "表のファイルが見つかりません", "No table files"),
            (["check", "good.csv", "--schema", "nosuch"], "項目定義「nosuch」はありません", "no schema"),
            (["check", "good.csv", "--format", "yaml"], "「yaml」は使えません", "is not one of"),
            (["check", "good.csv", "--range", "zz"], "A3:F120", "A3:F120"),
            (["check", "--bogus"], "--bogus というオプションはありません", "No such option"),
            (["repair", "good.csv"], "-o / --out がありません", "Missing option"),
            (["repair", "good.csv", "-o", "good.csv"], "フォルダーではなくファイル", "is a file"),
            (["repair", "good.csv", "-o", "good.csv/x"], "読み書きできません", "can't be read or written"),
            (["trace", "no.csv", "1", "件数"], "ファイルがありません", "no such file"),
            (["trace", "good.csv", "1", "件数"], "修正の記録がありません", "recipe"),
            (["trace", "good.csv", "x", "件数"], "整数ではありません", "valid integer"),
            (["diff", "good.csv", "no.csv"], "「no.csv」がありません", "does not exist"),
            (["diff", "good.csv", "good.csv", "--key", "nosuch"], "行を見分ける列", "tell the rows apart"),
            (["new", "x"], "--code か --name", "--code or --name"),
            (["new", "x", "--name", "府中市"], "132063 東京都府中市", "132063"),
            (["new", "x", "--code", "12"], "見つかりません", "12"),
            (["new", "x", "--name", "ありません市"], "見つかりません", "No local government"),
            (["new", "good.csv/x", "--code", "282103"], "読み書きできません", "can't be read or written"),
            (["new", "full", "--code", "282103"], "空のフォルダーではありません", "not an empty folder"),
            (["add", "nowhere", "good.csv"], "community.toml がありません", "community.toml"),
            (["publish", "nowhere"], "community.toml がありません", "community.toml"),
            (["publish", "nowhere", "--reason", "x"], "--release", "--release"),
            (["build", "nowhere", "-o", "x"], "community.toml がありません", "community.toml"),
            (["nosuch"], "「nosuch」というコマンドはありません", "No such command"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else None,
    )
    def test_it_is_said_with_exit_code_2(
        self, say: Say, tmp_path: Path, arguments: list[str], ja: str, en: str
    ) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "full" / "x").mkdir(parents=True)
        (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
        for lang, words in (("ja", ja), ("en", en)):
            answer = say(*arguments, lang=lang)
            assert answer.code == 2
            assert words in answer.err
            assert answer.out == ""

    def test_a_broken_recipe(self, say: Say, tmp_path: Path) -> None:
        (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
        assert say("repair", "good.csv", "-o", "out").code == 0
        (tmp_path / "out" / "good.recipe.json").write_text("{broken", encoding="utf-8")
        assert "修正の記録" in say("trace", "out/good.csv", "1", "件数").err
        again = say("repair", "good.csv", "-o", "again", "--from-recipe", "out/good.recipe.json")
        assert (again.code, "修正の記録" in again.err) == (2, True)

    def test_rows_and_columns_that_are_not_there(self, say: Say, tmp_path: Path) -> None:
        (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
        say("repair", "good.csv", "-o", "out")
        for row, column in (("0", "件数"), ("99", "件数"), ("1", "人数")):
            answer = say("trace", "out/good.csv", row, column, "--json")
            assert (answer.code, answer.out) == (2, "")
            assert JAPANESE.search(answer.err)


Run = Callable[..., Answer]


@pytest.fixture(scope="module")
def home(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A community with one published dataset."""
    folder = tmp_path_factory.mktemp("home") / "kobe"
    good = folder.parent / "good.csv"
    good.write_text(GOOD, encoding="utf-8")
    for arguments in (
        ["new", str(folder), "--code", "281000"],
        ["add", str(folder), str(good)],
        ["publish", str(folder)],
    ):
        subprocess.run([*tomoni, *arguments], env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture
def site(home: Path, tmp_path: Path) -> Path:
    shutil.copytree(home, tmp_path / "kobe", symlinks=True)
    return tmp_path / "kobe"


@pytest.fixture
def run(tomoni: list[str], environment: dict[str, str], tmp_path: Path) -> Run:
    """run("publish", site) starts the command as a user does."""

    def start(*arguments: str | Path, lang: str = "ja_JP.UTF-8") -> Answer:
        done = subprocess.run(
            [*tomoni, *map(str, arguments)],
            env={**environment, "LANG": lang},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return start


def public(site: Path) -> dict[str, bytes]:
    """What readers see."""
    tree = site / ".tomoni" / "public"
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}


class TestCommunity:
    @pytest.mark.parametrize(
        ("name", "edit", "ja"),
        [
            ("community.toml", lambda text: "[community\n" + text, "1行目"),
            ("community.toml", lambda text: re.sub('code = "[0-9]+"', 'code = "abc"', text), "code"),
            ("community.toml", lambda text: re.sub("(?m)^code.*$", "", text), "code"),
        ],
    )
    def test_configuration_that_cannot_be_read_stops_everything_and_names_the_place(
        self, run: Run, site: Path, name: str, edit: Callable[[str], str], ja: str
    ) -> None:
        before = public(site)
        path = site / name
        path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
        answer = run("publish", site, "--json")
        assert (answer.code, answer.out) == (2, "")
        assert Path(name).name in answer.err
        assert ja in answer.err
        assert public(site) == before

    @pytest.mark.parametrize(
        ("name", "edit", "ja"),
        [
            ("sources/daily-count.toml", lambda text: text + "\nx = [", "daily-count.toml"),
            ("sources/daily-count.toml", lambda text: re.sub("(?m)^columns.*$", "columns = 3", text), "columns"),
            ("sources/daily-count.toml", lambda text: text.replace("\n[[file]]\n", "\n[[file]]\nbogus = 3\n"), "bogus"),
        ],
    )
    def test_a_source_that_cannot_be_read_is_named_and_its_data_stay(
        self, run: Run, site: Path, name: str, edit: Callable[[str], str], ja: str
    ) -> None:
        before = public(site)
        path = site / name
        path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
        answer = run("publish", site, "--json")
        assert answer.code == 1
        (said,) = [line for line in json.loads(answer.out)["datasets"] if line["id"] == "daily-count"]
        assert said["status"] == "refused"
        assert ja in said["reasons"][0]["ja"]
        assert name in said["reasons"][0]["ja"]
        assert public(site) == before

    def test_a_fault_in_the_cards_is_said_and_the_data_are_published(self, run: Run, site: Path) -> None:
        with (site / "dashboard.toml").open("a", encoding="utf-8") as file:
            file.write('\n[[card]]\nid = "x"\ntype = "nosuch"\ndataset = "y"\n')
        answer = run("publish", site, "--json")
        assert answer.code == 1
        assert "dashboard.toml" in answer.err
        assert json.loads(answer.out)["datasets"][0]["status"] == "unchanged"

    def test_an_unknown_schema_in_a_source_entry_is_refused_and_what_is_public_stays(
        self, run: Run, site: Path
    ) -> None:
        path = site / "sources" / "daily-count.toml"
        path.write_text(
            re.sub("(?m)^schema.*$", 'schema = "nosuch"', path.read_text(encoding="utf-8")), encoding="utf-8"
        )
        answer = run("publish", site, "--json", lang="en_US.UTF-8")
        (one,) = json.loads(answer.out)["datasets"]
        assert (answer.code, one["status"], one["seq"]) == (1, "refused", 1)
        assert "nosuch" in one["reasons"][0]["en"]

    def test_add_says_what_it_could_not_use(self, run: Run, site: Path, tmp_path: Path) -> None:
        (tmp_path / "password.xlsx").write_bytes(password_protected())
        (tmp_path / "more.csv").write_text(GOOD.replace("件数", "人数"), encoding="utf-8")
        mixed = run("add", site, tmp_path / "password.xlsx", tmp_path / "more.csv", "--json")
        assert mixed.code == 1
        assert sorted(one["status"] for one in json.loads(mixed.out)["datasets"]) == ["added", "refused"]
        alone = run("add", site, tmp_path / "password.xlsx", lang="en_US.UTF-8")
        assert alone.code == 2
        assert "password" in alone.err
        assert not JAPANESE.search(alone.err)

    def test_a_state_folder_that_cannot_be_made(self, run: Run, site: Path) -> None:
        shutil.rmtree(site / ".tomoni")
        (site / ".tomoni").write_text("", encoding="utf-8")
        answer = run("publish", site)
        assert answer.code == 2
        assert ".tomoni" in answer.err

    def test_a_database_that_is_none(self, run: Run, site: Path) -> None:
        (site / ".tomoni" / "tomoni.sqlite3").write_bytes(b"this is no database" * 100)
        answer = run("publish", site)
        assert answer.code == 2
        assert "tomoni.sqlite3" in answer.err

    def test_a_target_that_cannot_be_written(self, run: Run, site: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        for target in (tmp_path / "file", tmp_path / "file" / "below", site, site / ".tomoni" / "x"):
            answer = run("build", site, "-o", target, "--only-write")
            assert answer.code == 2, target
            assert JAPANESE.search(answer.err)

    def test_two_that_publish_at_once_take_turns(
        self, site: Path, tomoni: list[str], environment: dict[str, str]
    ) -> None:
        (site / "files" / "good.csv").write_text(GOOD + "2020-04-04,5\n", encoding="utf-8")
        both = [
            subprocess.Popen(
                [*tomoni, "publish", str(site), "--json"],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for _ in range(2)
        ]
        answers = []
        for process in both:
            out, err = process.communicate(timeout=120)
            answers.append(Answer(process.returncode, out.decode(), err.decode()))
        assert [answer.code for answer in answers] == [0, 0], [answer.words for answer in answers]
        said = sorted(json.loads(answer.out)["datasets"][0]["status"] for answer in answers)
        assert said == ["published", "unchanged"]
