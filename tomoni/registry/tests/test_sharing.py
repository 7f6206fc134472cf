"""What one community found out becomes everybody's: names of columns and words, and nothing that is its own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tomoni.i18n import speaking
from tomoni.registry import sharing
from tomoni.registry.community import load
from tomoni.registry.errors import Problem
from tomoni.registry.scope import Scope
from tomoni.tables import schema
from tomoni.tables.schema import model

COMMUNITY = """\
[community]
id = "mihon"
code = "992011"
name = { ja = "みほん市", en = "Mihon" }
operator = "みほん市を見る会"
languages = ["ja", "en", "zh-Hant"]
"""
SOURCE = """\
schema = "covid19-patients"
title = "患者"
[mapping]
"患者_居住地" = "お住まいの町"
"患者_年代" = "年代"
[[file]]
path = "files/secret-name.csv"
[file.mapping]
"公表_年月日" = "県が公表した日"
"患者_性別" = "職業"
"""
WORDS = """\
[words]
"お知らせ" = "通知"
"みほん市の最新の状況" = "米本市"
[[text]]
id = "banner.x"
source = "暑いです"
text = "很熱"
"""


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    folder = tmp_path / "city"
    (folder / "sources").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    (folder / "sources" / "patients.toml").write_text(SOURCE, encoding="utf-8")
    (folder / "texts" / "zh-Hant.toml").write_text(WORDS, encoding="utf-8")
    (folder / "texts" / "en.toml").write_text('[words]\n"お知らせ" = "Tidings"\n', encoding="utf-8")
    return Scope(None, load(folder))


class TestGathering:
    def test_names_that_the_schemas_do_not_know_and_words_that_the_product_does_not(self, scope: Scope) -> None:
        made = sharing.gather(scope)
        assert made.aliases["covid19-patients"]["患者_居住地"] == ["お住まいの町"]
        assert made.aliases["covid19-patients"]["公表_年月日"] == ["県が公表した日"]
        assert "患者_年代" not in made.aliases["covid19-patients"], "年代 is known already"
        assert "患者_性別" not in made.aliases["covid19-patients"], "職業 means another field everywhere else"
        assert made.words == {"zh-Hant": {"お知らせ": "通知"}}
        assert made.by == "みほん市を見る会"

    def test_nothing_of_the_communitys_own_is_in_it(self, scope: Scope) -> None:
        text = sharing.gather(scope).as_text()
        assert not [word for word in ("secret-name", "很熱", "米本市", "Tidings") if word in text]

    def test_what_is_written_can_be_read(self, scope: Scope, tmp_path: Path) -> None:
        made = sharing.gather(scope)
        (tmp_path / "p.toml").write_text(made.as_text(), encoding="utf-8")
        assert sharing.read(tmp_path / "p.toml") == made


class TestAccepting:
    def test_a_name_that_means_another_field_is_refused_and_nothing_is_changed(self, tmp_path: Path) -> None:
        made = sharing.Proposal("x", {"covid19-patients": {"患者_居住地": ["年代"]}})
        with pytest.raises(Problem, match="年代"):
            sharing.accept(made, tmp_path / "shared.toml", tmp_path, tmp_path / "helpers.toml")
        assert list(tmp_path.iterdir()) == []

    def test_taken_up_twice_is_once_and_both_are_thanked(self, tmp_path: Path) -> None:
        files = (tmp_path / "shared.toml", tmp_path, tmp_path / "data" / "helpers.toml")
        for by in ("みほん市を見る会", "みほん市を見る会", "となり町"):
            sharing.accept(
                sharing.Proposal(
                    by, {"covid19-patients": {"患者_居住地": ["お住まいの町"]}}, {"zh-Hant": {"お知らせ": "通知"}}
                ),
                *files,
            )
        assert tomllib.loads(files[0].read_text(encoding="utf-8")) == {
            "covid19-patients": {"患者_居住地": ["お住まいの町"]}
        }
        assert tomllib.loads((tmp_path / "zh-Hant.toml").read_text(encoding="utf-8"))["words"] == {"お知らせ": "通知"}
        assert tomllib.loads(files[2].read_text(encoding="utf-8"))["names"] == ["みほん市を見る会", "となり町"]

    @pytest.mark.parametrize(("by", "said"), [('by = "machine"\n', "通知"), ("", "公告")])
    def test_a_person_corrects_a_machine_but_not_another_person(self, tmp_path: Path, by: str, said: str) -> None:
        path = tmp_path / "zh-Hant.toml"
        path.write_text(
            f'# how these came about\n{by}\n[words]\n"お知らせ" = "公告"\n"緊急" = "緊急"\n', encoding="utf-8"
        )
        made = sharing.Proposal("", {}, {"zh-Hant": {"お知らせ": "通知"}})
        sharing.accept(made, tmp_path / "shared.toml", tmp_path, tmp_path / "helpers.toml")
        text = path.read_text(encoding="utf-8")
        assert tomllib.loads(text)["words"] == {"お知らせ": said, "緊急": "緊急"}
        assert text.startswith("# how these came about\n")

    def test_what_was_taken_up_is_known_to_everybody(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shared = tmp_path / "shared.toml"
        sharing.accept(
            sharing.Proposal("x", {"covid19-patients": {"患者_居住地": ["お住まいの町"]}}),
            shared,
            tmp_path,
            tmp_path / "helpers.toml",
        )
        monkeypatch.setattr(model, "SHARED", shared)
        model.library.cache_clear()
        try:
            known = schema.load("covid19-patients").raw, schema.load("covid19-patients").fields
            assert "お住まいの町" in next(one.aliases for one in known[1] if one.name == "患者_居住地")
            assert "お住まいの町" not in str(known[0]), "a published schema stays as its version says"
        finally:
            model.library.cache_clear()

    @pytest.mark.parametrize(
        "text",
        ["[", "aliases = 3", '[aliases.nosuch]\nx = ["y"]', '[aliases.covid19-patients]\nnosuch = ["y"]',
         '[words.en]\n"a" = "b"', '[words."../x"]\n"a" = "b"', '[aliases.covid19-patients]\n"患者_年代" = [3]'],
    )  # fmt: skip
    def test_what_is_no_proposal_is_refused(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "p.toml").write_text(text, encoding="utf-8")
        with pytest.raises(Problem):
            sharing.read(tmp_path / "p.toml")


def test_the_list_of_helpers_is_read() -> None:
    assert isinstance(sharing.helped(), list)
    assert speaking.OWN.is_dir()
