"""The form of an entry and the table of its items; both work without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue import labels
from gongshu.catalogue.description import BASES, FIELD_NAMES, ITEM_NAMES
from gongshu.catalogue.rules import Problem
from gongshu.people.law import terms
from gongshu.ui.words import chosen, colon

_LONG = ("abstract", "duty", "sharing_reason", "sharing_conditions", "opening_reason", "opening_conditions")
_LINES = ("purposes", "compiled_under")
_TRUTHS = ("masked", "consent", "operable")
_MAPPINGS: Final = {"collection": labels.COLLECTION_FIELDS, "entrusted": labels.ENTRUSTED_FIELDS}
SECTIONS: Final[tuple[tuple[str, Any, tuple[str, ...]], ...]] = (
    ("basics", _("基本信息"), ("title", "abstract", "contact", "contact_details", "format", "domain", "data_type", "region", "update_frequency", "keywords")),
    ("sharing", _("共享"), ("sharing", "sharing_reason", "sharing_conditions", "purposes", "sharing_basis")),
    ("opening", _("开放"), ("opening", "opening_reason", "opening_conditions", "opening_ground", "opening_basis", "protected", "masked", "consent")),
    ("security", _("分类分级"), ("level", "base_database", "topic_database", "operable", "compiled_under")),
    ("collection", _("收集"), ("duty", "collection", "collection_method", "entrusted", "again_basis")),
    ("delivery", _("交付"), ("delivery_mode", "rejected_share")),
)  # fmt: skip


class EntryForm(forms.Form):
    """The fields of a description except its items; what it yields is read and judged as a YAML file is.

    `only`: one section of them, for a line of a table in which `prefix` tells the entries apart.
    """

    def __init__(
        self, day: date, posted: Any = None, *, initial: Mapping[str, Any] | None = None, only: str = "", prefix: str | None = None
    ) -> None:  # fmt: skip
        super().__init__(posted, initial=_flat(initial or {}), prefix=prefix)
        self.shown = [section for section in SECTIONS if only in ("", section[0])]
        self.parts = {name: _parts(name, day, (initial or {}).get(name) or {}) for name in _MAPPINGS}
        for _key, _title, names in self.shown:
            for name in names:
                self.fields.update(self._made(name, day))
        if "title" in self.fields:
            self.fields["title"].required = True

    def _made(self, name: str, day: date) -> dict[str, forms.Field]:
        if name in BASES:
            return {f"{name}.{part}": _basis_part(name, part) for part in labels.BASIS_FIELDS}
        if name in _MAPPINGS:
            return {
                f"{name}.{part}": forms.CharField(label=str(_MAPPINGS[name].get(part, part)), required=False)
                for part in self.parts[name]
            }
        return {name: _field(name, day)}

    def sections(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """Return the parts of the form with their fields, in the order of the page."""
        return [
            (key, title, [self[field] for name in names for field in self.fields if _belongs(field, name)])
            for key, title, names in self.shown
        ]

    def said(self) -> dict[str, Any]:
        """Return the mapping that `reading.read` takes."""
        names = [name for _key, _title, section in self.shown for name in section]
        return {name: self._part(name) for name in names if any(_belongs(field, name) for field in self.fields)}

    def _part(self, name: str) -> Any:
        if name in BASES:
            basis = {part: self.cleaned_data.get(f"{name}.{part}", "") for part in labels.BASIS_FIELDS}
            return basis if any(basis.values()) else None
        if name in _MAPPINGS:
            return {part: value for part in self.parts[name] if (value := self.cleaned_data.get(f"{name}.{part}"))}
        value = self.cleaned_data.get(name)
        if name in _LINES:
            return [line.strip() for line in str(value or "").splitlines() if line.strip()]
        return str(value or "").split() if name == "keywords" else value

    def tell(self, problems: Iterable[Problem]) -> None:
        """Show each problem beside its field, those without a field at the top."""
        for problem in problems:
            field = self.field_of(problem)
            self.add_error(field, told(problem) if field else f"{problem.path}: {told(problem)}")

    def field_of(self, problem: Problem) -> str | None:
        """Return the field beside which a problem is shown; None where this form has none for it."""
        return next((path for path in (problem.path, f"{problem.path}.law") if path in self.fields), None)


def told(problem: Problem) -> str:
    """Return a problem in the page's language with its article and remedy."""
    article = f" ({problem.article})" if problem.article else ""
    remedy = chosen(problem.remedy)
    return f"{chosen(problem.what)}{article}" + (f"; {remedy}" if remedy else "")


def _belongs(field: str, name: str) -> bool:
    return field == name or field.startswith(f"{name}.")


def _parts(name: str, day: date, said: Mapping[str, Any]) -> list[str]:
    """The elements that the text of the place asks for, and those that were stated before."""
    term = terms(day).get(
        "catalogue.collection_basis_fields" if name == "collection" else "catalogue.entrusted_collection_fields"
    )
    asked = list(term.value) if term is not None and term.decides else []
    if name == "entrusted":
        told = terms(day).get("catalogue.entrusted_collection_notice")
        asked = [*(["trustee"] if asked else []), *asked, *(["notice"] if told is not None and told.decides else [])]
    return list(dict.fromkeys([*asked, *said]))


def _basis_part(name: str, part: str) -> forms.Field:
    label = f"{labels.FIELDS[name]}{colon()}{labels.BASIS_FIELDS[part]}"
    if part == "kind":
        return forms.ChoiceField(label=label, choices=[("", "—"), *labels.choices("kind")], required=False)
    return forms.CharField(label=label, required=False)


def _field(name: str, day: date) -> forms.Field:
    common: dict[str, Any] = {"label": labels.FIELDS[name], "help_text": labels.HELP.get(name, ""), "required": False}
    if name in _TRUTHS:
        return forms.BooleanField(**common)
    if name == "protected":
        return forms.MultipleChoiceField(choices=labels.choices(name), widget=forms.CheckboxSelectMultiple, **common)
    if name == "rejected_share":
        return forms.FloatField(min_value=0, max_value=1, **common)
    options = labels.choices(name) or _of_the_law(name, day)
    if options:
        return forms.ChoiceField(choices=options if name == "delivery_mode" else [("", "—"), *options], **common)
    rows = 3 if name in _LONG or name in _LINES else 0
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(), **common)


def _of_the_law(name: str, day: date) -> list[tuple[str, str]]:
    """Values that the text of the place lists: grounds not to open, base and topic databases."""
    parameter = {
        "opening_ground": "opening.withheld_grounds",
        "base_database": "collection.base_databases",
        "topic_database": "collection.thematic_databases",
    }.get(name)
    term = terms(day).get(parameter) if parameter else None
    return (
        [(key, chosen(term.names.get(key, {"zh": key, "en": key}))) for key in term.value] if term is not None else []
    )


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name in FIELD_NAMES:
        value = said.get(name)
        if name in BASES or name in _MAPPINGS:
            flat |= {f"{name}.{part}": held for part, held in (value or {}).items()}
        elif name in _LINES:
            flat[name] = "\n".join(value or ())
        else:
            flat[name] = " ".join(value or ()) if name == "keywords" else value
    return flat


class RowForm(EntryForm):
    """One section of an entry as a line of a table; what is ticked in several boxes has no cell and stays as it is."""

    def __init__(self, day: date, number: str, only: str, before: Mapping[str, Any], posted: Any = None) -> None:
        super().__init__(day, posted, initial=before, only=only, prefix=number)
        for name in [name for name, field in self.fields.items() if field.widget.use_fieldset]:
            del self.fields[name]
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 1
            if isinstance(field, forms.BooleanField):
                field.widget = forms.Select(choices=[("False", _("否")), ("True", _("是"))])


BULK: Final = (
    "contact",
    "contact_details",
    "update_frequency",
    "domain",
    "format",
    "data_type",
    "level",
    "keywords",
    "duty",
)


class BulkForm(forms.Form):
    """Values for many entries at once; a field that is left empty stays as each entry has it."""

    def __init__(self, day: date, posted: Any = None) -> None:
        super().__init__(posted)
        for name in BULK:
            self.fields[name] = _field(name, day)

    def said(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return {name: value.split() if name == "keywords" else value for name, value in given.items()}


class ItemForm(forms.Form):
    """One row of the table of items; an empty row says nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ITEM_NAMES:
            self.fields[name] = _item_field(name)

    def said(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.cleaned_data.items() if name in ITEM_NAMES and value not in ("", None)
        }

    @property
    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("name") or self.cleaned_data.get("code"))


def _item_field(name: str) -> forms.Field:
    if name in ("key", "required"):
        return forms.BooleanField(required=False)
    if name == "length":
        return forms.IntegerField(min_value=1, required=False)
    options = labels.choices(name)
    if options:
        return forms.ChoiceField(choices=options if name != "level" else [("", "—"), *options], required=False)
    return forms.CharField(required=False)


class ItemsTable(forms.BaseFormSet):  # type: ignore[type-arg]
    """The table of items; every control says its column and its row to those who do not see them."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            title = _("删除") if name == "DELETE" else labels.ITEM_FIELDS[name]
            field.label = str(title)
            field.widget.attrs["aria-describedby"] = f"said-{form.add_prefix(name)}"
            field.widget.attrs["aria-label"] = str(title) if index is None else f"{title} {index + 1}"


_SPARE = 4  # empty rows below those that are there; more come with "more rows"


def items_table(posted: Any = None, *, rows: Sequence[Mapping[str, Any]] = ()) -> Any:
    """Return the table of items as a formset, with a few empty rows."""
    table = forms.formset_factory(
        ItemForm, formset=ItemsTable, extra=_SPARE, can_delete=True, max_num=1000, absolute_max=1000
    )
    return table(posted, initial=[dict(row) for row in rows], prefix="items")


def items_kept(table: Any) -> list[Any]:
    """Return the lines of the table that hold an item; those that are ticked for removal, empty or unreadable are left out."""
    read = [form for form in table if form.is_valid() and form.cleaned_data]
    return [form for form in read if not form.cleaned_data.get("DELETE") and not form.is_blank]


def items_said(table: Any) -> list[dict[str, Any]]:
    """Return the items that the table holds."""
    return [form.said() for form in items_kept(table)]
