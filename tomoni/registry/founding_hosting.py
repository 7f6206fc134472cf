"""What `tomoni new` writes so that a site outlives its first night: a scheduled workflow for free static hosting, and the
page for whoever takes the site over. Names are filled in; no place is named here.

The workflow needs no secret and no machine of one's own. It takes the site that is public now as its memory, so that
every run on an empty machine keeps history, differences and holds; a run that can't read that memory ends there.
"""

WORKFLOW_PATH = ".github/workflows/site.yml"
HANDOVER_PATH = "HANDOVER.ja.md"

WORKFLOW = """\
# このサイトを毎朝作り直して公開します（GitHub Actions と GitHub Pages、無料の範囲、秘密の鍵なし）。
# 公開の前に: Settings → Pages → Branch を「site」に。詳しくは HANDOVER.ja.md。
# Makes this site anew each morning. It needs no secret. First: Settings → Pages → Branch "site".
name: site
on:
  schedule:
    - cron: "17 21 * * *"  # 21:17 UTC = 6:17 JST
  workflow_dispatch:
  push:
    branches: [main]
permissions:
  contents: write
concurrency:
  group: site
  cancel-in-progress: false
env:
  TOMONI: "tomoni==@VERSION@"  # 上げるときはこの行だけを変えます / the one line to change for an upgrade
jobs:
  site:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683  # v4.2.2
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065  # v5.6.0
        with:
          python-version: "3.12"
      - name: 道具を入れる / install
        run: python -m pip install "$TOMONI"
      - name: 新しいファイルを取りに行く / fetch
        run: |
          tomoni fetch . || [ $? = 1 ]  # 1: 取れないものがあっても、ほかは進めます
          git add sources
          [ ! -d files ] || git add files
          if ! git diff --cached --quiet; then
            git -c user.name=site -c user.email=site@users.noreply.github.com commit -q -m "取込 / fetched"
            git push -q origin HEAD:main
          fi
      - name: 前回の公開分を取り出す / the site as it is public now
        run: |
          mkdir -p out
          found=0
          git ls-remote -q --exit-code origin refs/heads/site > before || found=$?
          case $found in
            0) git fetch -q --depth 1 origin refs/heads/site
               git archive FETCH_HEAD | tar -x -C out ;;
            2) echo "初めての公開です / first time" ;;
            *) echo "前回の公開分を読めません。今のサイトはそのままです / the last site can't be read"; exit 1 ;;
          esac
      - name: 作る / build
        run: |
          code=0
          if [ -d out/data ]; then tomoni build . -o out --onto out || code=$?; else tomoni build . -o out || code=$?; fi
          [ "$code" -le 1 ]
          echo "$code" > code
      - name: 公開する / deploy
        run: |
          touch out/.nojekyll
          export GIT_INDEX_FILE="$PWD/.git/site.index"
          rm -f "$GIT_INDEX_FILE"
          git --work-tree=out add -A -f .
          tree=$(git write-tree)
          commit=$(git -c user.name=site -c user.email=site@users.noreply.github.com commit-tree "$tree" -m "site")
          git push -q --force-with-lease="refs/heads/site:$(cut -f 1 before)" origin "$commit:refs/heads/site"
      - name: 公開保留があれば知らせる / tell when something is held
        run: |
          [ "$(cat code)" = 0 ] || {
            echo "::warning::公開保留のデータがあります。サイトは出ています。HANDOVER.ja.md の「公開保留になったら」へ。"
            exit 1
          }
"""

HANDOVER = """\
# {ja}のサイトの引きつぎ

このフォルダーと、公開中のサイトが、すべてです。ほかに引きつぐものはありません。分からないことは空欄のままにせず「不明」と書いてください。

## だれが持っているか

| もの | 担当（名前・部署） | 代わりの人 |
|---|---|---|
| 運営の責任者（`{file}` の operator） | | |
| 連絡先に届いた知らせを読む人（`{file}` の contact） | | |
| このフォルダーの置き場所（リポジトリ）の管理者。**2人以上** | | |
| サイトのアドレス（ドメイン）の契約と、次の更新日 | | |
| 元のファイルを作っている部署と電話 | | |

## 鍵と秘密

毎朝の自動公開に、パスワードや鍵は要りません。リポジトリに書き込める人が、サイトを変えられる人です。
担当が替わる日に、リポジトリの管理者から前の人を外してください。`.tomoni/` には元のファイルが入ります。人に渡したり、公開の場所に置いたりしないでください。

## 毎日すること（5分）

1. サイトを開き、上に「公開保留」の帯が出ていないか、「時点」が今日（前の開庁日）かを見る。
2. 新しいファイルがあれば `tomoni add . ファイル` のあと `tomoni publish .`、`tomoni up .` で見て、リポジトリへ送る（push）。
   `sources/*.toml` に `url` を書いたデータは、毎朝 6:17 に自動で取りに行きます。
   前に公開した数字が変わるときは、`tomoni reason . データのID` で変わる数字と選べる理由を見て、`--reason` を付けて理由を残します。
3. `community.toml` の contact に届いた「まちがいの知らせ」に答える。

自動公開は `{workflow}` に書いてあります。GitHub Pages で使うには Settings → Pages → Branch を `site` にします。
60日間リポジトリに変化がないと、GitHub は予定の実行を止めます。届いたメールから、もう一度有効にしてください。
別の置き場所でも、同じ命令（`tomoni build . -o out --onto 前回のサイト`）を毎日動かせば同じです。

## 公開保留になったら

あわてなくて大丈夫です。**前のデータが公開されたまま**で、ページにはその旨と始まった時刻が出ています。

1. 帯（または `tomoni publish .`）の理由を読む。どの数字の、どのセルかが書いてあります。
2. ファイルのまちがいなら、元の部署に直してもらい、もう一度 `tomoni add`。
3. 正しい数字なら、理由を付けて公開する。理由はサイトに載ります。

   ```
   tomoni publish . --onto https://公開中のサイト/ --release データのID --reason "追加報告による更新"
   tomoni build . -o out --only-write
   ```

   できた `out/` を公開先に置きます（GitHub Pages なら `site` ブランチの中身）。次の自動公開はそこから続きます。
4. 分からないときは、そのまま置いて相談する。まちがった数字を出すより、止まっているほうが安全です。

## 出してはいけないものを出したら

個人が分かる内容などは、気づいた人がすぐに取り下げてかまいません。元のファイルごと消え、理由を書いたページだけが残ります。

```
tomoni publish . --onto https://公開中のサイト/
tomoni withdraw . データのID --all --reason "個人が分かる列があったため"
tomoni build . -o out --only-write
```

`out/` を公開先に置き、リポジトリの `files/` からもそのファイルを消します。過去のコミットに残る分は、置き場所の管理者に消し方を聞いてください。
そのあと、責任者と元の部署に、いつからいつまで何が見えていたかを伝えます。

## 機械が壊れたら・だれもいなくなったら

新しい機械に Python 3.11 以上を入れ、`.github/workflows/site.yml` の `TOMONI:` と同じものを `python -m pip install` で入れます。
そこにこのフォルダーを写し、`tomoni publish . --onto https://公開中のサイト/` を実行すると、公開の番号、履歴、違い、公開保留がそのまま続きます。
サイトを閉じるときは、閉じる日と、データのその後の置き場所を `news/` に書いてから止めてください。

## 版を上げる

`{workflow}` の `TOMONI:` の1行を変えるだけです。このフォルダーのほかのファイルは変わりません。
"""
