"""The JSON interface: what the layers offer, under one address and with one shape of error."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from gongshu.ui.context import version
from gongshu.ui.problems import Problem, problem_of, response, title_of

LAYERS: Final = (
    "people",
    "audit",
    "cases",
    "catalogue",
    "registers",
    "standards",
    "grants",
    "sharing",
    "interfaces",
    "subscription",
    "collection",
    "quality",
    "opening",
    "participation",
    "demand",
    "oversight",
    "oneform",
    "census",
    "classification",
    "projects",
    "bases",
    "portal",
)

# The reading page of django-ninja loads scripts from elsewhere; openapi.json is what programs need.
api = NinjaAPI(title="公数 Gongshu", version=version(), docs_url=None, urls_namespace="api")


@api.exception_handler(Exception)
def declared(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer an error that a layer declared; anything else is a fault and goes to Django."""
    problem = problem_of(error, request.path)
    if problem is None:
        raise error
    return response(request, problem)


@api.exception_handler(ValidationError)
def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name every field that does not fit, in one answer."""
    found = "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors)
    return response(
        request, Problem(status=422, what=title_of(422), where=request.path, remedy="/api/v1/openapi.json", shown=found)
    )


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    remedy = "Authorization: Bearer <token>"
    return response(request, Problem(status=401, what=title_of(401), where=request.path, remedy=remedy))


@api.exception_handler(HttpError)
def told(request: HttpRequest, error: HttpError) -> HttpResponse:
    return response(request, Problem(status=error.status_code, what=str(error), where=request.path))


for layer in LAYERS:
    if find_spec(f"gongshu.{layer}.api"):
        api.add_router("", import_module(f"gongshu.{layer}.api").router)
