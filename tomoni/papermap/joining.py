"""What the room registers, in one place."""

from __future__ import annotations

from tomoni.papermap import commands
from tomoni.registry.rooms import Rooms


def join(rooms: Rooms) -> None:
    rooms.command("papermap", commands.papermap)
