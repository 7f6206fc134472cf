"""Words for the columns of the standard municipal datasets: in English, as others write them, and before 2023."""

from __future__ import annotations

_EN = """
NO=Number|ID=ID|都道府県名=Prefecture|市区町村名=Municipality|地方公共団体名=Local government|名称=Name|名称_カナ=Name (kana)
名称_英語=Name (English)|名称_英字=Name (Latin letters)|名称_通称=Common name|住所=Address|方書=Building|建物名等(方書)=Building
緯度=Latitude|経度=Longitude|標高=Height above sea level|高度の種別=Kind of height|高度の値=Height|設置位置=Where in the building
電話番号=Telephone|内線番号=Extension|FAX番号=Fax|法人番号=Corporate number|団体名=Organisation|法人の名称=Corporation
利用可能曜日=Open on|開始時間=Opens|終了時間=Closes|利用可能日時特記事項=Notes on opening hours|利用可能曜日特記事項=Notes on opening days
小児対応設備の有無=Equipment for children|URL=URL|備考=Remarks|介護サービス事業所名称=Name of the service|実施サービス=Service
介護サービス事業所名称_カナ=Name of the service (kana)|事業所番号=Office number|定員=Capacity|医療機関の種類=Kind of institution
医療機関コード=Institution code|診療曜日=Consultation days|診療開始時間=Consultation from|診療終了時間=Consultation until
診療日時特記事項=Notes on consultation hours|時間外における対応=Outside hours|診療科目=Departments|病床数=Beds
文化財分類=Class of cultural property|種類=Kind|場所名称=Name of the place|員数（数）=Number of items|員数（単位）=Unit of items
所有者等=Owner|文化財指定日=Date designated|画像=Picture|画像_ライセンス=Licence of the picture|画像1=Picture 1|画像2=Picture 2
画像1_ライセンス=Licence of picture 1|画像2_ライセンス=Licence of picture 2|概要=Summary|概要_英語=Summary (English)|説明=Description
説明_英語=Description (English)|POIコード=POI code|料金(基本)=Basic charge|料金(詳細)=Charges|アクセス方法=How to get there
駐車場情報=Parking|バリアフリー情報=Accessibility|連絡先名称=Contact|連絡先電話番号=Contact telephone|連絡先内線番号=Contact extension
連絡先メールアドレス=Contact mail|連絡先FormURL=Contact form|連絡先備考（その他、SNSなど）=Contact remarks|郵便番号=Postal code
イベント名=Event|イベント名_カナ=Event (kana)|イベント名_英語=Event (English)|開始日=First day|終了日=Last day
開始日時特記事項=Notes on time|主催者=Organiser|参加申込終了日=Apply until (day)|参加申込終了時間=Apply until (time)|参加申込方法=How to apply
制度番号=Programme number|元制度番号=Original programme number|制度変更区分=Kind of change|タイトル（制度名）=Programme
サブタイトル（通称）=Common name|対象者=For whom|用途・対象物=For what|対象地域=Area|対象地域群=Areas|内容=Contents
利用・申請方法=How to apply|受付開始日=Applications from|受付終了日=Applications until|受付備考=Notes on applications|根拠法令=Legal basis
詳細参照先=Details|実施組織・支援機関=Run by|お問い合わせ先=Contact|電子申請URL=Apply online|標準産業分類=Industry
（事業者対象）事業ステージ分類=Businesses: stage|（事業者対象）行政サービス分類=Businesses: service|（事業者対象）お困りごと分類=Businesses: need
（個人対象）ライフステージ分類=Persons: stage of life|（個人対象）行政サービス分類=Persons: service|（個人対象）お困りごと分類=Persons: need
災害名=Disaster|キーワード=Keywords|制度集=Collection|公開日=Published on|公開終了日=Published until|設置者=Set up by|SSID=SSID
提供エリア=Area served|男性トイレ総数=Men's toilets|男性トイレ数（小便器）=Men's, urinals|男性トイレ数（和式）=Men's, squat
男性トイレ数（洋式）=Men's, seat|女性トイレ総数=Women's toilets|女性トイレ数（和式）=Women's, squat|女性トイレ数（洋式）=Women's, seat
男女共用トイレ総数=Unisex toilets|男女共用トイレ数（和式）=Unisex, squat|男女共用トイレ数（洋式）=Unisex, seat
多機能トイレ数=Accessible toilets|バリアフリートイレ数=Accessible toilets|車椅子使用者用トイレ有無=For wheelchairs
乳幼児用設備設置トイレ有無=For infants|オストメイト設置トイレ有無=For ostomates|利用開始時間=Open from|利用終了時間=Open until
利用可能時間特記事項=Notes on hours|種別=Kind|口径=Bore|災害種別_洪水=Flood|災害種別_崖崩れ、土石流及び地滑り=Landslide
災害種別_高潮=Storm surge|災害種別_地震=Earthquake|災害種別_津波=Tsunami|災害種別_大規模な火事=Large fire|災害種別_内水氾濫=Inland flooding
災害種別_火山現象=Volcano|指定避難所との重複=Also a shelter|想定収容人数=Capacity|対象となる町会・自治会=Neighbourhoods|地域コード=Area number
調査年月日=Survey date|地域名=Area|総人口=Population|男性=Male|女性=Female|世帯数=Households|認可等年月日=Date of approval
収容定員=Capacity|受入年齢=Ages|一時預かりの有無=Temporary care|データ名称=Dataset|データ概要=Summary|データ形式=Format|分類=Class
更新頻度=Update frequency|API対応有無=API|ライセンス=Licence|登録日=Registered|最終更新日=Last updated
所在地_全国地方公共団体コード=Area code of the place|町字ID=Town ID|所在地_連結表記=Address|所在地_都道府県=Prefecture of the place
所在地_市区町村=Municipality of the place|所在地_町字=Town|所在地_番地以下=House number|外部利用不可=Not for outsiders
"""
EN = dict(item.split("=", 1) for line in _EN.split("\n") for item in line.split("|") if "=" in item)

# Names of the same thing in other files: older and newer editions of the definition, the property names that LinkData
# gives to the recommended datasets, and what officers write.
_ALIASES = """
全国地方公共団体コード: code, prefCode, cityCode
都道府県コード又は市区町村コード: code, prefCode, cityCode
都道府県名: prefName, prefecture
市区町村名: cityName
NO: ID, No, №, 番号, 連番, 通し番号, 整理番号, #property, #
ID: NO, No, №, 番号, 連番
名称: 施設名, 施設名称, 施設の名称, 名前, 設置施設名, 設置場所名称, 設置場所名, 設置場所, 避難場所名, 避難場所名称, トイレ名称, name
名称_カナ: 施設名カナ, 施設名_カナ, 名称（カナ）, フリガナ, ふりがな, カナ, よみがな, 施設名フリガナ, nameKana, kana
名称_英語: 名称_英字, 英語名, 英語名称, 名称（英語）, nameEnglish
名称_英字: 名称_英語, 英語名, 英語名称, 名称（英語）, nameEnglish
住所: 所在地, 施設所在地, 所在地_連結表記, 設置場所住所, 設置場所の住所, 所在地住所, 住所（番地まで）, address
所在地_連結表記: 住所, 所在地, 施設所在地, 設置場所住所, 所在地_連結, address
方書: 建物名等(方書), 建物名, 建物名等, building
建物名等(方書): 方書, 建物名, 建物名等, building
緯度: lat, latitude, 緯度（世界測地系）, Y座標, 緯度_10進
経度: lon, lng, long, longitude, 経度（世界測地系）, X座標, 経度_10進
設置位置: 設置場所詳細, 設置場所の詳細, 詳細位置, 設置個所, 設置箇所, AED設置場所, installationPosition
電話番号: 電話, TEL, 連絡先電話番号, 連絡先, telephoneNumber, phone, tel
連絡先電話番号: 電話番号, 電話, TEL, 問い合わせ先電話番号
連絡先名称: 問い合わせ先, 問合せ先, お問い合わせ先, 連絡先
内線番号: 内線
FAX番号: FAX, ファックス, ファックス番号, ファクス番号
法人番号: corporateNumber
団体名: 設置団体名, 管理者, 運営主体, 設置者名, organizationName
利用可能曜日: 利用曜日, 開館曜日, 利用可能日, availableDate, availableDay
開始時間: 利用開始時間, 開館時間, 開始時刻, startTime
終了時間: 利用終了時間, 閉館時間, 終了時刻, endTime
利用開始時間: 開始時間, 開始時刻, startTime
利用終了時間: 終了時間, 終了時刻, endTime
利用可能日時特記事項: 利用可能時間特記事項, 利用時間備考, availableDateNote
利用可能時間特記事項: 利用可能日時特記事項, 利用時間備考, availableDateNote
小児対応設備の有無: 小児対応, 小児対応設備, 小児用パッド, 小児用パッドの有無, 小児対応の有無, equipmentForChildren
URL: ホームページ, HP, ウェブサイト, ホームページアドレス, リンク, url
備考: note, remarks, #備考
介護サービス事業所名称: 事業所名, 事業所名称
介護サービス事業所名称_カナ: 事業所名カナ, 事業所名_カナ, 事業所名フリガナ
実施サービス: サービスの種類, サービス種別, サービス種類, 介護サービスの種類
事業所番号: 介護保険事業所番号, 介護保険番号
定員: 利用定員, capacity
収容定員: 定員, 利用定員, 認可定員, capacity
医療機関の種類: 医療機関種別, 病院種別
診療科目: 診療科, 診療科名, 標榜科目
病床数: ベッド数, 許可病床数
文化財分類: 指定区分, 文化財の種類, 種別・区分
文化財指定日: 指定年月日, 指定日
所有者等: 所有者, 管理者・所有者, 所有者・管理者
種別: 区分, 施設種別, 施設区分, 種類, category
口径: 管径, 口径（mm）
イベント名: 行事名, 催し名, イベント名称, タイトル, 催事名, eventName
開始日: 開催日, 開催開始日, 実施日, 開催年月日, startDate
終了日: 開催終了日, endDate
場所名称: 会場, 場所, 開催場所, 会場名, placeName
主催者: 主催, 主催団体
料金(基本): 料金（基本）, 基本料金
料金(詳細): 料金（詳細）, 料金, 参加費, 料金詳細, price
参加申込方法: 申込方法, 申し込み方法, 申込み方法
参加申込終了日: 申込締切, 申込期限, 締切日
制度番号: 支援制度番号
タイトル（制度名）: 制度名, 制度名称, 支援制度名, 支援策名, 事業名
お問い合わせ先: 問い合わせ先, 問合せ先, 連絡先
SSID: SSID名, ssid
提供エリア: 利用可能エリア, サービスエリア, 提供場所
多機能トイレ数: バリアフリートイレ数, 多目的トイレ数, 多機能トイレ, 多目的トイレ
バリアフリートイレ数: 多機能トイレ数, 多目的トイレ数, 多機能トイレ, 多目的トイレ
災害種別_洪水: 洪水, flood, flood_L1
災害種別_崖崩れ、土石流及び地滑り: 崖崩れ、土石流及び地滑り, 崖崩れ・土石流・地滑り, 土砂災害, 災害種別_土砂災害, sedimentDisaster
災害種別_高潮: 高潮, stormSurge
災害種別_地震: 地震, earthquake
災害種別_津波: 津波, tsunami, tunami
災害種別_大規模な火事: 大規模な火事, 大規模火災, 火災, 火事, fire
災害種別_内水氾濫: 内水氾濫, 内水, inundation
災害種別_火山現象: 火山現象, 火山, 火山噴火, volcano
指定避難所との重複: 指定避難所との住所同一, 指定避難所, 避難所との重複, evacuationShelter
想定収容人数: 収容人数, 収容可能人数, 想定収容人員, capacity
対象となる町会・自治会: 対象地区, 対象町会, 対象自治会, jurisdiction
調査年月日: 調査日, 基準日, 基準年月日, surveyDate
地域コード: 町丁字コード, regionCode
地域名: 町名, 町丁名, 町字名, 町丁目, regionName
総人口: 人口, 人口総数, 総数, totalPopulation
男性: 男, 男性人口, male
女性: 女, 女性人口, female, woman
世帯数: 世帯, households, numberOfHouseholds
受入年齢: 対象年齢, 受入れ年齢
一時預かりの有無: 一時預かり
認可等年月日: 認可年月日, 設立年月日
データ名称: データ名, データセット名, タイトル, dataName
データ概要: 概要, データの概要
データ形式: ファイル形式, format
分類: カテゴリ, カテゴリー, category
API対応有無: API, apiSupport
ライセンス: 利用ライセンス, license
最終更新日: 更新日, 最終更新年月日, lastUpdate
登録日: 公開日
"""
ALIASES = {
    name.strip(): [alias.strip() for alias in rest.split(", ")]
    for name, _, rest in (line.partition(": ") for line in _ALIASES.strip().split("\n"))
}
_BANDS = [f"{low}-{low + 4}歳" for low in range(0, 85, 5)] + ["85歳以上"]
for _number, _band in enumerate(_BANDS, 1):
    ALIASES[f"{_band}の男性"] = [f"man{_number}", f"{_band}男", f"{_band}男性", f"{_band}_男", f"{_band}（男）"]
    ALIASES[f"{_band}の女性"] = [f"woman{_number}", f"{_band}女", f"{_band}女性", f"{_band}_女", f"{_band}（女）"]

# Columns of the 2023 version → what the same column was called before, whose type and ◎ it keeps.
SUCCESSORS = {
    "全国地方公共団体コード": ("都道府県コード又は市区町村コード", "市区町村コード"),
    "ID": ("NO",),
    "所在地_連結表記": ("住所",),
    "建物名等(方書)": ("方書",),
    "バリアフリートイレ数": ("多機能トイレ数",),
    "名称_英字": ("名称_英語",),
}
