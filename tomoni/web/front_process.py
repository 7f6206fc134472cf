"""The process that serves: uvicorn inside one event loop, with the front as its application.

Started by the supervisor as `python -m tomoni.web.front_process HOST PORT`; ends on SIGTERM, or when the supervisor is
gone. Starts without Django, so the first page is there in well under a second; Django is loaded a moment later.

TOMONI_CERT, TOMONI_KEY  PEM files: with them it speaks https (TLS 1.2 and later) and nothing else
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import uvicorn

from tomoni.web.answers import App
from tomoni.web.front import Front
from tomoni.web.parent import end_with_parent
from tomoni.web.wire import KEEP, Connection

PATIENCE = 4  # seconds for answers under way when it is asked to end; the supervisor waits for five
WARM_AFTER = 2.0  # seconds: the first pages come first
LOOK_EVERY = 5.0  # seconds between looks whether a new site is shown
WARM_AT = (0, 2, 6, 12)  # looks after a new site at which search is asked again: its index follows a while later


async def serve(host: str, port: int, application: App) -> None:
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        http=Connection,
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=1024,
        timeout_keep_alive=int(KEEP),
        timeout_graceful_shutdown=PATIENCE,
        ssl_certfile=os.environ.get("TOMONI_CERT"),
        ssl_keyfile=os.environ.get("TOMONI_KEY"),
    )
    warming = asyncio.create_task(_warm(application)) if isinstance(application, Front) else None
    await uvicorn.Server(config).serve()
    if warming:
        warming.cancel()


def run(main: Any) -> None:
    """Runs the coroutine in uvloop's event loop where there is one: it has the faster sockets and queues."""
    try:
        import uvloop
    except ImportError:  # Windows
        asyncio.run(main)
        return
    uvloop.run(main)


async def _warm(front: Front) -> None:
    """Django is large: a front that carries feeds stays small until somebody asks for what Django does."""
    await asyncio.sleep(WARM_AFTER)
    front.look()
    if not front.shelf.manifest.about.get("live"):
        await front.dynamic.warm(front.searches())
    tree, looks = front.shelf.tree, max(WARM_AT)
    while True:
        await asyncio.sleep(LOOK_EVERY)
        front.look()
        tree, looks = front.shelf.tree, looks + 1 if front.shelf.tree == tree else 0
        if looks in WARM_AT and front.dynamic.is_loaded:
            await front.dynamic.warm(front.searches())


if __name__ == "__main__":
    end_with_parent()
    from tomoni.web.asgi import application

    run(serve(sys.argv[1], int(sys.argv[2]), application))
