"""Codes of local governments and their names, with the community's own: an invented city (99xxxx) is in no code table."""

from __future__ import annotations

from tomoni.i18n import Text
from tomoni.registry import here
from tomoni.registry.community import CommunityConfig
from tomoni.registry.errors import Problem
from tomoni.tables import codes


def _own() -> CommunityConfig | None:
    try:
        return here.community()
    except (Problem, OSError):
        return None


def own_code(word: str) -> str:
    """The community's code when this is the community's name and no local government has it; "" otherwise."""
    own = _own()
    return own.code if own and own.code and word in (own.name.ja, own.name.en) and not codes.find(word) else ""


def name(code: str) -> Text:
    """兵庫県加古川市; the code itself for one that nobody knows."""
    found = next(iter(codes.find(code)), None)
    if found:
        return Text.of(found.full_name)
    own = _own()
    return own.name if own and own.code == code else Text.of(code)
