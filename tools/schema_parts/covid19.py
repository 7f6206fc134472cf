"""新型コロナウイルス感染症対策のオープンデータ項目定義書 (2020) and the daily tables prefectures publish beside it.

The names are those of the definition (Code for Japan and partners for 総務省・内閣官房, 2020-03); the aliases were seen in
files of Tokyo, Osaka, Kobe, Gunma, Oita, Fukuoka, Nagano and others. `extension` marks columns that the definition
does not have and many publishers do.
"""

from __future__ import annotations

from schema_parts.common import (
    AGES,
    AREA_CODE,
    CITY,
    FLAG,
    NOTE,
    PREFECTURE,
    SEXES,
    UNKNOWN,
    WEEKDAY,
    Json,
    code,
    field,
)

SOURCE = "新型コロナウイルス感染症対策サイトのためのデータ公開について（項目定義書, 2020年3月, Code for Japan ほか）"
LICENSE = "CC0 1.0"  # our wording; the column names are those of the definition
DAYS = ("年月日", "日付", "日にち", "集計日", "対象日", "基準日", "月日", "date")
AREA = [AREA_CODE, PREFECTURE, CITY]


def day(name: str, en: str, *aliases: str) -> Json:
    return field(name, "date", en, required=True, role="date", aliases=(*aliases, *DAYS))


def count(name: str, en: str, *aliases: str, unit: str = "件", required: bool = False, **more: object) -> Json:
    return field(name, "integer", en, unit=unit, role="count", minimum=0, aliases=aliases, required=required, **more)  # type: ignore[arg-type]


def schema(id: str, title: str, en: str, fields: list[Json], **more: object) -> Json:
    keys = {"dateField", "provisionalDays", "contextWords", "sums", "cumulative", "needs", "source", "license"}
    out: Json = {
        "name": id,
        "title": title,
        "tomoni:en": en,
        "description": more.pop("description", ""),
        "tomoni:version": "1",
        "tomoni:source": more.pop("source", SOURCE),
        "tomoni:license": more.pop("license", LICENSE),
    }
    key = more.pop("key", None)
    out |= {f"tomoni:{name}": value for name, value in more.items() if name in keys}
    if key:
        out["primaryKey"] = key
    return out | {"fields": fields, "missingValues": [""]}


PATIENTS = schema(
    "covid19-patients",
    "陽性患者属性",
    "Attributes of confirmed patients",
    [
        field("No", "integer", "Number", title="番号", unique=True, role="id", minimum=1,
              aliases=("番号", "NO", "県NO", "県番号", "例目", "患者番号", "症例番号", "事例番号", "通番", "連番", "#")),
        *AREA,
        field("公表_年月日", "date", "Date announced", required=True, role="date",
              aliases=("公表日", "公表年月日", "リリース日", "判明日", "報道提供日", "発表日", "発表_年月日", "確定日", "確定_年月日",
                       "陽性確定日", "陽性判明日", "陽性確認日", "報告日", "診断日", "感染判明日", "公開日", "陽性判明_年月日", "判明_年月日", "判明年月日", "確定年月日", "公表月日",
                       "検査確定日", "陽性確定_年月日", "結果判明日", "届出日", "届出受理日", *DAYS)),
        WEEKDAY,
        field("発症_年月日", "date", "Date of onset", role="date", personal=True, aliases=("発症日", "発症年月日", "発病日")),
        field("患者_居住地", "string", "Residence", role="place", personal=True,
              aliases=("居住地", "居住市町村", "居住市区町村", "居住地域", "住所地", "住居地", "現居住地", "居住市町名", "居住区", "居住圏域", "居住地（市町村）", "居住保健所", "管轄保健所", "在住地", "患者居住地", "居住市町")),
        field("患者_年代", "string", "Age group", role="age", personal=True, codes=AGES,
              aliases=("年代", "年齢", "年齢層", "年齢区分", "年齢階級", "患者年代", "世代", "年代別", "年齢（年代）", "年齢区分（年代）")),
        field("患者_性別", "string", "Sex", role="sex", personal=True, codes=SEXES, aliases=("性別", "男女", "患者性別")),
        field("患者_職業", "string", "Occupation", role="occupation", personal=True,
              aliases=("職業", "職業等", "職業区分", "患者_属性", "属性", "患者職業", "患者属性")),
        field("患者_状態", "string", "Condition", role="status", personal=True,
              aliases=("状態", "患者状況", "患者状態", "重症度", "症状の程度", "病状", "現在の状態", "患者の状況", "患者の状態", "症状"),
              codes=[code("無症状", "no symptoms", "無症状病原体保有者", "症状なし", "症状無し"), code("軽症", "mild"),
                     code("中等症", "moderate", "中等症I", "中等症II", "中等症1", "中等症2"), code("重症", "severe"),
                     code("死亡", "deceased", "死亡退院"), *UNKNOWN]),
        field("患者_入退院状況", "string", "Hospital status", role="status", personal=True, extension=True,
              aliases=("入退院の状況", "入退院状況", "入退院", "転帰", "療養状況", "入院状況"),
              codes=[code("入院調整中", "waiting for a bed", "調整中", "入院等調整中"), code("入院中", "in hospital", "入院"),
                     code("宿泊療養", "hotel isolation", "宿泊療養中"), code("自宅療養", "home isolation", "自宅療養中"),
                     code("退院", "discharged", "退院済", "退院済み", "治癒", "解除", "療養解除", "退院・解除済"),
                     code("死亡退院", "died", "死亡"), *UNKNOWN]),
        field("患者_症状", "string", "Symptoms", role="symptoms", personal=True, aliases=("症状", "患者症状", "発症時の症状", "症状等")),
        field("患者_渡航歴の有無フラグ", "integer", "Travelled abroad", role="flag", personal=True, codes=FLAG, closed=True,
              aliases=("渡航歴", "渡航歴の有無", "渡航歴フラグ", "患者_渡航歴の有無", "海外渡航歴", "渡航歴の有無フラグ")),
        field("患者_退院済フラグ", "integer", "Discharged", role="flag", personal=True, closed=True,
              codes=[code("1", "yes", *FLAG[0]["aliases"], "退院", "退院済", "退院済み"), code("0", "no", *FLAG[1]["aliases"], "入院中")],
              aliases=("退院済フラグ", "退院", "退院済", "退院フラグ", "患者_退院済", "退院済みフラグ", "退院の有無")),
        NOTE,
    ],
    needs=[{"atLeast": 2, "of": ["患者_居住地", "患者_年代", "患者_性別", "患者_状態", "患者_職業", "患者_入退院状況", "患者_退院済フラグ"]}],
    dateField="公表_年月日", provisionalDays=3, contextWords=["陽性", "患者", "感染者", "陽性者", "発生状況"],
    description="新型コロナウイルス感染症の陽性患者を1行に1人ずつ記したもの。",
)  # fmt: skip
TEST_PEOPLE = schema(
    "covid19-test-people", "検査実施人数", "People tested",
    [day("実施_年月日", "Test date", "実施日", "検査日", "検査実施日", "検査実施_年月日", "実施年月日", "検査年月日", "判明日", "検査_年月日"), *AREA, WEEKDAY,
     count("検査実施_人数", "People tested", "検査人数", "検査実施人数", "検査者数", "検査実施者数", "PCR検査人数", "検査実施人数（日計）", "検査人数（日別）", "被検者数", "検査を受けた人数", "PCR検査者数", "PCR検査実施人数",
           "検査実施人数_日別", "検査実施人数（日別）", "受検者数", unit="人", required=True),
     count("陽性_人数", "Positive", "陽性人数", "うち陽性", "陽性者数", unit="人", extension=True),
     count("陰性_人数", "Negative", "陰性人数", "うち陰性", "陰性者数", unit="人", extension=True), NOTE],
    dateField="実施_年月日", provisionalDays=7, contextWords=["検査", "検査実施", "PCR"], key=["実施_年月日"],
    description="日ごとに検査を受けた人の数。",
)  # fmt: skip
TEST_COUNT = schema(
    "covid19-test-count", "検査実施件数", "Tests done",
    [day("実施_年月日", "Test date", "実施日", "検査日", "検査実施日", "実施年月日", "検査年月日", "判明日", "検査_年月日"), *AREA, WEEKDAY,
     field("検査実施_件数", "integer", "Tests", required=True, unit="件", role="count", minimum=0,
           aliases=("検査件数", "検査実施件数", "検査数", "検査実施数", "PCR検査件数", "PCR検査数", "検査件数（日別）", "検査実施件数（日計）", "総検査件数", "検査件数計", "PCR検査実施件数", "検体数", "検査検体数", "検査総数",
                    "検査件数合計", "検査数合計", "検査実施件数（日別）"), weak=("合計", "総計", "計")),
     count("PCR検査_行政検査", "PCR, public laboratories", "県衛環研検査", "行政検査", "衛生研究所", "地方衛生研究所", "保健所検査",
           "PCR検査_県衛環研検査", extension=True),
     count("PCR検査_民間検査", "PCR, private laboratories", "民間検査", "民間検査機関", "民間検査会社", extension=True),
     count("PCR検査_医療機関検査", "PCR, medical institutions", "医療機関検査", "医療機関", "医療機関実施", extension=True),
     count("PCR検査_計", "PCR, sum", "PCR検査_(計)", "PCR検査計", "PCR検査", "PCR検査数", extension=True),
     count("抗原検査_件数", "Antigen tests", "抗原検査", "抗原検査件数", "抗原検査数", "抗原定量検査", extension=True), NOTE],
    dateField="実施_年月日", provisionalDays=7, contextWords=["検査", "検査実施", "PCR"], key=["実施_年月日"],
    sums=[{"total": "PCR検査_計", "parts": ["PCR検査_行政検査", "PCR検査_民間検査", "PCR検査_医療機関検査"]},
          {"total": "検査実施_件数", "parts": ["PCR検査_計", "抗原検査_件数"]}],
    description="日ごとの検査の件数。同じ人が二度受けたときは2件。",
)  # fmt: skip
NEGATIVE = schema(
    "covid19-confirm-negative", "陰性確認数", "Confirmed negative",
    [day("完了_年月日", "Date completed", "完了日", "完了年月日", "確認日", "陰性確認日", "陰性確認_年月日"), *AREA, WEEKDAY,
     count("陰性確認_件数", "Confirmed negative", "陰性確認件数", "陰性件数", "陰性確認数", "陰性確認", "陰性数", "陰性確認者数", required=True),
     NOTE],
    dateField="完了_年月日", contextWords=["陰性", "陰性確認"], key=["完了_年月日"], description="日ごとに陰性が確認された件数。",
)  # fmt: skip
CALLS = schema(
    "covid19-call-center", "コールセンター相談件数", "Calls to the call centre",
    [day("受付_年月日", "Date received", "受付日", "受付年月日", "相談日", "相談_年月日"), *AREA, WEEKDAY,
     count("相談件数", "Calls", "相談_件数", "コールセンター相談件数", "電話相談件数", "相談件数（日別）", "相談件数（日計）", "相談対応数", "電話相談数", "相談数", "相談受付件数", "受付件数", "相談対応件数",
           "窓口相談件数", "総相談件数", required=True), NOTE],
    dateField="受付_年月日", contextWords=["相談", "コールセンター", "電話相談"], key=["受付_年月日"], provisionalDays=0,
    description="日ごとの相談の件数。",
)  # fmt: skip
FEVER = schema(
    "covid19-fever-consultation", "発熱等相談件数", "Calls about fever",
    [day("受付_年月日", "Date received", "受付日", "受付年月日", "相談日", "相談_年月日"), *AREA, WEEKDAY,
     count("発熱等相談件数", "Calls about fever", "発熱相談件数", "発熱等の相談件数", "発熱相談_件数", "発熱等相談_件数", "発熱相談",
           "発熱等相談", required=True),
     field("7日間移動平均", "number", "Mean of 7 days", extension=True, role="mean", aliases=("7日間平均", "七日間移動平均", "週平均")), NOTE],
    dateField="受付_年月日", contextWords=["発熱", "発熱相談"], key=["受付_年月日"], description="日ごとの発熱等の相談の件数。",
)  # fmt: skip
BEDS = schema(
    "covid19-hospital-beds", "病床の状況", "Hospital beds",
    [day("年月日", "Date", "基準日", "時点", "報告日"), *AREA, WEEKDAY,
     count("病床数", "Beds secured", "確保病床数", "確保病床", "受入可能病床数", "受入病床数", "即応病床数", "最大確保病床数", "病床", unit="床",
           required=True),
     count("入院患者数", "Beds in use", "使用病床数", "使用中病床数", "入院者数", "病床使用数", unit="床"),
     count("重症者用病床数", "Beds for severe cases", "重症病床数", "重症用病床数", "重症者病床数", "重症病床", unit="床"),
     count("重症患者数", "Severe cases", "重症者数", "重症病床使用数", unit="人"),
     field("病床使用率", "number", "Occupancy", unit="%", role="ratio", minimum=0, maximum=200, aliases=("使用率", "病床占有率")),
     count("宿泊療養施設室数", "Hotel rooms", "宿泊療養室数", "宿泊施設室数", "確保居室数", "確保室数", unit="室"),
     count("宿泊療養者数", "In hotel rooms", "宿泊療養者", "宿泊療養", unit="人"), NOTE],
    dateField="年月日", contextWords=["病床", "入院", "医療提供体制"],
    source="Tomoni（厚生労働省「療養状況等及び入院患者受入病床数等に関する調査」の項目名による）", license="CC0 1.0",
    description="入院を受け入れる病床と使われている病床の数。",
)  # fmt: skip
STATUS = schema(
    "covid19-daily-status", "日別の発生と療養の状況", "Daily cases and status",
    [day("年月日", "Date", "判明日", "公表日", "発表日", "報告日", "公表_年月日"), *AREA, WEEKDAY,
     count("検査実施数", "Tests", "検査件数", "検査実施人数", "検査実施人数（日別）", "検査人数", "検査数", "PCR検査件数", "検査実施件数"),
     count("検査実施数_累計", "Tests, total", "検査実施人数（累計）", "検査累計", "検査件数（累計）", "検査件数累計"),
     count("陽性者数", "Positive", "陽性人数", "陽性者数（日別）", "新規陽性者数", "陽性数", "陽性者数（日計）", "新規陽性者", "陽性患者数", "新規患者数", "新規感染者", "陽性件数", "陽性者", "感染者数", "新規感染者数", "陽性", "患者数",
           "陽性者数_日別", unit="人"),
     count("陽性者数_累計", "Positive, total", "陽性累計", "陽性者数（累計）", "陽性者累計", "累計陽性者数", "陽性者数（延べ）", "延べ陽性者数", "累積陽性者数", "陽性患者累計", "陽性者数累計", "累計陽性者", "感染者累計", "患者発生総数",
           "患者総数", "感染者数累計", "累計感染者数", unit="人"),
     count("調査済患者数_累計", "Investigated, total", "調査済患者総数", "調査済患者数", unit="人"),
     count("現在陽性者数", "Now positive", "現在陽性者", "現在感染者数", "現在の患者数", "療養者数", unit="人"),
     count("入院中", "In hospital", "入院中等", "入院・入居中", "入院者数", "入院患者数", "入院", "入院・療養中", "入院等", unit="人"),
     count("軽症・中等症", "Mild or moderate", "中等・軽症", "中等症・軽症", "軽症中等症", "軽症・中等症者数", "軽症", "中等症以下", unit="人"),
     count("重症", "Severe", "うち重症", "うち重症者", "重症者数", "重症者", "重症患者数", unit="人"),
     count("宿泊療養", "In hotels", "宿泊療養者数", "宿泊療養中", "宿泊療養者", unit="人"),
     count("自宅療養", "At home", "自宅療養者数", "自宅療養中", unit="人"),
     count("死亡", "Deaths", "死亡者数", "死亡（日別）", "死亡者", "死者数", "死亡数", unit="人"),
     count("死亡_累計", "Deaths, total", "死亡（累計）", "死亡累計", "死亡者累計", "累計死亡者", "死亡者数累計", "死亡（延べ）", "累積死亡者数", "累計死亡者数", "死亡者数（累計）", unit="人"),
     count("退院", "Recovered", "退院者数", "退院（日別）", "退院等", "治癒・退院", "治療終了", "療養解除", "退院・療養解除", "治癒", "退院・解除", "退院数", "回復者数", unit="人"),
     count("退院_累計", "Recovered, total", "退院済累計", "退院累計", "治癒・退院累計", "退院・解除者累計", "退院等累計", "累計退院者数", "退院者数累計", "治療終了者数累計", "治癒確認（退院など）（累計）", "退院者累計", "治癒確認", "退院（累計）",
           "治癒（累計）", "退院者数（累計）", "退院・解除累計", unit="人"),
     count("退院判明", "Discharges reported", "退院判明数", unit="人"),
     count("退院判明_累計", "Discharges reported, total", "退院判明累計", unit="人"), NOTE],
    dateField="年月日", contextWords=["発生状況", "患者", "陽性", "感染"], key=["年月日"], provisionalDays=3,
    needs=[{"atLeast": 3, "of": ["検査実施数", "検査実施数_累計", "陽性者数", "陽性者数_累計", "調査済患者数_累計", "現在陽性者数", "入院中",
            "軽症・中等症", "重症", "宿泊療養", "自宅療養", "死亡", "死亡_累計", "退院", "退院_累計"]}],
    cumulative=[{"total": "検査実施数_累計", "daily": "検査実施数"}, {"total": "陽性者数_累計", "daily": "陽性者数"},
                {"total": "死亡_累計", "daily": "死亡"}, {"total": "退院_累計", "daily": "退院"},
                {"total": "退院判明_累計", "daily": "退院判明"}],
    source="Tomoni（2020年に各地の自治体が公開した日別の表の項目名による）", license="CC0 1.0",
    description="1日1行で、検査・陽性・入院・重症・死亡・退院などの数をならべたもの。",
)  # fmt: skip
DAILY = schema(
    "daily-count", "日別の件数", "Counts by day",
    [day("年月日", "Date", "実施日", "受付日", "公表日"), *AREA, WEEKDAY,
     count("件数", "Count", "人数", "数", "小計", "合計", "件数合計", required=True), NOTE],
    dateField="年月日", key=["年月日"], source="Tomoni", license="CC0 1.0",
    description="何の数かが列名からは決まらない、日付と数だけの表。",
)  # fmt: skip

SCHEMAS = [PATIENTS, TEST_PEOPLE, TEST_COUNT, NEGATIVE, CALLS, FEVER, BEDS, STATUS, DAILY]
