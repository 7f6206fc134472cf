"""The community this process works for: the folder named by the settings, read again when its file has changed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tomoni.registry.community import FILE, CommunityConfig, load

_known: dict[Path, tuple[int, CommunityConfig]] = {}


def community() -> CommunityConfig:
    """The community of this house. Raises Problem when its folder can't be read."""
    folder = Path(settings.COMMUNITY_DIR)
    path = folder / FILE
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    if (known := _known.get(folder)) and known[0] == stamp:
        return known[1]
    config = load(folder)
    _known[folder] = (stamp, config)
    return config
