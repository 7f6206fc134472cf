"""What the developers' page lets people paste: each task with curl, JavaScript and Python, as it is run by the tests.

{site} is the site's own address without a slash at its end; {dataset} and {column} are of the first published dataset.
Nothing but the standard parts of each language: curl, fetch (a browser's console, Node 18), Python 3.9.
"""

from __future__ import annotations

from dataclasses import dataclass

from tomoni.i18n import Text


@dataclass(frozen=True, slots=True)
class Example:
    """One task. expect says what comes back."""

    id: str
    title: Text
    words: Text
    curl: str
    javascript: str
    python: str


EXAMPLES = (
    Example(
        "list",
        Text("データの一覧を見る", "See what there is"),
        Text(
            "番号、時点、行数、利用条件が返ります。held が null でなければ、新しい版が公開保留です。",
            "Ids, as-of days, rows and licence. When held is not null, a newer version is being checked.",
        ),
        'curl -s "{site}/api/v1/datasets"',
        """\
const answer = await fetch("{site}/api/v1/datasets");
const { items } = await answer.json();
for (const one of items) console.log(one.id, one.rows, one.as_of);""",
        """\
import json, urllib.request

with urllib.request.urlopen("{site}/api/v1/datasets") as answer:
    for one in json.load(answer)["items"]:
        print(one["id"], one["rows"], one["as_of"])""",
    ),
    Example(
        "file",
        Text("まるごと取り出す（回数の制限なし）", "Fetch all of it (no limits)"),
        Text(
            "latest.json が今の版のファイルを示します。版のファイルは変わらないので、sha256 で確かめて取っておけます。",
            "latest.json names the files of the current version. They never change: keep them, check them by sha256.",
        ),
        """\
curl -s "{site}/data/{dataset}/latest.json" -o latest.json
url=$(sed -n 's/.*"url": "\\(.*data\\.csv\\)".*/\\1/p' latest.json)
curl -s --compressed "{site}/data/{dataset}/$url" -o data.csv
head -3 data.csv""",
        """\
const place = "{site}/data/{dataset}/";
const latest = await (await fetch(place + "latest.json")).json();
const rows = await (await fetch(place + latest.files["data.json"].url)).json();
console.log(latest.as_of, rows.length);""",
        """\
import hashlib, json, urllib.request

place = "{site}/data/{dataset}/"
latest = json.load(urllib.request.urlopen(place + "latest.json"))
file = latest["files"]["data.csv"]
data = urllib.request.urlopen(place + file["url"]).read()
assert hashlib.sha256(data).hexdigest() == file["sha256"]
print(latest["as_of"], len(data))""",
    ),
    Example(
        "rows",
        Text("条件に合う行だけ、最後まで読む", "Read the rows you want, to the last"),
        Text(
            "next を cursor として送ると続きが返ります。途中で新しい版が出ても、はじめの版を最後まで読めます。",
            "Send next back as cursor. You stay in the version you began with, whatever is published meanwhile.",
        ),
        """\
curl -s -G "{site}/api/v1/datasets/{dataset}/rows" \\
  --data-urlencode "where={column}:not:null" --data-urlencode "sort=-{column}" \\
  -d limit=5 -d format=csv""",
        """\
const address = new URL("{site}/api/v1/datasets/{dataset}/rows");
address.searchParams.set("where", "{column}:not:null");
address.searchParams.set("limit", "100");
let count = 0;
for (let next = ""; next !== null; ) {
  if (next) address.searchParams.set("cursor", next);
  const page = await (await fetch(address)).json();
  count += page.rows.length;
  next = page.next;
}
console.log(count);""",
        """\
import json, urllib.parse, urllib.request

asked = {"where": "{column}:not:null", "limit": 100}
count, following = 0, ""
while following is not None:
    query = urllib.parse.urlencode({**asked, **({"cursor": following} if following else {})})
    page = json.load(urllib.request.urlopen("{site}/api/v1/datasets/{dataset}/rows?" + query))
    count += len(page["rows"])
    following = page["next"]
print(count)""",
    ),
    Example(
        "trace",
        Text("この数字の元をたどる", "Trace a figure to its cell"),
        Text(
            "元のファイルの SHA-256、シート、セル、そこにあった文字、直したことが返ります。",
            "The file's SHA-256, sheet, cells, the text that stood there, and what was repaired.",
        ),
        """\
curl -s -G "{site}/api/v1/datasets/{dataset}/trace" -d row=1 \\
  --data-urlencode "column={column}\"""",
        """\
const query = new URLSearchParams({ row: 1, column: "{column}" });
const found = await (await fetch("{site}/api/v1/datasets/{dataset}/trace?" + query)).json();
console.log(found.value, found.sheet, found.cells, found.original);""",
        """\
import json, urllib.parse, urllib.request

query = urllib.parse.urlencode({"row": 1, "column": "{column}"})
found = json.load(urllib.request.urlopen("{site}/api/v1/datasets/{dataset}/trace?" + query))
print(found["value"], found["sheet"], found["cells"], found["original"])""",
    ),
    Example(
        "diff",
        Text("何が変わったか", "What has changed"),
        Text(
            "from と to は回数か版です。なければ、今の版とその前を比べます（例は練習用のデータ）。",
            "from and to are numbers or versions; without them, the current one and the one before. (Sandbox data.)",
        ),
        'curl -s "{site}/api/v1/sandbox/datasets/sandbox-counts/diff?limit=5"',
        """\
const place = "{site}/api/v1/sandbox/datasets/sandbox-counts/diff";
const { from, to, items } = await (await fetch(place)).json();
for (const one of items) console.log(from.seq, to.seq, one.kind, one.new_row ?? one.old_row);""",
        """\
import json, urllib.request

place = "{site}/api/v1/sandbox/datasets/sandbox-counts/diff"
for one in json.load(urllib.request.urlopen(place))["items"]:
    print(one["kind"], one["new_row"] or one["old_row"])""",
    ),
    Example(
        "near",
        Text("近いところをさがす", "What is near"),
        Text(
            "近い順に、メートルの距離とともに返ります（例は練習用のデータ）。",
            "Nearest first, with the distance in metres. (Sandbox data.)",
        ),
        'curl -s "{site}/api/v1/sandbox/near?lat=34.55&lon=135.45&limit=3"',
        """\
const { items } = await (await fetch("{site}/api/v1/sandbox/near?lat=34.55&lon=135.45&limit=3")).json();
for (const one of items) console.log(Math.round(one.distance), one.values["名称"], one.values["状態"]);""",
        """\
import json, urllib.request

place = "{site}/api/v1/sandbox/near?lat=34.55&lon=135.45&limit=3"
for one in json.load(urllib.request.urlopen(place))["items"]:
    print(round(one["distance"]), one["values"]["名称"], one["values"]["状態"])""",
    ),
    Example(
        "search",
        Text("言葉でさがす", "Search by words"),
        Text(
            "データの名前、列、行から、全角・半角を区別せずにさがします。",
            "In titles, columns and rows, whatever the width of the letters.",
        ),
        """\
curl -s -G "{site}/api/v1/search" -d limit=3 --data-urlencode "q={column}\"""",
        """\
const query = new URLSearchParams({ q: "{column}", limit: 3 });
const { items } = await (await fetch("{site}/api/v1/search?" + query)).json();
for (const one of items) console.log(one.kind, one.dataset, one.column ?? one.row ?? "");""",
        """\
import json, urllib.parse, urllib.request

query = urllib.parse.urlencode({"q": "{column}", "limit": 3})
for one in json.load(urllib.request.urlopen("{site}/api/v1/search?" + query))["items"]:
    print(one["kind"], one["dataset"], one.get("column") or one.get("row") or "")""",
    ),
    Example(
        "poll",
        Text("変わったときだけ受け取る", "Only when it has changed"),
        Text(
            "ETag を If-None-Match で送ると、変わらなければ 304 だけが返ります。latest.json は ttl 秒に一度で足ります。",
            "Send the ETag back as If-None-Match: 304 when nothing changed. Once in ttl seconds is enough.",
        ),
        """\
etag=$(curl -sI "{site}/data/{dataset}/latest.json" | tr -d '\\r' | sed -n 's/^etag: //Ip')
curl -s -o /dev/null -w "%{http_code}\\n" -H "If-None-Match: $etag" "{site}/data/{dataset}/latest.json\"""",
        """\
const place = "{site}/data/{dataset}/latest.json";
const first = await fetch(place);
const again = await fetch(place, { headers: { "If-None-Match": first.headers.get("etag") }, cache: "no-store" });
console.log(again.status);""",
        """\
import urllib.error, urllib.request

place = "{site}/data/{dataset}/latest.json"
etag = urllib.request.urlopen(place).headers["ETag"]
try:
    urllib.request.urlopen(urllib.request.Request(place, headers={"If-None-Match": etag}))
except urllib.error.HTTPError as answer:
    print(answer.code)""",
    ),
    Example(
        "errors",
        Text("誤りの扱いを練習する", "Practise with errors"),
        Text(
            "練習用の場所では fail=503 などで、本物と同じ形の誤りを起こせます。Retry-After の秒数だけ待ってください。",
            "In the sandbox, fail=503 and others answer like the real thing. Wait for Retry-After seconds.",
        ),
        'curl -s -i "{site}/api/v1/sandbox/datasets?fail=503"',
        """\
const answer = await fetch("{site}/api/v1/sandbox/datasets?fail=503");
const problem = await answer.json();
console.log(answer.status, problem.title, answer.headers.get("retry-after"));""",
        """\
import json, urllib.error, urllib.request

try:
    urllib.request.urlopen("{site}/api/v1/sandbox/datasets?fail=503")
except urllib.error.HTTPError as answer:
    print(answer.code, json.load(answer)["title"], answer.headers["Retry-After"])""",
    ),
)


def filled(text: str, dataset: str, column: str) -> str:
    """A snippet for a site's own data; {site} stays."""
    return text.replace("{dataset}", dataset).replace("{column}", column)
