"""Trying the interface of an opened table: what a visitor fills in, as the request that a program would send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry
from gongshu.grants.entries import offer_of
from gongshu.grants.offers import OfferedItem
from gongshu.grants.selection import of_offer

MOST: Final = 1_000  # rows that the gateway answers at once


class TrialForm(forms.Form):
    """Which rows, and how many."""

    item = forms.ChoiceField(label=_("按数据项筛选"), required=False)
    value = forms.CharField(label=_("等于"), required=False, max_length=200)
    limit = forms.IntegerField(label=_("行数"), min_value=1, max_value=MOST, initial=5)
    after = forms.IntegerField(label=_("从这一行之后"), min_value=0, required=False)

    def __init__(self, data: Mapping[str, Any] | None, items: Sequence[OfferedItem]) -> None:
        super().__init__(data)
        self.fields["item"].choices = [("", "—"), *((item.code, item.name) for item in items)]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    form: TrialForm
    path: str  # of the request; empty while what was filled in does not fit
    most: int
    pace: int  # requests a minute of one network without a token


def asked(entry: Entry, said: Mapping[str, Any]) -> Trial:
    """Return the form with what was filled in, and the request that it makes; items that leave masked cannot be asked for."""
    offer = offer_of(entry)
    clear = of_offer(offer).clear
    form = TrialForm({"limit": "5", **_flat(said)}, [item for item in offer.items if item.code in clear])
    path = _path(entry.number, form.cleaned_data) if form.is_valid() else ""
    return Trial(form=form, path=path, most=MOST, pace=settings.GONGSHU.requests_a_minute)


def _flat(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: said[name] for name in ("item", "value", "limit", "after") if said.get(name)}


def _path(number: str, said: Mapping[str, Any]) -> str:
    query = {"limit": said["limit"]} | ({"after": said["after"]} if said["after"] else {})
    query |= {said["item"]: said["value"]} if said["item"] and said["value"] else {}
    return f"/data/{number}?{urlencode(query)}"
