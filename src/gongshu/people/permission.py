"""The one question: may this person do that? Rights are registered once; `/why` shows which rule answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db.models import Model

from gongshu.audit import guard
from gongshu.people.actor import ANYONE, Actor

P = ParamSpec("P")
R = TypeVar("R")
Predicate = Callable[[Actor, Any], bool]

_ASK_ZH = "请向本单位负责人或者安全管理员申请相应职责，理由见 /why"
_ASK_EN = "Ask the head of your body or the security administrator for the duty; /why tells the reasons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Something that people may or may not do, and the rule that answers."""

    name: str  # "catalogue.edit"
    predicate: Predicate
    because: Mapping[str, str]  # the condition, zh and en
    article: str = ""
    remedy: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The answer, with the rule that gave it."""

    allowed: bool
    right: str
    rule: str  # the right's own name, or "node", "token-scope", "unknown-right", "no-body", "depends-on-subject"
    because: Mapping[str, str]
    article: str = ""
    remedy: Mapping[str, str]

    @property
    def depends(self) -> bool:
        """Whether the rule answers only about something in particular."""
        return self.rule == DEPENDS


DEPENDS = "depends-on-subject"  # the rule of a ruling that can only be given about something


class Refused(Exception):
    """HTTP 403: which rule refused, under which article, and how to get the right."""

    status = 403

    def __init__(self, ruling: Ruling, actor: Actor, about: object = None) -> None:
        self.ruling, self.actor, self.about = ruling, actor, about
        who = actor.login or "somebody who is not signed in"
        subject = _called(about)
        what = f" about {subject}" if subject else ""
        article = f" ({ruling.article})" if ruling.article else ""
        super().__init__(f"{who} may not {ruling.right}{what}: {ruling.because['en']}{article}; {ruling.remedy['en']}")


def _called(about: object) -> str:
    """Return by what people know the thing that a right is asked about, of several the first; empty for what has no name of its own."""
    subject = about[0] if isinstance(about, tuple) and about else about
    if isinstance(subject, str) or type(subject).__str__ not in (object.__str__, Model.__str__):
        return str(subject)
    known = getattr(subject, "number", "") or getattr(subject, "code", "")
    return known if isinstance(known, str) else ""


class RegisteredTwice(Exception):
    """Two rules claim one right."""


class NotAsked(Exception):
    """A service or query returned without asking whether the actor may (seen in tests only)."""


_rights: dict[str, Right] = {}
_frame: ContextVar[list[bool] | None] = ContextVar("gongshu_asked", default=None)


def rule(
    right: str,
    predicate: Predicate,
    *,
    zh: str,
    en: str,
    article: str = "",
    remedy_zh: str = _ASK_ZH,
    remedy_en: str = _ASK_EN,
) -> None:
    """Register who has a right; `zh` and `en` say the condition in words. Raises: RegisteredTwice."""
    known = _rights.get(right)
    if known is not None and known.because["en"] != en:
        raise RegisteredTwice(f"the right {right!r} has a rule already ({known.because['en']}); choose another name")
    remedy = {"zh": remedy_zh, "en": remedy_en}
    _rights[right] = Right(
        name=right, predicate=predicate, because={"zh": zh, "en": en}, article=article, remedy=remedy
    )


def rights() -> Mapping[str, Right]:
    """Return every right there is, by name; the manual is made from it."""
    return dict(sorted(_rights.items()))


def allowed(actor: Actor, right: str, about: object = None) -> Ruling:
    """Return whether this person may do this, and which rule says so."""
    mark_asked()
    known = _rights.get(right)
    if known is None:
        return _ruling(False, right, "unknown-right", "没有登记这项权限", f"no rule is registered for {right!r}")
    if actor.kind == "system":
        # Jobs carry out what a person has set in motion; who may set it in motion was asked then.
        return _ruling(
            True, right, "node", "由系统按时自动办理", "the node itself acts, by the clock or when it is set up"
        )
    if not _in_scope(actor, right) and not known.predicate(ANYONE, about):
        return _beyond_scope(right)
    if type(about) is tuple and any(part is None for part in about):
        # What is asked about a body or its region meets somebody who works in none; no rule has to look for that.
        return _ruling(False, right, "no-body", "须为某个单位的人员", "only staff of a body may")
    answer = bool(known.predicate(actor, about))
    return Ruling(
        allowed=answer, right=right, rule=right, because=known.because, article=known.article, remedy=known.remedy
    )


def _in_scope(actor: Actor, right: str) -> bool:
    return actor.scopes is None or any(fnmatchcase(right, scope) for scope in actor.scopes)


def _beyond_scope(right: str) -> Ruling:
    return _ruling(False, right, "token-scope", "接口令牌的范围不包括此项", "the token's scopes do not cover it")


class _Something:
    """Stands for whatever a right may be about; it notes when a rule looks at it, because then it matters what it is."""

    looked: bool

    def __getattribute__(self, name: str) -> Any:
        if name == "looked":
            return object.__getattribute__(self, "__dict__").get("looked", False)
        object.__getattribute__(self, "__dict__")["looked"] = True
        raise AttributeError(name)


def in_general(actor: Actor, right: str) -> Ruling:
    """Return the ruling where nothing in particular is asked about; many rules can only answer about something."""
    something = _Something()
    try:
        ruling = allowed(actor, right, something)
    except (TypeError, ValueError, AttributeError, AssertionError):
        ruling = None
    if ruling is not None and not something.looked:
        return ruling
    known = _rights[right]
    zh, en = f"视具体事项而定：{known.because['zh']}", f"it depends on what it is about: {known.because['en']}"
    return _ruling(False, right, DEPENDS, zh, en)


def require(actor: Actor, duty: str, about: object = None) -> Ruling:
    """Return the ruling that allows it. Raises: Refused, which says which rule refused and how to get the right."""
    ruling = allowed(actor, duty, about)
    if not ruling.allowed:
        raise Refused(ruling, actor, about)
    return ruling


def mark_asked() -> None:
    """Note that the running service or query has asked."""
    frame = _frame.get()
    if frame is not None:
        frame[0] = True


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that changes something: it asks for permission and runs only while events can be sealed."""
    return _watched(function, "service")


def repair(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a service that works even while changes are refused: sign-in, sealing, repair."""
    return _watched(function, "repair")


def query(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that reads: it asks, or starts from `visible_to`."""
    return _watched(function, "query")


def _watched(function: Callable[P, R], duty: str) -> Callable[P, R]:
    @wraps(function)
    def watched(*args: P.args, **kwargs: P.kwargs) -> R:
        if duty == "service" and "now" in kwargs:
            guard.require_sealed(kwargs["now"])  # type: ignore[arg-type]
        outer, frame = _frame.get(), [False]
        if outer is None and duty == "query":
            _require_scope(function, [*args, *kwargs.values()])
        token = _frame.set(frame)
        try:
            result = function(*args, **kwargs)
        finally:
            _frame.reset(token)
        _account_for(frame, outer, function)
        return result

    watched.asks = duty  # type: ignore[attr-defined]
    return watched


def _require_scope(function: Callable[..., Any], given: list[Any]) -> None:
    """Refuse to read a part of the platform that a token does not name; what that part itself reads elsewhere goes with it.

    Parts without rights of their own, such as the law, are read by anybody.
    """
    actor = next((each for each in given if isinstance(each, Actor)), None)
    area = function.__module__.split(".")[1]
    if actor is None or actor.scopes is None or _in_scope(actor, f"{area}.read"):
        return
    if any(right.startswith(f"{area}.") for right in _rights):
        raise Refused(_beyond_scope(f"{area}.read"), actor, None)


def _account_for(frame: list[bool], outer: list[bool] | None, function: Callable[..., Any]) -> None:
    if frame[0]:
        if outer is not None:
            outer[0] = True  # Whoever calls a function that asked has had the question asked.
    elif getattr(settings, "GONGSHU_CHECK_PERMISSION", False):
        name = f"{function.__module__}.{function.__qualname__}"
        raise NotAsked(f"{name} returned without asking; call require(actor, …) or start from visible_to(actor)")


def _ruling(answer: bool, right: str, name: str, zh: str, en: str) -> Ruling:
    return Ruling(
        allowed=answer, right=right, rule=name, because={"zh": zh, "en": en}, remedy={"zh": _ASK_ZH, "en": _ASK_EN}
    )
