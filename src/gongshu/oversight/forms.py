"""The form of a matter of the lists of liability."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.oversight.models import Relief


class MatterForm(forms.Form):
    """What the list says of a matter; the service judges it."""

    relief = forms.ChoiceField(label=_("所列清单"), choices=Relief.choices)
    matter = forms.CharField(label=_("事项"), max_length=200)
    conditions = forms.CharField(
        label=_("条件"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("满足哪些条件才免责或者减责")
    )
    law = forms.CharField(label=_("依据"), max_length=120, help_text=_("法规或者文件的名称"))
    article = forms.CharField(label=_("条款号"), max_length=60)
    since = forms.DateField(label=_("起始日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
