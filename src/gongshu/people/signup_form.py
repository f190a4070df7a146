"""What the public says when it signs up; allauth adds login and password. Staff accounts are opened by an administrator."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gongshu.people.models import Account
from gongshu.people.models.accounts import Kind


class SignUpForm(forms.Form):
    name = forms.CharField(label=_("姓名或者名称"), max_length=60)
    kind = forms.ChoiceField(
        label=_("身份"), choices=[(Kind.CITIZEN.value, _("自然人")), (Kind.COMPANY.value, _("法人或非法人组织"))]
    )

    def signup(self, request: HttpRequest, user: Account) -> None:
        """Do nothing: the adapter has written name and kind together with the account and its event."""
