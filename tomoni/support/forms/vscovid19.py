"""民間支援情報ナビ (vs-covid19): form 1 (16 columns) and form 2 (46, of which 18 say nothing)."""

from __future__ import annotations

from tomoni.support import measure, reading
from tomoni.support.forms.base import Form, always, day, line, phones, several, text, url

FIRST = Form(
    "support-vscovid19@1",
    "サービス名称",
    {
        "title": line("サービス名称"),
        "summary": text("詳細"),
        "provider": line("企業等"),
        "provider_kind": lambda row: reading.kind_of_provider("", row.get("企業等", "")) or measure.PRIVATE,
        "audience": several("対象者"),
        "industry": several("業種"),
        "kind": several("分野", "サービス分類"),
        "fee": lambda row: reading.fee(row.get("無料/有料", "")),
        "fee_text": lambda row: "、".join(
            part for part in (row.get("無料/有料", ""), _help(row.get("導入支援有無", ""))) if part
        ),
        "open_from": day("開始日"),
        "open_to": day("終了日"),
        "period_note": text("期間備考"),
        "phone": phones("詳細", "期間備考"),
        "detail_url": url("URL"),
        "disaster": always(("新型コロナウイルス感染症",)),
        "keywords": several("キーワード", comma=True),
        "updated": day("発表日付"),
        "origin": line("情報源"),
    },
    {
        "open_from": ("開始日",),
        "open_to": ("終了日",),
        "fee": ("無料/有料", "導入支援有無"),
        "detail_url": ("URL",),
        "updated": ("発表日付",),
        "audience": ("対象者",),
        "kind": ("分野", "サービス分類"),
    },
)


def _help(said: str) -> str:
    return {"有": "導入支援あり", "無": "導入支援なし"}.get(said.strip(), "")


SECOND = Form(
    "support-vscovid19@2",
    "サービスの名称",
    {
        "title": line("サービスの名称"),
        "subtitle": line("サブタイトル"),
        "summary": text("サービス概要"),
        "body": text("教育用サービス内容"),
        "provider": line("企業名等"),
        "provider_number": lambda row: reading.corporate_number(row.get("法人番号", "")),
        "provider_kind": lambda row: reading.kind_of_provider("", row.get("企業名等", "")) or measure.PRIVATE,
        "audience": several("サービスの対象者"),
        "area": lambda row: reading.areas(row.get("都道府県", ""), empty=measure.NATIONWIDE),
        "area_text": text("対象地域群"),
        "industry": several("サービス対象の業種"),
        "stage": several("支援対象事業ステージ"),
        "need": several("事業者のお困りごと", "個人のお困りごと"),
        "life_event": several("ライフステージ"),
        "kind": several("サービスの対象分野", "事業者向けのサービス分類", "個人向けのサービス分類", "サービス詳細分類"),
        "fee": lambda row: reading.fee(row.get("サービス費用", "")),
        "fee_text": line("サービス費用"),
        "open_from": day("開始日"),
        "open_to": day("終了日"),
        "period_note": text("期間の自由記入"),
        "phone": phones("サービス概要", "期間の自由記入"),
        "detail_url": url("詳細情報URL"),
        "disaster": several("災害名"),
        "keywords": several("キーワード", comma=True),
        "updated": day("情報更新日"),
        "origin": line("主な所属団体名"),
    },
    {
        "provider_number": ("法人番号",),
        "open_from": ("開始日",),
        "open_to": ("終了日",),
        "area": ("都道府県", "対象地域群"),
        "fee": ("サービス費用",),
        "detail_url": ("詳細情報URL",),
        "updated": ("情報更新日",),
        "audience": ("サービスの対象者",),
        "need": ("事業者のお困りごと", "個人のお困りごと"),
        "life_event": ("ライフステージ",),
    },
)
