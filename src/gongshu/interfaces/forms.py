"""The form of an interface: parameters, error codes and fields are lines, so that they can be pasted from a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.interfaces.description import LARGEST_ANSWER, LONGEST_WAIT, Description, Fault
from gongshu.interfaces.reading import as_mapping, errors_of, fields_of, lines_of, parameters_of

_PROTOCOLS = [("json", _("HTTP，答复 JSON")), ("soap", _("SOAP，答复 XML"))]
_METHODS = [("GET", "GET"), ("POST", "POST")]
_CREDENTIALS = [
    ("none", _("不须凭证")), ("header", _("请求头")), ("query", _("地址参数")), ("bearer", _("Bearer 令牌")), ("basic", _("用户名和密码")),
]  # fmt: skip


_GROUPS = (
    (_("服务"), ("protocol", "method", "address")),
    (_("仅 SOAP 服务"), ("operation", "namespace", "action")),
    (_("平台向数源单位出示的凭证"), ("credential", "credential_name", "secret")),
    (_("请求"), ("parameters",)),
    (_("答复"), ("rows_at", "answered", "status_at", "fine", "codes", "sample")),
    (_("限度"), ("quota", "timeout", "largest")),
)


def _lines(label: Any, help_text: Any, *, rows: int = 4, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "class": "form-control lines"})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget, max_length=20_000)


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M")


class StopForm(forms.Form):
    """A planned stop, in the time of the place."""

    since = forms.DateTimeField(label=_("停用自"), widget=_moment())
    until = forms.DateTimeField(label=_("停用至"), widget=_moment())
    reason = forms.CharField(label=_("停用原因"), max_length=300, help_text=_("使用单位会看到，如：机房检修"))


class InterfaceForm(forms.Form):
    """One service of a source body. The credential is written and never read back."""

    protocol = forms.ChoiceField(label=_("协议"), choices=_PROTOCOLS)
    method = forms.ChoiceField(label=_("请求方法"), choices=_METHODS, required=False)
    address = forms.CharField(label=_("服务地址"), max_length=500, help_text=_("https://主机/路径，路径参数写在花括号里，如 /people/{id}"))  # fmt: skip
    operation = forms.CharField(label=_("SOAP 操作名"), max_length=200, required=False)
    namespace = forms.CharField(label=_("SOAP 命名空间"), max_length=200, required=False)
    action = forms.CharField(label="SOAPAction", max_length=200, required=False)
    credential = forms.ChoiceField(label=_("凭证方式"), choices=_CREDENTIALS)
    credential_name = forms.CharField(label=_("凭证所在的请求头或者参数名"), max_length=200, required=False)
    secret = forms.CharField(
        label=_("凭证"), max_length=1000, required=False, strip=True, help_text=_("加密保存，不再显示；不改时留空。用户名和密码写作 user:password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    parameters = _lines(
        _("参数"), _("每行一个：名称, 位置（query、path、body）, required 或空, 对应的数据项, 说明, 示例")
    )
    rows_at = forms.CharField(label=_("数据行的位置"), max_length=200, required=False, help_text=_("JSON 写路径，如 data.list，整个答复就是数据时留空；SOAP 写一行的元素名"))  # fmt: skip
    answered = _lines(
        _("数据项与字段"), _("每行一个：数据项代码 = 字段名，同名时只写代码；没有写明的字段不会给出"), required=True
    )
    status_at = forms.CharField(label=_("状态字段"), max_length=200, required=False, help_text=_("JSON 答复中表示是否成功的字段，如 code；没有时留空"))  # fmt: skip
    fine = forms.CharField(
        label=_("表示成功的值"), max_length=200, required=False, help_text=_("用逗号分开，如 0, 200")
    )
    codes = _lines(_("错误码"), _("每行一个：代码, 含义, 处理办法"))
    sample = _lines(
        _("答复样例"), _("数源的一次答复，请用虚构的数据；使用单位看到的是平台按登记的字段写出的样子"), rows=6
    )
    quota = forms.IntegerField(label=_("每日调用上限"), required=False, min_value=1, help_text=_("所有使用单位合计；不限时留空"))  # fmt: skip
    timeout = forms.IntegerField(label=_("超时（秒）"), min_value=1, max_value=LONGEST_WAIT, initial=10)
    largest = forms.IntegerField(label=_("答复上限（MiB）"), min_value=1, max_value=LARGEST_ANSWER, initial=8)

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under what they are about, in the order in which a service is described."""
        return [(title, [self[name] for name in names]) for title, names in _GROUPS]

    @property
    def given(self) -> dict[str, Any]:
        """What the form says, as `reading.read` takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "secret"}
        fine = [part.strip() for part in said["fine"].replace("，", ",").split(",") if part.strip()]
        codes, answered = said.pop("codes"), said.pop("answered")
        return {
            **said, "parameters": parameters_of(said["parameters"]), "errors": errors_of(codes),
            "fields": fields_of(answered), "fine": fine,
        }  # fmt: skip

    @classmethod
    def about(cls, said: Description) -> InterfaceForm:
        """Return the form filled with what is registered."""
        lines = lines_of(said)
        filled = {"parameters": lines["parameters"], "codes": lines["errors"], "answered": lines["fields"]}
        return cls(initial={**as_mapping(said), **filled, "fine": ", ".join(said.fine)})

    def complain(self, faults: Sequence[Fault], language: str) -> None:
        """Put each fault beside its field."""
        for fault in faults:
            name = {"errors": "codes", "fields": "answered"}.get(fault.field, fault.field)
            self.add_error(name if name in self.fields else None, fault.en if language == "en" else fault.zh)
