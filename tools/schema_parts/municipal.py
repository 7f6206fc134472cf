"""The standard municipal datasets: columns from the sources, and what the sources do not say about them.

推奨データセット (2017–2021) comes from NEC-FIWARE/smart-data-models cio/*/model.yaml (MIT); no machine-readable form of
自治体標準オープンデータセット (2023) exists, so its columns were read off published files of five datasets.
"""

from __future__ import annotations

import csv
from pathlib import Path

import yaml
from schema_parts.common import AREA_CODE, CITY, MARK, NOTE, PREFECTURE, YES_NO, Json, field
from schema_parts.words import ALIASES, EN, SUCCESSORS

OLD = "2017-2021推奨データセット(FIWARE cio)"
NEW = "2023-自治体標準オープンデータセット(実ファイル観測)"
SOURCES = {
    OLD: "政府CIOポータル「推奨データセット」(2017–2021), NEC-FIWARE/smart-data-models cio/{file}",
    NEW: "デジタル庁「自治体標準オープンデータセット」(2023–), 公開されたファイルの項目名による",
}
LICENSES = {OLD: "MIT", NEW: "CC BY 4.0"}

DATASETS: dict[str, tuple[str, str, int, tuple[str, ...]]] = {
    # dataset: id, English title, how many of which fields a table must have to be taken for it
    "AED設置箇所一覧": ("aed", "AED locations", 1, ("小児対応設備の有無", "設置位置")),
    "介護サービス事業所一覧": ("care-service", "Care services", 1, ("実施サービス", "事業所番号", "介護サービス事業所名称")),
    "医療機関一覧": ("hospital", "Medical institutions", 2,
                ("医療機関の種類", "医療機関コード", "診療曜日", "診療開始時間", "診療科目", "病床数")),
    "文化財一覧": ("cultural-property", "Cultural properties", 1, ("文化財分類", "文化財指定日", "所有者等", "員数（数）")),
    "観光施設一覧": ("tourism", "Tourist facilities", 2,
                ("料金(基本)", "料金(詳細)", "アクセス方法", "駐車場情報", "バリアフリー情報", "説明", "POIコード")),
    "イベント一覧": ("event", "Events", 2, ("イベント名", "開始日", "終了日", "主催者", "参加申込方法", "参加申込終了日", "場所名称")),
    "支援制度": ("support-program", "Support programmes", 3,
             ("制度番号", "タイトル（制度名）", "対象者", "対象地域", "受付開始日", "受付終了日", "利用・申請方法", "お問い合わせ先", "根拠法令",
              "実施組織・支援機関", "（個人対象）行政サービス分類", "（事業者対象）行政サービス分類")),
    "公衆無線LANアクセスポイント一覧": ("public-wireless-lan", "Public Wi-Fi", 1, ("SSID", "提供エリア")),
    "公衆トイレ一覧": ("public-toilet", "Public toilets", 3,
                ("男性トイレ総数", "女性トイレ総数", "男女共用トイレ総数", "男性トイレ数（小便器）", "男性トイレ数（洋式）", "多機能トイレ数",
                 "バリアフリートイレ数", "車椅子使用者用トイレ有無", "乳幼児用設備設置トイレ有無", "オストメイト設置トイレ有無")),
    "消防水利施設一覧": ("fire-hydrant", "Water for fire-fighting", 2, ("種別", "口径")),
    "指定緊急避難場所一覧": ("evacuation-space", "Emergency evacuation sites", 3,
                   ("災害種別_洪水", "災害種別_崖崩れ、土石流及び地滑り", "災害種別_高潮", "災害種別_地震", "災害種別_津波",
                    "災害種別_大規模な火事", "災害種別_内水氾濫", "災害種別_火山現象")),
    "地域・年齢別人口": ("population", "Population by area and age", 8,
                 ("総人口", "男性", "女性", "0-4歳の男性", "0-4歳の女性", "5-9歳の男性", "5-9歳の女性", "10-14歳の男性", "10-14歳の女性",
                  "15-19歳の男性", "20-24歳の男性", "30-34歳の男性", "40-44歳の男性", "60-64歳の男性")),
    "公共施設一覧": ("public-facility", "Public facilities", 2,
               ("法人番号", "団体名", "利用可能曜日", "開始時間", "POIコード", "バリアフリー情報", "名称_通称")),
    "子育て施設一覧": ("preschool", "Child-care facilities", 1, ("受入年齢", "一時預かりの有無", "認可等年月日")),
    "オープンデータ一覧": ("open-data-list", "List of open data", 2,
                  ("データ名称", "データ形式", "API対応有無", "更新頻度", "ライセンス", "最終更新日")),
}  # fmt: skip

ROLES = {
    "緯度": "lat", "経度": "lon", "NO": "id", "ID": "id", "地域コード": "id", "制度番号": "id", "備考": "note", "住所": "address",
    "所在地_連結表記": "address", "URL": "url", "電話番号": "phone", "連絡先電話番号": "phone", "FAX番号": "phone", "法人番号": "corporate-number",
    "郵便番号": "postal-code", "地方公共団体名": "owner", "所在地_全国地方公共団体コード": "place-code", "町字ID": "town-id",
    "名称": "name", "イベント名": "name", "介護サービス事業所名称": "name", "タイトル（制度名）": "name", "データ名称": "name", "地域名": "place",
    "名称_カナ": "kana", "イベント名_カナ": "kana", "介護サービス事業所名称_カナ": "kana", "連絡先メールアドレス": "mail",
}  # fmt: skip
MEASURES = {"総人口", "男性", "女性", "世帯数", "収容定員", "定員", "病床数", "多機能トイレ数", "バリアフリートイレ数"}
AREA_CODES = {"全国地方公共団体コード", "都道府県コード又は市区町村コード", "市区町村コード"}


def _field(name: str, kind: str, format_: str, required: bool, text: str) -> Json:
    en = EN.get(name, "") or _age_band(name)
    aliases = tuple(ALIASES.get(name, ()))
    if name in AREA_CODES:
        others = [a for a in (AREA_CODE["name"], *AREA_CODE["tomoni:aliases"]) if a != name]
        out = {**AREA_CODE, "name": name, "title": name, "tomoni:aliases": [*others, *aliases]}
        return out if name == AREA_CODE["name"] else {**out, "constraints": {"required": True, "pattern": r"^\d{6}$"}}
    if name in {"都道府県名", "市区町村名"}:
        same = PREFECTURE if name == "都道府県名" else CITY
        return {**same, "tomoni:aliases": [*same["tomoni:aliases"], *aliases]}
    if name == "備考":
        return {**NOTE, "tomoni:aliases": [*NOTE["tomoni:aliases"], *aliases]}
    common = {"description": text, "required": required, "aliases": aliases, "role": ROLES.get(name, "")}
    if name in {"緯度", "経度"}:
        low, high = (20, 46) if name == "緯度" else (122, 154)
        return field(name, "number", en, **common, minimum=low, maximum=high, unit="度")
    if name.endswith(("有無", "の有無")):
        return field(name, "string", en, **common, codes=YES_NO)
    if name.startswith("災害種別_") or name == "指定避難所との重複":
        return field(name, "string", en, **common, codes=MARK)
    if name in MEASURES or "トイレ数" in name or "トイレ総数" in name or "歳" in name:
        return field(
            name, "integer", en, **{**common, "role": "count"}, minimum=0, unit="" if "トイレ" in name else "人"
        )
    if kind == "number" and name not in {"制度変更区分"}:
        return field(name, "number", en, **common)
    if format_ == "date" or name.endswith(("開始日", "終了日", "年月日", "指定日", "公開日", "登録日", "更新日")):
        return field(name, "date", en, **{**common, "role": common["role"] or "date"})
    if format_ == "time" or name.endswith(("開始時間", "終了時間")):
        return field(name, "time", en, **common)
    return field(name, "string", en, **common)


def _age_band(name: str) -> str:
    if "歳" not in name:
        return ""
    band, _, sex = name.partition("の")
    return f"{band.replace('歳以上', '+').replace('歳', '')} {'male' if sex == '男性' else 'female'}"


def schemas(folder: Path) -> list[Json]:
    """Every standard dataset in every version the sources give, from `folder` (fiware_cio/, standard_dataset_columns.csv)."""
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    with (folder / "standard_dataset_columns.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault((row["version"], row["dataset"]), []).append(row)
    files = {path.stem.split("_", 1)[1]: path for path in sorted((folder / "fiware_cio").glob("*.yaml"))}
    return [_schema(version, dataset, columns, files, rows) for (version, dataset), columns in rows.items()]


def _schema(
    version: str,
    dataset: str,
    columns: list[dict[str, str]],
    files: dict[str, Path],
    rows: dict[tuple[str, str], list[dict[str, str]]],
) -> Json:
    base, en, least, needed = DATASETS[dataset]
    year = version[:4]
    model = yaml.safe_load(files[dataset].read_text(encoding="utf-8"))["components"]["schemas"]
    model = next(iter(model.values()))
    older = {row["column"]: row for row in rows[OLD, dataset]}
    fields = []
    for row in columns:
        name = row["column"]
        before = next((n for n in (name, *SUCCESSORS.get(name, ())) if n in older), "")
        known = older.get(before, row)
        text = row["description"] or known["description"]
        item = _field(
            name, known["type"] or "string", known["format"], bool(row["required"] or known["required"]), text
        )
        fields.append(item)
    names = {item["name"] for item in fields}
    out: Json = {
        "name": f"{base}@{year}",
        "title": dataset,
        "tomoni:en": en,
        "description": model.get("description", ""),
        "tomoni:version": year,
        "tomoni:source": SOURCES[version].format(file=files[dataset].name),
        "tomoni:license": LICENSES[version],
        "tomoni:contextWords": [dataset.removesuffix("一覧"), dataset],
        "tomoni:needs": [{"atLeast": least, "of": [name for name in needed if name in names]}],
    }
    if "緯度" in names:
        out |= {"tomoni:latField": "緯度", "tomoni:lonField": "経度"}
    for day in ("調査年月日",):
        out |= {"tomoni:dateField": day} if day in names else {}
    for key in ("ID", "NO", "制度番号"):
        if key in names:
            out["primaryKey"] = [key]
            break
    sums = _sums(names)
    return out | ({"tomoni:sums": sums} if sums else {}) | {"fields": fields, "missingValues": [""]}


def _sums(names: set[str]) -> list[Json]:
    """Which columns must add up to which (V06)."""
    wanted = [("総人口", ["男性", "女性"])]
    wanted += [
        (sex, [n for n in sorted(names) if n.endswith((f"歳の{sex}", f"歳以上の{sex}"))]) for sex in ("男性", "女性")
    ]
    wanted += [("男性トイレ総数", ["男性トイレ数（小便器）", "男性トイレ数（和式）", "男性トイレ数（洋式）"])]
    wanted += [
        (f"{who}トイレ総数", [f"{who}トイレ数（和式）", f"{who}トイレ数（洋式）"]) for who in ("女性", "男女共用")
    ]
    return [{"total": total, "parts": parts} for total, parts in wanted if len(parts) > 1 and {total, *parts} <= names]
