"""Headers that every page carries, and the page of an error that a lower layer raised."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from gongshu.ui.problems import Problem, problem_of, response


def policy(node: Any) -> str:
    """Return the policy of every page: all comes from this node, nothing inline runs, forms go to it and its sign-in service."""
    # A form may be redirected to the identity provider (OIDC), and browsers hold redirects of forms against form-action, too.
    parts = urlsplit(node.oidc.get("server", ""))
    provider = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    # Tabler draws its small pictures with data: addresses, and so is the QR code of the second factor.
    return (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{provider}"
    )


class ContentSecurityPolicy:
    """Sets one strict policy on every answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(settings.GONGSHU))
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


def _only_sent(path: str) -> Problem:
    return Problem(
        status=HTTPStatus.METHOD_NOT_ALLOWED, where=path, what=gettext("这个地址只接收提交的表单，不能直接打开"),
        remedy=gettext("回到填写表单的页面"),
    )  # fmt: skip


class Problems:
    """Turns an error that a layer declared (`problems.answers`) into its page or its JSON; anything else stays a fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        # Whoever reloads what a form led to asks in a way that the address does not know; an empty answer tells nothing.
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method == "HEAD" or answer.content:
            return answer
        told = response(request, _only_sent(request.path))
        told.headers["Allow"] = answer.headers.get("Allow", "")
        return told

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        problem = problem_of(exception, request.path)
        return response(request, problem) if problem else None
