"""Verification by machine, and links for data that is taken without an application."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models.entries import ENTRY
from gongshu.grants import access, copies, links
from gongshu.grants.entries import entry_of, offer_of
from gongshu.grants.errors import GrantError
from gongshu.grants.links import Link
from gongshu.grants.offers import Offer
from gongshu.lake.errors import LakeError
from gongshu.lake.serve import ServingCopy
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service
from gongshu.sharing import questions
from gongshu.sharing.errors import NothingFound
from gongshu.sharing.models import Verification
from gongshu.sharing.questions import LineUnfit


@service
def prepare(number: str, *, now: datetime, actor: Actor = SYSTEM) -> Verification:
    """Look every key of a verification up and keep yes or no, for the source to answer with; it answers nothing by itself.

    A data set without a table, or keys that cannot be read, leave a note that says why a person has to look.
    """
    require(actor, "grants.clock")
    case = Case.objects.visible_to(actor).get(number=number)
    entry = case.subjects.get(kind=ENTRY).subject
    found: list[bool | None] = []
    snapshot = unfit = ""
    try:
        found, snapshot = _look_up(entry, [str(key) for key in case.facts.get("keys") or []])
    except (GrantError, LakeError) as problem:
        unfit = getattr(problem, "because", {}).get("zh") or str(problem)
    values = {"entry": entry, "snapshot": snapshot, "found": found, "unfit": unfit, "prepared_at": now}
    with transaction.atomic():
        made, _ = Verification.objects.update_or_create(case=number, defaults=values)
    return made


def _look_up(entry: str, lines: list[str]) -> tuple[list[bool | None], str]:
    if not lines:
        raise NothingFound(
            "未写明待核实的主键值，须人工答复", "no key was named, so a person has to answer", shown=entry
        )
    offer = offer_of(entry_of(entry))
    if offer.only_files:
        raise NothingFound(
            "该目录只有文件，没有可以逐条核对的库表，须人工查阅文件后答复", "the entry has only files, so a person has to read them and answer", shown=entry
        )  # fmt: skip
    ref = copies.required(entry)
    if not ref.keys:
        raise NothingFound(
            "该目录没有主键数据项，须人工答复", "the entry has no key item, so a person has to answer", shown=entry
        )
    opened = copies.opened(ref)
    return [_agrees(line, offer, ref.keys, opened) for line in lines], ref.snapshot


def _agrees(line: str, offer: Offer, keys: tuple[str, ...], opened: ServingCopy) -> bool | None:
    names = {**{item.name: item.code for item in offer.items}, **{item.code: item.code for item in offer.items}}
    try:
        question = questions.read(line, keys, {name: code for name, code in names.items() if code in opened.columns})
    except LineUnfit:
        return None
    return opened.exists(question, opened.view())


@service
def answer_as_found(number: str, *, actor: Actor, now: datetime) -> Case:
    """Answer a verification with what the machine found; the person of the source answers for it.

    Source: 湖南草案 第十五条第二款. Raises: NothingFound where the machine could not look; the errors of `cases.move`.
    """
    found = Verification.objects.visible_to(actor).filter(case=number).first()
    if found is None or not found.found:
        why = f"：{found.unfit}" if found and found.unfit else ""
        raise NothingFound(
            f"没有系统核对结果{why}", "the machine has found nothing, so a person has to answer", shown=number,
            remedy_zh="请人工核对后填写答复", remedy_en="look it up and write the answer yourself",
        )  # fmt: skip
    zh, en = questions.summary(found.found)
    return cases.move(number, "answer", Statement(facts={"answer": f"{zh}({en})"}), actor=actor, now=now)


@service
def download_link(entry: str, format_: str, *, actor: Actor, now: datetime) -> str:
    """Return the address at which this person may download an entry that needs no application, for five minutes.

    Source: 达州办法 第二十条第一款、第二十七条第一款. Raises: UnknownGrant; Refused. The download itself is recorded when it begins.
    """
    access.direct(actor, entry, now)
    return "/data/links/" + links.make(Link(login=actor.login, entry=entry, format=format_), now)
