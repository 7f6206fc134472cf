"""The process that serves: granian inside one event loop, with the front as its application.

Started by the supervisor as `python -m tomoni.web.front_process HOST PORT`; ends on SIGTERM, or when the supervisor is
gone. Starts without Django, so the first page is there in well under a second; Django is loaded a moment later.

TOMONI_CERT, TOMONI_KEY  PEM files: with them it speaks https (TLS 1.2 and later) and nothing else
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from granian.constants import Interfaces, SSLProtocols
from granian.server.embed import Server

from tomoni.web import rsgi
from tomoni.web.answers import App
from tomoni.web.front import Front
from tomoni.web.parent import end_with_parent

WARM_AFTER = 2.0  # seconds: the first pages come first


async def serve(host: str, port: int, application: App) -> None:
    cert, key = os.environ.get("TOMONI_CERT"), os.environ.get("TOMONI_KEY")
    server = Server(
        rsgi.Native(application),
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        websockets=False,
        log_enabled=False,
        backlog=1024,
        ssl_cert=Path(cert) if cert else None,
        ssl_key=Path(key) if key else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    warming = asyncio.create_task(_warm(application)) if isinstance(application, Front) else None
    await server.serve()
    if warming:
        warming.cancel()


async def _warm(front: Front) -> None:
    """Django is large: a front that carries feeds stays small until somebody asks for what Django does."""
    await asyncio.sleep(WARM_AFTER)
    front.look()
    if not front.shelf.manifest.about.get("live"):
        await front.dynamic.warm()


if __name__ == "__main__":
    end_with_parent()
    from tomoni.web.asgi import application

    rsgi.run(serve(sys.argv[1], int(sys.argv[2]), application))
