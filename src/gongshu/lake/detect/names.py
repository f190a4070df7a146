"""What the name of a column tells: full words in Chinese and English, initials in pinyin, codes of the social security standard."""

import re
from dataclasses import dataclass
from typing import Final

# The whole name, in capitals: initials as departments use them, and codes of LD/T 92 (indicators of social security).
SHORT: Final[dict[str, str]] = {
    short: category
    for category, shorts in {
        "cn_id": "SFZH SFZHM SFZJHM SFZHAO GMSFHM GMSFZH SFHM ZJHM ZJH IDNO IDCARD IDCARDNO ID_CARD CERTNO SHENFENZHENG AAC002 AAC147",
        "person_name": "XM XINGMING NAME FULLNAME XM1 AAC003 AAE004 AAE011 FDDBR FRXM FRDB LXR JBR HZXM SYR QLR FZR JHR",
        "sex": "XB XINGBIE SEX GENDER AAC004 XBDM",
        "ethnic": "MZ MINZU ETHNIC ETHNICITY NATION AAC005 MZDM",
        "birth": "CSRQ CSNY CSNYR SR_BIRTH BIRTH BIRTHDAY BIRTHDATE DOB AAC006",
        "cn_mobile": "SJ SJH SJHM SJHAO YDDH LXDH LXFS TEL TEL1 TEL2 PHONE MOBILE MOBILEPHONE CELLPHONE AAE005",
        "landline": "BGDH GDDH ZJDH LANDLINE",
        "email": "YX DZYX DZYJ EMAIL MAIL E_MAIL EMAILADDRESS AAE159",
        "cn_address": "DZ ZZ JTZZ HJDZ TXDZ LXDZ JTDZ JZDZ XXDZ ADDRESS ADDR AAC010 AAE006",
        "bank_card": "YHKH YHZH YHKHM ZH KH CARDNO BANKCARD BANKACCOUNT AAE010",
        "social_card": "SBKH SBK SBKHM AAZ500 SHBZKH",
        "passport": "HZ HZH HZHM PASSPORT PASSPORTNO",
        "cn_plate": "CPH CPHM HPHM CP PLATE PLATENO HPHAO",
        "vin": "VIN CJH CLSBDH CJHM VINNO",
        "uscc": "XYDM TYSHXYDM SHXYDM USCC TYXYDM CREDITCODE AAB003 YYZZH",
        "org_name": "DWMC QYMC GSMC JGMC XXMC YYMC QYMCH COMPANY AAB004 AAB069",
        "diagnosis": "ZD ZDMC JBMC ZDXX ICD ICD10 DIAGNOSIS DISEASE JBZD",
        "income": "SR YSR NSR GZ YGZ INCOME SALARY AAC040",
        "ip": "IP IPDZ DLIP IPADDR IPADDRESS CLIENTIP",
        "lonlat": "JWD ZB LON LNG LAT LONGITUDE LATITUDE JD WD LONLAT LATLON",
        "religion": "ZJXY RELIGION",
        "account": "YHM DLM DLZH USERNAME LOGIN LOGINNAME OPENID WECHAT QQ USERID WXH",
    }.items()
    for short in shorts.split()
}

# Words inside a name; the first that fits counts, so the narrower ones stand before the wider.
_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("biometric", r"人脸|面部特征|指纹|掌纹|虹膜|声纹|步态|基因|DNA|耳廓|生物特征|生物识别|fingerprint|iris_?code|face_?(id|feature)|biometric|voiceprint"),
    ("track", r"轨迹|行踪|行程记录|住宿记录|出行记录|track(s|ing)?$|trajectory|whereabouts"),
    ("religion", r"宗教|信仰|religio"),
    ("hk_macao_permit", r"港澳.*(通行证|居住证|证件|证号)|回乡证|hk_?macao"),
    ("taiwan_permit", r"台湾.*(通行证|居住证|证件|证号)|台胞证|taiwan_?permit"),
    ("foreigner_permit", r"外国人.*(居留|证号|证件)|永久居留|residence_?permit"),
    ("passport", r"护照|passport"),
    ("social_card", r"社保卡|社会保障卡|医保卡|社保号|social_?(security_?)?card"),
    ("org_name", r"(单位|企业|公司|机构|学校|医院|机关|组织|商户|店铺|法人|用人单位|开户行|申请人单位)(的)?(全称|名称|名)|就读学校|^(学校|医院|单位|公司|企业|就诊医院|医疗机构|登记机关|工作单位|院校|hospital|school|company|organi[sz]ation|employer)$|(company|org|employer|school|hospital)_?name"),
    ("uscc", r"社会信用代码|统一信用代码|信用代码|credit_?code|uscc"),
    ("bank_card", r"银行卡|银行账|银行帐|开户账|收款账|卡号|^[账帐][号户]$|[账帐]户号|对公账|结算账|bank_?(card|account)|card_?(no|number)|account_?(no|number)|iban"),
    ("cn_id", r"身份证|身份号码|公民身份|居民身份|(法定代表人|法人|户主|所有人|权利人|监护人|当事人|本人|配偶|经办人|申请人|父亲|母亲|学生|代理人|负责人|被保险人|参保人)?(证件号|证件号码|身份证件号|身份证件号码)$|(^|_)id_?(no|card|number|card_?no)s?$|citizen_?id|SFZH"),
    ("vin", r"车辆识别|车架号|(^|_)vin(_|$)"),
    ("cn_plate", r"号牌号码|车牌|车号|牌照号|plate(_?(no|number))?$|licen[cs]e_?plate"),
    ("ip", r"(^|[^a-z])ip($|[^a-z])|IP地址|ip_?addr"),
    ("email", r"邮箱|电子邮件|e-?mail"),
    ("landline", r"固定电话|固话|座机|办公电话|单位电话|咨询电话|服务电话|值班电话|传真|landline|fax|office_?(phone|tel)"),
    ("cn_mobile", r"手机|移动电话|联系电话|联系方式|电话|mobile|(^|_)phone|(^|_)tel(_|$)|telephone|cell_?phone"),
    ("birth", r"出生|生日|birth|(^|_)dob($|_)"),
    ("diagnosis", r"诊断|疾病|病名|病种|病史|症状|病情|残疾类别|传染病|过敏史|用药|diagnos|disease|illness|icd_?10|symptom"),
    ("sex", r"性别|^sex$|gender"),
    ("ethnic", r"民族|ethnic|nationality_?cn"),
    ("income", r"收入|工资|薪[酬资水金]|缴费基数|月薪|年薪|income|salary|wage"),
    ("lonlat", r"经纬度|坐标|^经度$|^纬度$|经度|纬度|longitude|latitude|(^|_)(lon|lng|lat)(_|$)|lonlat|latlng|coordinates?"),
    ("cn_address", r"地址|住址|住所|坐落|居住地|通讯处|户籍地$|详细位置|家庭位置|address|(^|_)addr(_|$)"),
    ("account", r"用户名|登录名|登录账号|网络账号|微信|QQ|微博|抖音|user_?name|login_?name|openid|wechat"),
    ("minor", r"未成年|儿童|幼儿|婴儿"),
    ("person_name", r"姓名|法定代表人|法人代表|联系人|经办人|户主$|所有人$|权利人$|当事人|代理人|负责人|监护人|申请人$|业主|车主|持有人|患者$|学生$|教师$|医生$|配偶$|父亲$|母亲$|驾驶[员人]$|(person|full|first|last|real|legal|owner|customer|patient|student|contact|husband|wife)_?name|surname"),
)  # fmt: skip
WORDS: Final = tuple((category, re.compile(words, re.IGNORECASE)) for category, words in _WORDS)

# Numbers that tell things apart and not persons: without a check digit that fits, nothing about a person is seen in them.
SERIAL: Final = re.compile(
    r"序号|流水|订单|单号|编号|编码|批次|批号|物料|设备|版本|发票|文号|证书号|权证|许可证|案号|票号|业务号|时间戳|timestamp|serial|order|batch|(^|_)seq(_|$)|^(XH|LSH|JHZZH|DDH|DDBH|SBXH|WL|WLBM|BH|ID|UUID)$",
    re.IGNORECASE,
)
OTHER: Final = re.compile(
    r"部门|科室|处室|备注|说明|意见|年度|年份|数量|金额|合计|总额|行政区划|区划代码|邮编|邮政编码|道路名称|街道名称|路名|站点名称|商品|产品名|项目名|文件名|用户数|人数|户数|人口|职位|职务|岗位|"
    r"地点数|类型|类别|状态|标志|是否|^(BM|BZ|ND|SL|DLMC|QHDM|LX|ZT|YB|department|remark|year|amount|count|quantity|type|status)$",
    re.IGNORECASE,
)
MINORS: Final = re.compile(
    r"学生|学籍|儿童|幼儿|未成年|婴儿|新生儿|入园|入学|pupil|student_?(name|id)|child", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a name tells: a category with its weight (1 a full word, 0.6 initials), or that it is a serial number or something else."""

    category: str | None = None
    weight: float = 0.0
    serial: bool = False
    other: bool = False


def hint(name: str, comment: str = "") -> Hint:
    """Return what the name and the comment of a column tell, without a look at any value."""
    plain = re.sub(r"[\s（(].*$", "", name.strip()) or name.strip()
    for text in (comment.strip(), plain):
        category = _by_words(text) if text else None
        if category:
            return Hint(category, 1.0)
    serial, other = bool(SERIAL.search(plain)), bool(OTHER.search(plain))
    if not (serial or other) and (short := SHORT.get(re.sub(r"[^A-Z0-9_]", "", plain.upper()))):
        return Hint(short, 0.6)
    if not (serial or other) and (tail := _tail(plain)):
        return Hint(tail, 0.6)
    return Hint(serial=serial, other=other)


def _by_words(text: str) -> str | None:
    if re.fullmatch(r"[A-Z0-9_]{1,12}", text):
        return None  # Initials are looked up as a whole.
    for category, words in WORDS:
        found = words.search(text)
        if found and not (OTHER.search(text) and OTHER.search(text).end() == len(text) and category != "lonlat"):  # type: ignore[union-attr]
            return category
    return None


def _tail(text: str) -> str | None:
    """Initials behind others: NFSFZH is the identity number of the husband (男方), NVFXM the name of the wife."""
    upper = text.upper()
    if not re.fullmatch(r"[A-Z]{4,10}", upper):
        return None
    for short in ("SFZHM", "SFZH", "GMSFHM", "SJHM", "YHKH", "CSRQ", "XM"):
        if upper.endswith(short):
            return SHORT[short]
    return None
