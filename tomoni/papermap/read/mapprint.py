"""The original's map configs (codeforjapan/mapprint `assets/config/*.json`) → a page of a community, `papermap/<id>.toml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import tomli_w

from tomoni.i18n import Text
from tomoni.papermap import categories
from tomoni.papermap.read.geojson import load
from tomoni.papermap.read.text import one_line
from tomoni.registry.errors import problem, why

FORMATS = {"kml": "kml", "geojson": "geojson", "umap": "umap", "umal": "umap"}


def take_over(path: Path, folder: Path) -> tuple[Path, list[Text]]:
    """Writes the page and says what was taken over and what a person has to decide. Problem when it is no such config, or
    the page is there already."""
    try:
        document = load(path.read_bytes())
    except OSError as broken:
        said = why(broken)
        raise problem(f"{path}: {said.ja}", f"{path}: {said.en}") from broken
    name, made, said = convert(document)
    target = folder / "papermap" / f"{name}.toml"
    if target.exists():
        raise problem(f"{target} はもうあります。上書きしません。", f"{target} is there already and is left as it is.")
    if not (folder / "community.toml").is_file():
        raise problem(
            f"{folder} は運営団体のフォルダーではありません。--into DIR で指定してください（tomoni new で作れます）。",
            f"{folder} is no community's folder. Name it with --into DIR (tomoni new makes one).",
        )
    target.parent.mkdir(exist_ok=True)
    target.write_text(tomli_w.dumps(made), encoding="utf-8")
    return target, said


def convert(document: Any) -> tuple[str, dict[str, Any], list[Text]]:
    """(id, the page's TOML as a dict, what was noticed) of a config."""
    if not isinstance(document, dict) or not isinstance(document.get("sources"), list) or not document.get("map_id"):
        raise problem(
            "紙マップの設定（map_id と sources）ではありません。",
            "This is no config of the paper map (map_id, sources).",
        )
    said: list[Text] = []
    name = re.sub(r"[^a-z0-9-]+", "-", str(document["map_id"]).lower()).strip("-")[:60] or "map"
    page: dict[str, Any] = {"title": _both(document, "map_title"), "description": _both(document, "map_description")}
    if box := _box(str(document.get("default_hash", ""))):
        page["area"] = box
    page["sources"] = []
    for nth, source in enumerate(one for one in document["sources"] if isinstance(one, dict)):
        form = FORMATS.get(str(source.get("type", "")).lower(), "")
        if not form:
            said.append(Text(f"△ 形式が分かりません: {source.get('id')}", f"△ unknown format: {source.get('id')}"))
        row = {
            "id": one_line(str(source.get("id") or f"source-{nth + 1}"))[:60],
            "url": str(source.get("url", ""))[:500],
            "link": str(source.get("link", ""))[:500],
            "title": one_line(str(source.get("title", "")))[:120],
            "shown": bool(source.get("show", True)),
            "reuse": "",
        }
        page["sources"].append(row)
    page["layers"] = {}
    settings = document.get("layer_settings")
    for layer, about in settings.items() if isinstance(settings, dict) else ():
        if isinstance(about, dict):
            page["layers"][str(layer)] = {
                "category": categories.of_words(str(about.get("name", ""))) or categories.of_words(str(layer)),
                "ja": one_line(str(about.get("name", layer))),
                "en": one_line(str(about.get("name_en") or about.get("name", layer))),
            }
    said.append(
        Text(
            f"{len(page['sources'])} の入手元、{len(page['layers'])} の層を引き継ぎました。",
            f"Taken over: {len(page['sources'])} sources, {len(page['layers'])} layers.",
        )
    )
    said.append(
        Text(
            '△ 印刷してよいかを入手元ごとに決めてください（reuse = "open"）。書くまでは何も印刷しません。',
            '△ Say for each source whether it may be printed (reuse = "open"). Until then nothing is printed.',
        )
    )
    return name, page, said


def _both(document: dict[str, Any], key: str) -> dict[str, str]:
    ja = one_line(str(document.get(key) or ""))
    return {"ja": ja, "en": one_line(str(document.get(f"{key}_en") or ja))}


def _box(text: str) -> list[float] | None:
    """ "lat,lng-lat,lng" (north-west, south-east) → [west, south, east, north]."""
    match = re.fullmatch(r"\s*([\d.]+),([\d.]+)-([\d.]+),([\d.]+)\s*", text)
    if not match:
        return None
    north, west, south, east = (float(one) for one in match.groups())
    return [min(west, east), min(south, north), max(west, east), max(south, north)]
