"""What each field is called, on pages, in forms and in the file to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue import words

Label = str | Promise

FIELDS: Final[Mapping[str, Label]] = {
    "title": _("名称"),
    "abstract": _("摘要"),
    "provider": _("提供方"),
    "contact": _("联系人"),
    "contact_details": _("联系方式"),
    "format": _("格式"),
    "domain": _("领域"),
    "data_type": _("数据类型"),
    "region": _("行政区划"),
    "update_frequency": _("更新频率"),
    "keywords": _("关键词"),
    "duty": _("所服务的法定职责"),
    "sharing": _("共享属性"),
    "sharing_reason": _("共享属性的理由"),
    "sharing_conditions": _("共享条件"),
    "purposes": _("可以同意的用途"),
    "sharing_basis": _("不予共享的依据"),
    "opening": _("开放属性"),
    "opening_reason": _("开放属性的理由"),
    "opening_conditions": _("开放条件"),
    "opening_ground": _("不予开放的事由"),
    "opening_basis": _("不予开放的依据"),
    "protected": _("含有的受保护内容"),
    "masked": _("已依法脱密、脱敏"),
    "consent": _("相关权利人同意开放"),
    "level": _("安全级别"),
    "base_database": _("基础库"),
    "topic_database": _("主题库"),
    "operable": _("可以授权运营"),
    "compiled_under": _("编制所依指南和标准"),
    "collection": _("收集的法定要素"),
    "collection_method": _("收集方式"),
    "entrusted": _("委托收集的约定"),
    "again_basis": _("重复收集的依据"),
    "delivery_mode": _("交付方式"),
    "rejected_share": _("不合格行的上限"),
    "items": _("数据项"),
    "resources": _("资源"),
}
ITEM_FIELDS: Final[Mapping[str, Label]] = {
    "name": _("中文名称"),
    "code": _("字段代码"),
    "type": _("类型"),
    "length": _("长度"),
    "standard": _("标准或代码表"),
    "level": _("级别"),
    "key": _("主键"),
    "required": _("必填项"),
    "personal": _("个人信息种类"),
    "duty": _("所服务的职责"),
    "taken_from": _("共享取自"),
}
SOURCE_FIELDS: Final[Mapping[str, Label]] = {
    "identifier": _("来源标识"),
    "url": _("来源网址"),
    "published": _("来源的发布时间"),
    "updated": _("来源的更新时间"),
    "industry": _("来源的行业分类"),
    "volume": _("来源的数据量"),
    "licence": _("来源的许可"),
    "version": _("来源的版本"),
}
BASIS_FIELDS: Final[Mapping[str, Label]] = {"kind": _("文件类型"), "law": _("文件名称"), "article": _("条款")}
# Every element that any text asks for; which of them must be stated is said by the law of the place.
COLLECTION_FIELDS: Final[Mapping[str, Label]] = {
    "authority": _("法定权限"),
    "purpose": _("目的"),
    "scope": _("范围"),
    "method": _("方式"),
    "format": _("格式要求"),
    "process": _("流程"),
    "procedure": _("程序"),
    "standard": _("标准规范"),
}
ENTRUSTED_FIELDS: Final[Mapping[str, Label]] = {
    "trustee": _("受托方"),
    "entrusted_matters": _("委托事项"),
    "rights_and_duties_of_both_parties": _("双方权利义务"),
    "notice": _("向被收集对象告知委托情况的方式"),
}
HELP: Final[Mapping[str, Label]] = {
    "abstract": _("数据从哪里来，说明什么，怎样使用"),
    "keywords": _("用空格分隔，便于检索"),
    "duty": _("职责清单中的编号或者名称；数据项未单独写明职责的，适用此项"),
    "purposes": _("每行一项；申请的用途在其中的，建议同意"),
    "rejected_share": _("0 到 1 之间；超过的交付由数据专员决定，不填用系统的上限"),
    "contact": _("不填用本单位登记的联系人"),
    "region": _("数据所涉地区的代码，不填为提供方所在地区"),
}
_CHOICES: Final = {
    "format": words.Format, "domain": words.Domain, "data_type": words.DataType, "update_frequency": words.Frequency, "sharing": words.Attribute,
    "opening": words.Attribute, "level": words.Level, "delivery_mode": words.Mode, "collection_method": words.CollectionMethod,
    "type": words.ItemType, "personal": words.Personal, "kind": words.BasisKind, "protected": words.Protected,
}  # fmt: skip


def choices(name: str) -> list[tuple[str, Label]]:
    """Return the values of a field with their words; empty for a field that takes any text."""
    found = _CHOICES.get(name)
    return list(found.choices) if found else []


def word(name: str, value: str) -> Label:
    """Return the word of one value, or the value itself."""
    return dict(choices(name)).get(value, value)


def label(path: str) -> Label:
    """Return what a path such as sharing_basis or collection.authority is called."""
    head, _dot, rest = path.partition(".")
    if head == "collection" and rest:
        return COLLECTION_FIELDS.get(rest, rest)
    if head == "entrusted" and rest:
        return ENTRUSTED_FIELDS.get(rest, rest)
    return FIELDS.get(head.partition("[")[0], path)
