"""One shape for every refusal and error, on pages and in JSON: what, where, article, remedy, the offending value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from gongshu.ui.context import basics
from gongshu.ui.words import chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a person is told."""

    status: int  # HTTP
    what: str
    where: str = ""  # the path, the record, the field
    article: Any = None  # law.Article or its words
    remedy: str = ""
    shown: str = ""  # the offending value

    def as_json(self) -> dict[str, str | int]:
        said = {name: str(getattr(self, name) or "") for name in ("what", "where", "article", "remedy", "shown")}
        return {"status": self.status, **said}


_ANSWERS: Final[dict[type[BaseException], int]] = {}


def answers(error: type[Exception], status: int) -> None:
    """Let an error of a layer that knows no HTTP become a page; an error of ours with a `status` of its own needs no such line."""
    _ANSWERS[error] = status


class HasNul(Exception):
    """What was sent has the character U+0000 in it, which PostgreSQL takes in no text; by SQLite it finds nothing."""

    status = 422
    because = {
        "zh": "内容含有空字符（U+0000），不能处理",
        "en": "there is a NUL character (U+0000) in what was sent, which no text may hold",
    }
    remedy = {"zh": "去掉空字符后重新提交", "en": "take it out and send again"}


def ours(error: BaseException) -> BaseException:
    """Return our own error in place of a library's that the sender can put right; any other as it is."""
    return HasNul() if isinstance(error, DataError) and "NUL (0x00)" in str(error) else error


def problem_of(error: BaseException, path: str) -> Problem | None:
    """Return what to tell about an error that a layer meant to be told; None for a fault.

    The error's text is `what`; its attributes `because` (zh, en), `article`, `remedy` (text, or zh and en), `where` and `shown`, or those
    of its `ruling`, go along.
    """
    error = ours(error)
    status = _status_of(error)
    if status is None:
        return None
    source = getattr(error, "ruling", error)
    return Problem(
        status=status,
        what=chosen(getattr(source, "because", None)) or str(error),
        where=str(getattr(source, "where", "") or path),
        article=getattr(source, "article", None),
        remedy=chosen(getattr(source, "remedy", None)),
        shown=str(getattr(source, "shown", "") or ""),
    )


def _status_of(error: BaseException) -> int | None:
    # Libraries' errors have a `status` as well, of an answer that we got, not of one that we give.
    own = getattr(error, "status", None) if type(error).__module__.startswith("gongshu.") else None
    declared = own or next((_ANSWERS[kind] for kind in type(error).__mro__ if kind in _ANSWERS), None)
    return declared if isinstance(declared, int) else None


def wants_json(request: HttpRequest) -> bool:
    """Return whether the caller is a program: the API, a page's `.json`, or an Accept header without HTML."""
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        return True
    return request.headers.get("Accept", "").startswith("application/json")


def response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the page or the JSON document of a problem."""
    if wants_json(request):
        return JsonResponse(
            {"error": problem.as_json()}, status=problem.status, json_dumps_params={"ensure_ascii": False}
        )
    names = {**basics(), "problem": problem, "title": title_of(problem.status)}
    # A server error must not be drawn with the help of what has just failed: no session, no database.
    page = render_to_string("ui/error.html", names, request=None if problem.status >= 500 else request)
    return HttpResponse(page, status=problem.status)


def title_of(status: int) -> str:
    """Return the heading of a status in the page's language."""
    titles = {
        400: gettext("请求有误"),
        401: gettext("需要登录"),
        403: gettext("没有权限"),
        404: gettext("没有找到"),
        405: gettext("不能这样请求"),
        410: gettext("已失效"),
        409: gettext("情况已变化"),
        413: gettext("内容过大"),
        422: gettext("内容不符合要求"),
        429: gettext("请求过于频繁"),
        500: gettext("系统出错"),
        503: gettext("暂停办理"),
    }
    return titles.get(status, gettext("无法完成"))
