"""Trying an interface on the page of a data set: the request is the one that a program would send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext

from gongshu.grants.offers import Offer
from gongshu.interfaces import sampling
from gongshu.interfaces.description import Description
from gongshu.interfaces.models import Interface
from gongshu.interfaces.wire.requests import LONGEST_VALUE
from gongshu.ui.templatetags.gongshu import data


class TrialForm(forms.Form):
    """One field for each parameter."""

    def __init__(self, said: Description, number: str, given: Mapping[str, Any] | None) -> None:
        super().__init__(given, prefix=number, auto_id="id_%s")
        for each in said.parameters:
            self.fields[each.name] = forms.CharField(
                label=data(each.title) or each.name, required=each.required, max_length=LONGEST_VALUE,
                help_text=format_html("{} {}", gettext("示例"), data(each.example)) if each.example else "", widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An interface as the tab draws it."""

    held: Interface
    said: Description
    call: str  # path of the gateway
    example: str  # with the examples of the required parameters
    sample: str  # of an answer, as the gateway would write it
    form: TrialForm | None  # None: not open to this person without a grant
    path: str  # the request that was filled in; empty before


def shown(held: Interface, offer: Offer, given: Mapping[str, Any], *, tries: bool) -> Shown:
    """Return an interface with its form and, once that is filled in, its request."""
    said, number = held.description, held.resource.number
    call = f"/data/{offer.number}/call/{number}"
    asked = given if given.get("interface") == number else None
    form = TrialForm(said, number, asked) if tries else None
    path = ""
    if form is not None and asked is not None and form.is_valid():
        path = _with(call, {name: value for name, value in form.cleaned_data.items() if value})
    example = _with(call, {each.name: each.example or "…" for each in said.parameters if each.required})
    sample = sampling.shown(said, number, offer)
    return Shown(held=held, said=said, call=call, example=example, sample=sample, form=form, path=path)


def _with(call: str, values: Mapping[str, str]) -> str:
    return f"{call}?{urlencode(values, safe='…')}" if values else call
