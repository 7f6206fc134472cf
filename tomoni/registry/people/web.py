"""From a request to a Scope: who is signed in, with which role. The decorator every staff view carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from tomoni.registry import here
from tomoni.registry.people.models import Membership
from tomoni.registry.people.roles import PUBLIC, require
from tomoni.registry.scope import Scope

View = Callable[..., HttpResponse]


def scope_of(request: HttpRequest) -> Scope:
    """The scope of whoever asks. Nobody signed in, or someone without a role here, is the public."""
    community = here.community()
    person: Any = request.user
    if not person.is_authenticated:
        return Scope(None, community, PUBLIC)
    row = Membership.objects.filter(person=person, community__slug=community.id, left_at=None).first()
    return Scope(person.pk, community, row.role if row else PUBLIC)


def signed_in(view: View) -> View:
    """View decorator for one's own pages: the view gets (scope, request, …) for anyone signed in, member or not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = scope_of(request)
        if scope.actor is None:
            return redirect_to_login(request.get_full_path())
        return view(scope, request, *args, **kwargs)

    return guarded


def needs(action: str) -> Callable[[View], View]:
    """View decorator: the view gets (scope, request, …). Nobody signed in is sent to sign in; too low a role raises
    NotAllowed, which the middleware answers with 403 in words."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            scope = scope_of(request)
            if scope.actor is None:
                return redirect_to_login(request.get_full_path())
            require(scope, action)
            return view(scope, request, *args, **kwargs)

        guarded.needs = action  # type: ignore[attr-defined]
        return guarded

    return decorate
