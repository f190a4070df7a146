"""The forms of the portal's pages; all of them only ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.cases.errors import UnknownCase
from gongshu.law import Law
from gongshu.law.terms import Term
from gongshu.portal.lawbook.words import topic_of
from gongshu.portal.queries.checking import LARGEST
from gongshu.ui.words import chosen, english


def place_choices(law: Law) -> list[tuple[str, str]]:
    """Return every place with a text of its own, the nation first."""
    return [(path, chosen(each.name)) for path, each in sorted(law.jurisdictions.items()) if each.main]


class DueForm(forms.Form):
    """Which term, from which day, where."""

    place = forms.ChoiceField(label=_("地区"))
    parameter = forms.ChoiceField(label=_("哪个期限"))
    received = forms.DateField(
        label=_("收到之日"),
        widget=forms.DateInput(attrs={"type": "date", "min": "2004-01-01", "max": "2099-12-31"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Mapping[str, Any], law: Law, terms: Mapping[str, Term]) -> None:
        super().__init__(data)
        self.fields["place"].choices = place_choices(law)  # type: ignore[attr-defined]
        self.fields["parameter"].choices = _by_topic(terms)  # type: ignore[attr-defined]


def _by_topic(terms: Mapping[str, Term]) -> list[tuple[str, list[tuple[str, str]]]]:
    topics: dict[str, list[tuple[str, str]]] = {}
    for name, term in terms.items():
        topics.setdefault(str(topic_of(name)), []).append((name, chosen(term.description)))
    return list(topics.items())


class CompareForm(forms.Form):
    """Which two places, on which day."""

    left = forms.ChoiceField(label=_("左"))
    right = forms.ChoiceField(label=_("右"))
    on = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    times = forms.BooleanField(label=_("只看期限"), required=False)
    all = forms.BooleanField(label=_("也列出相同的"), required=False)

    def __init__(self, data: Mapping[str, Any], law: Law) -> None:
        super().__init__(data)
        for side in ("left", "right"):
            self.fields[side].choices = place_choices(law)  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """What stands on a receipt."""

    number = forms.CharField(label=_("编号"), help_text=_("受理通知书上的编号，如 2026-GX-00001"), max_length=30)
    code = forms.CharField(label=_("查询码"), help_text=_("印在编号旁边"), max_length=16)

    def add_problem(self, problem: UnknownCase) -> None:
        """Say what the cases say, with what to do, on the page of the form."""
        self.add_error(
            None,
            f"{chosen(problem.because)}. {chosen(problem.remedy)}"
            if english()
            else f"{chosen(problem.because)}。{chosen(problem.remedy)}。",
        )


class ProofForm(forms.Form):
    """Which record of the log."""

    index = forms.IntegerField(label=_("记录序号"), help_text=_("从 0 起计，印在文书的二维码旁"), min_value=0)


class PaperForm(forms.Form):
    """A paper, or what is known of it."""

    number = forms.CharField(
        label=_("编号"), help_text=_("文书或清单的编号，如 2026-GX-00001-02"), max_length=80, required=False
    )
    text = forms.CharField(
        label=_("粘贴内容"), help_text=_("回执或检查点原文，或者文件的 SHA-256"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("选择文件"),
        help_text=_("文书 PDF、清单 XLSX、JSON 或 CSV、回执 JSON；文件只用来计算，不保存"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not any(said.values()) and not self.errors:
            raise forms.ValidationError(_("请填写编号、粘贴内容或者选择文件"))
        file = said.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", _("文件超过 16 MB；可以在本机计算 SHA-256 后粘贴"))
        return said

    def content(self) -> bytes:
        """Return what is to be checked; a file goes before what was pasted."""
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else str(self.cleaned_data["text"]).encode()
