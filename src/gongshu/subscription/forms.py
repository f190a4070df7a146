"""The forms of subscriptions and exchange nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.jobs.rhythm import RHYTHMS, Rhythm
from gongshu.outside.databases import DIALECTS, WRITES
from gongshu.subscription.errors import Fault
from gongshu.subscription.models import ExchangeNode


class _Described(forms.Form):
    """The table and how often; where it stands each form says in its own way."""

    table = forms.CharField(label=_("写入的表"), max_length=200, help_text=_("没有时自动建立；已有的表须为空，此后只由本订阅写入"))  # fmt: skip
    whole = forms.BooleanField(label=_("每次全量交付"), required=False, help_text=_("不选时只交付新增、变更和删除的行；没有主键的数据总是全量"))  # fmt: skip
    rhythm = forms.ChoiceField(label=_("交付时间"), choices=[(key.value, words) for key, words in RHYTHMS.items()], initial=Rhythm.DAILY.value)  # fmt: skip
    at = forms.TimeField(
        label=_("时刻"), required=False, initial="04:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    @property
    def given(self) -> dict[str, Any]:
        """What the form says, as the service takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "secret"}
        at = said.pop("at")
        return {**said, "at": at.isoformat("minutes") if at else ""}

    def complain(self, faults: Sequence[Fault], language: str) -> None:
        """Put each fault beside its field."""
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.en if language == "en" else fault.zh)  # fmt: skip


class SubscriptionForm(_Described):
    """A database that the platform itself reaches. The password is written and never read back."""

    dialect = forms.ChoiceField(label=_("数据库类型"), choices=[(each.name, each.title) for each in DIALECTS.values() if each.name in WRITES])  # fmt: skip
    host = forms.CharField(label=_("主机"), max_length=200, help_text=_("主机名或者 IP 地址"))
    port = forms.IntegerField(label=_("端口"), required=False, min_value=1, max_value=65535, help_text=_("留空为该数据库的默认端口"))  # fmt: skip
    database = forms.CharField(label=_("库名"), max_length=200)
    user = forms.CharField(label=_("用户"), max_length=200, help_text=_("须能建表和写入该表"))
    secret = forms.CharField(
        label=_("密码"), max_length=2000, strip=False, help_text=_("加密保存，不再显示"), widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )  # fmt: skip
    encrypted = forms.BooleanField(label=_("必须加密连接，并核对服务器证书"), required=False)
    field_order = ("dialect", "host", "port", "database", "user", "secret", "encrypted")


class NodeSubscriptionForm(_Described):
    """A target that an exchange node of the receiver has told of."""

    place = forms.ChoiceField(label=_("交换节点的目标"), help_text=_("地址和密码只保存在交换节点"))
    field_order = ("place",)

    def __init__(self, nodes: Sequence[ExchangeNode], *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"prefix": "node", **more})
        self.fields["table"].label = _("表或者文件的名称")
        self.fields["table"].help_text = _("表没有时自动建立，已有的须为空；文件名以它开头")
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (f"{node.number}/{target['name']}", f"{node.name} · {target['name']} ({target['kind']})")
            for node in nodes for target in node.targets
        ]  # fmt: skip

    @property
    def given(self) -> dict[str, Any]:
        said = super().given
        node, _slash, target = said.pop("place").partition("/")
        return {**said, "node": node, "target": target}


class NodeForm(forms.Form):
    """A node that is to be enrolled."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("写明装在哪里，例如“市交通局前置机”"))
