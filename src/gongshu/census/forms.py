"""Forms of the census."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gongshu.census.models import Kind, Verdict
from gongshu.census.queries import Line
from gongshu.census.services import Said


class RoundForm(forms.Form):
    """What the authority says when it opens a census."""

    title = forms.CharField(label=_("普查名称"), max_length=120)
    days = forms.IntegerField(
        label=_("填报期限（工作日）"), min_value=1, max_value=250, initial=20, help_text=_("法规没有规定期限，由组织普查的部门确定")
    )  # fmt: skip
    enterprises = forms.CharField(
        label=_("参加的企业"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("企业账号的登录名，每行一个")
    )  # fmt: skip

    def __init__(self, *args: object, enterprises: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not enterprises:
            del self.fields["enterprises"]


def answers(said: QueryDict, lines: Sequence[Line]) -> Iterator[Said]:
    """Yield the answers that a filled sheet holds: those lines for which a verdict was chosen, and what was added."""
    for line in lines:
        key = f"{line.kind}:{line.subject}"
        if verdict := said.get(f"verdict:{key}", ""):
            yield Said(kind=line.kind, subject=line.subject, verdict=verdict, said=said.get(f"said:{key}", ""))
    if name := said.get("added", "").strip():
        yield Said(kind=Kind.UNLISTED, subject=name, verdict=Verdict.ADDED, said=said.get("added_said", ""))
