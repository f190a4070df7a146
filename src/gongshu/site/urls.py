"""The table of contents of the node's addresses.

Each layer's `urls.py` says its addresses in full (`inbox`, `law/<path:jurisdiction>/…`), so they all hang at the root.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.i18n import set_language

from gongshu.site.api import api
from gongshu.site.views import healthz

LAYERS: Final = (
    "people",
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

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    # Changing the language changes nothing else; without a token signed-out pages need no cookie.
    path("language", csrf_exempt(set_language), name="set_language"),
    # One place for one's address: where the other ways to reach a person stand as well.
    path("accounts/email/", RedirectView.as_view(pattern_name="people:account")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    *(path("", include(f"gongshu.{layer}.urls")) for layer in LAYERS if find_spec(f"gongshu.{layer}.urls")),
]

handler400 = "gongshu.ui.errors.bad_request"
handler403 = "gongshu.ui.errors.refused"
handler404 = "gongshu.ui.errors.not_found"
handler500 = "gongshu.ui.errors.failed"
