"""What an exchange node asks and reports: who it is, what is due, that a batch has failed, that one has arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from gongshu.cases.errors import CaseError
from gongshu.exchange import receipts, signing
from gongshu.exchange.errors import ReceiptWrong, Unproven
from gongshu.exchange.signing import Proof
from gongshu.grants import access
from gongshu.grants.errors import GrantError, NotHandedOut
from gongshu.outside.databases import Receipt
from gongshu.outside.failures import FAULT, Cause, OutsideFailed
from gongshu.people.actor import SYSTEM
from gongshu.people.permission import require, service
from gongshu.subscription.errors import NodeSuspended, NodeUnproven, ReceiptUnfit, said_of
from gongshu.subscription.models import OPEN, Batch, BatchState, ExchangeNode, SeenNonce
from gongshu.subscription.services.handing import begin, confirm, fail
from gongshu.subscription.signing import platform_key

AT_ONCE: Final = 100  # batches of one answer
_MOST_TARGETS: Final = 100
_WORDS: Final[Mapping[Cause, tuple[str, str]]] = {
    Cause.UNREACHABLE: ("交换节点连接不上目标", "the exchange node cannot reach its target"),
    Cause.TIMEOUT: ("目标没有在规定时间内答复交换节点", "the target did not answer the exchange node in time"),
    Cause.BROKEN_OFF: ("交换节点与目标的连接中断", "the line between exchange node and target broke off"),
    Cause.CREDENTIAL: ("目标不接受交换节点所持的用户名或者密码", "the target refuses the user or the secret that the exchange node has"),
    Cause.MISSING: ("交换节点没有这个目标，或者目标中没有所需的库表", "the exchange node has no such target, or the target lacks what is needed"),
    Cause.FORBIDDEN: ("目标的主机密钥与交换节点所记的不同", "the target shows another host key than the exchange node keeps"),
    Cause.DRIVER: ("交换节点没有安装所需的驱动", "the exchange node lacks a driver"),
    Cause.UNCONFIRMED: ("对账不符，目标没有保留任何内容", "the two ends do not agree; nothing was kept at the target"),
}  # fmt: skip
_REMEDY: Final = ("请使用单位查看交换节点的日志", "let the receiving body look at the log of its exchange node")


@service
def authenticate(proof: Proof, method: str, address: str, body: bytes, *, moment: float, now: datetime) -> ExchangeNode:
    """Return the node that sent this very request, now and for the first time. `moment` is that of the clock on the wall.

    Raises: NodeUnproven, NodeSuspended.
    """
    require(SYSTEM, "subscription.exchange")
    try:
        signing.check(proof, method, address, body, moment)
    except Unproven as problem:
        raise NodeUnproven(problem.because["zh"], problem.because["en"], remedy_zh=problem.remedy["zh"], remedy_en=problem.remedy["en"]) from problem  # fmt: skip
    known = ExchangeNode.objects.select_related("body").filter(public_key=proof.key, removed_at__isnull=True)
    held: ExchangeNode | None = known.first()
    if held is None:
        raise NodeUnproven("没有登记这个密钥的交换节点", "no exchange node is enrolled with this key", remedy_zh="先运行 gongshu exchange enrol", remedy_en="run `gongshu exchange enrol` first")  # fmt: skip
    until = datetime.fromtimestamp(moment + 2 * signing.WINDOW, UTC)
    try:
        with transaction.atomic():
            SeenNonce.objects.create(node=held, nonce=proof.nonce, until=until)
    except IntegrityError as problem:
        raise NodeUnproven("这个请求已经收到过", "this request has come already", remedy_zh="核对是否有人重放请求", remedy_en="look whether somebody sends requests again") from problem  # fmt: skip
    if held.suspended_at is not None:
        raise NodeSuspended(held.number)
    return held


@service
def forget_nonces(now: datetime) -> None:
    """Drop the nonces of requests that are too old to be taken anyway; `now` is that of the clock on the wall."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        SeenNonce.objects.filter(until__lt=now).delete()


@service
def due_for(held: ExchangeNode, targets: Sequence[Mapping[str, Any]], version: str, *, now: datetime) -> list[Batch]:
    """Return the batches that a node is to hand over now, the oldest first; what may not leave any more ends here."""
    require(SYSTEM, "subscription.exchange", held)
    told = [{"name": str(each.get("name", ""))[:200], "kind": str(each.get("kind", ""))[:20]} for each in targets[:_MOST_TARGETS]]  # fmt: skip
    with transaction.atomic():
        held.seen_at, held.version, held.targets = now, version[:40], told
        held.save(update_fields=["seen_at", "version", "targets"])
        waiting = Batch.objects.select_for_update(of=("self",)).filter(
            Q(again_at__isnull=True) | Q(again_at__lte=now), subscription__node=held, state__in=OPEN
        )
        found = list(waiting.select_related("subscription__grant__body").order_by("pk")[:AT_ONCE])
        return [each for each in found if _may_leave(each, now)]


def _may_leave(batch: Batch, now: datetime) -> bool:
    try:
        access.under(batch.subscription.grant, now)
    except (GrantError, CaseError) as problem:
        fail(batch, said_of(problem), again=False, now=now)
        return False
    return True


@service
def note_failure(held: ExchangeNode, number: str, cause: str, code: str, *, now: datetime) -> None:
    """Note that a node could not hand a batch over; it waits where another try may help. Raises: NotHandedOut."""
    require(SYSTEM, "subscription.exchange", held)
    with transaction.atomic():
        batch = _own_batch(held, number)
        if batch.state not in OPEN:
            return
        known = Cause(cause) if cause in list(Cause) else None
        if known is None:
            fail(batch, FAULT, again=False, now=now)
            return
        zh, en = _WORDS.get(
            known,
            (
                f"目标不能完成这次操作（{code[:20] or '无代码'}）",
                f"the target cannot do this ({code[:20] or 'no code'})",
            ),
        )
        problem = OutsideFailed(known, zh, en, code=code[:20], remedy=_REMEDY)
        fail(batch, problem.as_json(), again=problem.is_transient, now=now)


@service
def take_receipt(held: ExchangeNode, number: str, receipt: Mapping[str, Any], *, now: datetime) -> Mapping[str, Any]:
    """Return the receipts of both ends, having verified the node's and signed the platform's; the same again for the same.

    Raises: NotHandedOut; ReceiptUnfit where it is not this node's, or says anything else than what was sent: then all is sent anew.
    """
    require(SYSTEM, "subscription.exchange", held)
    with transaction.atomic():
        batch = _own_batch(held, number)
        if batch.state == BatchState.CONFIRMED and batch.signed:
            return dict(batch.signed)
        said = _verified(held, batch, receipt)
        newest = batch.subscription.batches.order_by("-pk").first()
        agree = {name: said.get(name) for name in receipts.COUNTED} == batch.sent
        if not agree or newest != batch:
            if batch.state in OPEN:
                zh, en = _WORDS[Cause.UNCONFIRMED]
                fail(batch, OutsideFailed(Cause.UNCONFIRMED, zh, en, remedy=_REMEDY).as_json(), again=False, now=now)
        else:
            counted = Receipt(
                batch=number,
                rows=said["rows"],
                digest=said["digest"],
                removed=said["removed"],
                table_rows=said["table_rows"],
            )
            ours = receipts.sign(platform_key(), {
                **{name: said[name] for name in ("batch", "subscription", "node", *receipts.COUNTED)}, "of": receipts.digest_of(receipt),
                "grant": batch.subscription.grant.number, "snapshot": batch.snapshot, "whole": batch.whole, "at": now.isoformat(timespec="seconds"),
            })  # fmt: skip
            confirm(batch, counted, now=now, signed={"consumer": dict(receipt), "platform": ours})
            return dict(batch.signed)
    raise ReceiptUnfit("收据与所交付的批次不符", "the receipt does not say what was sent", remedy_zh="下一批会全量重送", remedy_en="the next batch sends everything")  # fmt: skip


def _verified(held: ExchangeNode, batch: Batch, receipt: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        said = receipts.check(receipt, held.public_key or "")
    except ReceiptWrong as problem:
        raise ReceiptUnfit(problem.because["zh"], problem.because["en"]) from problem
    named = (said.get("batch"), said.get("subscription"), said.get("node"))
    if named != (batch.number, batch.subscription.number, held.number) or batch.tries == 0:
        raise ReceiptUnfit("收据说的不是这一批", "the receipt is about another batch")
    return said


@service
def begin_for(held: ExchangeNode, number: str, *, now: datetime) -> Batch:
    """Return the batch that a node fetches now, counted as one more try. Raises: NotHandedOut where it has ended or is another's."""
    require(SYSTEM, "subscription.exchange", held)
    with transaction.atomic():
        begun = begin(_own_batch(held, number).pk, now=now)
    if begun is None:
        raise NotHandedOut(f"批次 {number} 已经结束", f"batch {number} has ended", shown=number)
    return begun


def _own_batch(held: ExchangeNode, number: str) -> Batch:
    """Return a batch of this node's subscriptions, held until the transaction ends. Raises: NotHandedOut."""
    own = Batch.objects.select_for_update(of=("self",)).select_related("subscription__grant__body", "subscription__grant__account")  # fmt: skip
    found: Batch | None = own.filter(number=number, subscription__node=held).first()
    if found is None:
        raise NotHandedOut(f"本节点没有批次 {number}", f"this node has no batch {number!r}", shown=number, remedy_zh="重新询问到期的批次", remedy_en="ask again what is due")  # fmt: skip
    return found
