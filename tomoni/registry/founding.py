"""`tomoni new`: a community folder from one local government. Every name in it comes from the code table, so no other
city's name can be in it, and nothing has to be searched and replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import tomli_w

from tomoni import __version__
from tomoni.i18n import Text
from tomoni.registry import founding_hosting as hosting
from tomoni.registry import founding_texts as texts
from tomoni.registry.community import FILE, CommunityConfig, load, slug
from tomoni.registry.errors import Problem
from tomoni.registry.sources import write_text
from tomoni.tables import codes


@dataclass(frozen=True, slots=True)
class Place:
    """Whom the folder is for."""

    code: str
    name: Text
    full_name: str
    kana: str
    kind: str


def place(asked: str) -> Place:
    """The one local government that a code or a name means. Problem lists the candidates when there are several."""
    if codes.is_synthetic(asked):
        return Place(asked.ljust(6, "0"), Text("架空の地域", "A made-up place"), "架空の地域", "", "group")
    found = codes.find(asked)
    if not found:
        raise Problem(
            Text(
                f"「{asked}」という団体は見つかりません。総務省の団体コード（例: 6桁の数字）か、都道府県名を付けた名前で指定してください。",
                f'No local government called "{asked}" was found. Give its code or its name with the prefecture.',
            )
        )
    if len(found) > 1:
        lines = "\n".join(f"  {entry.code} {entry.full_name}" for entry in found[:20])
        raise Problem(
            Text(
                f"「{asked}」に当てはまる団体が{len(found)}つあります。--code で選んでください。\n{lines}",
                f'"{asked}" could be any of {len(found)}. Choose with --code:\n{lines}',
            )
        )
    entry = found[0]
    return Place(entry.code, Text(entry.name, entry.name_en), entry.full_name, entry.kana, entry.kind)


def found(folder: Path, asked: str, color: str = "") -> CommunityConfig:
    """Writes a new community folder and reads it back. Refuses a folder that already has something in it, and a colour
    in which text can't be read."""
    folder = Path(folder)
    _check_color(color)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Problem(
            Text(
                f"{folder} は空のフォルダーではありません。何も変えていません。新しい名前を指定してください。",
                f"{folder} is not an empty folder. Nothing was changed. Choose a new name.",
            )
        )
    here = place(asked)
    for path, text in _files(folder, here).items():
        theme = f'\n[theme]\ncolor = "{color}"\n' if color and path == FILE else ""
        write_text(folder / path, text + theme)
    for name in ("files", "sources", "news"):
        (folder / name).mkdir(exist_ok=True)
    return load(folder)


def _check_color(color: str) -> None:
    from tomoni.look import theme

    try:
        fine = not color or theme.readable(color) == theme.colour(color)
    except ValueError:
        fine = False
    if not fine:
        names = "・".join(theme.HUES)
        raise Problem(
            Text(
                f'「{color}」は色として使えません。何も作っていません。色の名前（{names}）か、白い地で読める濃さの "#1a5e20" の形で指定してください。',
                f'"{color}" can\'t be the colour of a site. Nothing was made. Give the name of a hue ({", ".join(theme.HUES)}) or a colour like "#1a5e20" that can be read on white.',
            )
        )


def _files(folder: Path, here: Place) -> dict[str, str]:
    values = {"ja": here.name.ja, "en": here.name.en, "full": here.full_name, "code": here.code, "file": FILE}
    return {
        FILE: _community_toml(folder, here),
        "dashboard.toml": texts.DASHBOARD,
        "pages/about.ja.md": texts.ABOUT_JA.format(**values),
        "pages/about.en.md": texts.ABOUT_EN.format(**values),
        "texts/ja.toml": texts.TEXTS_JA,
        "texts/en.toml": texts.TEXTS_EN,
        "news/README.md": texts.NEWS,
        "README.md": texts.README.format(**values),
        ".gitignore": ".tomoni/\nout/\n",
        hosting.WORKFLOW_PATH: hosting.WORKFLOW.replace("@VERSION@", __version__),
        hosting.HANDOVER_PATH: hosting.HANDOVER.format(**values, workflow=hosting.WORKFLOW_PATH),
    }


def _community_toml(folder: Path, here: Place) -> str:
    name = slug(folder.resolve().name)
    values = {
        "id": name if name and not name.isdigit() else f"c{here.code}",
        "code": here.code,
        "kana": here.kana,
        "kind": here.kind,
        "contact": "",
        "license": "CC-BY-4.0",
        "official": False,
        "languages": ["ja", "en"],
        "name": {"ja": here.name.ja, "en": here.name.en},
        "operator": {"ja": "", "en": ""},
        "attribution": {"ja": here.name.ja, "en": here.name.en},
    }
    return texts.COMMUNITY + tomli_w.dumps({"community": values})
