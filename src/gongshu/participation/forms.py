"""Forms of participation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.participation.models import Letters


class QuestionsForm(forms.Form):
    """Which questions to list."""

    q = forms.CharField(label=_("检索词"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("open", _("待回答")), ("answered", _("已回答")), ("late", _("逾期"))],
    )
    entry = forms.CharField(label=_("目录编号"), required=False, max_length=30)


class SearchForm(forms.Form):
    """A name for a search, and the letters about it."""

    title = forms.CharField(label=_("名称"), max_length=120)
    letters = forms.ChoiceField(label=_("有新目录符合时"), choices=Letters.choices, initial=Letters.DAILY)
