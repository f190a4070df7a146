"""The invented tables. Each is a header and rows of text, as a department would hand them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi
from random import Random

from gongshu.demonstration.inventing import names, places
from gongshu.demonstration.inventing.numbers import credit_code, identity, mobile

Row = tuple[str, ...]
LAST = date(2026, 6, 30)  # the invented city ends here, so that its bytes never change


@dataclass(frozen=True, slots=True)
class Table:
    header: Row
    rows: Callable[[Random, int], Iterator[Row]]
    count: int


@dataclass(frozen=True, slots=True)
class Resident:
    name: str
    identity: str
    sex: str
    born: date
    nation: str
    county: str
    address: str
    mobile: str


def residents(random: Random, count: int) -> Iterator[Resident]:
    """Yield invented residents with valid numbers, each number once."""
    for number in range(count):
        male = random.random() < 0.51
        code = places.county(random)
        born = date(1940, 1, 1) + timedelta(days=random.randrange(30_000))
        nation = random.choices(("汉族", "土家族", "彝族", "藏族", "羌族"), (96, 2, 1, 0.5, 0.5))[0]
        yield Resident(
            name=names.person(random, male=male),
            identity=identity(code, born, 2 * (number % 499) + (1 if male else 0)),
            sex="男" if male else "女",
            born=born,
            nation=nation,
            county=places.COUNTIES[code],
            address=places.address(random, code),
            mobile=mobile(random),
        )


def _residents(random: Random, count: int) -> Iterator[Row]:
    for one in residents(random, count):
        yield (one.identity, one.name, one.sex, one.born.isoformat(), one.nation, one.county, one.address, one.mobile)


def _insured(random: Random, count: int) -> Iterator[Row]:
    kinds = ("职工基本医疗保险", "城乡居民基本医疗保险")
    for one in residents(random, count):
        since = date(2005, 1, 1) + timedelta(days=random.randrange(7_000))
        state = random.choices(("正常参保", "暂停缴费", "终止参保"), (90, 7, 3))[0]
        yield (
            one.identity,
            one.name,
            random.choice(kinds),
            one.county,
            since.isoformat(),
            state,
            f"{random.randrange(30, 1200)}.{random.randrange(100):02d}",
        )


def _estate(random: Random, count: int) -> Iterator[Row]:
    for number, one in enumerate(residents(random, count)):
        code = next(key for key, name in places.COUNTIES.items() if name == one.county)
        unit = (
            f"{code}{100 + number % 800:03d}{random.randrange(100, 999)}GB{number:05d}F{random.randrange(1, 9999):08d}"
        )
        use = random.choices(("城镇住宅用地", "商服用地", "工业用地"), (85, 10, 5))[0]
        registered = LAST - timedelta(days=random.randrange(5_000))
        area = f"{random.randrange(45, 220)}.{random.randrange(100):02d}"
        state = random.choices(("现势", "历史", "抵押", "查封"), (80, 10, 9, 1))[0]
        yield (unit, one.name, one.identity, one.address, area, use, registered.isoformat(), state)


def firms(random: Random, count: int) -> Iterator[Row]:
    """Yield invented enterprises: code, name, head, county, day of founding, capital in 万元, trade, scope, address, state."""
    for number in range(count):
        code = places.county(random)
        name, trade, scope = names.firm(
            random, "达州" if random.random() < 0.5 else places.COUNTIES[code].rstrip("区县市")
        )
        founded = date(1998, 1, 1) + timedelta(days=random.randrange((LAST - date(1998, 1, 1)).days))
        head = names.person(random, male=random.random() < 0.7)
        capital = str(random.choice((10, 50, 100, 200, 500, 1000, 3000, 5000)))
        state = random.choices(("存续", "注销", "吊销"), (88, 10, 2))[0]
        yield (
            credit_code(code, number),
            name,
            head,
            places.COUNTIES[code],
            founded.isoformat(),
            capital,
            trade,
            scope,
            places.address(random, code),
            state,
        )


def _licences(random: Random, count: int) -> Iterator[Row]:
    matters = ("食品经营许可", "公共场所卫生许可", "道路货物运输经营许可", "特种行业许可", "排污许可", "药品经营许可")
    for number, firm in enumerate(firms(random, count)):
        since = LAST - timedelta(days=random.randrange(1_800))
        until = date(since.year + 5, since.month, min(since.day, 28))
        yield (
            f"川达许{since.year}{number:06d}",
            firm[0],
            firm[1],
            random.choice(matters),
            since.isoformat(),
            until.isoformat(),
            "有效" if until > LAST else "到期",
        )


def _transport(random: Random, count: int) -> Iterator[Row]:
    kinds = ("普通货运", "危险货物运输", "班车客运", "旅游客运", "网约车")
    for number, firm in enumerate(firms(random, count)):
        since = LAST - timedelta(days=random.randrange(1_400))
        plate = f"川S{number % 100_000:05d}"
        yield (
            f"511700{number:06d}",
            firm[0],
            firm[1],
            plate,
            random.choice(kinds),
            str(random.choice((5, 10, 18, 32, 49))),
            since.isoformat(),
        )


def _stops(random: Random, count: int) -> Iterator[Row]:
    for number in range(count):
        line = number % 48 + 1
        stop = number // 48 + 1
        lon, lat = 107.40 + random.random() * 0.2, 31.15 + random.random() * 0.15
        yield (
            f"DZ{line:03d}-{stop:02d}",
            f"{line}路",
            str(stop),
            f"{random.choice(names.ROADS)}{stop}站",
            f"{lon:.6f}",
            f"{lat:.6f}",
            "通川区" if number % 3 else "达川区",
        )


def _air(random: Random, count: int) -> Iterator[Row]:
    stations = tuple(places.COUNTIES.values())
    for number in range(count):
        day = LAST - timedelta(days=(count - 1 - number) // len(stations))
        winter = 1 + cos(2 * pi * (day.timetuple().tm_yday - 15) / 365)
        fine = max(5, round(14 + 22 * winter + random.gauss(0, 7)))
        coarse, ozone = (
            round(fine * 1.5 + random.random() * 10),
            max(10, round(110 - 35 * winter + random.gauss(0, 12))),
        )
        grade = "优" if fine <= 35 else "良" if fine <= 75 else "轻度污染"
        yield (day.isoformat(), stations[number % len(stations)], str(fine), str(coarse), str(ozone), grade)


def _buses(random: Random, count: int) -> Iterator[Row]:
    for number in range(count):
        month = date(2024 + number // 12, number % 12 + 1, 1)
        riders = round(310 + 30 * cos(2 * pi * (month.month - 10) / 12) + random.gauss(0, 8))
        yield (f"{month:%Y-%m}", str(riders), str(round(riders * 0.62)), f"{random.uniform(91, 99):.1f}")


def _clinics(random: Random, count: int) -> Iterator[Row]:
    kinds = (
        ("综合医院", "三级"),
        ("乡镇卫生院", "一级"),
        ("社区卫生服务中心", "一级"),
        ("诊所", "未定级"),
        ("零售药店", "—"),
    )
    for number in range(count):
        code = places.county(random)
        kind, grade = random.choices(kinds, (4, 22, 14, 25, 35))[0]
        since = LAST - timedelta(days=random.randrange(4_000))
        yield (
            f"H{code}{number:05d}",
            f"{places.COUNTIES[code]}{''.join(random.sample(names.MARKS, 2))}{kind}",
            kind,
            grade,
            places.COUNTIES[code],
            places.address(random, code).split("号")[0] + "号",
            f"0818-{random.randrange(2_000_000, 8_999_999)}",
            since.isoformat(),
        )


AILMENTS = ("呼吸系统疾病", "消化系统疾病", "循环系统疾病", "外伤", "其他")


def _visits(random: Random, count: int) -> Iterator[Row]:
    """One row for each visit, the name already gone: county, year of age, kind of ailment."""
    for number in range(count):
        county = places.COUNTIES[places.county(random)]
        yield (f"V{number:05d}", "", county, str(random.randrange(1, 90)), random.choice(AILMENTS))


def _banded_visits(random: Random, count: int) -> Iterator[Row]:
    """The same visits, their ages in bands of thirty years."""
    for number, name, county, age, ailment in _visits(random, count):
        first = int(age) // 30 * 30
        yield (number, name, county, f"{first}-{first + 29}岁", ailment)


def _trainees(random: Random, count: int) -> Iterator[Row]:
    """As many trainees of every county, trade and result, so that nobody stands alone."""
    counties, trades, results = (
        sorted(places.COUNTIES.values()),
        ("家政服务", "电子商务", "焊工"),
        ("合格", "合格", "补考"),
    )
    kinds = [(county, trade, result) for county in counties for trade in trades for result in results]
    for number in range(count):
        yield (f"T{number:05d}", "", *kinds[number % len(kinds)])


TABLES: Mapping[str, Table] = {
    "visits": Table(("流水号", "姓名", "就诊区县", "年龄", "病种大类"), _visits, 1200),
    "banded_visits": Table(("流水号", "姓名", "就诊区县", "年龄", "病种大类"), _banded_visits, 1200),
    "trainees": Table(("流水号", "姓名", "培训区县", "工种", "结果"), _trainees, 900),
    "residents": Table(
        ("公民身份号码", "姓名", "性别", "出生日期", "民族", "户籍区县", "户籍地址", "联系电话"), _residents, 4000
    ),
    "insured": Table(("公民身份号码", "姓名", "险种", "参保地", "参保日期", "参保状态", "月缴费额"), _insured, 3000),
    "estate": Table(
        ("不动产单元号", "权利人", "公民身份号码", "坐落", "面积", "用途", "登记日期", "状态"), _estate, 2500
    ),
    "firms": Table(
        (
            "统一社会信用代码",
            "企业名称",
            "法定代表人",
            "所在区县",
            "成立日期",
            "注册资本",
            "行业代码",
            "经营范围",
            "住所",
            "登记状态",
        ),
        firms,
        3000,
    ),
    "licences": Table(
        ("许可证号", "统一社会信用代码", "企业名称", "许可事项", "发证日期", "有效期至", "状态"), _licences, 1500
    ),
    "transport": Table(
        ("经营许可号", "统一社会信用代码", "企业名称", "车牌号码", "经营类别", "核定载质量", "发证日期"),
        _transport,
        1200,
    ),
    "clinics": Table(
        ("定点机构编号", "机构名称", "机构类别", "医院等级", "所在区县", "地址", "联系电话", "签订协议日期"),
        _clinics,
        420,
    ),
    "stops": Table(("站点编号", "线路", "站序", "站名", "经度", "纬度", "所在区县"), _stops, 960),
    "air": Table(("监测日期", "点位", "PM2.5", "PM10", "臭氧", "等级"), _air, 2555),
    "buses": Table(("月份", "客运量万人次", "刷卡量万人次", "准点率"), _buses, 30),
}


def rows(name: str, seed: int = 1) -> list[Row]:
    """Return the rows of an invented table; the same name and seed give the same rows, banded ones those they were made of."""
    table = TABLES[name]
    return list(table.rows(Random(f"{name.removeprefix('banded_')} {seed}"), table.count))
