"""Forms made from the tables of the law: what a move or an application asks for is never written down twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.cases.offering import Field
from gongshu.cases.statement import Statement
from gongshu.law.commitments import Clause
from gongshu.people.models import Body
from gongshu.ui.words import chosen, marked

SIGNED = "已阅读并签署"  # what a ticked commitment says in the case
_COMMAS = re.compile("[，、]")  # as a Chinese keyboard writes them
_OF_ITEMS = {"items", "condition", "masking"}  # what is said of single items, which files do not have
_EXAMPLES = {"condition": "XZQH = 511702, 511703", "masking": "XM = partial"}
_LARGEST_PAPER = 50 * 1024 * 1024  # bytes, as services.papers


class PairsField(forms.CharField):
    """One condition on each line: item = value, value. Several values mean one of them; a test is JSON: {"at_least": 2020}."""

    def clean(self, value: Any) -> dict[str, Any]:
        lines = [line for line in str(super().clean(value) or "").replace("＝", "=").splitlines() if line.strip()]
        pairs = [line.partition("=") for line in lines]
        if any(not middle or not item.strip() or not rest.strip() for item, middle, rest in pairs):
            raise forms.ValidationError(_("每行写成“数据项 = 取值”，多个取值用逗号分隔"))
        try:
            return {item.strip(): _values(rest) for item, _middle, rest in pairs}
        except ValueError as problem:
            raise forms.ValidationError(_("这一行不是有效的条件：%(line)s") % {"line": problem}) from problem


def as_lines(value: Any) -> Any:
    """Return a stored fact as a form shows it: lists and conditions one on a line."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key} = {_line(held)}" for key, held in value.items())
    return "\n".join(str(each) for each in value) if isinstance(value, list) else value


def _line(held: Any) -> str:
    if isinstance(held, Mapping):
        return json.dumps(held, ensure_ascii=False)
    return ", ".join(str(each) for each in held) if isinstance(held, list) else str(held)


def _values(text: str) -> Any:
    if text.strip().startswith("{"):
        return json.loads(text)
    values = [each.strip() for each in _COMMAS.sub(",", text).split(",") if each.strip()]
    return values if len(values) > 1 else values[0]


class Signature(forms.widgets.Input):
    """A box that signs the clauses shown above it; a text that was typed instead is taken as it is."""

    input_type = "checkbox"

    def __init__(self, clauses: Sequence[Clause]) -> None:
        super().__init__()
        self.clauses = clauses

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, SIGNED, {**(attrs or {}), "checked": bool(value)})
        return context


class LinesOrBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick; lines of text are read as well, from a form that was shown before its subject was named."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = super().value_from_datadict(data, files, name) or []
        return [line.strip() for each in given for line in str(each).splitlines() if line.strip()]


class FactForm(forms.Form):
    """A form of the fields that a table asks for; `items` are those of the subject, to choose among: code → name.

    A subject without items, such as one that has only files, is not asked about any; None: there is no subject yet.
    """

    def __init__(
        self,
        fields: Iterable[Field],
        *args: Any,
        optional: Iterable[str] = (),
        items: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        spared = _OF_ITEMS if items is not None and not items else frozenset()
        fields = [field for field in fields if field.required or field.widget not in spared]
        self.keys = tuple(field.key for field in fields)
        for field in fields:
            required = field.required and field.key not in optional
            options = _options(field, items or {})
            if not options:
                self.fields[field.key] = _form_field(field, required=required)
                continue
            self.fields[field.key] = _boxes(field, options, required)
            if field.key in self.initial:
                by_name = {name: code for code, name in options.items()}
                given = str(self.initial[field.key]).splitlines()
                self.initial[field.key] = [by_name.get(each, each) for each in given]

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, by fact."""
        return {
            key: self.cleaned_data[key] for key in self.keys if self.cleaned_data.get(key) not in (None, "", [], {})
        }


def _options(field: Field, items: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a list is chosen from, code → name; nothing where it is written."""
    if field.widget == "items":
        return items
    return {key: chosen(label) for key, label in field.options.items()} if field.type == "list" else {}


def _boxes(field: Field, items: Mapping[str, str], required: bool) -> forms.Field:
    return forms.MultipleChoiceField(
        label=chosen(field.label),
        help_text=chosen(field.help),
        required=required,
        choices=[(code, marked(name)) for code, name in items.items()],
        widget=LinesOrBoxes,
    )


def _form_field(field: Field, *, required: bool) -> forms.Field:
    common: dict[str, Any] = {"label": chosen(field.label), "help_text": chosen(field.help), "required": required}
    match field.type:
        case "date":
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        case "count":
            return forms.IntegerField(min_value=1, **common)
        case "choice" if field.options:
            options = [(key, chosen(label)) for key, label in field.options.items()]
            # Nobody is to give a ground of the law because it stood first in the list.
            only = required and len(options) == 1
            return forms.ChoiceField(choices=options if only else [("", "—"), *options], **common)
        case "body":
            return forms.ChoiceField(choices=[("", "—"), *_bodies()], **common)
        case "mapping":
            example = {"placeholder": _EXAMPLES.get(field.widget, "")}
            return PairsField(widget=forms.Textarea(attrs={"rows": 3, **example}), **common)
        case "list":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
    if field.clauses:
        return forms.CharField(widget=Signature(field.clauses), **common)
    widget = (
        forms.Textarea(attrs={"rows": 3}) if field.widget in ("textarea", "commitment", "lines") else forms.TextInput()
    )
    return forms.CharField(widget=widget, **common)


def said_in(form: FactForm, *, terms: Iterable[str] = (), seen: int | None = None) -> Statement:
    """Return the statement that a filled-in form makes; what the effect asks for goes into its terms."""
    facts = form.facts()
    reason, basis = str(facts.pop("reason", "")), str(facts.pop("legal_basis", "") or facts.pop("basis", ""))
    asked = set(terms)
    given: Mapping[str, Any] = {key: value for key, value in facts.items() if key in asked}
    return Statement(
        reason=reason, basis=basis, facts={k: v for k, v in facts.items() if k not in asked}, terms=given, seen=seen
    )


def _bodies() -> list[tuple[str, str]]:
    found = Body.objects.filter(status="live").order_by("code").values_list("code", "zh", "en")
    return [(code, f"{chosen({'zh': zh, 'en': en})} ({code})") for code, zh, en in found]


class PaperForm(forms.Form):
    """A scanned official letter."""

    file = forms.FileField(label=_("文件"), widget=forms.FileInput)
    letter_number = forms.CharField(label=_("公文文号"), required=False, max_length=80)
    seal = forms.CharField(label=_("印章"), required=False, max_length=120)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > _LARGEST_PAPER:
            raise forms.ValidationError(_("文件超过 50 MB"))
        return file
