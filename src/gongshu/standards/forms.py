"""Forms of the standards desk; the services judge what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.standards.words import Adopted, Kind, Level, State
from gongshu.ui.words import chosen

_LINES = forms.Textarea(attrs={"rows": 6})


class FilterForm(forms.Form):
    """Which standards to list."""

    q = forms.CharField(label=_("检索词"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *Kind.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *State.choices])


class DraftForm(forms.Form):
    """What a draft says, and how it follows what the text of the place names: one field for each."""

    text = forms.CharField(
        label=_("正文"), required=False, widget=_LINES, help_text=_("每条另起一行；数据元和代码用文件载入")
    )

    def __init__(self, *args: Any, basis: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.basis = basis
        for key, names in basis.items():
            label = _("怎样按照%(name)s") % {"name": chosen(names)}
            self.fields[f"follows_{key}"] = forms.CharField(label=label, required=False, max_length=2000)

    def said(self) -> dict[str, Any]:
        """Return what was said, as the services take it."""
        given = dict(self.cleaned_data)
        follows = {key: given.pop(f"follows_{key}") for key in self.basis}
        return {**given, "follows": follows}


class NormForm(DraftForm):
    """A new standard."""

    code = forms.CharField(label=_("编号"), max_length=60, help_text=_("引用它时写的编号，如 DB5117/T 1"))
    zh = forms.CharField(label=_("名称"), max_length=200)
    en = forms.CharField(label=_("英文名称"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    sector = forms.CharField(label=_("行业"), required=False, max_length=60, help_text=_("仅行业规范填写"))
    level = forms.ChoiceField(label=_("层级"), choices=Level.choices, initial=Level.PLATFORM)
    field_order = ("code", "zh", "en", "kind", "sector", "level", "text")


class AnswerForm(forms.Form):
    """What became of an opinion."""

    adopted = forms.ChoiceField(label=_("处理"), choices=Adopted.choices)
    answer = forms.CharField(label=_("答复"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(forms.Form):
    """What a member of the public thinks of a draft."""

    text = forms.CharField(label=_("您的意见"), max_length=5000, widget=_LINES)
