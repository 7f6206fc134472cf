"""What the authors of the made-up town of `every_card` wrote: its cards, announcements, guide, news and translations."""

from __future__ import annotations

COMMUNITY = """\
[community]
id = "mimaki"
code = "990019"
name = { ja = "三牧町", en = "Mimaki" }
kana = "みまきちょう"
operator = { ja = "三牧町の数字を見る会（架空）", en = "Friends of Mimaki's figures (fictitious)" }
contact = "mailto:hello@mimaki.example"
license = "CC-BY-4.0"
attribution = { ja = "三牧町（架空）", en = "Mimaki (fictitious)" }
synthetic = true
address = "https://mimaki.example"
languages = ["ja", "ja-easy", "en", "zh-Hant"]

[theme]
color = "green"
"""

METRICS = """\
[cases]
title = { ja = "陽性者数", en = "Confirmed cases" }
definition = { ja = "検査で感染がわかり、町が公表した人の数です。公表した日で数えます。", en = "People found to be infected by a test, counted on the day the town announced them." }
unit = { ja = "人", en = "people" }
"""

EVENTS = """\
[[event]]
day = 2020-04-07
text = { ja = "集まりをひかえるお願い", en = "Gatherings discouraged" }

[[event]]
day = 2020-04-20
text = { ja = "相談センターを開設", en = "Call centre opened" }
cards = ["cases-by-day"]
"""

ANNOUNCEMENTS = """\
[[banner]]
id = "heat"
level = "info"
text = { ja = "給水所を三か所に開きました。", en = "Three water points are open." }
link = "news/"

[[banner]]
id = "clinic"
level = "caution"
text = { ja = "発熱外来は予約が要ります。", en = "The fever clinic needs an appointment." }

[[banner]]
id = "storm"
level = "emergency"
text = { ja = "空見川の水が増えています。川から離れてください。", en = "The river Sorami is rising. Keep away from it." }

[[telephone]]
id = "centre"
name = { ja = "三牧町 相談センター", en = "Mimaki call centre" }
number = "000-000-0000"
hours = { ja = "毎日 9時から21時まで", en = "every day, 9:00–21:00" }
note = { ja = "英語・中国語でも話せます", en = "English and Chinese spoken" }

[[telephone]]
id = "night"
name = { ja = "夜間の相談", en = "At night" }
number = "000-000-0001"
hours = { ja = "21時から翌朝9時まで", en = "21:00–9:00" }

[print]
next = 2099-05-14
note = { ja = "手を洗い、部屋の空気を入れかえましょう。", en = "Wash your hands and air your rooms." }
"""

FLOW = """\
title = { ja = "受診の目安", en = "When to see a doctor" }
intro = { ja = "体の調子が悪いとき、上から順に答えてください。", en = "If you feel unwell, answer from the top." }

[[step]]
id = "breath"
question = { ja = "息が苦しいですか。", en = "Is it hard to breathe?" }
note = { ja = "横になれない、話せないときも「はい」です。", en = "Also if you cannot lie down or speak." }
[[step.answer]]
text = { ja = "はい", en = "Yes" }
go = "ambulance"
[[step.answer]]
text = { ja = "いいえ", en = "No" }
go = "fever"

[[step]]
id = "fever"
question = { ja = "37.5度以上の熱が4日以上続いていますか。", en = "Have you had 37.5 °C or more for four days?" }
[[step.answer]]
text = { ja = "はい", en = "Yes" }
go = "call"
[[step.answer]]
text = { ja = "いいえ", en = "No" }
go = "rest"

[[outcome]]
id = "ambulance"
level = "emergency"
title = { ja = "119に電話してください", en = "Call 119" }

[[outcome]]
id = "call"
level = "caution"
title = { ja = "相談センターに電話してください", en = "Call the centre" }
telephones = ["centre", "night"]

[[outcome]]
id = "rest"
title = { ja = "家で休んで、ようすを見てください", en = "Rest at home and wait" }
"""

NEWS = """\
---
date: 2020-04-07
category: 施設
title:
  ja: 相談センターを開きます
  en: A call centre opens
---
4月20日から、毎日9時から21時まで電話で相談できます。

---en---

From 20 April, every day from 9:00 to 21:00.
"""

NEWS_OF_FIGURES = """\
---
date: 2020-05-02
category: データ
title: 検査の数え方について
---
病院の検査を足しました。
"""

TEXTS = """\
[[text]]
id = "community.name"
source = "三牧町"
text = "三牧町"

[[text]]
id = "banner.storm"
source = "空見川の水が増えています。川から離れてください。"
text = "空見川水位上升。請遠離河川。"

[[text]]
id = "card.cases-total.title"
source = "陽性者の数"
text = "確診人數"

[[text]]
id = "card.cases-total.unit"
source = "人"
text = "人"

[[text]]
id = "telephone.centre.hours"
source = "毎日 9時から17時まで"
text = "每天 9:00–17:00"

[words]
"お知らせ" = "公告"
"最新の状況" = "最新狀況"
"データ" = "資料"
"今日のお知らせ" = "今日公告"
"""

CARDS = """\
[[card]]
id = "cases-total"
type = "number"
dataset = "patients"
title = { ja = "陽性者の数", en = "Confirmed cases" }
x = "公表_年月日"
unit = { ja = "人", en = "people" }
metric = "cases"
key = true
rank = 1

[[card]]
id = "in-hospital"
type = "number"
dataset = "status"
title = { ja = "入院している人", en = "In hospital" }
x = "年月日"
value = "last:入院中"
unit = { ja = "人", en = "people" }
key = true
rank = 1

[[card]]
id = "cases-by-day"
type = "bar"
dataset = "patients"
title = { ja = "陽性者数（公表日別）", en = "Cases by day of announcement" }
x = "公表_年月日"
metric = "cases"
mean7 = true
cumulative = true
thresholds = [{ value = 10, label = { ja = "注意の目安", en = "Caution" } }]

[[card]]
id = "by-age"
type = "stacked"
dataset = "patients"
title = { ja = "年代と性別", en = "By age and sex" }
x = "患者_年代"
split = "患者_性別"
unit = { ja = "人", en = "people" }

[[card]]
id = "tests-by-kind"
type = "stacked"
dataset = "tests"
title = { ja = "検査の件数（検査した所別）", en = "Tests by place" }
x = "年月日"
series = ["保健所の検査", "病院の検査"]
unit = { ja = "件", en = "tests" }
cumulative = true
alt = { ja = "検査の件数。はじめは保健所だけ、4月からは病院の検査がふえています。", en = "Tests. First only by the health office, from April more and more by hospitals." }

[[card]]
id = "hospital-and-severe"
type = "bar"
dataset = "status"
title = { ja = "入院している人と重症の人", en = "In hospital and severe" }
x = "年月日"
series = ["入院中"]
lines = ["重症"]
unit = { ja = "人", en = "people" }

[[card]]
id = "total-line"
type = "line"
dataset = "status"
title = { ja = "陽性者数（累計）", en = "Cases, running total" }
x = "年月日"
value = "陽性者数_累計"
unit = { ja = "人", en = "people" }

[[card]]
id = "tests-and-rate"
type = "many"
dataset = "tests"
title = { ja = "検査の件数と陽性率", en = "Tests and positivity" }
x = "年月日"
series = ["保健所の検査", "陽性率"]

[[card]]
id = "two-axes"
type = "bar"
dataset = "tests"
title = { ja = "二つの縦軸", en = "Two axes" }
x = "年月日"
value = "保健所の検査"
y2 = "陽性率"

[[card]]
id = "wrong-field"
type = "bar"
dataset = "tests"
title = { ja = "ない項目", en = "No such field" }
x = "年月"

[[card]]
id = "ages-heat"
type = "heat"
dataset = "patients"
title = { ja = "公表日と年代", en = "Days and ages" }
x = "公表_年月日"
split = "患者_年代"
unit = { ja = "人", en = "people" }

[[card]]
id = "status-tree"
type = "tree"
dataset = "status"
title = { ja = "検査と陽性者の状況", en = "Tests and cases" }
x = "年月日"
unit = { ja = "人", en = "people" }

[[card.nodes]]
label = { ja = "検査した人（累計）", en = "Tested, total" }
value = "last:検査実施数_累計"
nodes = [
  { label = { ja = "陽性者（累計）", en = "Confirmed, total" }, value = "last:陽性者数_累計", nodes = [
    { label = { ja = "入院中", en = "In hospital" }, value = "last:入院中", nodes = [
      { label = { ja = "軽症・中等症", en = "Mild or moderate" }, value = "last:軽症・中等症" },
      { label = { ja = "重症", en = "Severe" }, value = "last:重症" },
    ] },
    { label = { ja = "宿泊療養", en = "In hotels" }, value = "last:宿泊療養" },
    { label = { ja = "退院", en = "Discharged" }, value = "last:退院_累計" },
    { label = { ja = "死亡", en = "Died" }, value = "last:死亡_累計" },
  ] },
]

[[card]]
id = "cases-map"
type = "map"
dataset = "patients"
title = { ja = "陽性者の住んでいる所", en = "Where the cases live" }
x = "患者_居住地"
unit = { ja = "人", en = "people" }

[[card]]
id = "towns-table"
type = "table"
dataset = "towns"
title = { ja = "町べつの表", en = "By town" }
sorts = ["陽性者数"]

[[card]]
id = "patients-table"
type = "table"
dataset = "patients"
title = { ja = "陽性者の一覧", en = "List of cases" }
x = "公表_年月日"
columns = ["No", "公表_年月日", "患者_居住地", "患者_年代", "患者_性別", "患者_退院済フラグ"]
filters = ["患者_居住地", "患者_年代"]
sorts = ["公表_年月日", "患者_年代"]
limit = 30

[[card]]
id = "next-door"
type = "compare"
title = { ja = "となりの市とくらべる", en = "Beside the town next door" }
x = "公表_年月日"
per = 100000
unit = { ja = "人", en = "people" }

[[card.compare]]
label = { ja = "三牧町", en = "Mimaki" }
dataset = "patients"
population = 91800

[[card.compare]]
label = { ja = "となりの市", en = "Next door" }
dataset = "next-town"
x = "日付"
value = "sum:陽性者数"
population = 214000

[[card]]
id = "calls-small"
type = "stacked"
dataset = "calls"
title = { ja = "相談した人（少ない数は伏せています）", en = "People who called (small numbers hidden)" }
x = "相談"
series = ["女性", "男性"]
unit = { ja = "人", en = "people" }
suppress = 5

[[card]]
id = "in-words"
type = "text"
dataset = "tests"
title = { ja = "検査のいま", en = "Tests in words" }
value = "sum:病院の検査"
unit = { ja = "件", en = "tests" }
text = { ja = "病院では、これまでに{value}の検査をしました。", en = "So far hospitals carried out {value}." }
"""
