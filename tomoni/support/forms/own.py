"""Our own form (schema support-measure): every field of a measure, in Japanese columns; ; or 、 between several values."""

from __future__ import annotations

from tomoni.support import measure, reading
from tomoni.support.forms.base import Form, Row, day, line, number, several, text, url

CODES = {
    "日本語": "ja", "やさしい日本語": "ja-easy", "英語": "en", "中国語": "zh-Hans", "簡体字": "zh-Hans", "繁体字": "zh-Hant", "韓国語": "ko",
    "朝鮮語": "ko", "ベトナム語": "vi", "フィリピン語": "tl", "タガログ語": "tl", "ポルトガル語": "pt", "スペイン語": "es",
    "ネパール語": "ne", "インドネシア語": "id", "ミャンマー語": "my", "ビルマ語": "my", "タイ語": "th", "手話": "sign",
}  # fmt: skip


def _languages(row: Row) -> tuple[str, ...]:
    """Codes for languages that are known, the word itself for others."""
    return tuple(
        dict.fromkeys(CODES.get(word, word) for word in reading.several(row.get("相談できる言語", ""), comma=True))
    )


def _translation(row: Row) -> str:
    said = row.get("翻訳のしかた", "")
    return "machine" if "機械" in said else "human" if said.strip() else ""


FORM = Form(
    "support-measure",
    "名称",
    {
        "source_id": line("管理番号"),
        "base_id": line("元の制度の番号"),
        "title": line("名称"),
        "subtitle": line("副題"),
        "catch": line("ひとこと"),
        "summary": text("概要"),
        "body": text("内容"),
        "provider": line("提供者"),
        "provider_number": lambda row: reading.corporate_number(row.get("提供者の法人番号", "")),
        "provider_kind": lambda row: reading.kind_of_provider(row.get("提供者の種類", ""), row.get("提供者", "")),
        "authority": line("所管"),
        "audience": several("だれ向け", comma=True),
        "audience_text": text("対象者の説明"),
        "max_employees": number("従業員数の上限"),
        "max_capital": number("資本金の上限"),
        "max_years": number("設立からの年数の上限"),
        "area": lambda row: reading.areas(row.get("対象の地域", ""), empty=measure.NATIONWIDE),
        "area_text": text("地域の説明"),
        "industry": several("対象の業種"),
        "stage": several("対象の事業ステージ", comma=True),
        "need": several("困りごと", comma=True),
        "life_event": several("ライフイベント", comma=True),
        "kind": several("支援の種類", comma=True),
        "fee": lambda row: reading.fee(row.get("費用", "")),
        "fee_text": line("費用"),
        "amount": line("金額"),
        "rate": line("補助率"),
        "open_from": day("受付開始"),
        "open_to": day("受付終了"),
        "period_note": text("期間の説明"),
        "apply_url": url("申込先URL"),
        "how": text("申込み方"),
        "documents": lambda row: reading.several(row.get("持ち物・必要書類", ""), comma=True, folded=False),
        "phone": lambda row: reading.phones(row.get("相談の電話", ""), row.get("相談先", "")),
        "inquiry": text("相談先"),
        "law": text("根拠の法令"),
        "detail_url": url("詳細URL"),
        "disaster": several("対象の災害", comma=True),
        "keywords": several("検索の言葉", comma=True),
        "languages": _languages,
        "residence": several("使える在留資格", comma=True),
        "title_en": line("英語の名称"),
        "summary_en": text("英語の概要"),
        "translation": _translation,
        "published": day("掲載開始"),
        "unpublished": day("掲載終了"),
        "updated": day("更新した日"),
        "verified_at": day("確認した日"),
        "verified_by": line("確認した人"),
        "status": line("受付の状態"),
    },
    {
        "provider_number": ("提供者の法人番号",),
        "area": ("対象の地域",),
        "open_from": ("受付開始",),
        "open_to": ("受付終了",),
        "fee": ("費用",),
        "phone": ("相談の電話",),
        "languages": ("相談できる言語",),
        "updated": ("更新した日",),
        "verified_at": ("確認した日",),
        "max_employees": ("従業員数の上限",),
        "max_capital": ("資本金の上限",),
        "max_years": ("設立からの年数の上限",),
        "detail_url": ("詳細URL",),
        "apply_url": ("申込先URL",),
        "unpublished": ("掲載終了",),
    },
)
