"""A new feed: its file in the community folder, with every key explained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import available_timezones

from tomoni.registry.errors import problem
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_text
from tomoni.stock.config import FOLDER, NAME, load

TEXT = """\
# 在庫フィード / A stock feed: published as /data/{name}/, pages at stock/{name}/. See docs/stock.md.
[feed]
title = {title}
ttl = 60                # 秒。読む側が次に見に来るまで / seconds until readers ask again
timezone = "{zone}"
# pushes_per_minute = 120 # 鍵ごと、1分に何回まで（0: 制限なし）/ requests a minute for each key (0: no limit)

[source]
kind = "{kind}"{spaces}# push 店から · table 表 · dataset 公開中のデータ · taiwan · korea
{dataset}# url = "https://…"     # 取りに行く先 / where to fetch it
# every = 300           # 秒ごと / seconds between fetches
# positions = "files/points.geojson"

# [map]                 # 地図を見せるなら、使ってよいタイルの宛先 / tiles you may use, to show a map
# tiles = "https://…/{{z}}/{{x}}/{{y}}.png"
# credit = "…"
{items}"""
ITEM = """
[[item]]
id = "{id}"
title = {title}
unit = {{ ja = "個", en = "" }}
publish = "{publish}"       # count 数 · band 段階 · both 両方
# bands = {{ empty = "0", few = "2", some = "30", plenty = "100" }}
"""


def found(
    scope: Scope, name: str, title: str, items: Sequence[str], kind: str, bands: bool, zone: str, dataset: str = ""
) -> Path:
    """Writes stock/<name>.toml. Problem when the name can't be used or is taken, by a feed or a dataset. `dataset`: of
    this house, what a feed of kind "dataset" follows."""
    require(scope, "publish")
    folder = scope.community.dir
    if not NAME.fullmatch(name):
        raise problem(f"「{name}」は使えません。小文字の英数字とハイフンだけにしてください。", f'"{name}" can\'t be used: lower-case letters, digits, hyphens.')  # fmt: skip
    path = folder / FOLDER / f"{name}.toml"
    if path.exists() or (folder / "sources" / f"{name}.toml").exists():
        raise problem(
            f"「{name}」はもうあります。何も変えていません。", f'"{name}" exists already. Nothing was changed.'
        )
    if zone not in available_timezones():
        raise problem(f"「{zone}」という時間帯はありません。", f'There is no time zone "{zone}".')
    if (kind == "dataset") != bool(dataset):
        raise problem(
            "--kind dataset には --dataset データの番号 を付けてください（ほかの kind には付けません）。何も変えていません。",
            "Give --dataset ID with --kind dataset, and with no other kind. Nothing was changed.",
        )
    if dataset and not (folder / "sources" / f"{dataset}.toml").is_file():
        raise problem(
            f"データ「{dataset}」はありません。先に tomoni add で加えてください。何も変えていません。",
            f'There is no dataset "{dataset}". Add it first, with tomoni add. Nothing was changed.',
        )
    lines = []
    for one in items:
        code, _, label = one.partition("=")
        if not re.fullmatch(r"[a-z0-9_]{1,40}", code):
            raise problem(f"「{code}」は使えません。例: water=水", f'"{code}" can\'t be used. Example: water=Water')
        lines.append(ITEM.format(id=code, title=_quoted(label or code), publish="band" if bands else "count"))
    text = TEXT.format(
        name=name,
        title=_quoted(title),
        zone=zone,
        kind=kind,
        dataset=f'dataset = "{dataset}"\n' if dataset else "",
        spaces=" " * max(1, 16 - len(kind)),
        items="".join(lines),
    )
    path.parent.mkdir(exist_ok=True)
    write_text(path, text)
    load(path)
    return path


def _quoted(text: str) -> str:
    """A TOML string."""
    clean = "".join(char for char in text if char.isprintable())[:100]
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
