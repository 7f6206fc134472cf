"""D: days, periods and times."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "D01",
        ("日付が西暦の標準の書き方ではありません", "Dates in another spelling than ISO"),
        ("和暦や「/」の日付を、2020-04-01の形にしました。", "Era years and slashes became 2020-04-01."),
        "auto", "info", "令和2年4月1日", "2020-04-01", "1-11",
        ("日付を西暦の標準の形に直しました", "date put into ISO form"),
    ),
    rule(
        "D02",
        ("日付に年がありません", "Dates without a year"),
        (
            "表の時点・題・曜日・前後の行から年を補いました。正しいかご確認ください。",
            "The year was taken from the date of the table, its title, weekdays or neighbouring rows. Please check.",
        ),
        "assist", "warning", "3月7日", "2020-03-07", "1-11",
        ("日付に年を補いました", "added the year to the date"),
    ),
    rule(
        "D03",
        ("年号が最初の行だけにあります", "The era stands only in the first row"),
        ("省かれた年号を補いました。", "The era that was left out was added."),
        "auto", "info", "平成29年／30", "平成29年／平成30年", "1-6",
        ("省かれていた年号を補いました", "added the era that was left out"),
    ),
    rule(
        "D04",
        ("期間やくり返しが一つのセルにあります", "Periods or recurrences in one cell"),
        ("開始と終了、または曜日の規則に分けると機械で使えます。", "Start and end, or the rule of weekdays, can be used by machines when split."),
        "assist", "info", "1月1日〜1月31日", "開始2020-01-01｜終了2020-01-31", "1-2",
        done=("期間やくり返しを読み取りました", "read the period or the recurrence"),
    ),
    rule(
        "D05",
        ("日付が通し番号や日時になっています", "Dates as serial numbers or with a time"),
        ("Excelの通し番号や「0:00:00」付きの日付を、日付に直しました。", "Excel serials and dates with 0:00:00 became dates."),
        "auto", "info", "43939", "2020-04-18", "",
        ("Excel の通し番号などを日付に直しました", "serial number turned into a date"),
    ),
    rule(
        "D06",
        ("時刻の書き方がそろっていません", "Times in several spellings"),
        ("09:30の形にそろえました。", "They became 09:30."),
        "auto", "info", "９時半", "09:30", "",
        ("時刻を 09:30 の形に直しました", "time put into the form 09:30"),
    ),
    rule(
        "D07",
        ("年度か年かがまぎらわしい列です", "Fiscal or calendar year"),
        ("「年度」は4月から翌年3月です。列の名前に年度と書いてください。", "Fiscal years run from April to March. Please say so in the name."),
        "auto", "info", "令和6年（実は年度）", "令和6年度",
        done=("年度か暦年かをはっきりさせました", "made clear whether it is a fiscal or a calendar year"),
    ),
    rule(
        "D08",
        ("日付の順や曜日が合いません", "Dates out of order, or of the wrong weekday"),
        (
            "ありえない日付、先の日付、曜日と合わない日付があります。ご確認ください。",
            "There are impossible dates, dates in the future or of the wrong weekday. Please check.",
        ),
        "none", "warning", "4月31日", "4月30日",
    ),
)  # fmt: skip
