"""Ways in, one file a form of source. Each gives a `Reading`: what the source says, and what was odd about it.

`read(config, files)` chooses by the feed's `source.kind`. Add a form by adding a file and a line to READERS; nothing else
knows them. A reader never guesses in silence: whatever it repaired, left out or assumed is a `Notice` with a count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tomoni.registry.errors import problem
from tomoni.stock.config import FeedConfig
from tomoni.stock.intake import korea, table, taiwan
from tomoni.stock.intake.base import Notice, Reading

__all__ = ["READERS", "Notice", "Reading", "read"]

READERS: dict[str, Callable[[FeedConfig, Sequence[tuple[str, bytes]]], Reading]] = {
    "taiwan": taiwan.read,
    "korea": korea.read,
    "table": table.read,
    "push": table.read,
}


def read(config: FeedConfig, files: Sequence[tuple[str, bytes]]) -> Reading:
    """`files`: (name, bytes) of one moment. Problem when nothing in them can be used."""
    reader = READERS.get(config.kind)
    if reader is None:
        raise problem(
            f"{config.file} の source.kind は「{config.kind}」なので、ファイルからは取り込めません。",
            f'{config.file} says source.kind = "{config.kind}": it takes no files.',
        )
    return reader(config, files)
