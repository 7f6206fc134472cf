"""Kinds of messages: what a room lets people tell it, with which fields, and what approving one does.

    from tomoni.registry.inbox import kinds
    kinds.register(kinds.Kind("measure", Text("支援制度の直し", "A correction to a support measure"), subject=…, apply=…))

The kind says what a message is about (`subject`, from the address's parameters: never trust them), which fields it asks
for besides the words, what is wrong with what was given (`check`), what approving would change (`difference`) and how
(`apply`, safe to run again). A kind without `apply` is only answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tomoni.i18n import Text
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

if TYPE_CHECKING:
    from tomoni.registry.inbox.models import Message

SEAM = "inbox-kind"
GENERAL = "page"
MISTAKE = Text("まちがいを知らせる", "Report a mistake")
Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A line people fill in. `choices`: [(value, words)] makes it a choice; `most` is the longest text taken."""

    name: str
    label: Text
    hint: Text = field(default_factory=lambda: Text("", ""))
    required: bool = False
    most: int = 200
    choices: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about. `about` is kept with it (JSON); `facts`: [(label, value)] shown to sender and staff."""

    title: Text
    about: Mapping[str, Any]
    facts: Sequence[tuple[Text, str]] = ()
    link: str = ""
    """A path of the public site."""
    fields: Sequence[Field] = ()
    choose: Sequence[tuple[str, str, str]] = ()
    """Where the address leaves a choice open: [(column, label, value now)]; the form comes after it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What approving changes, and where it stands: `facts` for staff; `problem` when it can't be applied now."""

    label: str
    before: str
    after: str
    facts: Sequence[tuple[Text, str]] = ()
    problem: Text | None = None


def _no_problem(scope: Scope, about: Mapping[str, Any], given: Parameters) -> list[Text]:
    return []


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message; see the module. `subject` gives None for an address that names nothing here."""

    name: str
    title: Text
    subject: Callable[[Scope, Parameters], Subject | None]
    check: Callable[[Scope, Mapping[str, Any], Parameters], list[Text]] = _no_problem
    difference: Callable[[Scope, Message], Difference | None] | None = None
    apply: Callable[[Scope, Message], Text] | None = None
    action: str = "publish"
    """What a person must be allowed to do (people.roles) to approve one."""
    mail: bool = False
    """Whether a mail address is needed: a link in the mail confirms that somebody is there to be asked."""
    asked: Text | None = None
    """Heading of the form when it is not about something that is wrong, e.g. 「アプリを登録する」."""

    @property
    def of_mistakes(self) -> bool:
        return self.asked is None and not self.mail

    @property
    def heading(self) -> Text:
        return self.asked or (self.title if self.mail else MISTAKE)


def register(kind: Kind) -> None:
    """Adds a kind; the last one of a name counts."""
    rooms.extra(SEAM, kind.name, kind)  # noqa: S610 — our own seam, no query


def known() -> Mapping[str, Kind]:
    return rooms.extras_of(SEAM)


def of(message: Message) -> Kind:
    """The kind of a message; the plain one when the room that had it is gone."""
    found: Kind = known().get(message.kind) or known()[GENERAL]
    return found


def find(scope: Scope, parameters: Parameters) -> tuple[Kind, Subject]:
    """Kind and subject that an address names; what can't be found becomes a message about the page."""
    asked = known().get(parameters.get("kind", ""))
    kinds: list[Kind] = [asked] if asked else [kind for name, kind in known().items() if name != GENERAL]
    for kind in kinds:
        if subject := kind.subject(scope, parameters):
            return kind, subject
    general: Kind = known()[GENERAL]
    subject = general.subject(scope, parameters)
    if subject is None:
        raise LookupError(GENERAL)
    return general, subject


def _page(scope: Scope, parameters: Parameters) -> Subject:
    path = clean_path(parameters.get("page", ""))
    name = Text("このサイト", "This site") if not path else Text(f"ページ {path}", f"The page {path}")
    dataset = parameters.get("dataset", "")[:80]
    return Subject(name, {"page": path, **({"dataset": dataset} if dataset else {})}, link=path)


def clean_path(path: str) -> str:
    """A path of this site, or "" for anything that could lead elsewhere."""
    good = path.isprintable() and len(path) <= 300 and not path.startswith("/") and ":" not in path
    parts = path.split("/")
    return path if good and "\\" not in path and ".." not in parts and "<" not in path else ""


PAGE = Kind(GENERAL, Text("知らせ・質問", "A message"), subject=_page)
