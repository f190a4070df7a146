"""Errors of the gateway in the one shape that the API has: what, where, article, remedy, the offending value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gongshu.ui.problems import ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A refusal in both languages."""

    status: int
    what: Mapping[str, str]
    remedy: Mapping[str, str]
    article: str = ""
    shown: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Denied(Exception):
    """The request is answered with a refusal."""

    def __init__(self, told: Told) -> None:
        self.told = told
        super().__init__(told.what["en"])


def denied(
    status: int, zh: str, en: str, *, remedy_zh: str = "", remedy_en: str = "", article: str = "", shown: object = "",
    headers: Mapping[str, str] | None = None,
) -> Denied:  # fmt: skip
    told = Told(
        status=status,
        what={"zh": zh, "en": en},
        remedy={"zh": remedy_zh, "en": remedy_en},
        article=article,
        shown=str(shown),
        headers=headers or {},
    )
    return Denied(told)


def told_of(error: BaseException) -> Told | None:
    """Return what an error of the layers below says; None for a fault, which is not for the caller to read."""
    error = ours(error)
    status = getattr(error, "status", None)
    if not isinstance(status, int) or not type(error).__module__.startswith("gongshu."):
        return None
    source = getattr(error, "ruling", error)
    plain = {"zh": str(error), "en": str(error)}
    article = getattr(source, "article", None)
    return Told(
        status=status,
        what=getattr(source, "because", None) or plain,
        remedy=getattr(source, "remedy", None) or {"zh": "", "en": ""},
        article=str(getattr(article, "label", article) or ""),
        shown=str(getattr(source, "shown", "") or ""),
    )


def answer(request: Request, told: Told) -> Response:
    """Return the JSON document of a refusal, in the language that the caller prefers."""
    language = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"
    said = {
        "status": told.status, "what": told.what[language], "where": request.url.path, "article": told.article,
        "remedy": told.remedy[language], "shown": told.shown,
    }  # fmt: skip
    headers = {**told.headers, **({"WWW-Authenticate": "Bearer"} if told.status == 401 else {})}
    return json_response({"error": said}, status=told.status, headers=headers)


def json_response(said: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    # What one caller may see is nobody else's: no cache on the way may keep it.
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(content, status_code=status, media_type="application/json", headers=kept)
