"""All writes of the inbox: submit → confirm → answer (approve, decline, say something) → public, each a line of the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from tomoni.i18n import Text
from tomoni.registry import events, jobs, records
from tomoni.registry.corrections import Applied
from tomoni.registry.errors import problem
from tomoni.registry.inbox import door, kinds
from tomoni.registry.inbox.models import Message, Numbering, State
from tomoni.registry.models import Withdrawal
from tomoni.registry.notify import services as notify
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope

DECISIONS = {"approve": State.APPROVED, "decline": State.DECLINED, "answer": State.ANSWERED}
STATES: Mapping[str, Text] = {
    State.DOUBTFUL: Text("確認待ち", "Waiting to be looked at"),
    State.OPEN: Text("確認中", "Being looked at"),
    State.APPROVED: Text("直しました", "Corrected"),
    State.DECLINED: Text("このままにします", "Left as it is"),
    State.ANSWERED: Text("お答えしました", "Answered"),
    State.REMOVED: Text("削除しました", "Removed"),
}
ADDED = Text("載せました", "Added")


def said(message: Message) -> Text:
    """What became of a message, in words: what was new and is approved was added, not corrected."""
    if message.state == State.APPROVED and not kinds.of(message).of_mistakes:
        return ADDED
    return STATES[message.state]


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody wrote, as it came. `given`: the kind's own fields."""

    words: str
    stamp: str
    given: Mapping[str, str] = field(default_factory=dict)
    mail: str = ""
    credit: str = ""
    trap: str = ""
    lang: str = "ja"
    sender: str = ""
    """The address of the machine it came from; only a daily hash of it is counted, nothing is kept."""


def code(message: Message, purpose: str = "follow") -> str:
    """The secret part of a message's own address: nobody can make it without the house's key."""
    return salted_hmac(f"inbox.{purpose}", f"{message.pk}", algorithm="sha256").hexdigest()[:40]


def is_code(message: Message, given: str, purpose: str = "follow") -> bool:
    return constant_time_compare(code(message, purpose), given)


def follow_path(message: Message) -> str:
    return f"inbox/m/{message.pk}/{code(message)}/"


def submit(scope: Scope, kind: kinds.Kind, subject: kinds.Subject, letter: Letter, address: str = "") -> Message:
    """Takes a message in, once for each form. Problem, with what was wrong, when it can't be taken.

    `address`: where this house is reached, for the links in mail."""
    words = door.clean(letter.words)
    given = {one.name: door.clean(letter.given.get(one.name, ""), lines=False) for one in subject.fields}
    stamp = door.read_stamp(letter.stamp)
    if stamp is None:
        raise problem(
            "この用紙は古くなりました。書いた内容はそのままです。もう一度「送る」を押してください。",
            "This form is too old. What you wrote is still here. Please press “Send” once more.",
        )
    if known := Message.objects.filter(once=stamp.once).first():
        return known
    if wrong := faults(scope, kind, subject, words, given, letter):
        raise problem(" ".join(text.ja for text in wrong), " ".join(text.en for text in wrong))
    if not door.knock(letter.sender):
        raise problem(
            "短い間にたくさんの知らせが届いたため、今は受け付けられません。1時間ほどしてからお送りください。",
            "Too many messages came in a short time. Please send yours in about an hour.",
        )
    mail, credit = letter.mail.strip(), door.clean(letter.credit, lines=False)
    texts = (words, credit, *given.values())
    away = door.doubtful(letter.trap, stamp.age, *texts)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                community=records.community(scope),
                number=_number(scope),
                once=stamp.once,
                kind=kind.name,
                lang=letter.lang,
                about=dict(subject.about) | {"title": subject.title.to_json(), "link": subject.link},
                fields=given,
                words=words,
                mail=mail,
                credit=credit,
                flags=[text.to_json() for text in door.flags(words, *given.values())],
                state=State.DOUBTFUL if away else State.OPEN,
                at=timezone.now(),
            )
            events.append(scope, "inbox.received", message.pk, number=message.number, message_kind=kind.name)
            _tell(scope, message, subject, address)
    except IntegrityError:  # the same form twice at the same moment
        if known := Message.objects.filter(once=stamp.once).first():
            return known
        raise
    return message


def faults(
    scope: Scope,
    kind: kinds.Kind,
    subject: kinds.Subject,
    words: str,
    given: Mapping[str, str],
    letter: Letter,
) -> list[Text]:
    """What has to be put right before it can be sent, in words."""
    found = []
    if not words and not any(given.values()):
        found.append(Text("内容を書いてください。", "Please write your message."))
    if len(words) > door.LONGEST:
        over = len(words)
        found.append(
            Text(
                f"文が長すぎます（{over:,}字）。{door.LONGEST:,}字までにしてください。",
                f"The text is too long ({over:,} characters). Please keep it to {door.LONGEST:,}.",
            )
        )
    for one in subject.fields:
        if one.required and not given[one.name]:
            found.append(Text(f"「{one.label.ja}」を書いてください。", f"Please fill in “{one.label.en}”."))
        if len(given[one.name]) > one.most:
            found.append(
                Text(f"「{one.label.ja}」は{one.most}字までです。", f"“{one.label.en}” takes {one.most} characters.")
            )
    mail = letter.mail.strip()
    if kind.mail and not mail:
        found.append(
            Text(
                "メールアドレスを書いてください。確認のメールをお送りします（公開しません）。",
                "Please give a mail address. You will get a mail to confirm it; it is never shown.",
            )
        )
    if mail and not _is_mail(mail):
        found.append(Text("メールアドレスを確かめてください。", "Please check the mail address."))
    if len(letter.credit) > 60:
        found.append(Text("お名前は60字までです。", "The name takes 60 characters."))
    return found or kind.check(scope, subject.about, given)


def _is_mail(text: str) -> bool:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _number(scope: Scope) -> str:
    """The next number of the year; two at once get two numbers, because the row is locked until the message is in."""
    year = timezone.localdate().year
    row, _ = Numbering.objects.get_or_create(community=records.community(scope), year=year)
    row = Numbering.objects.select_for_update().get(pk=row.pk)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{year}-{row.last:04}"


def _tell(scope: Scope, message: Message, subject: kinds.Subject, address: str) -> None:
    community = scope.community.name
    if message.state == State.OPEN:
        flags = "、".join(flag["ja"] for flag in message.flags)
        notify.staff(
            scope,
            "answer",
            "inbox-new",
            f"inbox:new:{message.pk}",
            community=community.ja,
            number=message.number,
            about=subject.title.ja,
            flags=flags,
            address=address,
        )
    if message.mail:
        confirm = f"{follow_path(message)}confirm/{code(message, 'confirm')}/"
        notify.send(
            notify.mail(message.mail, message.lang),
            "inbox-confirm",
            f"inbox:confirm:{message.pk}",
            community=community[message.lang],
            number=message.number,
            address=address,
            confirm=confirm,
            needed=kinds.of(message).mail,
            follow=follow_path(message),
        )


def confirm(scope: Scope, message: Message, given: str) -> bool:
    """The mailed link was opened and its button pressed: answers go there. Again changes nothing; False for a wrong code."""
    if not message.mail or not is_code(message, given, "confirm"):
        return False
    if message.mail_confirmed_at is None:
        with transaction.atomic():
            message.mail_confirmed_at = timezone.now()
            message.save(update_fields=["mail_confirmed_at"])
            events.append(scope, "inbox.mail-confirmed", message.pk, number=message.number)
    return True


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decided. `public`: the message appears on the list, with `public_words` and perhaps the credit."""

    decision: str
    answer: str
    fields: Mapping[str, str] = field(default_factory=dict)
    public: bool = False
    public_words: str = ""
    show_credit: bool = False
    sure: bool = False
    """Staff looked at what may be personal data in the words they make public."""
    address: str = ""


def decide(scope: Scope, message: Message, made: Decision) -> Message:
    """Approves, declines or answers. Approving does what the kind does; Problem, and nothing changed, when it can't."""
    require(scope, "answer")
    kind = kinds.of(message)
    state = DECISIONS.get(made.decision)
    answer, public_words = door.clean(made.answer)[: door.LONGEST], door.clean(made.public_words)[: door.LONGEST]
    if state is None or (state == State.APPROVED and kind.apply is None):
        raise problem("どうするかを選んでください。", "Please choose what to do.")
    if not answer:
        raise problem("答えを書いてください。知らせた人に届きます。", "Please write an answer. It goes to the sender.")
    _check_public(message, made, answer, public_words)
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.state not in (State.OPEN, State.DOUBTFUL):
            raise problem("もう答えてあります。", "It has been answered already.", code=1)
        if state == State.APPROVED:
            require(scope, kind.action)
            _apply(scope, message, kind, made)
        message.state, message.answer = state, answer
        message.answered_at, message.answered_by = timezone.now(), scope.actor
        message.released_at = timezone.now() if made.public else None
        message.public_words, message.show_credit = public_words, made.show_credit and made.public
        message.save()
        events.append(scope, f"inbox.{state}", message.pk, number=message.number, answer=answer, public=made.public)
        _send_answer(scope, message, made.address)
        jobs.ask("publish.show", f"show:inbox:{message.pk}:{message.answered_at.isoformat()}")
    return message


def _check_public(message: Message, made: Decision, answer: str, public_words: str) -> None:
    """Nothing that looks like a person's data becomes public unless somebody looked at it."""
    if not made.public:
        return
    title = str(message.about.get("title", {}).get("ja", ""))
    found = door.flags(answer, public_words, message.credit if made.show_credit else "", title)
    if found and not made.sure:
        ja, en = "、".join(text.ja for text in found), ", ".join(text.en for text in found)
        raise problem(
            f"公開する文に、{ja}があるようです。消すか、確かめた印を付けてください。まだ何も公開していません。",
            f"What would become public seems to hold: {en}. Take it out, or tick that you have checked it. Nothing is public yet.",
        )


def _apply(scope: Scope, message: Message, kind: kinds.Kind, made: Decision) -> None:
    given = {name: door.clean(value, lines=False) for name, value in made.fields.items() if name in message.fields}
    message.fields = message.fields | given
    if not made.show_credit:
        message.show_credit = False
    message.show_credit = made.show_credit and made.public
    if wrong := kind.check(scope, message.about, message.fields):
        raise problem(" ".join(text.ja for text in wrong), " ".join(text.en for text in wrong))
    assert kind.apply is not None  # decide has looked
    message.done = kind.apply(scope, message).to_json()


def _send_answer(scope: Scope, message: Message, address: str) -> None:
    if not (message.mail and message.mail_confirmed_at):
        return
    state = said(message)
    notify.send(
        notify.mail(message.mail, message.lang),
        "inbox-answered",
        f"inbox:answer:{message.pk}",
        community=scope.community.name[message.lang],
        number=message.number,
        state=state.ja,
        state_en=state.en,
        answer=message.answer,
        address=address,
        follow=follow_path(message),
    )


def set_aside(scope: Scope, message: Message, doubtful: bool) -> None:
    """Moves an unanswered message to the doubtful ones, or back."""
    require(scope, "answer")
    if message.state in (State.OPEN, State.DOUBTFUL):
        message.state = State.DOUBTFUL if doubtful else State.OPEN
        message.save(update_fields=["state"])
        events.append(scope, "inbox.sorted", message.pk, number=message.number, doubtful=doubtful)


def unpublish(scope: Scope, message: Message) -> None:
    """Takes an answered message off the public list."""
    require(scope, "answer")
    with transaction.atomic():
        message.released_at = None
        message.save(update_fields=["released_at"])
        events.append(scope, "inbox.unlisted", message.pk, number=message.number)
        jobs.ask("publish.show", f"show:inbox:{message.pk}:{timezone.now().isoformat()}")


def erase(scope: Scope, message: Message) -> None:
    """Removes every word of a message; its number and that it was removed stay."""
    require(scope, "answer")
    with transaction.atomic():
        _blank(message)
        events.append(scope, "inbox.removed", message.pk, number=message.number)
        jobs.ask("publish.show", f"show:inbox:{message.pk}:{timezone.now().isoformat()}")


def _blank(message: Message) -> None:
    from tomoni.registry.models import EventText

    message.about = {"title": {"ja": "（削除しました）", "en": "(removed)"}, "link": ""}
    message.fields, message.flags, message.done = {}, [], {}
    for name in ("words", "mail", "credit", "public_words", "answer"):
        setattr(message, name, "")
    message.released_at, message.state = None, State.REMOVED
    message.save()
    EventText.objects.filter(event__subject=message.pk).delete()


def source_changed(scope: Scope, dataset: str, applied: Applied) -> None:
    """The stream no longer applies a correction: kept with its message, and told to staff once."""
    one = applied.correction
    told: dict[str, Any] = applied.words.to_json() | {"state": applied.state}
    message = Message.objects.filter(community__slug=scope.community.id, number=one.number).first()
    if message is not None and message.done.get("now") != told:
        message.done = message.done | {"now": told}
        message.save(update_fields=["done"])
    notify.staff(
        scope,
        "answer",
        "inbox-changed",
        f"inbox:changed:{dataset}:{one.number}:{applied.state}",
        number=one.number,
        dataset=dataset,
        reason=applied.words.ja,
        reason_en=applied.words.en,
        address=settings.PUBLIC_ADDRESS and settings.PUBLIC_ADDRESS.rstrip("/") + "/",
    )


def withdrawn(scope: Scope, withdrawal: Withdrawal) -> None:
    """Messages about withdrawn data hold its values: their words go with it."""
    digests = set(withdrawal.removed.values_list("version__digest", flat=True))
    for message in Message.objects.filter(community=withdrawal.dataset.community):
        if message.about.get("dataset") != withdrawal.dataset.slug:
            continue
        if withdrawal.whole or message.about.get("version") in digests:
            _blank(message)
