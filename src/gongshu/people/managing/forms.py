"""What administrators fill in. A form checks its shape; whether it may and can be is asked of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gongshu.people.duties import GRANTED, SPEAKING
from gongshu.people.forms import words
from gongshu.people.identifiers import LOGIN_VALIDATORS
from gongshu.people.kinds import kinds, sectors
from gongshu.people.models import Account, Body, Region
from gongshu.people.models.accounts import Office
from gongshu.people.models.bodies import Status
from gongshu.people.told import Told
from gongshu.ui.words import chosen


class BodyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A body that is in the register, by its name in the page's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Body.objects.none(), to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return chosen({"zh": obj.zh, "en": obj.en})


class NewAccountForm(forms.Form):
    """A new account of a body's staff; the public opens its own."""

    login = forms.CharField(label=_("登录名"), max_length=150, validators=LOGIN_VALIDATORS)
    name = forms.CharField(label=_("姓名"), max_length=60)
    body = BodyField(label=_("单位"))
    mail = forms.EmailField(label=_("邮箱"), required=False, help_text=_("用于接收通知；不填则通知只在页面上"))
    phone = forms.CharField(label=_("电话"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = _live_bodies()  # type: ignore[attr-defined]

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"]
        if Account.objects.filter(login=login).exists():
            raise ValidationError(
                gettext("登录名 %(login)s 已被使用；登录名不得重复使用，请另取一个") % {"login": login}
            )
        return login


class DutyForm(forms.Form):
    """A duty for somebody, with or without an end."""

    duty = forms.ChoiceField(label=pgettext_lazy("one", "职责"))
    until = forms.DateTimeField(
        label=_("至"),
        required=False,
        help_text=_("不填则长期有效"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = [(duty.value, words(duty.value)) for duty in GRANTED]  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """One of the three administrators."""

    kind = forms.ChoiceField(label=_("管理员"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, words(f"{kind}_admin")) for kind in Office.values]  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """The colleague who takes over from somebody who leaves."""

    successor = forms.ModelChoiceField(label=_("接任人"), queryset=Account.objects.none(), to_field_name="login")

    def __init__(self, *args: Any, leaver: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Account.objects.filter(body=leaver.body, is_active=True).exclude(pk=leaver.pk)
        self.fields["successor"].queryset = colleagues.order_by("login")  # type: ignore[attr-defined]


class RegionField(forms.CharField):
    """A region by its code (GB/T 2260); there are thousands, so it is written and not chosen."""

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if not code:
            return None
        found = Region.objects.filter(code=code).first()
        if found is None:
            raise ValidationError(
                gettext("没有代码为 %(code)s 的行政区划，请按 GB/T 2260 填写，例如 511702") % {"code": code}
            )
        return found


class BodyForm(forms.Form):
    """A body's particulars; `code` only where it is new."""

    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("登记后不再变更，例如 511702-jtysj"))
    zh = forms.CharField(label=_("名称"), max_length=120)
    short = forms.CharField(label=_("简称"), max_length=40)
    en = forms.CharField(label=_("英文名称"), max_length=200)
    kind = forms.ChoiceField(label=_("单位类型"))
    sector = forms.ChoiceField(label=_("公共服务领域"), required=False)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False, empty_value=None)
    region = RegionField(label=_("行政区划代码"), max_length=20)
    entrusted = RegionField(label=_("代管区域代码"), max_length=20, required=False, help_text=_("园区管委会必填"))
    parent = BodyField(label=_("上级单位"), required=False)
    head = forms.CharField(label=_("主要负责人"), max_length=60, required=False)
    contact = forms.CharField(label=_("联系人"), max_length=60, required=False)
    contact_details = forms.CharField(label=_("联系方式"), max_length=120, required=False)

    def __init__(self, *args: Any, day: date, body: Body | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _chosen(kinds(day))  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", "—"), *_chosen(sectors(day))]  # type: ignore[attr-defined]
        others = _live_bodies().exclude(pk=body.pk) if body else _live_bodies()
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
        self.body = body
        if body is not None:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Body.objects.filter(code=code).exists():
            raise ValidationError(gettext("代码 %(code)s 已登记给另一个单位") % {"code": code})
        return code

    def clean_uscc(self) -> str | None:
        """Two bodies never share a credit code."""
        uscc = (self.cleaned_data["uscc"] or "").upper() or None
        other = Body.objects.filter(uscc=uscc).first() if uscc else None
        if other is not None and other != self.body:
            raise ValidationError(
                gettext("统一社会信用代码 %(uscc)s 已登记给 %(body)s") % {"uscc": uscc, "body": other.zh}
            )
        return uscc


class RoleForm(forms.Form):
    """A statutory role for a body, with the article or decision that gives it."""

    role = forms.ChoiceField(label=_("法定角色"))
    region = RegionField(label=_("行政区划代码"), max_length=20)
    since = forms.DateField(label=_("自"), widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("条款或者文件，例如 达州办法 第六条第一款"))

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(roles)  # type: ignore[attr-defined]


class ChainForm(forms.Form):
    """The steps that a case passes inside a body, in this order."""

    steps = forms.MultipleChoiceField(label=_("内部办理环节"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = [duty for duty in GRANTED if duty in SPEAKING]
        self.fields["steps"].choices = [(duty.value, words(duty.value)) for duty in order]  # type: ignore[attr-defined]


def refused(form: forms.Form, problem: Told) -> None:
    """Show in the form what a service would not do, in the page's language."""
    form.add_error(None, chosen(problem.because))


def _live_bodies() -> Any:
    return Body.objects.filter(status=Status.LIVE).order_by("region__code", "code")


def _chosen(named: Any) -> list[tuple[str, str]]:
    return [(key, chosen(name)) for key, name in named.items()]
