"""CKAN's action API: one address for each action, asked by GET or POST, answered in CKAN's envelope."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gongshu.catalogue.ckan.actions import answer
from gongshu.catalogue.ckan.errors import ActionError, UnknownAction
from gongshu.people.acting import actor_of


@csrf_exempt  # nothing is changed, whoever asks
@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, name: str) -> JsonResponse:
    """Answer an action; what is not CKAN's to know (a bad token, a fault) is answered as everywhere else."""
    help_ = request.build_absolute_uri(f"/api/3/action/help_show?name={name}")
    try:
        result = answer(name, actor_of(request), _given(request))
    except UnknownAction as problem:
        return _json(str(problem), problem.status)
    except ActionError as problem:
        return _json({"help": help_, "success": False, "error": problem.as_json()}, problem.status)
    return _json({"help": help_, "success": True, "result": result}, 200)


def _json(said: Any, status: int) -> JsonResponse:
    return JsonResponse(said, status=status, safe=False, json_dumps_params={"ensure_ascii": False})


def _given(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters of the address, and those of a body of JSON or of a form over them. Raises: ActionError."""
    given = _plain(request.GET)
    if request.method == "GET":
        return given
    if request.content_type != "application/json":
        return {**given, **_plain(request.POST)}
    try:
        said = json.loads(request.body or b"{}")
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise ActionError("Bad request - JSON Error: the body is no JSON object / 请求内容不是 JSON 对象")
    return {**given, **said}


def _plain(said: QueryDict) -> dict[str, Any]:
    return {name: values[0] if len(values) == 1 else values for name, values in said.lists()}
