"""The roles and what each may do. One table; the views, the API and the services all ask `require`.

owner may all; approver (承認者) publishes and releases; editor prepares (drop, repair, propose); viewer looks.
"machine" is the command line of whoever owns the machine, and the workers; "public" is everyone else.
"""

from __future__ import annotations

from enum import StrEnum

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.scope import Scope


class Role(StrEnum):
    VIEWER = "viewer"
    EDITOR = "editor"
    APPROVER = "approver"
    OWNER = "owner"


MACHINE = "machine"
PUBLIC = "public"
_RANK = {PUBLIC: 0, Role.VIEWER: 1, Role.EDITOR: 2, Role.APPROVER: 3, Role.OWNER: 4, MACHINE: 5}

NEEDS: dict[str, str] = {
    "look": Role.VIEWER,
    "prepare": Role.EDITOR,
    "answer": Role.EDITOR,
    "publish": Role.APPROVER,
    "release": Role.APPROVER,
    "withdraw": Role.OWNER,
    "people": Role.OWNER,
}
"""action → the least role that may do it."""


class NotAllowed(Problem):
    """The role of whoever acts does not allow it. Views answer 403."""

    status = 403


LABELS: dict[str, Text] = {
    Role.OWNER: Text("運営者", "Owner"),
    Role.APPROVER: Text("承認者", "Approver"),
    Role.EDITOR: Text("編集者", "Editor"),
    Role.VIEWER: Text("閲覧者", "Viewer"),
}
CAN: dict[str, Text] = {
    Role.OWNER: Text(
        "人の招待と取り下げも含めて、すべてを行えます。", "Everything, also inviting people and withdrawing data."
    ),
    Role.APPROVER: Text(
        "公開を承認します。チェックで止まったものを公開するかも決めます。", "Publishes, and decides on what is held."
    ),
    Role.EDITOR: Text("ファイルを調べ、直し、公開の準備をします。", "Checks and repairs files, prepares publication."),
    Role.VIEWER: Text("データ受付を見られます。", "Looks at the desk only."),
}
"""What each role is called and may do, as people read it."""


def higher(one: str, other: str) -> str:
    """The role of the two that may do more."""
    return max(one, other, key=lambda role: _RANK[role])


def may(scope: Scope, action: str) -> bool:
    """Whether the scope's role allows this action (a key of NEEDS)."""
    return _RANK[scope.role] >= _RANK[NEEDS[action]]


def require(scope: Scope, action: str) -> None:
    """Raises NotAllowed unless `may`. The first line of every service that changes something for a person."""
    if not may(scope, action):
        raise NotAllowed(
            Text(
                "この操作をする権限がありません。運営者（owner）に役割の変更を頼んでください。何も変えていません。",
                "Your role does not allow this. Ask an owner to change your role. Nothing was changed.",
            ),
            code=1,
        )
