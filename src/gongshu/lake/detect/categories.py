"""The categories that a column can have, with the least level of each under GB/T 43697."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Sensitivity(StrEnum):
    """How a category stands to the law on personal information (PIPL 4 and 28)."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


# The standard's reference grading of general data: sensitive personal information 4 at least, other personal information 2.
LEAST_LEVEL: Final = {
    Sensitivity.NONE: "general-1",
    Sensitivity.PERSONAL: "general-2",
    Sensitivity.SENSITIVE: "general-4",
}
LEVELS: Final = ("general-1", "general-2", "general-3", "general-4", "important", "core")  # from the lowest


@dataclass(frozen=True, slots=True)
class Category:
    """What a column holds."""

    name: str
    zh: str
    en: str
    sensitivity: Sensitivity

    @property
    def level(self) -> str:
        return LEAST_LEVEL[self.sensitivity]


_N, _P, _S = Sensitivity.NONE, Sensitivity.PERSONAL, Sensitivity.SENSITIVE

CATEGORIES: Final[dict[str, Category]] = {
    each.name: each
    for each in (
        Category("cn_id", "公民身份号码", "Citizen identity number", _S),
        Category("passport", "护照号码", "Passport number", _S),
        Category("hk_macao_permit", "港澳居民证件号码", "Permit of a Hong Kong or Macao resident", _S),
        Category("taiwan_permit", "台湾居民证件号码", "Permit of a Taiwan resident", _S),
        Category("foreigner_permit", "外国人永久居留证件号码", "Permanent residence permit of a foreigner", _S),
        Category("social_card", "社会保障卡号", "Social security card number", _S),
        Category("bank_card", "银行卡号、账号", "Bank card or account number", _S),
        Category("diagnosis", "疾病、诊断", "Illness or diagnosis", _S),
        Category("biometric", "生物识别信息", "Biometric data", _S),
        Category("religion", "宗教信仰", "Religious belief", _S),
        Category("track", "行踪轨迹", "Whereabouts", _S),
        Category("lonlat", "经纬度", "Geographic position", _S),
        Category("minor", "未成年人信息", "Data about a minor", _S),
        Category("person_name", "姓名", "Name of a person", _P),
        Category("sex", "性别", "Sex", _P),
        Category("ethnic", "民族", "Ethnic group", _P),
        Category("birth", "出生日期", "Day of birth", _P),
        Category("cn_mobile", "手机号码", "Mobile telephone number", _P),
        Category("email", "电子邮箱", "E-mail address", _P),
        Category("cn_address", "地址", "Address", _P),
        Category("cn_plate", "机动车号牌", "Vehicle number plate", _P),
        Category("vin", "车辆识别代号", "Vehicle identification number", _P),
        Category("ip", "IP 地址", "IP address", _P),
        Category("income", "收入", "Income", _P),
        Category("account", "网络账号", "Online account", _P),
        Category("landline", "固定电话", "Landline telephone number", _N),
        Category("uscc", "统一社会信用代码", "Unified social credit code", _N),
        Category("org_name", "单位名称", "Name of an organisation", _N),
    )
}
