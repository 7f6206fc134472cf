"""What every staff template gets: the community, the language, who is signed in with which role."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from tomoni.i18n import LANGUAGES, Text
from tomoni.registry import here
from tomoni.registry.errors import Problem
from tomoni.registry.people.roles import may
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope


def menu(scope: Scope) -> list[tuple[str, Text]]:
    """What rooms put into the desk's menu, as far as this person may: rooms.extra("desk-nav", name, (address, text,
    action of roles.NEEDS))."""
    if scope.actor is None:
        return []
    return [(address, text) for address, text, action in rooms.extras_of("desk-nav").values() if may(scope, action)]


def staff(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `scope` is worked out when a template first asks for it."""
    from tomoni.registry.people.web import scope_of

    language = (get_language() or LANGUAGES[0])[:2]
    try:
        community = here.community()
    except Problem:
        community = None
    return {
        "lang": language if language in LANGUAGES else LANGUAGES[0],
        "community": community,
        "scope": (scope := SimpleLazyObject(lambda: scope_of(request))),
        "nav": SimpleLazyObject(lambda: menu(scope)),
    }
