"""The form of an upload."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.words import Mode

_KINDS = ".csv,.tsv,.txt,.xlsx,.parquet,.jsonl,.ndjson"


class UploadForm(forms.Form):
    """A file, how it is delivered, and for mended rows whose quarantine it mends."""

    file = forms.FileField(
        label=_("数据文件"), help_text=_("CSV、TSV、XLSX、Parquet 或者 JSON 行文件；UTF-8 和 GB18030 均可"), allow_empty_file=True, max_length=255,
        widget=forms.FileInput(attrs={"accept": _KINDS}),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("投送方式"), required=False, choices=[("", _("按目录登记的方式")), *Mode.choices])
    mends = forms.CharField(required=False, widget=forms.HiddenInput)
