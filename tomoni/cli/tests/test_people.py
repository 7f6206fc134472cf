"""`tomoni login` and `tomoni people` as whoever owns the machine has them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tomoni.publish.tests.command import ENVIRONMENT, TOMONI, small_community
from tomoni.registry.community import load
from tomoni.registry.people import links
from tomoni.registry.people.models import OneTimeLink
from tomoni.registry.scope import Scope

LINK = re.compile(r"http://127\.0\.0\.1:8000/accounts/enter/([\w-]{43})/\n")
City = Callable[..., Result]


@pytest.fixture
def scope(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Scope:
    """A small community that `tomoni … DIR` opens in this process."""
    folder = small_community(tmp_path / "city")
    settings.COMMUNITY_DIR, settings.HOME = folder, folder / ".tomoni"
    scope = Scope(None, load(folder))
    monkeypatch.setattr("tomoni.cli.home.open_community", lambda _: scope)
    monkeypatch.setenv("TOMONI_LANG", "ja")
    return scope


@pytest.fixture
def city(scope: Scope) -> City:
    """city("people", "list", "DIR", code=0) → what the command said."""
    from tomoni.cli.main import main

    def run(*words: str, code: int = 0) -> Result:
        arguments = [str(scope.community.dir) if word == "DIR" else word for word in words]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == code, result.output
        return result

    return run


def members(scope: Scope, *names: str) -> None:
    """Members whose sign-in names begin with their role: owner1, editor1."""
    for name in names:
        links.join(scope, links.invite(scope, name.rstrip("0123456789"), 7).secret, f"{name} さん", name)


def listed(city: City) -> dict[str, str]:
    said = json.loads(city("people", "list", "DIR", "--json").stdout)
    return {one["username"]: one["role"] for one in said["people"]}


def test_in_a_new_house_login_makes_the_first_owner_s_link_and_only_the_last_one_works(
    scope: Scope, city: City
) -> None:
    assert "まだいません" in city("people", "list", "DIR").stderr
    first, last = (LINK.fullmatch(city("login", "DIR").stdout) for _ in range(2))
    assert first and last
    with pytest.raises(links.DeadLink):
        links.find(scope, first[1])
    assert links.find(scope, last[1]).role == "owner"
    links.join(scope, last[1], "山田", "yamada")
    assert listed(city) == {"yamada": "owner"}


def test_login_is_for_the_only_owner_and_for_others_by_name(scope: Scope, city: City) -> None:
    members(scope, "owner1", "editor1")
    said = city("login", "DIR")
    assert LINK.fullmatch(said.stdout)
    assert "owner1" in said.stderr
    made = LINK.fullmatch(city("login", "DIR", "--name", "Editor1").stdout)
    assert made
    assert links.enter(scope, made[1]).username == "editor1"
    assert "tomoni people list" in city("login", "DIR", "--name", "nobody", code=2).stderr


def test_with_several_owners_it_asks_which(scope: Scope, city: City) -> None:
    members(scope, "owner1", "owner2")
    assert "owner1, owner2" in city("login", "DIR", code=2).stderr
    assert LINK.fullmatch(city("login", "DIR", "--name", "owner2").stdout)


def test_links_carry_the_address_that_people_type(scope: Scope, city: City) -> None:
    said = city("login", "DIR", "--url", "https://data.city.example/").stdout
    assert said.startswith("https://data.city.example/accounts/enter/")


def test_an_invitation_has_role_and_days(scope: Scope, city: City) -> None:
    said = city("people", "invite", "DIR", "--role", "approver", "--days", "1", "--note", "課長").stdout
    made = LINK.fullmatch(said)
    assert made
    row = links.find(scope, made[1])
    assert (row.role, row.note, row.kind) == ("approver", "課長", OneTimeLink.INVITE)
    assert (row.expires_at - row.made_at).days in (0, 1)
    for wrong in (["--role", "king"], ["--days", "365"]):
        city("people", "invite", "DIR", *wrong, code=2)


def test_the_list_in_words(scope: Scope, city: City) -> None:
    members(scope, "editor1", "owner1")
    lines = city("people", "list", "DIR").stdout.splitlines()
    assert lines == ["owner     owner1  owner1 さん", "editor    editor1  editor1 さん"]


def test_roles_change_and_members_go(scope: Scope, city: City) -> None:
    members(scope, "owner1", "editor1")
    city("people", "role", "DIR", "EDITOR1", "approver")
    assert listed(city)["editor1"] == "approver"
    assert "外し" in city("people", "remove", "DIR", "editor1").stdout
    assert listed(city) == {"owner1": "owner"}
    city("people", "remove", "DIR", "editor1", code=2)
    city("people", "role", "DIR", "owner1", "king", code=2)


def test_the_last_owner_stays(scope: Scope, city: City) -> None:
    members(scope, "owner1")
    for command in (["role", "DIR", "owner1", "viewer"], ["remove", "DIR", "owner1"]):
        assert "何も変えていません" in city("people", *command, code=1).stderr
    assert listed(city) == {"owner1": "owner"}
    members(scope, "owner2")
    city("people", "remove", "DIR", "owner1")
    assert listed(city) == {"owner2": "owner"}


def test_as_a_command_of_its_own(tmp_path: Path) -> None:
    """In processes: the link is printed alone, so that a script can use it; a folder without a community is said."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*TOMONI, *map(str, words)], env=ENVIRONMENT, capture_output=True, text=True, check=False)

    said = run("login", small_community(tmp_path / "city"))
    assert (said.returncode, bool(LINK.fullmatch(said.stdout))) == (0, True), said.stderr
    (tmp_path / "empty").mkdir()
    nothing = run("people", "list", tmp_path / "empty")
    assert (nothing.returncode, "Traceback" in nothing.stderr) == (2, False)
    assert "community.toml" in nothing.stderr
    assert list((tmp_path / "empty").iterdir()) == []
