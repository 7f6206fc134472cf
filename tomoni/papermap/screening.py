"""Screening: what each item says is sorted into hours, notes and times; ended services, private homes, duplicates and
personal data are found. After this an item says only what a stranger may read, or has an outcome with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tomoni.geo.sphere import distance
from tomoni.papermap import categories
from tomoni.papermap.model import Item, Kind, Outcome, Reading, Status, plain
from tomoni.papermap.read.text import without_addresses

HOURS = (
    "営業",
    "営業時間",
    "水提供時間",
    "提供時間帯",
    "提供時間",
    "開設時間",
    "利用時間",
    "時間帯",
    "opening_hours",
    "hours",
)
NOTES = ("その他注意事項等", "注意事項", "持ち物", "持参", "必要なもの", "お知らせ", "その他情報", "詳細内容", "設備", "利用可能日時特記事項", "note")  # fmt: skip
TIMES = (
    "時点",
    "確認日",
    "確認日時",
    "タイムスタンプ",
    "更新日",
    "更新日時",
    "UpdateDate",
    "登録日",
    "最終更新",
    "updated",
)
PHONES = ("連絡先", "問い合わせ先", "電話番号", "施設連絡先", "電話", "phone")
STATES = ("状態", "状況", "営業状況", "開設状況", "稼働状況", "status", "ステータス")
PERSONAL = ("情報登録者", "登録者", "投稿者", "記入者", "報告者", "氏名", "担当者", "担当者名", "author", "user", "メール", "連絡先メールアドレス", "E-mail")  # fmt: skip
_ENDED_NAME = re.compile(
    r"[（(【\[]?\s*((?:サービス)?(?:提供|営業|開設|受付|給水|利用)?(?:は)?終了(?:しました|済み?)?|閉鎖(?:中|しました)?|閉所|廃止|撤去済み?)\s*[）)】\]]?"
)
_ENDED_LAYER = re.compile(r"解消|提供終了|終了分|閉鎖")
_CLOSED = re.compile(r"終了|閉鎖|閉所|休止|停止|休業|廃止|closed|不可|×")
_LIMITED = re.compile(r"限定|一部|制限|limited|△|縮小")
_OPEN = re.compile(r"^(?:open|営業中|通常営業|開設中|開設|利用可能?|稼働中|提供中|実施中|[○◯〇])$")
_MOBILE = re.compile(r"0[5789]0[-‐－ー\s()（）]?\d{4}[-‐－ー\s]?\d{4}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PRIVATE = re.compile(r"個人宅|[（(]個人[）)]|民家|^自宅")
_TIME_IN_NAME = re.compile(r"[（(]([^（）()]*\d{1,2}[:：時]\d{0,2}[^（）()]*|24時間[^（）()]*)[）)]")
_LAYER_TIME = re.compile(
    r"\d{1,2}[/-]\d{1,2}[ _]\d{1,2}:\d{2}|\d{1,2}月\d{1,2}日\s*\d{0,2}:?\d{0,2}(?=時点|現在)?|\d{4}[-/]\d{1,2}[-/]\d{1,2}"
)
HIDDEN = "（伏せました）"
_NAMED = re.compile(r"（伏せました）\s*[（(][^（）()\d]{1,8}[)）](?:まで|さん|様)?")
"""A name in brackets behind a number that was taken out is whose number it was."""
NEAR = 150.0
"""Metres within which the same name of the same category is the same place."""


def screen(reading: Reading, layers: dict[str, str] | None = None) -> None:
    """Sets category, hours, notes, phone, as_of, status, marks; outcomes ENDED, DUPLICATE and WITHHELD (private homes)."""
    for item in reading.items:
        categories.classify(item, layers or {})
        _sort(item)
        _mask(item)
        if item.outcome is Outcome.PLACED:
            _end(item)
    _contradicted(reading.items)
    _duplicates(reading.items)


def _sort(item: Item) -> None:
    """Which of its fields are hours, what to bring, and when that was known."""
    inner = _described(item.fields.get("詳細", ""))
    fields = {**{key: value for key, value in inner.items() if value}, **item.fields}
    if match := _TIME_IN_NAME.search(item.name):
        item.hours = match[1].strip()
        item.name = (item.name[: match.start()] + item.name[match.end() :]).strip()
    said = [fields[key] for key in HOURS if fields.get(key) and any(map(str.isdigit, fields[key]))]
    if said:
        item.hours = _flat(said[0])
    if not item.hours and fields.get("開始時間"):
        item.hours = f"{fields['開始時間'][:5]}–{fields.get('終了時間', '')[:5]}"
    item.notes = "。".join(filter(None, (_flat(fields.get(key, "")).rstrip("。") for key in NOTES)))
    if not item.notes and not item.hours and (free := item.fields.get("説明", "")) and len(free) <= 200:
        item.notes = _flat(free)
    item.phone = next((_flat(fields[key]) for key in PHONES if fields.get(key)), "")
    stamp = next((_flat(fields[key]) for key in TIMES if fields.get(key)), "")
    layer = _LAYER_TIME.search(item.layer)
    item.as_of = stamp[:40] or (layer[0].strip() if layer else "")
    for key in STATES:
        if fields.get(key):
            item.status = status_of(fields[key])
            break
    item.name = re.sub(r"\s+", " ", item.name).strip()


def _described(text: str) -> dict[str, str]:
    from tomoni.papermap.read.text import pairs

    return pairs(text)[0] if ":" in text or "：" in text else {"説明": text} if text else {}


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", without_addresses(text.replace("\n", "、"))).strip(" 、")


def status_of(words: str) -> Status:
    """What a word about the state of a service means; UNKNOWN when that is not certain."""
    normal = unicodedata.normalize("NFKC", words).strip()
    if _CLOSED.search(normal):
        return Status.CLOSED
    if _LIMITED.search(normal):
        return Status.LIMITED
    return Status.OPEN if _OPEN.match(normal) or words.strip() in "○◯〇" else Status.UNKNOWN


def _mask(item: Item) -> None:
    """Takes registrants and mobile numbers out of everything it says. A number printed by mistake can't be taken back."""
    found = False
    for key in list(item.fields):
        if key in PERSONAL:
            found = bool(item.fields.pop(key).strip()) or found
            continue
        clean = _without_personal(item.fields[key])
        found = found or clean != item.fields[key]
        item.fields[key] = clean
    for name in ("name", "hours", "notes", "phone"):
        clean = _without_personal(getattr(item, name))
        found = found or clean != getattr(item, name)
        setattr(item, name, clean)
    if found:
        item.marks.add("masked")


def _without_personal(text: str) -> str:
    for key in PERSONAL:
        if key in text:
            text = re.sub(rf"{re.escape(key)}\s*[:：][^\n、。]*", "", text)
    text = _MAIL.sub(HIDDEN, _MOBILE.sub(HIDDEN, text))
    return _NAMED.sub(HIDDEN, text).strip()


def _end(item: Item) -> None:
    if match := _ENDED_NAME.search(item.name):
        item.name = (item.name[: match.start()] + item.name[match.end() :]).strip()
        item.end(Outcome.ENDED, f"名前に「{match[1]}」とあります。", f'Its name says that it has ended ("{match[1]}").')
    elif _ENDED_LAYER.search(item.layer):
        item.end(
            Outcome.ENDED, f"層の名前が「{item.layer}」です。", f'Its layer is called "{item.layer}": that is over.'
        )
    elif item.status is Status.CLOSED:
        item.end(Outcome.ENDED, "状態が「終了・休止」です。", "Its state is closed.")
    elif _PRIVATE.search(item.name + "\n" + "\n".join(item.fields.values())):
        item.end(
            Outcome.WITHHELD,
            "個人の家のようです。紙には印刷しません。",
            "It seems to be a private home, which is not printed on paper.",
        )


def _key(item: Item) -> tuple[str, str]:
    bare = re.sub(r"[（(].*?[）)]", "", item.name)
    return item.category, plain(bare + item.fields.get("設置位置", ""))


def _contradicted(items: Iterable[Item]) -> None:
    """Open in one layer, ended in another: nobody can say which holds, so it is not printed."""
    ended: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.outcome is Outcome.ENDED and item.name and item.paths:
            ended.setdefault(_key(item), []).append(item)
    for item in items:
        if item.outcome is Outcome.PLACED and item.name:
            for other in ended.get(_key(item), ()):
                if _near(item, other):
                    item.end(
                        Outcome.WITHHELD,
                        f"同じ場所が、別の行では終了しています（{other.where}）。",
                        f"The same place has ended according to another row ({other.where}).",
                    )
                    break


def _duplicates(items: Iterable[Item]) -> None:
    """The same place of the same category stays once: the row that says most about itself."""
    kept: dict[tuple[str, str], list[Item]] = {}
    spots: dict[tuple[str, float, float], Item] = {}
    for item in items:
        if item.outcome is not Outcome.PLACED:
            continue
        if item.kind is not Kind.POINT:
            key = (item.category, item.name + item.kind + str(hash(tuple(map(tuple, item.paths)))))
        else:
            key = _key(item)
        if not item.name and item.kind is Kind.POINT:
            spot = (item.category, round(item.anchor[0], 5), round(item.anchor[1], 5))
            if other := spots.get(spot):
                _same(item, other)
            else:
                spots[spot] = item
            continue
        twins = kept.setdefault(key, [])
        other = next((one for one in twins if _near(item, one)), None)
        if other is None:
            twins.append(item)
        elif _said(item) > _said(other):
            _same(other, item)
            twins[twins.index(other)] = item
        else:
            _same(item, other)


def _said(item: Item) -> int:
    return bool(item.hours) * 2 + bool(item.notes) + bool(item.as_of) + (item.status is not Status.UNKNOWN) * 2


def _same(item: Item, other: Item) -> None:
    item.end(Outcome.DUPLICATE, f"同じ場所です: {other.where}", f"The same place as {other.where}")


def _near(item: Item, other: Item) -> bool:
    (x, y), (u, v) = item.anchor, other.anchor
    return distance(y, x, v, u) <= NEAR
