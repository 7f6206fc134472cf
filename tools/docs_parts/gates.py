"""docs/gates.md: the checks before publication, as the rooms registered them."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator

from docs_parts.markdown import anchored, code, escaped, head, joined

from tomoni.cli.home import open_rooms
from tomoni.registry.gates.base import Gate, Outcome

OUTCOMES = {
    Outcome.HELD: ("公開保留", "held"),
    Outcome.REFUSED: ("公開できません", "refused"),
    Outcome.WARNED: ("注意を付けて公開", "published with a warning"),
}
JAPANESE = {
    "rows": "1行もないデータは公開しません。ページが空になってしまうからです。",
    "row-drop": "前回の公開より行が大きく減ったとき（既定は20%を超えるとき。入手元の `max_row_drop` で変えられます）、人が確かめるまで保留します。",
    "reading": "読み取りに「エラー」が残っていれば、人が確かめるまで保留します。",
    "as-of": "公開中のものより古い時点のデータは保留します。時点が同じで中身が変わったときは、そう書いて公開します。",
    "dates": "暦にない日付、先の日付、ずっと昔の日付があれば保留します。",
    "sum-of-parts": "内訳を足して合計にならないところを、行・列で見つけます。どの列がどの列の内訳かがはっきりしていて、合わない行が少しだけなら保留、そうでなければ注意を付けて公開します。",
    "tree": "検査→陽性→入院のような内訳の木で、下の数が上の数と食い違わないかを見ます。",
    "cumulative": "累計が前の日や前回の公開より減っていないかを見ます。減っていれば、誤りか、理由を書くべき訂正です。",
    "past": "公開した列がなくなったり、過去の値がまとめて書き換わったり、ふつうの値が80倍以上も違って単位の変化が疑われたりしないかを見ます。少しの訂正は、そう書いて公開します。",
    "range": "項目定義の範囲を外れた値や、マイナスの人数・件数を見つけます。",
    "area": "架空のデータ（コード99xxxx）や、よその地域のデータを、この地域のものとして公開しません。",
    "personal": "氏名・生年月日・電話番号・メールアドレス・個人番号を、列の名前と値から見つけて止めます。理由には場所と数だけを書き、値は書きません。",
    "notes": "シートの注記に個人の情報がありそうなら、注記を外して公開し、そう書きます。",
    "agreement": "同じことを述べる表どうしの数が食い違えば、両方の数と場所を示して公開します。どちらが正しいかは機械には決められません。",
}
"""What the house's own gates look for, for the people of the city; the English stands in the code beside each check."""
INTRO = """\
`tomoni publish` は、公開する前にこれらを確かめます。止まったときも、公開中のデータは前のままです。理由・いつから・だれが決めるかが、ページと `latest.json` に出ます。 /
`tomoni publish` asks these before anything is published. While something is held, the last good version stays up, and the page and `latest.json` say why, since when and who decides.

- **公開保留** (held): 人が決めます。ファイルを直して `tomoni add` し直すか、`tomoni publish DIR --release DATASET --reason "…"` で理由を付けて公開します。理由は公開されます。 /
  a person decides: mend the file and add it again, or release it; the reason is public.
- **公開できません** (refused): 理由を付けても公開できません。データか設定を直してください。 / can't be released; mend the data or the settings.
- **注意を付けて公開** (warned): 公開し、ページと報告に書きます。 / published, and the page and the report say it.
"""


def page() -> str:
    """The page as Markdown."""
    return joined(_lines())


def _lines() -> Iterator[str]:
    gates = open_rooms().gates
    yield from head(f"公開前チェック（{len(gates)}）", "The gates", "tomoni/registry/gates/")
    yield INTRO
    files: dict[str, list[Gate]] = defaultdict(list)
    for gate in gates.values():
        files[gate.check.__module__].append(gate)
    for gate in gates.values():
        yield from _gate(gate, files[gate.check.__module__])


def _gate(gate: Gate, together: list[Gate]) -> Iterator[str]:
    yield from anchored(2, gate.id, f"{gate.id} {gate.title.ja} / {gate.title.en}")
    if gate.id in JAPANESE:
        yield JAPANESE[gate.id] + "<br>"
    yield escaped(_english(gate, together))
    yield ""
    said = "、".join(f"{OUTCOMES[o][0]} ({OUTCOMES[o][1]})" for o in _outcomes(gate, len(together) == 1))
    yield f"結果 / outcome: {said} · {code(gate.check.__module__.replace('.', '/') + '.py')}"
    yield ""


def _english(gate: Gate, together: list[Gate]) -> str:
    """The words of the file for the first gate in it, and those of the check itself."""
    of_check, of_file = inspect.getdoc(gate.check) or "", inspect.getdoc(inspect.getmodule(gate.check)) or ""
    words = [of_file] if len(together) == 1 else [of_file] * (gate is together[0]) + [of_check]
    return " ".join(" ".join(filter(None, words)).split() or of_file.split())


def _outcomes(gate: Gate, alone: bool) -> list[Outcome]:
    """What a gate may say, read from its file: any held, refused or warned of a file with one gate, else those that
    name it: held("as-of", …), Verdict("rows", Outcome.…)."""
    source = inspect.getsource(importlib.import_module(gate.check.__module__))
    if alone:
        names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
        names |= {node.attr.lower() for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
        return [outcome for outcome in OUTCOMES if outcome in names]
    name = re.escape(gate.id)
    found = re.findall(rf'\b(held|refused|warned)\(\s*"{name}"', source)
    for line in re.findall(rf'Verdict\(\s*"{name}",\s*([^\n]*)', source):
        found += [outcome.lower() for outcome in re.findall(r"Outcome\.([A-Z]+)", line)]
    return [outcome for outcome in OUTCOMES if outcome in found]
