"""What the values tell: for each category, whether one value has its form."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from .dictionaries import COMPOUND_SURNAMES, ETHNIC, NO_PERSON, ORGANISATION, SEXES, SURNAMES

Test = Callable[[str], bool]
_ID = re.compile(
    r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}((18|19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9Xx]"
)
_OLD_ID = re.compile(
    r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{4}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}"
)
_CHINA = timedelta(hours=8)
_ID_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(rf"[1-9ANY][1-9A-HJ-NPQRTUWXY][0-9]{{6}}[{_CREDIT_SIGNS}]{{10}}")
_VIN = re.compile(r"[0-9A-HJ-NPR-Z]{17}")
_VIN_SIGNS = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_PLACE = re.compile(r"(省|自治区|市|区|县|州|旗|镇|乡|街道|开发区)")
_STREET = re.compile(
    r"([0-9一二三四五六七八九十零〇]+(号|栋|幢|单元|室|楼|组|弄|座|社|巷|门)|(路|街|道|巷|村|组|大道|胡同|小区|花园|苑|广场|大厦)[0-9A-Za-z一-龥]*$)"
)

_NUMBERED = re.compile(r"第\s*[0-9]+\s*号$")  # the number of a certificate or document, which names a place as well


def id_number(text: str) -> bool:
    """Whether it is an identity number of 18 signs with a day of birth that has come and its check digit, or of 15 digits with a day."""
    found = _ID.fullmatch(text)
    if found is None:
        return bool(_OLD_ID.fullmatch(text))
    try:
        born = date(int(found[2]), int(found[4]), int(found[5]))
    except ValueError:
        return False
    if born > (datetime.now(tz=UTC) + _CHINA).date():
        return False
    total = sum(int(sign) * weight for sign, weight in zip(text[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


def credit_code(text: str) -> bool:
    upper = text.upper()
    if not _CREDIT.fullmatch(upper):
        return False
    total = sum(_CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(upper[:17]))
    return (total + _CREDIT_SIGNS.index(upper[17])) % 31 == 0


def bank_card(text: str) -> bool:
    """Whether it is a number of 15 to 19 digits that a bank would issue: a known first digit and the last one right."""
    digits = text.replace(" ", "")
    if not re.fullmatch(r"[3-6][0-9]{14,18}|9[0-9]{15,18}", digits):
        return False
    total = sum(
        int(sign) if place % 2 == 0 else (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(sign)]
        for place, sign in enumerate(reversed(digits))
    )
    return total % 10 == 0


def vin(text: str) -> bool:
    upper = text.upper()
    if not _VIN.fullmatch(upper):
        return False
    total = sum(_VIN_SIGNS.index(sign) % 10 * weight for sign, weight in zip(upper, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11] == upper[8]


def person_name(text: str) -> bool:
    """Whether it can be the name of a person: two to four signs after a surname, or a long name with a point in it."""
    if re.fullmatch(r"[㐀-鿿𠀀-𲎯]{1,8}([·•.][㐀-鿿]{1,10})+", text):
        return True
    if not re.fullmatch(r"[㐀-鿿𠀀-𲎯]{2,4}", text) or text.endswith(NO_PERSON):
        return False
    return (text[:2] in COMPOUND_SURNAMES and len(text) > 2) or (text[0] in SURNAMES and len(text) <= 4)


def org_name(text: str) -> bool:
    return len(text) >= 4 and not text[:1].isdigit() and text.rstrip("）)】").endswith(ORGANISATION)


def address(text: str) -> bool:
    return len(text) >= 6 and bool(_PLACE.search(text)) and bool(_STREET.search(text)) and not _NUMBERED.search(text)


def ethnic(text: str) -> bool:
    return text.endswith("族") and text[:-1] in ETHNIC


def position(text: str) -> bool:
    found = re.fullmatch(r"[(\[（]?\s*(-?[0-9]{1,3}\.[0-9]+)\s*[,，;\s]\s*(-?[0-9]{1,3}\.[0-9]+)\s*[)\]）]?", text)
    if not found:
        return False
    one, other = sorted(map(float, found.groups()))
    return -90 <= one <= 90 and 60 < other <= 180


def _matching(pattern: str) -> Test:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


_DAY = r"[12][0-9]{3}([-/.年])?[0-9]{1,2}([-/.月])?[0-9]{1,2}日?([ T].*)?|[12][0-9]{3}[-/.年](0?[1-9]|1[0-2])月?"
_PLATE_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"

SHAPES: Final[dict[str, Test]] = {
    "cn_id": id_number,
    "uscc": credit_code,
    "bank_card": bank_card,
    "vin": vin,
    "cn_mobile": _matching(r"(\+?86[- ]?)?1[3-9][0-9]([- ]?[0-9]{4}){2}"),
    "landline": _matching(
        r"(\(0[0-9]{2,3}\)|（0[0-9]{2,3}）|0[0-9]{2,3})[- ]?[2-9][0-9]{6,7}([-转][0-9]{1,5})?|[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}"
    ),
    "email": _matching(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "ip": _matching(
        r"((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})|([0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}"
    ),
    "cn_plate": _matching(rf"[{_PLATE_PLACES}][A-Z][·\s]?[A-HJ-NP-Z0-9]{{4,6}}[A-HJ-NP-Z0-9挂学警港澳]"),
    "passport": _matching(r"[DEGSP][0-9]{8}|[DEP][A-Z][0-9]{7}|1[45][0-9]{7}"),
    "social_card": _matching(r"[A-Z][0-9]{7,8}[0-9X]|[0-9]{9,10}"),
    "hk_macao_permit": _matching(r"[HMhm][0-9]{8}([0-9]{2})?|8[123][0-9]{15}[0-9X]"),
    "taiwan_permit": _matching(r"[0-9]{8}|[0-9]{10}|83[0-9]{15}[0-9X]"),
    "foreigner_permit": _matching(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
    "diagnosis": _matching(
        r"[A-Z][0-9]{2}\.[0-9xX]{1,3}[+*]?(\s*[㐀-鿿0-9].*)?|[A-Z][0-9]{2}\s*[㐀-鿿].*|[㐀-鿿0-9]+(炎|病|癌|瘤|症|高血压|综合征|骨折|结核|感染|障碍|发作|损伤|中毒|出血|衰竭)"
    ),
    "sex": lambda text: text in SEXES,
    "ethnic": ethnic,
    "birth": _matching(_DAY),
    "income": _matching(r"-?[0-9]{1,9}(,[0-9]{3})*(\.[0-9]+)?"),
    "lonlat": position,
    "cn_address": address,
    "org_name": org_name,
    "person_name": person_name,
}

# The same after masking: what is left still tells what stood there.
MASKED: Final[dict[str, Test]] = {
    "cn_id": _matching(r"[1-9][0-9]{0,9}[*×xX＊]{4,16}[0-9]{0,5}[0-9Xx]?"),
    "bank_card": _matching(r"[3-69][0-9]{2,9}[ *×xX＊]{4,14}[0-9]{3,6}"),
    "cn_mobile": _matching(r"1[3-9][0-9][*×xX＊]{4,6}[0-9]{2,4}"),
    "person_name": _matching(r"[㐀-鿿]{1,2}[*×＊某○]{1,3}|[*×＊]{1,2}[㐀-鿿]{1,2}|[㐀-鿿][*×＊][㐀-鿿]{1,2}"),
    "email": _matching(r"[\w.+-]{1,3}\*+[\w.+-]*@[\w-]+(\.[\w-]+)+"),
    "cn_address": _matching(r"[㐀-鿿]+(省|市|区|县|镇|路|街)[*＊]{2,}.*"),
    "passport": _matching(r"[DEGSP][0-9A-Z]{0,2}[*×＊]{4,6}[0-9]{1,4}"),
}


def masked_length_fits(category: str, values: list[str]) -> bool:
    """An identity number has 18 signs however it is masked, a bank card 16, 17 or 19."""
    lengths = {len(value) for value in values}
    return (
        bool(lengths & ({18, 15} if category == "cn_id" else {16, 17, 19}))
        if category in ("cn_id", "bank_card")
        else True
    )
