"""The words `tomoni new` writes into a new folder. No place is named here: names are filled in."""

COMMUNITY = """\
# 地域の設定です。手で書きかえてかまいません。 / The settings of this community. Edit by hand as you like.
#
#   operator     だれが運営しているか / who runs this site
#   contact      連絡先（メールアドレスかURL） / how to reach them (mail or URL)
#   license      データの利用条件 / the licence of the data
#   official     自治体自身の公式サイトなら true。false の間はすべての画面に「有志による非公式サイト」と出ます
#                true only when the local government itself runs it; until then every page says it is unofficial
#   [theme]      color = "green" のように書くと、サイトの色が変わります（docs/launch.md）
#                color = "green" gives the site a colour of its own (docs/launch.md)

"""

DASHBOARD = """\
# 画面に出すグラフ・表です。tomoni add がここに [[card]] を書き足します。順番や題名は自由に変えられます。
# The cards on the pages. `tomoni add` appends [[card]] entries; change their order and titles as you like.
"""

ABOUT_JA = """\
# このサイトについて

{full}に関するデータを、どのファイルのどこから来た数字かをたどれる形で公開しています。

- どの数字からも「この数字の元」で、元のファイルのセルまで戻れます。
- データはファイル（CSV など）でも受け取れます。
- まちがいに気づいたら、運営者に知らせてください。
"""

ABOUT_EN = """\
# About this site

Data about {en} ({full}), published so that every number can be followed back to the cell of the file it came from.

- "Where this number comes from" leads from every number to the cell of the original file.
- The data can be had as files (CSV and others).
- If you notice a mistake, please tell the operator.
"""

TEXTS_JA = """\
# 画面の言葉を変えたいときに書きます。書かなければ標準の言葉になります。
"""

TEXTS_EN = """\
# Write here only the words of the pages you want to change; the rest keep their standard wording.
"""

NEWS = """\
お知らせはこのフォルダーに `2020-04-18-title.ja.md` のような名前の Markdown で置きます（英語は `.en.md`）。
Put news here as Markdown, e.g. `2020-04-18-title.ja.md` (English: `.en.md`).
"""

README = """\
# {ja}（{full}・{code}）

このフォルダーひとつが、ひとつの地域のサイトです。 / This folder is the site of one community ({en}).

| ファイル | 中身 |
|---|---|
| `{file}` | 運営者・連絡先・利用条件・公式かどうか / operator, contact, licence, official or not |
| `files/` | もらったままのファイル / the files as they were given |
| `sources/` | 入手元と取り込み方 / where the data come from and how they are taken in |
| `dashboard.toml` | グラフ・表 / the cards |
| `HANDOVER.ja.md` | 引きつぎ: 担当・毎日すること・公開保留になったら / for whoever takes over |
| `.github/workflows/site.yml` | 毎朝の自動公開 / makes and publishes the site each morning |
| `pages/`, `news/`, `texts/` | ページ・お知らせ・言葉 / pages, news, words |

```
tomoni add . FILE…     ファイルを加える / add files
tomoni publish .       公開前チェックをして公開する / check and publish
tomoni up .            手元で見る / look at it on this machine
```
"""
