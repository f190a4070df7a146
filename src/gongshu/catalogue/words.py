"""The closed lists of words that an entry is described with; labels are the words of the texts and of GB/T 21063."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an entry stands. That it is under review is told by its open case, not kept here."""

    STAGED = "staged", _("导入中")
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已下架")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("现行版本")
    SUPERSEDED = "superseded", _("历史版本")
    DROPPED = "dropped", _("已放弃")


class Attribute(models.TextChoices):
    """Sharing and opening attribute alike: 达州办法 第十九条第一款、第二十五条第一款."""

    UNCONDITIONAL = "unconditional", _("无条件")
    CONDITIONAL = "conditional", _("有条件")
    WITHHELD = "withheld", _("不予")


class Frequency(models.TextChoices):
    REALTIME = "realtime", _("实时")
    DAILY = "daily", _("每日")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")
    IRREGULAR = "irregular", _("不定期")
    NEVER = "never", _("不更新")


class Level(models.TextChoices):
    """Security level: GB/T 43697."""

    CORE = "core", _("核心数据")
    IMPORTANT = "important", _("重要数据")
    GENERAL_4 = "general-4", _("一般数据4级")
    GENERAL_3 = "general-3", _("一般数据3级")
    GENERAL_2 = "general-2", _("一般数据2级")
    GENERAL_1 = "general-1", _("一般数据1级")


class Format(models.TextChoices):
    """How the data lies: GB/T 21063, information resource format."""

    DATABASE = "database", _("数据库")
    SPREADSHEET = "spreadsheet", _("电子表格")
    DOCUMENT = "document", _("电子文件")
    IMAGE = "image", _("图形图像")
    MEDIA = "media", _("流媒体")
    SELF_DESCRIBING = "self_describing", _("自描述格式")


class DataType(models.TextChoices):
    STRUCTURED = "structured", _("结构化")
    SEMI_STRUCTURED = "semi_structured", _("半结构化")
    UNSTRUCTURED = "unstructured", _("非结构化")


class Domain(models.TextChoices):
    """Themes of Chinese open data portals."""

    CREDIT = "credit", _("信用服务")
    HEALTH = "health", _("医疗卫生")
    SOCIAL_SECURITY = "social_security", _("社保就业")
    PUBLIC_SAFETY = "public_safety", _("公共安全")
    CONSTRUCTION = "construction", _("城建住房")
    TRANSPORT = "transport", _("交通运输")
    EDUCATION_CULTURE = "education_culture", _("教育文化")
    SCIENCE = "science", _("科技创新")
    RESOURCES_ENERGY = "resources_energy", _("资源能源")
    ENVIRONMENT = "environment", _("生态环境")
    INDUSTRY_AGRICULTURE = "industry_agriculture", _("工业农业")
    COMMERCE = "commerce", _("商贸流通")
    FINANCE = "finance", _("财税金融")
    WORK_SAFETY = "work_safety", _("安全生产")
    MARKET = "market", _("市场监管")
    SOCIAL_AID = "social_aid", _("社会救助")
    LEGAL = "legal", _("法律服务")
    LIVING = "living", _("生活服务")
    WEATHER = "weather", _("气象服务")
    GEOGRAPHY = "geography", _("地理空间")
    ORGANISATIONS = "organisations", _("机构团体")
    OTHER = "other", _("其他")


class BasisKind(models.TextChoices):
    """What kind of text a justification rests on; which kinds suffice is said by the law of the place."""

    LAW = "law", _("法律")
    ADMINISTRATIVE_REGULATION = "administrative_regulation", _("行政法规")
    REGULATION = "regulation", _("地方性法规")
    GOVERNMENT_RULE = "government_rule", _("规章")
    NATIONAL_PROVISION = "national_provision", _("国家有关规定")
    NATIONAL_POLICY = "national_policy", _("国家有关政策")


class Protected(models.TextChoices):
    """Content that a text protects from being opened: 达州办法 第二十四条第三款."""

    PERSONAL_PRIVACY = "personal_privacy", _("个人隐私")
    PERSONAL_INFORMATION = "personal_information", _("个人信息")
    TRADE_SECRET = "trade_secret", _("商业秘密")
    CONFIDENTIAL_BUSINESS_INFORMATION = "confidential_business_information", _("保密商务信息")


class ItemType(models.TextChoices):
    TEXT = "text", _("文本")
    INTEGER = "integer", _("整数")
    DECIMAL = "decimal", _("小数")
    BOOLEAN = "boolean", _("是否")
    DATE = "date", _("日期")
    DATETIME = "datetime", _("日期时间")


class Personal(models.TextChoices):
    """What an item says about a person; masking goes by it."""

    NONE = "none", _("非个人信息")
    NAME = "name", _("姓名")
    ID_NUMBER = "id_number", _("身份证件号码")
    PHONE = "phone", _("电话号码")
    ADDRESS = "address", _("住址")
    OTHER = "other", _("其他个人信息")


class ResourceKind(models.TextChoices):
    TABLE = "table", _("库表")
    FILE = "file", _("文件")
    INTERFACE = "interface", _("接口")


class ResourceState(models.TextChoices):
    DRAFT = "draft", _("未挂接")
    HOOKED = "hooked", _("已挂接")
    SUSPENDED = "suspended", _("已脱挂")


class Mode(models.TextChoices):
    REPLACE = "replace", _("全量替换")
    APPEND = "append", _("增量追加")
    UPSERT = "upsert", _("按主键更新")


class CollectionMethod(models.TextChoices):
    DIRECT = "direct", _("直接收集")
    ENTRUSTED = "entrusted", _("委托收集")


class LevelState(models.TextChoices):
    COMPILED = "compiled", _("已编制")
    CONFIRMED = "confirmed", _("上级已审核")


# How many days may pass between two deliveries before the data is late; None: no clock runs.
DAYS_BETWEEN = {
    Frequency.REALTIME: 1, Frequency.DAILY: 1, Frequency.WEEKLY: 7, Frequency.MONTHLY: 31, Frequency.QUARTERLY: 92,
    Frequency.HALF_YEARLY: 184, Frequency.YEARLY: 366, Frequency.IRREGULAR: None, Frequency.NEVER: None,
}  # fmt: skip
