"""The form of a system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.registers.models import Kind, Network, System

_LINES = forms.Textarea(attrs={"rows": 3})
_LEVELS = [("", "—"), *((str(level), str(level)) for level in range(1, 6))]


class SystemForm(forms.Form):
    """What a body says of a system; the service judges it."""

    name = forms.CharField(label=_("系统名称"), max_length=120)
    about = forms.CharField(label=_("用途"), required=False, widget=_LINES)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices, initial=Kind.SYSTEM)
    network = forms.ChoiceField(label=_("所在网络"), choices=Network.choices, initial=Network.EXTRANET)
    protection = forms.ChoiceField(label=_("等级保护级别"), required=False, choices=_LEVELS)
    builder = forms.CharField(label=_("承建单位"), required=False, max_length=120)
    in_use_since = forms.DateField(label=_("启用日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    duties = forms.CharField(
        label=_("服务的职责"), required=False, widget=_LINES, help_text=_("职责清单中的编号，每行一个")
    )
    entries = forms.CharField(
        label=_("所存数据的目录"), required=False, widget=_LINES, help_text=_("目录编号，每行一个")
    )


class NewSystemForm(SystemForm):
    code = forms.CharField(
        label=_("代码"), max_length=39, help_text=_("小写字母、数字和连字符，登记后不变；编号由单位代码和它组成")
    )
    field_order = ("code",)


class CheckForm(forms.Form):
    """A check of an entrusted collection."""

    checked_on = forms.DateField(label=_("检查日期"), widget=forms.DateInput(attrs={"type": "date"}))
    found = forms.CharField(label=_("检查情况"), widget=_LINES)
    put_right = forms.CharField(label=_("整改情况"), required=False, widget=_LINES)


class FilterForm(forms.Form):
    """Which systems to list."""

    q = forms.CharField(label=_("检索词"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *Kind.choices])
    body = forms.CharField(label=_("单位代码"), required=False, max_length=60)


def said_of(system: System) -> dict[str, Any]:
    """Return what the form shows of a system."""
    return {
        "name": system.name, "about": system.about, "kind": system.kind, "network": system.network,
        "protection": str(system.protection or ""), "builder": system.builder, "in_use_since": system.in_use_since,
        "duties": "\n".join(duty.code for duty in system.duties.all()),
        "entries": "\n".join(entry.number for entry in system.entries.all()),
    }  # fmt: skip
