"""The sheet 支援制度 of the standard municipal datasets (推奨データセット, 2017)."""

from __future__ import annotations

from tomoni.support import measure, reading
from tomoni.support.forms.base import Form, Row, day, line, phones, several, text, url

PERSONS = ("（個人対象）ライフステージ分類", "（個人対象）行政サービス分類", "（個人対象）お困りごと分類")
BUSINESSES = ("（事業者対象）事業ステージ分類", "（事業者対象）行政サービス分類", "（事業者対象）お困りごと分類")


def _audience(row: Row) -> tuple[str, ...]:
    """Which halves of the sheet are filled in."""
    said = (("個人", PERSONS), ("事業者", BUSINESSES))
    return tuple(who for who, columns in said if any(row.get(column, "").strip() for column in columns))


def _areas(row: Row) -> tuple[str, ...]:
    """The place named most closely; nothing named means all of the publisher's place, which the code column says."""
    if named := reading.areas(row.get("対象地域群", "")):
        return named
    if named := reading.areas(row.get("対象地域", "")):
        return named
    own = row.get("全国地方公共団体コード", "").strip()
    return (own,) if own else (measure.NATIONWIDE,)


FORM = Form(
    "support-program@2017",
    "タイトル（制度名）",
    {
        "source_id": line("制度番号"),
        "base_id": line("元制度番号"),
        "title": line("タイトル（制度名）"),
        "subtitle": line("サブタイトル（通称）"),
        "summary": text("概要"),
        "body": text("内容"),
        "provider": line("実施組織・支援機関"),
        "provider_number": lambda row: reading.corporate_number(row.get("法人番号", "")),
        "provider_kind": lambda row: reading.kind_of_provider("", row.get("実施組織・支援機関", "")) or measure.PUBLIC,
        "audience": _audience,
        "audience_text": lambda row: reading.text(
            "\n".join(part for part in (row.get("対象者", ""), row.get("用途・対象物", "")) if part)
        ),
        "area": _areas,
        "area_text": text("対象地域群", "対象地域"),
        "industry": several("標準産業分類"),
        "stage": several("（事業者対象）事業ステージ分類"),
        "need": several("（個人対象）お困りごと分類", "（事業者対象）お困りごと分類"),
        "life_event": several("（個人対象）ライフステージ分類"),
        "kind": several("（個人対象）行政サービス分類", "（事業者対象）行政サービス分類"),
        "open_from": day("受付開始日"),
        "open_to": day("受付終了日"),
        "period_note": text("受付備考"),
        "apply_url": url("電子申請URL"),
        "how": text("利用・申請方法"),
        "phone": phones("お問い合わせ先", "利用・申請方法"),
        "inquiry": text("お問い合わせ先"),
        "law": text("根拠法令"),
        "detail_url": url("詳細参照先"),
        "disaster": several("災害名"),
        "keywords": several("キーワード"),
        "published": day("公開日"),
        "unpublished": day("公開終了日"),
    },
    {
        "open_from": ("受付開始日",),
        "open_to": ("受付終了日",),
        "provider_number": ("法人番号",),
        "area": ("対象地域", "対象地域群"),
        "detail_url": ("詳細参照先",),
        "apply_url": ("電子申請URL",),
        "published": ("公開日",),
        "unpublished": ("公開終了日",),
    },
)
