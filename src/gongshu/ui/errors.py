"""The pages that Django asks for when a request fails; named in the root urls."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from gongshu.ui.problems import Problem, response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    problem = Problem(
        status=400,
        what=gettext("无法识别这个请求。"),
        where=request.path,
        remedy=gettext("返回上一页，检查所填内容后再试。"),
    )
    return response(request, problem)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    remedy = gettext("确认登录的账号和所属单位；需要权限的，请联系本单位数据专员。")
    return response(
        request, Problem(status=403, what=gettext("您现在不能打开这个页面。"), where=request.path, remedy=remedy)
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    remedy = gettext("核对网址，或者从数据目录里搜索。")
    return response(
        request, Problem(status=404, what=gettext("这个地址下没有页面。"), where=request.path, remedy=remedy)
    )


def failed(request: HttpRequest) -> HttpResponse:
    remedy = gettext("这次操作已全部撤销，数据没有受影响。请稍后再试；仍不行的，把下面的地址和时间告诉运行管理机构。")
    return response(
        request,
        Problem(status=500, what=gettext("系统内部出错，这次请求没有完成。"), where=request.path, remedy=remedy),
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form whose token is missing or old (settings: CSRF_FAILURE_VIEW)."""
    remedy = gettext("请允许本站的 Cookie，重新打开表单再提交。")
    return response(
        request,
        Problem(status=403, what=gettext("表单已过期，没有提交。"), where=request.path, remedy=remedy, shown=reason),
    )
