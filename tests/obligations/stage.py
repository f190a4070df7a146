"""People of a place acting through the services: what they publish, apply for, decide and are handed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import queries
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry, PublishedList
from gongshu.catalogue.tests.stage import NOW, complete, deliver, hook, publish, settle
from gongshu.grants.models import Grant
from gongshu.people import Actor
from gongshu.people.models import Body

# What any of the texts asks of the collection of data, so that an entry is complete in every place.
BASIS = {
    "authority": "不动产登记暂行条例 第四条", "purpose": "登记", "scope": "本市", "method": "窗口", "format": "数据库",
    "process": "受理、审核、登簿", "procedure": "第三章", "standard": "GB/T 37346",
}  # fmt: skip
MENDED = {"measure_kind": "correct", "wrong": "坐落有误", "measure": "已更正坐落"}  # of an entry that has no data yet
APPLICATION: dict[str, Any] = {
    "reason": "编制公交线网规划",
    "legal_basis": "城市公共交通条例 第十条",
    "purpose": "公交线路优化",
}


class Stage:
    """The standing cast of the node's place."""

    def __init__(self) -> None:
        self.cast = settle(NOW)

    def body(self, login: str) -> Body:
        return Body.objects.get(code=self.cast(login).body)

    def actor(self, by: str | Actor) -> Actor:
        return self.cast(by) if isinstance(by, str) else by

    def entry(self, *, officer: str | Actor = "chen", **changed: Any) -> Entry:
        """Publish a data set of the 自然资源局, shared and opened on conditions."""
        huang = self.cast("huang")
        said = complete(
            provider=huang.body, collection=BASIS, collection_method="direct", sharing="conditional", sharing_reason="含个人信息",
            sharing_conditions="限履职需要", purposes=[APPLICATION["purpose"]], masked=True, consent=True,
        )  # fmt: skip
        return publish(catalogue.add({**said, **changed}, actor=huang, now=NOW), huang, self.actor(officer))

    def hooked(self, **changed: Any) -> Entry:
        """Publish such a data set and hook a table that was delivered to it."""
        entry = self.entry(**changed)
        deliver(entry, self.cast("huang"))
        hook(entry, self.cast("huang"), self.cast("chen"))
        return entry

    def standing(self, kind: str, by: str | Actor = "chen", now: datetime = NOW) -> queries.ListStanding:
        """Return where a list of the level stands, or of this person's own body."""
        actor = self.actor(by)
        body = Body.objects.get(code=actor.body)
        return queries.list_standing(actor, kind, body.code if kind.startswith("body_") else body.region_id, now)

    def publish_list(self, kind: str, by: str | Actor = "chen", now: datetime = NOW) -> PublishedList:
        scope = self.standing(kind, by).scope
        return catalogue.publish_list(kind, scope.code, actor=self.actor(by), now=now)

    def open(self, procedure: str, about: str, by: str | Actor, now: datetime = NOW, **facts: Any) -> Case:
        return cases.open_case(procedure, [about], facts, actor=self.actor(by), now=now)

    def move(
        self,
        case: Case,
        outcome: str,
        by: str | Actor,
        now: datetime = NOW,
        *,
        reason: str = "",
        basis: str = "",
        **facts: Any,
    ) -> Case:
        said = Statement(reason=reason, basis=basis, facts=facts)
        return cases.move(case.number, outcome, said, actor=self.actor(by), now=now)

    def granted(self) -> Grant:
        """Let the 交通局 be granted a hooked data set."""
        case = self.open("sharing-application", self.hooked().number, "liu", **APPLICATION)
        self.move(case, "grant", "chen")
        return Grant.objects.get(case=case.number)


def clause(case: Case) -> str:
    """Return the clause on which the last move of a case rests, or an empty text."""
    last = case.moves.order_by("place").last()
    return str(last.article["clause"]) if last is not None and last.article else ""
