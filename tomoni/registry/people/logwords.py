"""The log's kinds and details in words. A kind that is not here is shown as it is written; rooms add theirs through
`rooms.extra("event-words", "kind", Text(…))`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tomoni.i18n import Text
from tomoni.registry.models import Event
from tomoni.registry.people.roles import LABELS
from tomoni.registry.rooms import rooms

KINDS: dict[str, Text] = {
    "community.opened": Text("団体をはじめた", "Community opened"),
    "community.code-changed": Text("団体コードが変わった", "Community code changed"),
    "dataset.added": Text("データを加えた", "Dataset added"),
    "dataset.published": Text("公開した", "Published"),
    "dataset.back-filled": Text("以前の分を加えた", "Back-filled"),
    "dataset.released": Text("理由を付けて公開した", "Released with a reason"),
    "dataset.held": Text("公開を保留した", "Held"),
    "dataset.hold": Text("公開を保留した", "Held"),
    "dataset.refused": Text("公開できなかった", "Refused"),
    "dataset.refuse": Text("公開できなかった", "Refused"),
    "dataset.withdrawn": Text("取り下げた", "Withdrawn"),
    "dataset.taken-over": Text("以前の公開の記録を引き継いだ", "History taken over"),
    "edition.taken-in": Text("ファイルを取り込んだ", "File taken in"),
    "event.erased": Text("記録の言葉を消した", "Words of the log erased"),
    "private.viewed": Text("非公開の原本を見た", "Private original viewed"),
    "login-link.made": Text("サインイン用リンクを作った", "Sign-in link made"),
    "login-link.used": Text("サインイン用リンクを使った", "Sign-in link used"),
    "invitation.made": Text("招待リンクを作った", "Invitation made"),
    "invitation.revoked": Text("招待を取り消した", "Invitation taken back"),
    "person.joined": Text("参加した", "Joined"),
    "person.role": Text("役割を変えた", "Role changed"),
    "person.left": Text("メンバーから外した", "Member removed"),
    "signin": Text("サインインした", "Signed in"),
    "signin.failed": Text("サインインの失敗", "Sign-in failed"),
    "signin.locked": Text("失敗が続きサインインを止めた", "Sign-in paused after failures"),
    "signout": Text("サインアウトした", "Signed out"),
    "factor.added": Text("サインインの方法を加えた", "Way of signing in added"),
    "factor.removed": Text("サインインの方法を外した", "Way of signing in removed"),
    "factor.set": Text("パスワードを決めた", "Password set"),
    "factor.reset": Text("サインインの方法を作り直した", "Way of signing in renewed"),
}
DETAILS: dict[str, Text] = {
    "dataset": Text("データ", "dataset"),
    "reason": Text("理由", "reason"),
    "as_of": Text("時点", "as of"),
    "seq": Text("公開番号", "publication"),
    "rows": Text("行数", "rows"),
    "file": Text("ファイル", "file"),
    "name": Text("ファイル", "file"),
    "gate": Text("公開前チェック", "check"),
    "gates": Text("公開前チェック", "checks"),
    "role": Text("役割", "role"),
    "before": Text("前の役割", "role before"),
    "note": Text("あて先", "for"),
    "days": Text("期限（日）", "days"),
    "ip": Text("接続元", "from"),
    "factor": Text("方法", "way"),
    "methods": Text("方法", "way"),
    "why": Text("目的", "purpose"),
}
VALUES: dict[str, Text] = {
    **LABELS,
    "password": Text("パスワード", "password"),
    "totp": Text("認証アプリ", "authenticator app"),
    "webauthn": Text("パスキー", "passkey"),
    "mfa": Text("2段階", "second factor"),
    "recovery_codes": Text("予備コード", "recovery codes"),
    "socialaccount": Text("組織のアカウント", "organisation's account"),
    "link": Text("リンク", "link"),
}


def kind_words(kind: str) -> Text:
    """What a kind of event is called."""
    added: Mapping[str, Text] = rooms.extras_of("event-words")
    return KINDS.get(kind) or added.get(kind) or Text(kind, kind)


def _value(value: Any) -> Text:
    if isinstance(value, list):
        parts = [_value(one) for one in value]
        return Text("、".join(part.ja for part in parts), ", ".join(part.en for part in parts))
    text = str(value)
    return VALUES.get(text) or Text(text[:200], text[:200])


def in_words(row: Event, body: dict[str, Any] | None, names: Mapping[UUID, str]) -> Text | None:
    """Whom or what the line is about, from its words; None when they were erased."""
    if body is None:
        return None
    parts: list[Text] = []
    if row.subject in names and row.subject != row.actor:
        parts.append(Text(names[row.subject], names[row.subject]))
    for key, label in DETAILS.items():
        if body.get(key) not in (None, "", [], {}):
            value = _value(body[key])
            parts.append(Text(f"{label.ja}: {value.ja}", f"{label.en}: {value.en}"))
    if "ja" in body:
        parts.append(Text(str(body["ja"])[:300], str(body.get("en", body["ja"]))[:300]))
    return Text(" ／ ".join(part.ja for part in parts), " · ".join(part.en for part in parts))
