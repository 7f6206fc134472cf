"""The process that serves: granian inside one event loop, with the front as its application.

Started by the supervisor as `python -m tomoni.web.front_process HOST PORT`; ends on SIGTERM, or when the supervisor is
gone. Starts without Django, so the first page is there in well under a second.
"""

from __future__ import annotations

import asyncio
import signal
import sys

from granian.constants import Interfaces
from granian.server.embed import Server

from tomoni.web.asgi import application
from tomoni.web.parent import end_with_parent


async def serve(host: str, port: int) -> None:
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()


if __name__ == "__main__":
    end_with_parent()
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
