"""`tomoni up --watch`: publishes, then again whenever a file of the folder was saved, for authors of cards and texts.

Started by the supervisor as `python -m tomoni.cli.watching DIR`. Whatever is wrong in a file is said here and on the open
page (through watch.json in the state folder, see tomoni.web.watched); what was good stays up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tomoni.cli.output import say
from tomoni.i18n import Text
from tomoni.web.parent import end_with_parent
from tomoni.web.watched import STATE

if TYPE_CHECKING:
    from tomoni.registry.scope import Scope

PAUSE = 0.3  # seconds between looks at the folder
Seen = dict[str, tuple[int, int]]


def stamps(folder: Path) -> Seen:
    """Every file an author writes: path → (time, size). Hidden ones and our own state folder are not looked at."""
    return {str(path): (facts.st_mtime_ns, facts.st_size) for path, facts in _files(folder)}


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for path in entries:
        if path.name.startswith((".", "~")) or path.name.endswith("~"):
            continue
        try:
            facts = path.stat()
        except OSError:
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path, facts


def watch(folder: Path) -> None:
    """Until SIGTERM."""
    from tomoni.cli.home import open_community

    scope = open_community(folder)
    from tomoni.cli.people import tell_first_owner

    tell_first_owner(scope)
    seen: Seen = {}
    while True:
        now = stamps(folder)
        if now != seen:
            time.sleep(PAUSE / 2)  # an editor writes in several steps
            seen = stamps(folder)
            _once(folder, scope.community.home)
        time.sleep(PAUSE)


def _once(folder: Path, home: Path) -> None:
    """One turn: takes in new files, publishes, shows. Never raises."""
    began = time.perf_counter()
    try:
        faults = _published(folder)
    except Exception as error:
        from tomoni.registry.errors import Problem

        faults = [error.text if isinstance(error, Problem) else Text.of(f"{type(error).__name__}: {error}")]
    remember(home, faults)
    for text in faults:
        say(text, err=True)
    spent = time.perf_counter() - began
    say(Text(f"作り直しました（{spent:.1f}秒）", f"Made anew ({spent:.1f} s)"), err=True)


def _published(folder: Path) -> list[Text]:
    """What is wrong, in words. Reads community.toml anew, for it may be what was saved."""
    from tomoni.publish import services
    from tomoni.registry.community import load
    from tomoni.registry.rooms import rooms
    from tomoni.registry.scope import Scope

    scope: Scope = Scope(None, load(folder))
    faults = services.take_in_new_files(scope)
    outcomes = services.publish(scope)
    faults += [text for check in rooms.config_sections.values() for text in check(scope)]
    for one in outcomes:
        if one.status in ("held", "refused") and one.reasons:
            why = one.reasons[0]
            faults.append(Text(f"{one.dataset}: {why['ja']}", f"{one.dataset}: {why['en']}"))
    return faults


def remember(home: Path, faults: list[Text]) -> None:
    """For the open page."""
    from tomoni.registry.sources import write_text

    write_text(home / STATE, json.dumps({"faults": [text.to_json() for text in faults]}, ensure_ascii=False))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    end_with_parent()
    watch(Path(sys.argv[1]))
