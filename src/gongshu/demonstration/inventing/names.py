"""Names of people, streets and firms, put together from common parts."""

from __future__ import annotations

from random import Random

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢唐许冯宋韩邓彭曹曾田萧潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
MALE = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭"
FEMALE = "芳娜敏静丽艳娟霞秀兰燕玲桂英华慧巧美蓉萍红洁雪莹倩"
SECOND = "文志建国晓春海永家子思雨梓欣嘉一天云思佳"
ROADS = (
    "通川中路",
    "朝阳东路",
    "凤凰大道",
    "金兰路",
    "西外大道",
    "州河路",
    "滨江路",
    "文华街",
    "南岳大道",
    "龙泉路",
    "柳城路",
    "莲花湖路",
)
TRADES = (
    ("农业科技", "A01", "种植、农产品初加工"),
    ("食品", "C14", "食品生产与销售"),
    ("建材", "C30", "建筑材料制造"),
    ("新材料", "C28", "玄武岩纤维制品制造"),
    ("建筑工程", "E47", "房屋建筑施工"),
    ("商贸", "F52", "日用百货零售"),
    ("医药", "F51", "药品批发"),
    ("运输", "G54", "道路货物运输"),
    ("仓储物流", "G59", "仓储与配送"),
    ("餐饮管理", "H62", "正餐服务"),
    ("信息技术", "I65", "软件开发与服务"),
    ("物业服务", "K70", "物业管理"),
    ("环保科技", "N77", "污染治理"),
    ("教育咨询", "P83", "教育辅助服务"),
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司")
MARKS = "金鼎瑞丰恒达润泽盛源通汇川东巴渠州河凤凰天成鸿运锦程远博兴邦众合智联云帆绿野长青"


def person(random: Random, *, male: bool) -> str:
    """Return a name of two or three characters."""
    given = random.choice(MALE if male else FEMALE)
    second = random.choice(SECOND) if random.random() < 0.7 else ""
    return random.choice(SURNAMES) + second + given


def firm(random: Random, place: str) -> tuple[str, str, str]:
    """Return a firm's name, the code of its trade (GB/T 4754) and what it does."""
    trade, code, scope = random.choice(TRADES)
    mark = "".join(random.sample(MARKS, 2))
    return f"{place}{mark}{trade}{random.choice(FORMS)}", code, scope
