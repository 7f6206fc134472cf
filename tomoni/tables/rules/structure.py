"""S: how the sheet is laid out — for the eye of a reader or for a machine."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "S01",
        ("結合されたセルがあります", "Merged cells"),
        (
            "結合を解いて、見出しや項目の値を各行・各列に入れました。元の位置は記録してあります。",
            "Merged cells were split; headers and items were written into every row and column. The origin is recorded.",
        ),
        "auto", "info", "［大阪府］（3行を結合）", "大阪府／大阪府／大阪府", "1-4",
        ("結合されたセルの値を入れました", "filled in the value of the merged cell"),
    ),
    rule(
        "S02",
        ("上と同じ値が省かれています", "Same as above, left blank"),
        (
            "項目の列が空白で「上と同じ」を表しているようです。上の値を入れました。",
            "Blank cells in an item column seem to mean “same as above”. The value above was filled in.",
        ),
        "assist", "info", "北海道／（空白）", "北海道／北海道", "1-6",
        ("省かれていた値を、上の行から補いました", "filled in the value of the row above"),
    ),
    rule(
        "S03",
        ("1枚のシートに表が縦に並んでいます", "Several tables below one another"),
        ("別々の表に分けました。", "They were split into separate tables."),
        "auto", "info", "表1の下に表2", "1シートに1つの表", "1-15",
        done=("縦に並んだ表をつなぎました", "joined tables that stood below one another"),
    ),
    rule(
        "S04",
        ("表が横に並んでいます", "Tables side by side"),
        (
            "同じ見出しの表が横に並んでいるので、縦につなぎました。",
            "Tables with the same header stand side by side; they were stacked.",
        ),
        "auto", "info", "A〜F列とG〜K列に同じ表", "A〜F列に続けて書く", "1-15",
        ("横に並んだ表を縦につなぎました", "moved below from the table beside"),
    ),
    rule(
        "S05",
        ("ページごとに表が切れています", "Cut by pages"),
        (
            "途中にくり返された見出しを除いて、一つの表につなぎました。",
            "Repeated headers were removed and the parts joined into one table.",
        ),
        "auto", "info", "40行ごとに見出し", "見出しは最初の1回", "1-14",
        done=("ページごとに切れた表をつなぎました", "joined a table that was cut by pages"),
    ),
    rule(
        "S06",
        ("同じ表がシートやファイルに分かれています", "One table over several sheets"),
        (
            "シート名が期間や地区を表しています。列として足すと一つの表になります。",
            "The sheet names stand for periods or places. As a column they would make one table.",
        ),
        "assist", "info", "「4月」「5月」のシート", "「月」の列", "1-14",
        ("表の外の見出しから補いました", "taken from a heading outside the table"),
    ),
    rule(
        "S07",
        ("見出しの上に表題があります", "Title rows above the header"),
        (
            "表題や時点の行を表から外して、表の説明に移しました。",
            "Title and date lines were moved out of the table into its description.",
        ),
        "auto", "info", "1行目: 令和2年4月4日18時現在", "1行目: 項目名",
    ),
    rule(
        "S08",
        ("注や出典の行があります", "Notes or sources"),
        (
            "「※」「注」「資料」などの行を表から外して、注記に移しました。",
            "Lines with notes or sources were moved out of the table into its notes.",
        ),
        "auto", "info", "最終行: ※速報値", "注記は別の欄か別ファイル",
    ),
    rule(
        "S09",
        ("合計の行が混ざっています", "Totals among the data"),
        (
            "合計や小計の行に印を付けました。行は残しています。集計のときは除いてください。",
            "Totals and subtotals are marked and kept. Leave them out when you add up.",
        ),
        "auto", "info", "最終行: 合計 1,234", "合計の行は置かない",
        done=("合計の行として分けました", "set apart as a total"),
    ),
    rule(
        "S10",
        ("字下げで階層を表しています", "Hierarchy by indent"),
        (
            "字下げや「うち」で親子を表しています。親の項目を列にすると機械で読めます。",
            "Indents or “of which” show parents and children. A column for the parent would be readable by machines.",
        ),
        "assist", "info", "　うち65歳以上", "列「区分」＝65歳以上",
        done=("字下げから階層を読み取りました", "read the level from the indent"),
    ),
    rule(
        "S11",
        ("図やグラフが貼られています", "Charts or pictures"),
        (
            "図の中の数字は読み取れません。数字はセルに書いてください。",
            "Figures inside drawings cannot be read. Please write them into cells.",
        ),
        "none", "info", "グラフだけのシート", "元の数字の表", "1-8",
    ),
    rule(
        "S12",
        ("セルにメモが付いています", "Comments on cells"),
        (
            "メモは公開データに入りません。必要な説明は列にしてください。",
            "Comments do not go into open data. Please make a column of what matters.",
        ),
        "auto", "info", "（メモ）速報値", "列「備考」＝速報値", "1-8",
    ),
    rule(
        "S13",
        ("隠れた行・列・シートがあります", "Hidden rows, columns or sheets"),
        (
            "非表示の部分には、公開しないはずの情報が残っていることがあります。公開前にご確認ください。",
            "Hidden parts often hold what was not meant to be public. Please check before publishing.",
        ),
        "assist", "warning", "非表示のシート「計算用」", "不要な部分は削除",
    ),
    rule(
        "S14",
        ("数式が入っています", "Formulas"),
        (
            "数式は計算された値に置き換えました。",
            "Formulas were replaced by their computed values.",
        ),
        "auto", "info", "=B2+C2", "123", "1-7",
        ("数式の計算結果を使いました", "took the result of the formula"),
    ),
    rule(
        "S15",
        ("集計表（ピボット）が貼られています", "A pasted pivot table"),
        (
            "「行ラベル」などの集計表です。元の一覧があれば、そちらを公開してください。",
            "This is a pivot table. If there is the list behind it, please publish that.",
        ),
        "auto", "info", "行ラベル｜個数／年代", "年代｜人数",
    ),
    rule(
        "S16",
        ("空の範囲が広く残っています", "Large empty range"),
        (
            "書式だけの空の行や列を読み飛ばしました。",
            "Empty rows and columns that only carry formatting were skipped.",
        ),
        "auto", "info", "XFD列まで空", "データのある範囲だけ",
    ),
    rule(
        "S17",
        ("先頭に説明の行（#）があります", "Preamble lines (#)"),
        (
            "#で始まる行を説明として読み、見出しは#propertyの行から取りました。",
            "Lines starting with # were read as description; the header is the #property line.",
        ),
        "auto", "info", "#property,name,address", "name,address",
    ),
    rule(
        "S18",
        ("色や取り消し線に意味があります", "Meaning in colour or strikethrough"),
        (
            "色や取り消し線はデータに残りません。意味を列に書いてください。",
            "Colour and strikethrough are lost in data. Please write their meaning into a column.",
        ),
        "assist", "warning", "~~中止~~", "列「状態」＝中止",
    ),
    rule(
        "S19",
        ("「同上」「〃」があります", "Ditto marks"),
        (
            "上の行と同じ値を入れました。行を並べ替えても意味が変わりません。",
            "The value of the row above was filled in, so rows keep their meaning when sorted.",
        ),
        "auto", "info", "〃", "松本市", "1-6",
        ("「同上」「〃」に、上の行の値を入れました", "replaced the ditto mark by the value above"),
    ),
    rule(
        "S20",
        ("年や月が列に並んでいます", "Periods as columns"),
        (
            "期間が列になっています。縦長の表にすると、年が増えても列が変わりません。",
            "Periods stand as columns. A long table keeps its columns when years are added.",
        ),
        "assist", "info", "2019年｜2020年", "年｜値",
        done=("列に並んだ年や月を、行に直しました", "turned periods from columns into rows"),
    ),
    rule(
        "S21",
        ("番号付きの列がくり返されています", "Numbered groups of columns"),
        (
            "「部屋1」「部屋2」のような列は、縦に並べると扱いやすくなります。",
            "Columns like “room 1”, “room 2” are easier to use as rows.",
        ),
        "assist", "info", "部屋1｜部屋2", "部屋番号｜部屋",
        done=("番号付きの列を、行に直しました", "turned numbered columns into rows"),
    ),
    rule(
        "S22",
        ("項目名と値が縦に並んでいます", "Labels beside their values"),
        (
            "一つの施設などについて、項目名と値が上から下へ並んでいます。項目名を列にすると、ほかの施設と一つの表にできます。",
            "What is known about one thing is listed from top to bottom. With the labels as columns it can join other things in one table.",
        ),
        "assist", "info", "施設名称｜中央図書館、所在地｜本町", "施設名称・所在地の列", "",
        ("縦に並んだ項目を列にしました", "labels down the side became columns"),
    ),
)  # fmt: skip
