"""The form of a look at one record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LookForm(forms.Form):
    """Whose record, and what for."""

    key = forms.CharField(label=_("主键"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    purpose = forms.CharField(label=_("用途"), max_length=200, help_text=_("写明所办事项；每次查看都留下记录"))
