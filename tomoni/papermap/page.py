"""A page of a community: `papermap/<id>.toml` says its title, area, sources (each with its reuse) and what its layers are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tomoni.papermap import read
from tomoni.papermap.model import Reading
from tomoni.papermap.sheet.paper import Box
from tomoni.registry.errors import problem, why


@dataclass(frozen=True, slots=True)
class Page:
    """`layers`: layer → category; `titles`: category → {ja, en}. Paths of sources are relative to the file."""

    title: dict[str, str]
    area: Box | None
    sources: tuple[Mapping[str, Any], ...]
    layers: dict[str, str]
    titles: dict[str, dict[str, str]]
    folder: Path

    @classmethod
    def of(cls, path: str) -> Page:
        """Problem when it is no such file."""
        try:
            found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as broken:
            said = why(broken)
            raise problem(f"{path}: {said.ja}", f"{path}: {said.en}") from broken
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
            raise problem(f"{path} が読めません（{broken}）。", f"{path} can't be read ({broken}).") from broken
        sources = found.get("sources")
        if not isinstance(sources, list) or not all(isinstance(one, dict) for one in sources):
            raise problem(f"{path} に [[sources]] がありません。", f"There are no [[sources]] in {path}.")
        layers, titles = _layers(found.get("layers"))
        return cls(
            _title(found.get("title")), _area(found.get("area")), tuple(sources), layers, titles, Path(path).parent
        )

    def readings(self) -> list[Reading]:
        """What its sources hold now; those with `shown = false` are left out."""
        made = []
        for source in self.sources:
            address = str(source.get("url") or source.get("path") or "")
            if not source.get("shown", True) or not address:
                continue
            where = address if address.startswith(("http://", "https://")) else str(self.folder / address)
            about = {key: str(source.get(key) or "") for key in ("link", "reuse", "as_of", "credit")}
            name = str(source.get("id") or Path(address).name)
            made.append(read.read(read.fetch(where), name, str(source.get("title") or ""), **about))
        if not made:
            raise problem("入手元が一つもありません。", "There is not one source to print.")
        return made


def _title(value: Any) -> dict[str, str]:
    found = value if isinstance(value, dict) else {"ja": str(value or ""), "en": str(value or "")}
    return {str(lang): str(words)[:120] for lang, words in found.items()}


def _area(value: Any) -> Box | None:
    try:
        west, south, east, north = (float(one) for one in value)
    except (TypeError, ValueError):
        return None
    return (west, south, east, north) if west < east and south < north else None


def _layers(value: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    layers: dict[str, str] = {}
    titles: dict[str, dict[str, str]] = {}
    for layer, about in value.items() if isinstance(value, dict) else ():
        if not isinstance(about, dict):
            continue
        known = str(about.get("category") or "")
        if known:
            layers[str(layer)] = known
        elif about.get("ja"):
            titles[f"layer:{layer}"] = {"ja": str(about["ja"])[:60], "en": str(about.get("en") or about["ja"])[:60]}
    return layers, titles
