"""Words for writing fields down briefly, and the code lists and columns that many definitions share."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def field(
    name: str,
    type: str = "string",
    en: str = "",
    *,
    title: str = "",
    description: str = "",
    required: bool = False,
    aliases: tuple[str, ...] = (),
    weak: tuple[str, ...] = (),
    codes: list[Json] | None = None,
    closed: bool = False,
    unit: str = "",
    role: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    pattern: str = "",
    personal: bool = False,
    unique: bool = False,
    extension: bool = False,
) -> Json:
    """One field descriptor; only what is said is written. `weak` aliases count only beside a surer match."""
    limits: Json = ({"required": True} if required else {}) | ({"unique": True} if unique else {})
    limits |= {
        k: v for k, v in (("minimum", minimum), ("maximum", maximum), ("pattern", pattern)) if v not in (None, "")
    }
    out: Json = {"name": name, "type": type, "title": title or name.replace("_", " ")}
    if type == "date":
        out["format"] = "%Y-%m-%d"
    optional: Json = {
        "description": description,
        "constraints": limits,
        "tomoni:en": en,
        "tomoni:aliases": list(aliases),
        "tomoni:weakAliases": list(weak),
        "tomoni:codes": codes or [],
        "tomoni:openCodes": False if closed else None,
        "tomoni:unit": unit,
        "tomoni:role": role,
        "tomoni:personal": personal or None,
        "tomoni:extension": extension or None,
    }
    return out | {key: value for key, value in optional.items() if value not in (None, "", [], {})}


def code(value: str, en: str, *aliases: str, standard: bool = True) -> Json:
    out: Json = {"value": value, "en": en, "aliases": list(aliases)}
    return out if standard else out | {"standard": False}


UNKNOWN = [
    code("不明", "unknown", "不詳", "わからない", "未確認", standard=False),
    code("調査中", "under investigation", "確認中", "聞き取り中", standard=False),
    code("非公表", "not published", "非公開", "公表しない", "公表なし", standard=False),
]

AGES = [
    code(
        "10歳未満", "under 10", "0代", "0歳代", "0", "10代未満", "10才未満", "0-9", "0-9歳", "0~9歳", "1歳未満", "未就学児",
        "乳幼児", "乳児", "幼児", "未就園児", "小児(10歳未満)",
    ),
    *(
        code(f"{n}代", f"{n}s", f"{n}", f"{n}歳代", f"{n}才代", f"{n}s", f"{n}-{n + 9}", f"{n}-{n + 9}歳", f"{n}~{n + 9}歳", f"{n}歳台")
        for n in range(10, 90, 10)
    ),
    code(
        "90歳以上", "90 and over", "90代", "90歳代", "90才代", "90代以上", "90歳代以上", "90才以上", "90", "90以上", "90-", "90~",
        "90s", "110", "100歳以上", "100歳代", "100代", "100代以上", "100", "100以上", "90-99歳", "90~99歳", "90-99",
    ),
    *UNKNOWN,
]  # fmt: skip
SEXES = [
    code("男性", "male", "男", "M", "male", "男児", "男子", "おとこ"),
    code("女性", "female", "女", "F", "female", "女児", "女子", "おんな"),
    code("その他", "other", "other", "その他の性別"),
    *UNKNOWN,
]
FLAG = [
    code("1", "yes", "有", "あり", "有り", "○", "〇", "◯", "◎", "はい", "true", "yes", "済", "該当", "✓", "レ"),
    code("0", "no", "無", "なし", "無し", "×", "✕", "✗", "いいえ", "false", "no", "未", "非該当"),
]
YES_NO = [
    code("有", "yes", "あり", "有り", "○", "〇", "◯", "◎", "1", "はい", "true", "yes", "可", "✓"),
    code("無", "no", "なし", "無し", "×", "✕", "✗", "0", "いいえ", "false", "no", "不可"),
]
MARK = [code("1", "yes", "○", "〇", "◯", "◎", "有", "あり", "有り", "はい", "true", "✓", "対応", "該当"),
        code("0", "no", "×", "✕", "無", "なし", "無し", "false", "非該当")]  # fmt: skip
WEEKDAYS = [code(day, en, f"{day}曜", f"{day}曜日", f"({day})", en, en[:3]) for day, en in zip(
    "月火水木金土日", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True
)]  # fmt: skip

AREA_CODE = field(
    "全国地方公共団体コード", "string", "Local government code", required=True, role="code", pattern=r"^\d{6}$",
    aliases=("団体コード", "地方公共団体コード", "自治体コード", "都道府県コード又は市区町村コード", "市区町村コード", "市町村コード",
             "都道府県コード", "全国地方公共団体番号"),
    description="総務省「全国地方公共団体コード」6桁（検査数字を含む）。",
)  # fmt: skip
PREFECTURE = field(
    "都道府県名", "string", "Prefecture", required=True, role="prefecture", aliases=("都道府県", "県名", "都道府県名称")
)
CITY = field(
    "市区町村名", "string", "Municipality", role="city", aliases=("市区町村", "市町村名", "市町村", "自治体名")
)
WEEKDAY = field("曜日", "string", "Day of the week", role="weekday", codes=WEEKDAYS, closed=True, extension=True)
NOTE = field("備考", "string", "Remarks", role="note", aliases=("備考欄", "特記事項", "注記", "摘要"))
