"""Components of the pages."""

from __future__ import annotations

from django.template import Library

register = Library()
