"""Lists of help: our own form, the two forms of 民間支援情報ナビ (vs-covid19), 制度ナビ, and jGrants.

Dates are texts on purpose: 「終了時期未定」 and 「コロナ終息を目途」 stand in their cells, are no errors and stay readable; the
room reads days beside them. Columns that are not for the public (記入者の連絡先…非公開) have no field in any of these.
"""

from __future__ import annotations

from schema_parts.common import Json, code, field

VS = "codeforjapan/vs-covid19（民間支援情報ナビ）の公開CSV, 2020–2021"
SEIDO = "制度ナビ API（経済産業省 ミラサポplus, 2020）の項目"
JGRANTS = "Jグランツ API の項目（デジタル庁）"
OURS = "Tomoni"
LANGUAGES = [
    code("ja", "Japanese", "日本語"), code("ja-easy", "plain Japanese", "やさしい日本語", "やさしい にほんご"),
    code("en", "English", "英語", "English"), code("zh-Hans", "Chinese (simplified)", "中国語", "簡体字", "中文"),
    code("zh-Hant", "Chinese (traditional)", "繁体字", "台湾華語"), code("ko", "Korean", "韓国語", "朝鮮語", "한국어"),
    code("vi", "Vietnamese", "ベトナム語", "Tiếng Việt"), code("tl", "Filipino", "フィリピン語", "タガログ語"),
    code("pt", "Portuguese", "ポルトガル語", "Português"), code("es", "Spanish", "スペイン語", "Español"),
    code("ne", "Nepali", "ネパール語"), code("id", "Indonesian", "インドネシア語"), code("my", "Burmese", "ミャンマー語", "ビルマ語"),
    code("th", "Thai", "タイ語"), code("sign", "Japanese Sign Language", "手話"),
]  # fmt: skip


def schema(name: str, title: str, en: str, fields: list[Json], needs: tuple[int, list[str]], **more: object) -> Json:
    version = name.partition("@")[2] or "1"
    out: Json = {
        "name": name,
        "title": title,
        "tomoni:en": en,
        "description": more.pop("description", ""),
        "tomoni:version": version,
        "tomoni:source": more.pop("source", OURS),
        "tomoni:license": more.pop("license", "CC0 1.0"),
        "tomoni:contextWords": ["支援", "制度", "民間支援", "補助金", "相談"],
        "tomoni:needs": [{"atLeast": needs[0], "of": needs[1]}],
    }
    if key := more.pop("key", None):
        out["primaryKey"] = key
    return out | {"fields": fields, "missingValues": [""]}


def text(name: str, en: str, *aliases: str, **more: object) -> Json:
    return field(name, "string", en, aliases=aliases, **more)  # type: ignore[arg-type]


OWN = schema(
    "support-measure",
    "支援制度・相談先（ともに）",
    "Measures of support (Tomoni)",
    [
        text("管理番号", "Number", "id", "支援番号", role="id"),
        text("元の制度の番号", "Number of the measure it builds on", "base_id", "元制度管理ID"),
        text("名称", "Name", "title", "支援の名称", "制度の名称", required=True, role="name"),
        text("副題", "Subtitle", "subtitle"),
        text("ひとこと", "In a word", "catch", "キャッチコピー"),
        text("概要", "Summary", "summary"),
        text("内容", "What it gives", "body"),
        text("提供者", "Provider", "provider", "実施者"),
        text("提供者の法人番号", "Corporate number", "provider_number", role="corporate-number"),
        text("提供者の種類", "Kind of provider", "provider_kind", codes=[
            code("公的", "public", "行政", "公", "public"), code("民間", "private", "企業", "民", "private"),
            code("NPO等", "non-profit", "NPO", "NGO", "非営利", "市民団体", "ngo")]),
        text("所管", "Competent authority", "authority"),
        text("だれ向け", "For whom", "audience", description="; で区切って並べます。"),
        text("対象者の説明", "For whom, in words", "audience_text"),
        text("従業員数の上限", "Most employees", "max_employees"),
        text("資本金の上限", "Most capital (yen)", "max_capital"),
        text("設立からの年数の上限", "Most years since founding", "max_years"),
        text("対象の地域", "Area", "area", description="団体コード（6桁）か名前を ; で区切ります。空なら全国、「全国」とも書けます。"),
        text("地域の説明", "Area, in words", "area_text"),
        text("対象の業種", "Industry", "industry"),
        text("対象の事業ステージ", "Stage of business", "stage"),
        text("困りごと", "Trouble", "need"),
        text("ライフイベント", "Life event", "life_event"),
        text("支援の種類", "Kind of support", "kind"),
        text("費用", "Cost", "fee"),
        text("金額", "Amount", "amount"),
        text("補助率", "Rate", "rate"),
        text("受付開始", "Applications from", "open_from"),
        text("受付終了", "Applications until", "open_to"),
        text("期間の説明", "Period, in words", "period_note"),
        text("申込先URL", "Apply at", "apply_url"),
        text("申込み方", "How to apply", "how"),
        text("持ち物・必要書類", "What to bring", "documents"),
        text("相談の電話", "Telephone", "phone", role="phone"),
        text("相談先", "Whom to ask", "inquiry"),
        text("根拠の法令", "Law", "law"),
        text("詳細URL", "Details", "detail_url"),
        text("対象の災害", "Disaster", "disaster"),
        text("検索の言葉", "Keywords", "keywords"),
        text("相談できる言語", "Languages", "languages"),
        text("使える在留資格", "Residence status", "residence_status"),
        text("英語の名称", "Name in English", "title_en"),
        text("英語の概要", "Summary in English", "summary_en"),
        text("翻訳のしかた", "Kind of translation", "translation", codes=[
            code("人", "by a person", "人手", "human"), code("機械", "by machine", "機械翻訳", "machine")]),
        text("掲載開始", "Shown from", "published"),
        text("掲載終了", "Shown until", "unpublished"),
        text("更新した日", "Updated", "updated"),
        text("確認した日", "Verified on", "verified_at"),
        text("確認した人", "Verified by", "verified_by", description="課や団体の名前。個人の名前は書きません。"),
        text("受付の状態", "State", "status"),
    ],
    (3, ["名称", "提供者", "概要", "だれ向け", "困りごと", "受付終了", "持ち物・必要書類", "相談の電話", "申込み方", "詳細URL"]),
    description="支援制度、民間の支援、相談先を一つの表にするための、ともに独自の項目定義。",
    key=["管理番号"],
)  # fmt: skip

LAST = "本資料に掲載されている情報は、政府から業界団体を通じて個別企業に案内したうえで、各社の判断で登録したもので、情報の内容について政府が責任をもって提供するものでは有りません。情報源にCFJと記載されているものは、CFJが収集したデータであり、CFJが作成したり責任を持って提供する情報では有りません。情報の利用は、各利用者の判断でお願いします。このデータに関した一切の事象に関する責任も負わないことを了承の上ご利用ください。また、このデータを利用する場合には、そのような注意喚起をお願いいたします。"
VS1 = schema(
    "support-vscovid19@1",
    "民間支援情報（第1版の様式）",
    "Private support, form 1",
    [
        text("分野", "Field", "サービスの分野"),
        text("サービス分類", "Kind of service"),
        text("キーワード", "Keywords"),
        text("サービス名称", "Service", "サービスの名称", required=True, role="name"),
        text("対象者", "For whom"),
        text("開始日", "From"),
        text("終了日", "Until"),
        text("期間備考", "Notes on the period"),
        text("無料/有料", "Free or not"),
        text("導入支援有無", "Help with setting up"),
        text("企業等", "Provider", "企業名等"),
        text("詳細", "Details"),
        text("発表日付", "Announced"),
        text("URL", "Address", "詳細情報URL"),
        text("情報源", "Source"),
        text("業種", "Industry", LAST),
    ],
    (5, ["分野", "サービス分類", "サービス名称", "対象者", "期間備考", "無料/有料", "導入支援有無", "企業等", "発表日付", "情報源"]),
    source=VS,
)  # fmt: skip
VS2 = schema(
    "support-vscovid19@2",
    "民間支援情報（第2版の様式）",
    "Private support, form 2",
    [
        text("法人番号", "Corporate number", role="corporate-number"),
        text("サービスの名称", "Service", "サービスの名称（最大40文字）", required=True, role="name"),
        text("サブタイトル", "Subtitle", "サブタイトル（最大40文字）"),
        text("サービスの対象者", "For whom"),
        text("サービスの対象分野", "Field"),
        text("都道府県", "Prefectures (none: everywhere)", "都道府県（全国サービスの場合はチェックなし）"),
        text("対象地域群", "Areas"),
        text("サービス概要", "Summary", "サービス概要（最大200文字）"),
        text("開始日", "From"),
        text("終了日", "Until"),
        text("期間の自由記入", "Notes on the period", "サービス期間に関して自由に記入してください。（最大２０文字）"),
        text("詳細情報URL", "Address"),
        text("企業名等", "Provider"),
        text("サービス対象の業種", "Industry", "サービス対象の業種（標準産業分類）"),
        text("支援対象事業ステージ", "Stage of business", "［事業者向けサービス］支援対象事業ステージ"),
        text("事業者向けのサービス分類", "Kind of service (businesses)", "［事業者向けサービス］サービス分類"),
        text("事業者のお困りごと", "Trouble (businesses)", "［事業者向けサービス］「お困りごと」", "［事業者向けサービス］お困りごと"),
        text("ライフステージ", "Stage of life", "［個人向けサービス］ライフステージ"),
        text("個人向けのサービス分類", "Kind of service (persons)", "［個人向けサービス］サービス分類"),
        text("個人のお困りごと", "Trouble (persons)", "［個人向けサービス］お困りごと"),
        text("災害名", "Disaster"),
        text("キーワード", "Keywords"),
        text("情報更新日", "Updated"),
        text("サービス費用", "Cost"),
        text("サービス詳細分類", "Kind of service, finer"),
        text("教育用サービス内容", "Teaching, what", "［教育用サービスの場合］教育用サービス内容"),
        text("主な所属団体名", "Association"),
    ],
    (6, ["サービスの名称", "サービスの対象者", "サービスの対象分野", "サービス概要", "詳細情報URL", "企業名等", "サービス費用",
         "期間の自由記入", "事業者向けのサービス分類", "主な所属団体名"]),
    source=VS,
)  # fmt: skip
NAVI = schema(
    "support-seido",
    "制度ナビの様式",
    "Seido-navi form",
    [
        text("id", "Id", "管理ID", role="id"),
        text("number", "Programme number", "制度番号"),
        text("base_id", "Original programme", "元制度管理ID"),
        text("base_override", "Kind of change", "制度変更区分"),
        text("title", "Programme", "制度名", "タイトル", required=True, role="name"),
        text("subtitle", "Subtitle", "サブタイトル"),
        text("support_organization", "Run by", "実施組織", "実施機関"),
        text("competent_authorities", "Competent authorities", "制度所管組織"),
        text("target", "For whom", "対象者"),
        text("application_target", "For what", "用途・対象物"),
        text("max_employees_count", "Most employees", "従業員数"),
        text("max_capital", "Most capital", "資本金"),
        text("max_established_years", "Most years since founding", "設立年数"),
        text("prefectures", "Prefectures", "prefecture", "prefecture.name", "対象都道府県", "都道府県"),
        text("area", "Areas", "対象地域"),
        text("summary", "Summary", "概要"),
        text("body", "Contents", "内容"),
        text("usage", "How to apply", "利用・申請方法"),
        text("reception_start_date", "Applications from", "受付開始日"),
        text("reception_end_date", "Applications until", "受付終了日"),
        text("reception_remarks", "Notes on applications", "受付備考"),
        text("governing_law", "Legal basis", "根拠法令"),
        text("reference", "Details", "詳細参照先"),
        text("inquiry", "Contact", "お問い合わせ先", "問い合わせ先"),
        text("application_url", "Apply online", "電子申請URL"),
        text("industry_categories", "Industry", "industry_category", "業種"),
        text("stage_categories", "Stage", "stage_category", "事業ステージ"),
        text("purpose_categories", "Trouble", "purpose_category", "お困りごと"),
        text("service_categories", "Kind", "service_category", "行政サービス分類"),
        text("disasters", "Disaster", "災害名"),
        text("keywords", "Keywords", "キーワード"),
        text("language", "Language", "言語"),
        text("publishDate", "Published on", "publish_date", "公開日"),
        text("unpublishDate", "Published until", "unpublish_date", "公開終了日"),
        text("last_modified_at", "Changed", "最終更新日"),
    ],
    (4, ["support_organization", "competent_authorities", "application_target", "reception_start_date", "reception_end_date",
         "governing_law", "purpose_categories", "service_categories", "industry_categories"]),
    source=SEIDO,
    key=["id"],
)  # fmt: skip
GRANTS = schema(
    "support-jgrants",
    "Jグランツの補助金",
    "Subsidies of jGrants",
    [
        text("id", "Id", role="id"),
        text("name", "Number"),
        text("title", "Subsidy", required=True, role="name"),
        text("subsidy_catch_phrase", "In a word"),
        text("detail", "Details"),
        text("use_purpose", "For what"),
        text("industry", "Industry"),
        text("target_area_search", "Area"),
        text("target_area_detail", "Area, in words"),
        text("target_number_of_employees", "Employees"),
        text("subsidy_rate", "Rate"),
        text("subsidy_max_limit", "Most (yen)"),
        text("granttype", "Kind"),
        text("institution_name", "Institution"),
        text("acceptance_start_datetime", "Applications from"),
        text("acceptance_end_datetime", "Applications until"),
        text("project_end_deadline", "Project until"),
        text("request_reception_presence", "Taking applications"),
        text("is_enable_multiple_request", "Several applications"),
        text("inquiry_url", "Ask at"),
        text("front_subsidy_detail_page_url", "Page"),
        text("update_datetime", "Changed"),
    ],
    (4, ["subsidy_catch_phrase", "target_area_search", "subsidy_max_limit", "acceptance_start_datetime",
         "acceptance_end_datetime", "target_number_of_employees", "subsidy_rate", "front_subsidy_detail_page_url"]),
    source=JGRANTS,
    license="出典: Jグランツ",
    key=["id"],
)  # fmt: skip

SCHEMAS = [OWN, VS1, VS2, NAVI, GRANTS]
