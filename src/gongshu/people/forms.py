"""What people say about their own account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.people import scopes
from gongshu.people.duties import BY_VALUE
from gongshu.people.models import Account
from gongshu.ui.words import chosen


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("用途"), max_length=60)
    scopes = forms.MultipleChoiceField(label=_("范围"), choices=scopes.choices, widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=366, initial=90)

    def ends(self, now: datetime) -> datetime:
        return now + timedelta(days=self.cleaned_data["days"])


class ContactForm(forms.Form):
    """Mail and telephone for notices."""

    mail = forms.EmailField(label=_("邮箱"), required=False)
    phone = forms.CharField(label=_("电话"), max_length=20, required=False)


class DelegationForm(forms.Form):
    """Duties lent to a colleague for a time of absence."""

    receiver = forms.ModelChoiceField(label=_("代行人"), queryset=Account.objects.none())
    duties = forms.MultipleChoiceField(label=_("代行职责"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateTimeField(label=_("至"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    reason = forms.CharField(label=_("委托理由"), max_length=200)

    def __init__(self, *args: Any, account: Account, duties: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Account.objects.filter(body=account.body, is_active=True).exclude(pk=account.pk)
        self.fields["receiver"].queryset = colleagues.order_by("login")  # type: ignore[attr-defined]
        self.fields["duties"].choices = [(duty, words(duty)) for duty in duties]  # type: ignore[attr-defined]


def words(duty: str) -> str:
    """Return the name of a duty in the page's language."""
    return chosen({"zh": BY_VALUE[duty].zh, "en": BY_VALUE[duty].en})
