"""The forms of a source, one for each kind; lines for what is a list, so that it can be pasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.collection.datasources.description import Credential, Fault, Kind, Paging
from gongshu.jobs.rhythm import RHYTHMS, Rhythm
from gongshu.outside.databases import DIALECTS

KINDS: Final = {
    Kind.DATABASE: _("数据库"), Kind.WEB: _("HTTP 服务"), Kind.STORAGE: _("对象存储"), Kind.FOLDER: _("文件夹"),
}  # fmt: skip
_PAGING: Final = {
    Paging.NONE: _("不分页，答复就是一个文件"), Paging.PAGE: _("按页码"), Paging.OFFSET: _("按已取条数"), Paging.NEXT: _("答复给出下一页"),
}  # fmt: skip
_CREDENTIALS: Final = {
    Credential.NONE: _("不须密钥"), Credential.HEADER: _("请求头"), Credential.BEARER: _("Bearer 令牌"), Credential.BASIC: _("用户名和密码"),
}  # fmt: skip
_PATTERN = _("如 *.csv；隐藏文件和 .part、.tmp 等未写完的文件不取")


def _options(said: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(key.value, words) for key, words in said.items()]


def _text(label: Any, help_text: Any = "", *, required: bool = False, initial: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=500, initial=initial)


def _secret(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("密码或者密钥"), max_length=2000, required=False, strip=False, help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class SourceForm(forms.Form):
    """What all kinds have: when it is fetched."""

    kind: Kind
    groups_of: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    rhythm = forms.ChoiceField(label=_("取数时间"), choices=_options(RHYTHMS), initial=Rhythm.DAILY.value)
    at = forms.TimeField(
        label=_("时刻"), required=False, initial="03:00", help_text=_("每天、每周、每月取数的时刻，北京时间"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    paused = forms.BooleanField(label=_("暂停定时取数"), required=False)

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under what they are about."""
        every = (*self.groups_of, (_("何时取数"), ("rhythm", "at", "paused")))
        return [(title, [self[name] for name in names]) for title, names in every]

    @property
    def given(self) -> dict[str, Any]:
        """What the form says, as the service takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "secret"}
        at = said.pop("at")
        return {"kind": self.kind.value, **said, **({"at": at.isoformat("minutes")} if at else {})}

    def complain(self, faults: Sequence[Fault], language: str) -> None:
        """Put each fault beside its field."""
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.en if language == "en" else fault.zh)  # fmt: skip


class DatabaseForm(SourceForm):
    """A table or a view of a database."""

    kind = Kind.DATABASE
    groups_of = (
        (_("数据库"), ("dialect", "host", "port", "database", "user", "secret", "encrypted")),
        (_("表"), ("table", "columns")),
        (_("增量取数"), ("mark", "overlap")),
    )

    dialect = forms.ChoiceField(label=_("数据库类型"), choices=[(each.name, each.title) for each in DIALECTS.values()])
    host = _text(_("主机"), _("主机名或者 IP 地址"), required=True)
    port = forms.IntegerField(label=_("端口"), required=False, min_value=1, max_value=65535, help_text=_("留空为该数据库的默认端口"))  # fmt: skip
    database = _text(_("库名"), _("Oracle 写服务名"), required=True)
    user = _text(_("用户"), _("请使用只读账号"), required=True)
    secret = _secret(_("加密保存，不再显示；不改时留空，更换主机或者用户时须重新填写"))
    encrypted = forms.BooleanField(label=_("必须加密连接，并核对服务器证书"), required=False)
    table = _text(_("表或者视图"), _("可写作 模式.表名"), required=True)
    columns = forms.CharField(
        label=_("列"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "form-control lines"}),
        help_text=_("每行一个：列名 = 目录中数据项的名称或者代码；相同时只写列名，全部留空则取所有列"),
    )  # fmt: skip
    mark = _text(_("变更列"), _("每次变更都会增大的主键或者更新时间；填写后只取新增和变更的行，留空则每次取全表"))
    overlap = forms.IntegerField(label=_("回溯（分钟）"), required=False, min_value=0, max_value=10_080, help_text=_("重取上次之前这么久的行，用于提交较晚的事务；目录有主键时有效"))  # fmt: skip

    @property
    def given(self) -> dict[str, Any]:
        said = super().given
        return {
            **said,
            "port": said["port"] or 0,
            "overlap": said["overlap"] or 0,
            "columns": columns_of(said["columns"]),
        }


class WebForm(SourceForm):
    """A file or a JSON service at an address."""

    kind = Kind.WEB
    groups_of = (
        (_("HTTP 服务"), ("address", "credential", "credential_name", "secret", "file")),
        (_("分页的 JSON 服务"), ("paging", "rows_at", "page_name", "first", "size_name", "size", "next_at")),
        (_("增量取数"), ("since_name", "mark")),
    )

    address = _text(_("地址"), _("https://主机/路径，固定的参数可以写在 ? 之后"), required=True)
    credential = forms.ChoiceField(label=_("凭证方式"), choices=_options(_CREDENTIALS))
    credential_name = _text(_("密钥所在的请求头"))
    secret = _secret(_("加密保存，不再显示；不改时留空，更换主机或者方式时须重新填写。用户名和密码写作 user:password"))
    file = _text(_("文件名"), _("答复是文件时的名称，如 登记.csv；留空取地址的末段"))
    paging = forms.ChoiceField(label=_("分页方式"), choices=_options(_PAGING))
    rows_at = _text(_("数据行的位置"), _("如 data.list；整个答复就是数据时留空"))
    page_name = _text(_("页码参数"), _("页码、已取条数或者下一页标记所用的参数"))
    first = forms.IntegerField(label=_("首页页码"), required=False, min_value=0, initial=1)
    size_name = _text(_("每页条数参数"))
    size = forms.IntegerField(label=_("每页条数"), required=False, min_value=1, max_value=100_000, initial=500)
    next_at = _text(_("下一页的位置"), _("答复中下一页的地址或者标记，如 data.next"))
    since_name = _text(_("起始参数"), _("服务按这个参数只答复其后变更的行"))
    mark = _text(_("变更字段"), _("数据行中每次变更都会增大的字段"))

    @property
    def given(self) -> dict[str, Any]:
        said = super().given
        return {**said, "first": 1 if said["first"] is None else said["first"], "size": said["size"] or 500}


class StorageForm(SourceForm):
    """Objects of a bucket."""

    kind = Kind.STORAGE
    groups_of = ((_("对象存储"), ("address", "bucket", "prefix", "pattern", "region", "user", "secret")),)

    address = _text(_("地址"), _("兼容 S3 的服务地址，如 https://oss.example.gov.cn"), required=True)
    bucket = _text(_("存储桶"), required=True)
    prefix = _text(_("前缀"), _("只取名称以此开头的对象"))  # type: ignore[assignment] # Django takes fields off the class.
    pattern = _text(_("文件名样式"), _PATTERN, initial="*", required=True)
    region = _text(_("区域"), initial="us-east-1", required=True)
    user = _text(_("访问密钥 ID"), _("公开可读时留空"))
    secret = _secret(_("加密保存，不再显示；不改时留空，更换地址或者密钥 ID 时须重新填写"))


class FolderForm(SourceForm):
    """A folder of the node's machine."""

    kind = Kind.FOLDER
    groups_of = ((_("文件夹"), ("path", "pattern")),)

    path = _text(_("路径"), _("本节点上的绝对路径，须在运行管理机构用 source_folders 开放的文件夹之内"), required=True)
    pattern = _text(_("文件名样式"), _PATTERN, initial="*", required=True)


FORMS: Final[Mapping[Kind, type[SourceForm]]] = {
    each.kind: each for each in (DatabaseForm, WebForm, StorageForm, FolderForm)
}


def columns_of(lines: str) -> dict[str, str]:
    """Return {column: name} of lines such as `dyh = unit_no`; a column alone keeps its name."""
    found: dict[str, str] = {}
    for line in lines.splitlines():
        column, _, name = line.replace("＝", "=").partition("=")
        if column.strip():
            found[column.strip()] = name.strip() or column.strip()
    return found


def lines_of(columns: Mapping[str, str]) -> str:
    return "\n".join(column if column == name else f"{column} = {name}" for column, name in columns.items())


def filled(source: Any, form: type[SourceForm]) -> SourceForm:
    """Return a form filled with what is registered; its secret is not read back."""
    said = {**source.said, "rhythm": source.rhythm, "at": source.at, "paused": source.paused}
    if "columns" in said:
        said["columns"] = lines_of(said["columns"])
        said["port"] = said["port"] or None
    return form(initial=said)
