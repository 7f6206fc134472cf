"""A page of a community: `papermap/<id>.toml` says its title, area, sources (each with its reuse), what its layers are,
who confirmed which of them, what is left out, and how the sheet is set. One file for the command, the job and the desk."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tomoni.i18n import Text
from tomoni.papermap import permission, read
from tomoni.papermap.model import Reading
from tomoni.papermap.permission import ANY, Confirmation, Filter
from tomoni.papermap.sheet.paper import Box
from tomoni.registry.errors import problem, why

FOLDER = "papermap"
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ABOUT = ("link", "reuse", "as_of", "credit")


@dataclass(frozen=True, slots=True)
class Page:
    """`layers`: layer → category; `titles`: category → {ja, en}; `sheet`: what `asking.order_of` takes. Paths of sources are
    relative to the file; a source may also be a published `dataset` of the community the file lies in."""

    title: dict[str, str]
    area: Box | None
    sources: tuple[Mapping[str, Any], ...]
    layers: dict[str, str]
    titles: dict[str, dict[str, str]]
    folder: Path
    id: str = ""
    sheet: Mapping[str, Any] = field(default_factory=dict)
    confirmations: tuple[Confirmation, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    automatic: bool = False
    """Whether the next edition is made and published whenever the file or its sources change."""

    @classmethod
    def of(cls, path: str | Path) -> Page:
        """Problem when it is no such file."""
        return cls.from_toml(raw(Path(path)), Path(path))

    @classmethod
    def from_toml(cls, found: Mapping[str, Any], path: Path) -> Page:
        sources = found.get("sources")
        if not isinstance(sources, list) or not all(isinstance(one, dict) for one in sources):
            raise problem(f"{path} に [[sources]] がありません。", f"There are no [[sources]] in {path}.")
        layers, titles = _layers(found.get("layers"))
        sheet = found.get("sheet")
        return cls(
            _title(found.get("title")),
            _area(found.get("area")),
            tuple(sources),
            layers,
            titles,
            path.parent,
            path.stem,
            dict(sheet) if isinstance(sheet, dict) else {},
            tuple(_confirmation(one, path) for one in found.get("confirm") or ()),
            _filters(found.get("filters"), path),
            found.get("automatic") is True,
        )

    @property
    def community(self) -> Path | None:
        """The folder of the community it belongs to; None for a file that lies anywhere else."""
        home = self.folder.resolve().parent
        return home if self.folder.name == FOLDER and (home / "community.toml").is_file() else None

    def readings(self) -> list[Reading]:
        """What its sources hold now; those with `shown = false` are left out."""
        made = [self._reading(one) for one in self.sources if one.get("shown", True) and _address(one)]
        if not made:
            raise problem("入手元が一つもありません。", "There is not one source to print.")
        return made

    def _reading(self, source: Mapping[str, Any]) -> Reading:
        address = _address(source)
        about = {key: str(source.get(key) or "") for key in ABOUT}
        title = str(source.get("title") or "")
        if source.get("dataset"):
            from tomoni.papermap import published

            return published.reading(self, str(source["dataset"]), title, about)
        where = address if address.startswith(("http://", "https://")) else str(self.folder / address)
        name = str(source.get("id") or Path(address).name)
        return read.read(read.fetch(where), name, title, **about)


def raw(path: Path) -> dict[str, Any]:
    """The file as it is written. Problem when it can't be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as broken:
        said = why(broken)
        raise problem(f"{path}: {said.ja}", f"{path}: {said.en}") from broken
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise problem(f"{path} が読めません（{broken}）。", f"{path} can't be read ({broken}).") from broken


def problems(folder: Path) -> list[Text]:
    """Faults of a community's pages in words."""
    from tomoni.registry.errors import Problem

    found = []
    for path in sorted((folder / FOLDER).glob("*.toml")):
        try:
            Page.of(path)
        except Problem as fault:
            found.append(fault.text)
    return found


def _address(source: Mapping[str, Any]) -> str:
    return str(source.get("dataset") or source.get("url") or source.get("path") or "")


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


def _confirmation(value: Any, path: Path) -> Confirmation:
    said = {key: str(value.get(key) or "").strip() for key in ("layer", "by", "at", "how")} if isinstance(value, dict) else {}  # fmt: skip
    if not said or not all(said.values()):
        raise problem(
            f"{path}: [[confirm]] には layer、by（だれが）、at（いつ）、how（どうやって）を全部書いてください。",
            f"{path}: a [[confirm]] says all four: layer, by, at, how.",
        )
    return Confirmation(**said, source=str(value.get("source") or ANY))


def _filters(value: Any, path: Path) -> dict[str, Filter]:
    made = {}
    for source, about in value.items() if isinstance(value, dict) else ():
        if not isinstance(about, dict):
            raise problem(
                f'{path}: [filters."{source}"] の形が違います。', f'{path}: [filters."{source}"] is no table.'
            )
        required = about.get("require", [])
        include, exclude = about.get("include", {}), about.get("exclude", {})
        if not isinstance(required, list) or not isinstance(include, dict) or not isinstance(exclude, dict):
            raise problem(
                f'{path}: [filters."{source}"] は require = ["項目"]、include = {{ 項目 = "式" }}、exclude = {{ 項目 = "式" }} です。',
                f'{path}: [filters."{source}"] has require = ["field"], include = {{ field = "pattern" }}, exclude likewise.',
            )
        made[str(source)] = permission.filter_of(required, include, exclude)
    return made
