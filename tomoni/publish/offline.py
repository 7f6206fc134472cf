"""Offline: the pages a reader has seen stay readable without a connection, and any other says so instead of failing.

`sw.js` at the site's root (a service worker: it must lie there, and only ever speaks for what lies below) keeps the
assets and the last pages that were opened. It is made new, and what it kept is dropped, when an asset changes or
something is withdrawn. Staff's pages, forms and the API are never kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from tomoni.look import page as look
from tomoni.registry.community import CommunityConfig

WORKER, PAGE = "sw.js", "offline.html"
SOURCE = Path(__file__).with_name("data") / "worker.js"


def worker(assets: Iterable[str], withdrawn: Iterable[str]) -> bytes:
    """The service worker of a site with these assets and these addresses that are gone for good."""
    kept = ["./", PAGE, *sorted(path for path in assets if not path.startswith(f"{look.FOLDER}/staff."))]
    code = SOURCE.read_text(encoding="utf-8")
    edition = hashlib.sha256(json.dumps([code, kept, sorted(withdrawn)]).encode()).hexdigest()[:12]
    return code.replace('"EDITION"', json.dumps(edition)).replace('["KEPT"]', json.dumps(kept)).encode()


def page(community: CommunityConfig) -> bytes:
    """What a reader without a connection sees of a page that was never opened here. Both languages on one page."""
    english = "en/" if "en" in community.languages else ""
    return look.render("publish/offline.html", {"community": community, "english": english}, PAGE)
