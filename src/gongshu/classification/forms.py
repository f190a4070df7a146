"""Forms of classification; the services judge what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.words import Level
from gongshu.classification.proposing import Proposal
from gongshu.classification.queries import Grading
from gongshu.classification.services.grading import Given
from gongshu.classification.services.rules import Said
from gongshu.lake.detect.categories import CATEGORIES
from gongshu.law.grading import LEVELS, Matrix
from gongshu.law.terms import Term
from gongshu.ui.words import chosen


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RulesForm(forms.Form):
    """A version of rules: what each has, and what the text of the place has these state."""

    title = forms.CharField(label=_("名称"), max_length=120)
    document = forms.CharField(label=_("文号"), required=False, max_length=60)
    sector = forms.CharField(label=_("行业"), max_length=60)
    in_force_on = forms.DateField(label=_("施行日期"), widget=forms.DateInput(attrs={"type": "date"}))
    provisions = forms.CharField(label=_("规则内容"), widget=_lines(10), help_text=_("每行一条"))
    made_with = forms.CharField(
        label=_("会同制定的单位"), required=False, widget=_lines(3), help_text=_("单位代码，每行一个")
    )

    def __init__(self, *args: Any, stated: Sequence[Term], of_sector: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stated = stated
        if not of_sector:
            del self.fields["sector"]
        for term in stated:
            for key in term.value:
                label = f"{chosen(term.description)} · {chosen(term.names[key])}"
                self.fields[f"{term.name}:{key}"] = forms.CharField(
                    label=label, max_length=1000, widget=_lines(2), help_text=str(term.article)
                )

    def said(self) -> Said:
        """Return what was filled in."""
        given = self.cleaned_data
        return Said(
            title=given["title"], document=given["document"], sector=given.get("sector", ""), in_force_on=given["in_force_on"],
            provisions=given["provisions"].splitlines(), made_with=given["made_with"].splitlines(),
            statements={term.name: {key: given[f"{term.name}:{key}"] for key in term.value} for term in self.stated},
        )  # fmt: skip


class HarmForm(forms.Form):
    """What harm is done to whom; the table of the standard says which level that gives."""

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, str | Promise]] = [("", _("无危害"))]
        choices += [(key, chosen(words)) for key, words in matrix.harms.items()]
        for key, words in matrix.objects.items():
            self.fields[key] = forms.ChoiceField(label=chosen(words), choices=choices, required=False)

    def harmed(self) -> dict[str, str]:
        return {key: harm for key, harm in self.cleaned_data.items() if harm}


def grades(said: QueryDict, found: Grading) -> Iterator[Given]:
    """Yield what a filled desk says of each column."""
    for each in found.lines:
        code = each.proposal.code
        yield Given(
            column=code,
            category=said.get(f"category:{code}", ""),
            level=said.get(f"level:{code}", ""),
            reason=said.get(f"reason:{code}", ""),
        )


def rows(said: QueryDict | None, found: Grading) -> list[dict[str, Any]]:
    """Return each line of the desk with what its fields hold: what was said, else what was graded, else what is proposed."""
    lines = []
    for place, each in enumerate(found.lines):
        code, own = each.proposal.code, each.proposal.category.name if each.proposal.category else ""
        category, level, reason = (
            (each.graded.category, each.graded.level, each.graded.reason)
            if each.graded
            else (own, each.proposal.level, "")
        )
        if said is not None:
            category, level, reason = (said.get(f"{name}:{code}", "") for name in ("category", "level", "reason"))
        held = {"line": each, "place": place, "category": category, "level": level, "reason": reason}
        lines.append({**held, "words": _words(each.proposal)})
    return lines


def _words(proposed: Proposal) -> dict[str, str]:
    category = proposed.category
    named = {"level": proposed.level, "present": proposed.present, "floor": proposed.floor.level}
    said = {key: str(Level(level).label) if level else "" for key, level in named.items()}
    return {**said, "category": chosen({"zh": category.zh, "en": category.en}) if category else str(_("无类别"))}


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the desk offers: categories in the page's language, levels from the lowest."""
    categories = [(each.name, chosen({"zh": each.zh, "en": each.en})) for each in CATEGORIES.values()]
    return {
        "categories": [("", str(_("无类别"))), *categories],
        "levels": [(level, str(Level(level).label)) for level in LEVELS],
    }
