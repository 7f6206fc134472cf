"""A small published site, made with the storage alone: the front needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tomoni.publish.storage import LocalStorage
from tomoni.publish.tree import File, Tree, packed
from tomoni.web.front import Front

VERSION = "ab" * 32
LONG = "あいうえお。" * 400
NOT_FOUND = (
    '<!doctype html><a href="#main">x</a><a href="./">x</a><a href="https://example.jp/">x</a>'
    '<script src="assets/x.js"></script>公開中のデータは変わっていません'
)
BIG = b"0123456789abcdef" * 65536  # 1 MiB: more than the front keeps in memory


@pytest.fixture
def show(tmp_path: Path) -> Callable[..., bool]:
    """Publishes pages: show({"index.html": "…"}) swaps the whole tree."""
    storage = LocalStorage(tmp_path)

    def publish(pages: dict[str, str | bytes], about: dict[str, object] | None = None) -> bool:
        storage.put(f"versions/patients/{VERSION}", packed({"data.csv": LONG.encode(), "data.parquet": BIG}))
        files = [
            File(
                path,
                lambda text=text: text if isinstance(text, bytes) else text.encode(),
                ttl=7 if "latest" in path else 0,
            )
            for path, text in pages.items()
        ]
        return Tree.begin(storage, about or {}).show(
            files, {f"data/patients/{VERSION}": f"versions/patients/{VERSION}"}
        )

    return publish


@pytest.fixture
def home(tmp_path: Path, show: Callable[..., bool]) -> Path:
    show(
        {
            "index.html": LONG,
            "cards/x/index.html": "<p>card</p>",
            "cards/x/embed/index.html": "<p>embed</p>",
            "data/patients/latest.json": '{"version": "1"}',
            "assets/site.0123456789.css": "p{}",
            "404.html": NOT_FOUND,
        }
    )
    return tmp_path


@pytest.fixture
def front(home: Path) -> Front:
    return Front(home)
