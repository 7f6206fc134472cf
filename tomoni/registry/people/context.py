"""What every staff template gets: the community, the language, who is signed in with which role."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from tomoni.i18n import LANGUAGES
from tomoni.registry import here
from tomoni.registry.errors import Problem


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
        "scope": SimpleLazyObject(lambda: scope_of(request)),
    }
