"""Forms of demand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.demand.models import State, Use


class DemandsForm(forms.Form):
    """Which demands to list."""

    q = forms.CharField(label=_("检索词"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *State.choices])
    use = forms.ChoiceField(label=_("需求类别"), required=False, choices=[("", _("全部")), *Use.choices])
    body = forms.CharField(label=_("单位代码"), required=False, max_length=60)
