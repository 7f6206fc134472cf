"""`tomoni login` and `tomoni people`: what whoever owns the machine can do about people without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tomoni.cli.address import remembered
from tomoni.cli.output import help_text, plain_errors, say, say_json
from tomoni.i18n import Text

if TYPE_CHECKING:
    from tomoni.registry.people.links import Made
    from tomoni.registry.people.models import Membership
    from tomoni.registry.scope import Scope

ROLES = ("owner", "approver", "editor", "viewer")
URL_OPTION = click.option(
    "--url",
    metavar="URL",
    help=help_text(
        "このサーバーのアドレス（指定がなければ、動いている tomoni up のもの）",
        "this server's address (else that of the running tomoni up)",
    ),
)
FOLDER = click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))


def _address(scope: Scope, made: Made, url: str | None = None) -> str:
    return (url or remembered(scope.community.home)).rstrip("/") + made.path


def tell_first_owner(scope: Scope) -> None:
    """While there is no owner, prints (on stderr) the link that makes one. Each call ends the link printed before."""
    from tomoni.registry.people import links

    if made := links.first_owner(scope):
        address = _address(scope, made)
        say(
            Text(
                f"はじめに、このアドレスをブラウザで開いて、運営者のアカウントを作ってください（1時間以内、1回だけ）:\n  {address}\n期限が過ぎたら tomoni login で新しいリンクを作れます。",
                f"To begin, open this address in a browser and make the owner's account (within an hour, once):\n  {address}\nWhen it is too old, make a new one with: tomoni login",
            ),
            err=True,
        )


@click.command(
    help=help_text(
        "サインイン用の1回限りのリンクを作ります。運営者がいなければ、はじめの運営者を作るリンクになります。",
        "Print a link that signs in once. While there is no owner, it makes the first one.",
    )
)
@FOLDER
@click.option(
    "--name", metavar="NAME", help=help_text("だれのリンクか（サインイン名）", "whose link: the sign-in name")
)
@URL_OPTION
@plain_errors
def login(folder: Path, name: str | None, url: str | None) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry.people import links, queries

    if name is None and (made := links.first_owner(scope)):
        say(_address(scope, made, url))
        return
    member = _member(scope, name) if name else _only_owner(queries.owners(scope))
    made = links.login(scope, member)
    say(
        Text(
            f"{member.person.username} さんのリンクです（1時間以内、1回だけ）:",
            f"For {member.person.username} (within an hour, once):",
        ),
        err=True,
    )
    say(_address(scope, made, url))


def _only_owner(owners: list[Membership]) -> Membership:
    if len(owners) == 1:
        return owners[0]
    from tomoni.registry.errors import Problem

    names = ", ".join(row.person.username for row in owners)
    raise Problem(
        Text(
            f"運営者が複数います。--name でだれのリンクかを書いてください: {names}",
            f"There are several owners. Say whose link with --name: {names}",
        )
    )


def _member(scope: Scope, name: str) -> Membership:
    from tomoni.registry.errors import Problem
    from tomoni.registry.people import queries

    for row in queries.members(scope):
        if row.person.username.casefold() == name.casefold():
            return row
    raise Problem(
        Text(
            f"「{name}」というサインイン名のメンバーはいません。tomoni people list で確かめてください。",
            f'No member has the sign-in name "{name}". See: tomoni people list',
        )
    )


@click.group(help=help_text("メンバーと招待。", "Members and invitations."))
def people() -> None:
    pass


@people.command("list", help=help_text("メンバーの一覧。", "List the members."))
@FOLDER
@click.option("--json", "as_json", is_flag=True, help=help_text("結果をJSONで出す", "print the result as JSON"))
@plain_errors
def list_people(folder: Path, as_json: bool) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry.people import queries

    rows = queries.members(scope)
    if as_json:
        say_json(
            {"people": [{"username": r.person.username, "name": r.person.first_name, "role": r.role} for r in rows]}
        )
        return
    for row in rows:
        say(f"{row.role:<9} {row.person.username}  {row.person.first_name}")
    if not rows:
        say(
            Text(
                "メンバーはまだいません。tomoni login ではじめの運営者のリンクを作れます。",
                "No members yet. Make the first owner's link with: tomoni login",
            ),
            err=True,
        )


@people.command(help=help_text("招待リンクを作る。", "Make an invitation link."))
@FOLDER
@click.option("--role", type=click.Choice(ROLES), default="editor", show_default=True, help=help_text("役割", "role"))
@click.option("--days", type=click.Choice(["1", "7", "30"]), default="7", show_default=True, help=help_text("期限（日）", "days it works"))  # fmt: skip
@click.option("--note", default="", help=help_text("だれあてか（メモ）", "whom it is for (a note)"))
@URL_OPTION
@plain_errors
def invite(folder: Path, role: str, days: str, note: str, url: str | None) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry.people import links

    say(_address(scope, links.invite(scope, role, int(days), note), url))


@people.command(help=help_text("役割を変える。", "Change a member's role."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("name", metavar="NAME")
@click.argument("new_role", metavar="ROLE", type=click.Choice(ROLES))
@plain_errors
def role(folder: Path, name: str, new_role: str) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry.people import services

    services.change_role(scope, _member(scope, name).person_id, new_role)
    say(Text("役割を変えました。", "The role was changed."))


@people.command(help=help_text("メンバーから外す。", "Remove a member."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("name", metavar="NAME")
@plain_errors
def remove(folder: Path, name: str) -> None:
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.registry.people import services

    services.remove(scope, _member(scope, name).person_id)
    say(Text("メンバーから外し、全部の端末でサインアウトにしました。", "Removed, and signed out everywhere."))
