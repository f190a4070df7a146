"""The standing cast of a rehearsal: bodies and people whose logins never change (docs/operators/cast.md lists them)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from gongshu.people import law
from gongshu.people.actor import SYSTEM
from gongshu.people.duties import Duty
from gongshu.people.kinds import kinds
from gongshu.people.models import Account, Body, Region
from gongshu.people.models.accounts import Kind, Office
from gongshu.people.permission import require, service
from gongshu.people.services.accounts import open_account
from gongshu.people.services.bodies import give_role, register_body
from gongshu.people.services.duties import appoint, grant_duty
from gongshu.people.services.regions import load_regions
from gongshu.people.told import Told

_INVENTED = "演练设定"  # the basis of a role that no text fixes by name


class NotARehearsal(Told):
    """A real node has no cast."""


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the cast: login, name, the body by its ending, and duties or office."""

    login: str
    name: str
    body: str  # "here-sjj": a body of this place; "below-", "above-": one level down or up; empty: the public
    duties: tuple[str, ...] = ()
    office: str = ""
    kind: str = Kind.STAFF


@dataclass(frozen=True, slots=True)
class Stage:
    """A body of the cast: its ending, names after the place's name, and kind."""

    ending: str
    zh: str
    en: str
    short: str
    place: str = "here"


STAGES = (
    Stage("zf", "人民政府", "People's Government", "政府"),
    Stage("sjj", "数据局", "Data Bureau", "数据局"),
    Stage("dsjzx", "大数据服务中心", "Big Data Service Centre", "大数据中心"),
    Stage("jtysj", "交通运输局", "Transport Bureau", "交通局"),
    Stage("zrzyj", "自然资源和规划局", "Natural Resources and Planning Bureau", "自然资源局"),
    Stage("sjj", "数据局", "Data Bureau", "数据局", "below"),
    Stage("jtysj", "交通运输局", "Transport Bureau", "交通局", "below"),
    Stage("sjj", "数据局", "Data Bureau", "数据局", "above"),
)
PARTS = (
    Part("chen", "陈静", "here-sjj", (Duty.OFFICER, Duty.HANDLE)),
    Part("luo", "罗勇", "here-sjj", (Duty.SECTION_HEAD,)),
    Part("tang", "唐敏", "here-sjj", (Duty.LEADER,)),
    Part("zhou", "周强", "here-dsjzx", (Duty.ENGINEER,)),
    Part("shen", "沈慧", "here-zf", (Duty.AUDITOR,)),
    Part("liu", "刘洋", "here-jtysj", (Duty.STEWARD,)),
    Part("he", "何平", "here-jtysj", (Duty.HANDLE, Duty.OFFICER)),
    Part("huang", "黄丽", "here-zrzyj", (Duty.STEWARD,)),
    Part("wu", "吴刚", "here-zrzyj", (Duty.HANDLE, Duty.OFFICER)),
    Part("gao", "高远", "here-zrzyj", (Duty.CHIEF_DATA_OFFICER,)),
    Part("tan", "谭伟", "below-sjj", (Duty.OFFICER, Duty.HANDLE)),
    Part("feng", "冯雪", "below-jtysj", (Duty.STEWARD, Duty.HANDLE)),
    Part("jiang", "蒋涛", "above-sjj", (Duty.OFFICER, Duty.HANDLE)),
    Part("sysadmin", "邓超", "here-dsjzx", office=Office.SYSTEM),
    Part("secadmin", "许岚", "here-dsjzx", office=Office.SECURITY),
    Part("auditadmin", "彭博", "here-dsjzx", office=Office.AUDIT),
    Part("lin", "林小雨", "", kind=Kind.CITIZEN),
    Part("shutong", "数通科技有限公司", "", kind=Kind.COMPANY),
)


@service
def make_cast(now: datetime) -> list[Account]:
    """Return the people of the rehearsal's cast, made at the first call. Raises: NotARehearsal on a real node."""
    require(SYSTEM, "people.accounts")
    if not settings.GONGSHU.rehearsal:
        raise NotARehearsal(
            f"{settings.GONGSHU.folder} 是正式节点，没有演练人员；请为实际人员开立账号",
            f"{settings.GONGSHU.folder} is a real node; open accounts for its real people with `gongshu people`",
        )
    if not Region.objects.exists():
        load_regions(now=now)
    places = _places()
    bodies = {f"{stage.place}-{stage.ending}": _body(stage, places[stage.place], now) for stage in STAGES}
    _give_roles(bodies, places, now)
    return [_person(part, bodies.get(part.body), now) for part in PARTS]


def _places() -> dict[str, Region]:
    """The node's own place, the first one below it and the one above it."""
    here = Region.objects.select_related("parent").get(code=law.jurisdiction().code)
    below = here.children.order_by("code").first()
    if below is None or here.parent is None:
        raise NotARehearsal(
            f"{here} 之下或者之上没有行政区划，办件不能上报或者下转；请选择市或者省",
            f"{here} has no division below or above it, so no case could go up or down; choose a city or a province",
        )
    return {"here": here, "below": below, "above": here.parent}


def _body(stage: Stage, place: Region, now: datetime) -> Body:
    code = f"{place.code}-{stage.ending}"
    known = Body.objects.filter(code=code).first()
    if known is not None:
        return known
    kind = next(iter(kinds(timezone.localdate(now))))  # The first kind that a text names is its government department.
    named = {
        "zh": f"{place.zh}{stage.zh}",
        "en": f"{place.en} {stage.en}".strip(),
        "short": f"{_level_word(place)}{stage.short}",
    }
    return register_body(code, kind=kind, region=place, actor=SYSTEM, now=now, **named)


def _level_word(place: Region) -> str:
    """市交通局, but 通川区交通局: a place below is called by its name."""
    return {"nation": "国家", "province": "省", "city": "市"}.get(place.level, place.zh)


def _give_roles(bodies: dict[str, Body], places: dict[str, Region], now: datetime) -> None:
    held = {"government": "zf", "operating_institution": "dsjzx"}
    path = settings.GONGSHU.jurisdiction
    functions = {key for one in law.law().chain(path) for key in one.roles.functions}
    wanted = sorted({role for key in functions if (role := law.law().function(key, path).role)})
    for role in wanted:
        _give(bodies[f"here-{held.get(role, 'sjj')}"], role, places["here"], now)
        if role not in held:
            for place in ("below", "above"):
                _give(bodies[f"{place}-sjj"], role, places[place], now)


def _give(body: Body, role: str, place: Region, now: datetime) -> None:
    if not body.roles.filter(role=role, until__isnull=True).exists():
        article = law.law().role(role, settings.GONGSHU.jurisdiction).article
        give_role(
            body,
            role,
            region=place,
            since=timezone.localdate(now),
            basis=article.label if article else _INVENTED,
            actor=SYSTEM,
            now=now,
        )


def _person(part: Part, body: Body | None, now: datetime) -> Account:
    known: Account | None = Account.objects.filter(login=part.login).first()
    if known is not None:
        return known
    account = open_account(part.login, part.name, kind=part.kind, body=body, actor=SYSTEM, now=now)
    for duty in part.duties:
        grant_duty(account, str(duty), actor=SYSTEM, now=now)
    if part.office:
        appoint(account, part.office, actor=SYSTEM, now=now)
    return account
