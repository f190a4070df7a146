"""The words in which standards are kept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Who makes it decides by which procedure: 达州办法 第七条第二款、第三十八条; 成都条例 第八条第一款、第十四条第一款."""

    STANDARD = "standard", _("数据标准规范")
    SECTOR = "sector", _("行业公共数据规范")
    SPECIFICATION = "specification", _("目录编制规范")


class Level(models.TextChoices):
    """At which level it stands; 江苏条例 第六十七条第二款 names the first six."""

    INTERNATIONAL = "international", _("国际标准")
    NATIONAL = "national", _("国家标准")
    INDUSTRY = "industry", _("行业标准")
    LOCAL = "local", _("地方标准")
    GROUP = "group", _("团体标准")
    ENTERPRISE = "enterprise", _("企业标准")
    PLATFORM = "platform", _("本地规范")


class State(models.TextChoices):
    DRAFT = "draft", _("草案")
    IN_FORCE = "in_force", _("现行有效")
    WITHDRAWN = "withdrawn", _("已废止")


class Adopted(models.TextChoices):
    """What became of an opinion."""

    YES = "yes", _("采纳")
    PARTLY = "partly", _("部分采纳")
    NO = "no", _("不采纳")
