"""What a machine may send: one update or many, as JSON. Everything is checked before anything is changed.

{"site": "a1", "item": "adult", "on_hand": 12}
{"updates": [{"site": "a1", "item": "adult", "band": "few", "observed_at": "2020-03-22T12:00:00+09:00"}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tomoni.i18n import Text
from tomoni.stock.config import FeedConfig
from tomoni.stock.feed.state import Sale
from tomoni.stock.intake.base import CODE, Said, count_of, moment_of, text_of

MOST = 5000
LARGEST = 2_000_000
KNOWN = ("site", "item", "on_hand", "reserved", "sale_state", "band", "observed_at", "note")
TOLD = ("on_hand", "sale_state", "band")
Fault = dict[str, Any]


class Wrong(Exception):
    """What is wrong with the body: [{"at", "ja", "en"}]."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault["en"] for fault in faults))
        self.faults = faults


def _fault(at: str, ja: str, en: str) -> Fault:
    return {"at": at, **Text(ja, en).to_json()}


def parse(config: FeedConfig, body: bytes, site: str = "") -> list[Said]:
    """The updates of a body. `site`: the only one that the key may speak of, and what is meant when none is named."""
    if len(body) > LARGEST:
        raise Wrong([_fault("", "大きすぎます。分けて送ってください。", "Too large. Please split it.")])
    try:
        said = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Wrong([_fault("", "JSON として読めません。", "It can't be read as JSON.")]) from None
    rows = said.get("updates") if isinstance(said, dict) and "updates" in said else said
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not rows or len(rows) > MOST:
        raise Wrong([_fault("updates", f"updates に1〜{MOST}件を入れてください。", f"Give 1 to {MOST} updates.")])
    found, faults = [], []
    for number, row in enumerate(rows):
        wrong = _faults(config, row, f"updates[{number}]", site)
        faults += wrong
        if not wrong:
            found.append(_said(config, row, site))
        if len(faults) > 20:
            break
    if faults:
        raise Wrong(faults)
    return found


def _faults(config: FeedConfig, row: Any, at: str, site: str) -> list[Fault]:
    if not isinstance(row, dict):
        return [_fault(at, "オブジェクトではありません。", "It is no object.")]
    found = []
    if strange := [key for key in row if key not in KNOWN][:3]:
        found.append(_fault(f"{at}.{strange[0]}"[:80], f"使える項目は {'・'.join(KNOWN)} です。", f"Use only {', '.join(KNOWN)}."))  # fmt: skip
    named = row.get("site", site)
    if not isinstance(named, str) or not CODE.fullmatch(named):
        found.append(_fault(f"{at}.site", "site に場所の番号を書いてください。", "Give the site's id as site."))
    elif site and named != site:
        found.append(_fault(f"{at}.site", f"この鍵で知らせられるのは {site} だけです。", f"This key may speak of {site} only."))  # fmt: skip
    item = config.item(row["item"]) if isinstance(row.get("item"), str) else None
    if item is None and not ("item" not in row and len(config.items) == 1):
        names = [one.id for one in config.items]
        found.append(
            _fault(f"{at}.item", f"item は {'・'.join(names)} から選びます。", f"item is of {', '.join(names)}.")
        )
    for key in ("on_hand", "reserved"):
        if row.get(key) is not None and (not isinstance(row[key], int) or count_of(row[key]) is None):
            found.append(_fault(f"{at}.{key}", "0 以上の整数にしてください。", "It must be a whole number from 0."))
    if row.get("sale_state") is not None and row["sale_state"] not in list(Sale):
        found.append(_fault(f"{at}.sale_state", f"{'・'.join(Sale)} から選びます。", f"It is of {', '.join(Sale)}."))
    bands = [word for _, word in (item or config.items[0]).bands]
    if row.get("band") is not None and row["band"] not in bands:
        found.append(_fault(f"{at}.band", f"{'・'.join(bands)} から選びます。", f"It is of {', '.join(bands)}."))
    if all(row.get(key) is None for key in TOLD):
        found.append(_fault(at, f"{'・'.join(TOLD)} のどれかが必要です。", f"One of {', '.join(TOLD)} is needed."))
    when = row.get("observed_at")
    if when is not None and not (isinstance(when, str) and moment_of(when, config.zone)):
        found.append(_fault(f"{at}.observed_at", "2020-03-22T12:00:00+09:00 の形で書いてください。", "Write it like 2020-03-22T12:00:00+09:00."))  # fmt: skip
    if row.get("note") is not None and not isinstance(row["note"], str):
        found.append(_fault(f"{at}.note", "文字で書いてください。", "It must be text."))
    return found


def _said(config: FeedConfig, row: Mapping[str, Any], site: str) -> Said:
    return Said(
        row.get("site", site),
        row.get("item") or config.items[0].id,
        row.get("on_hand"),
        row.get("reserved"),
        row.get("sale_state") or "",
        row.get("band") or "",
        moment_of(row.get("observed_at"), config.zone),
        text_of(row.get("note")),
    )
