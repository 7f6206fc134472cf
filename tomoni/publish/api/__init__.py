"""The API of DESIGN §4 over what is published: `register` is how it joins the house."""

from __future__ import annotations

from tomoni.registry.rooms import Rooms


def register(rooms: Rooms) -> None:
    """The public reads at the root of /api/v1, the same below sandbox/ with made-up data that move every hour."""
    rooms.api("", _public)
    rooms.api("sandbox", _sandbox)


def _public():  # type: ignore[no-untyped-def]
    from tomoni.publish.api import document, routes, site

    router = routes.make(lambda request: site.public(), "data")
    router.add_router("/", routes.about_router(document.about))
    return router


def _sandbox():  # type: ignore[no-untyped-def]
    from tomoni.publish.api import routes, sandbox

    return routes.make(sandbox.asked, "sandbox", sandbox.PARAMETERS, sandbox.DESCRIBED)
