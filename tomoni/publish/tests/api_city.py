"""A published community that the API's tests ask: counts in two publications, shelters with positions."""

from __future__ import annotations

from pathlib import Path

from tomoni.registry.scope import Scope

PLACES = """\
dataset = "places"
title = { ja = "避難所", en = "Shelters" }

[[file]]
path = "files/places.csv"
as_of = "2020-04-20"
"""
SHELTERS = [
    ("ＡＢＣ会館", 34.6913, 135.1830, "本館"),
    ("みなと小学校", 34.6900, 135.1900, ""),
    ("山の手公園", 34.7300, 135.2400, "広い"),
    ("=SUM(1)ホール", 34.6800, 135.2000, "式ではない"),
]


def add_places(scope: Scope) -> None:
    folder = scope.community.dir
    lines = ["名称,緯度,経度,備考", *(",".join(map(str, row)) for row in SHELTERS)]
    (folder / "files" / "places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "sources" / "places.toml").write_text(PLACES, encoding="utf-8")


def point_here(settings: object, folder: Path) -> None:
    """The process works for this community, and looks at the pointer each time."""
    settings.COMMUNITY_DIR = folder  # type: ignore[attr-defined]
    settings.API_LIMIT = (0, 60)  # type: ignore[attr-defined]
