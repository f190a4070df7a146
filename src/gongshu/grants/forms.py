"""Forms of the grant page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.grants.services.handouts import FORMATS

WORDS = {"csv": _("CSV 文本"), "xlsx": _("XLSX 工作簿"), "parquet": _("Parquet 列式文件"), "jsonl": _("JSON 行文件")}


class TokenForm(forms.Form):
    name = forms.CharField(label=_("用于"), max_length=80, help_text=_("写明哪个系统使用，便于以后停用"))
    expires_on = forms.DateField(
        label=_("有效至"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填为一年，且不晚于授权截止日"),
    )


class FileForm(forms.Form):
    format = forms.ChoiceField(label=_("格式"), choices=[(name, WORDS[name]) for name in FORMATS])
