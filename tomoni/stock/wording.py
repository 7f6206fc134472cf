"""The room's words: states with their shapes, why an update was not taken."""

from __future__ import annotations

from tomoni.i18n import Text

KINDS = {
    "pharmacy": Text("薬局", "Pharmacy"),
    "post": Text("郵便局", "Post office"),
    "cooperative": Text("農協", "Co-operative"),
}
IGNORED = {
    "no-such-site": Text("その場所はありません。", "There is no such site."),
    "no-such-item": Text("その品目はありません。", "There is no such item."),
    "from-the-future": Text("時刻が先すぎます。時計を確かめてください。", "The time is ahead. Please check the clock."),
    "older": Text("もっと新しい知らせがすでにあります。", "Something newer is known already."),
}
SOURCES = {
    "form": Text("お店のリンク", "link of a shop"),
    "key": Text("鍵（機械）", "key of a machine"),
    "pull": Text("入手元から取り込み", "fetched from the source"),
    "dataset": Text("公開データから", "from a published dataset"),
    "inbox": Text("届いた知らせ", "a message"),
    "hand": Text("職員（位置を決めた）", "staff (a position)"),
}
BAND_BUTTONS = {
    "plenty": Text("● たくさんある", "● Plenty"),
    "some": Text("● ある", "● Some"),
    "few": Text("▲ 残りわずか", "▲ Few left"),
    "empty": Text("✕ なし（売り切れ）", "✕ None left"),
}
APP_STATES = {
    "fresh": Text("● 新しい", "● Up to date"),
    "stale": Text("▲ 古い情報を表示中", "▲ Shows old data"),
    "away": Text("✕ 確かめられません", "✕ Could not be checked"),
    "unknown": Text("？ 新しさは不明", "? Freshness not known"),
}
