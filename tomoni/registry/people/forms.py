"""The forms of the people pages, labelled in the reader's language."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.utils.translation import get_language

from tomoni.i18n import Text
from tomoni.registry.people.links import INVITE_DAYS
from tomoni.registry.people.roles import LABELS, Role

DAYS = {1: Text("1日", "1 day"), 7: Text("7日", "7 days"), 30: Text("30日", "30 days")}


class JoinForm(forms.Form):
    """Name and sign-in name of a new person."""

    name = forms.CharField(max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = forms.CharField(
        max_length=50, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )

    def __init__(self, *args: Any, lang: str = "ja", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, username = self.fields["name"], self.fields["username"]
        name.label = Text("お名前", "Your name")[lang]
        name.help_text = Text(
            "ほかのメンバーと記録に表示されます。例: 山田 花子", "Other members and the log show it."
        )[lang]
        username.label = Text("サインイン名", "Sign-in name")[lang]
        username.help_text = Text(
            "次からサインインするときに入れる短い名前です。空白は使えません。例: yamada",
            "A short name to type when you sign in. No spaces, e.g. yamada.",
        )[lang]


class InviteForm(forms.Form):
    """Whom to invite, as what, and for how long the link lives."""

    note = forms.CharField(max_length=100, required=False)
    role = forms.ChoiceField()
    days = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, lang: str = "ja", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note, role, days = self.fields["note"], self.fields["role"], self.fields["days"]
        note.label = Text("だれを招待しますか（自分用のメモ）", "Whom do you invite? (a note for yourself)")[lang]
        role.label, days.label = Text("役割", "Role")[lang], Text("リンクの期限", "The link works for")[lang]
        role.choices = [(str(one), LABELS[one][lang]) for one in (Role.EDITOR, Role.APPROVER, Role.VIEWER, Role.OWNER)]
        days.choices = [(one, DAYS[one][lang]) for one in INVITE_DAYS]
        days.initial = 7


class SigninForm(LoginForm):  # type: ignore[misc]
    """django-allauth's form, with the words this house uses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = (get_language() or "ja")[:2]
        self.fields["login"].label = Text("サインイン名", "Sign-in name")[lang]
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """The six digits or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = Text("6桁の数字か予備コード", "Six digits, or a recovery code")[
            (get_language() or "ja")[:2]
        ]
        self.fields["code"].widget.attrs |= {"inputmode": "text", "autocomplete": "one-time-code", "placeholder": ""}
