"""The form of an upload."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Resource
from gongshu.catalogue.words import Mode, ResourceKind

_KINDS = ".csv,.tsv,.txt,.xls,.xlsx,.xlsb,.ods,.parquet,.json,.jsonl,.ndjson,.geojson,.html,.htm,.xml,.dbf,.zip"
_FILE_MODES = [
    ("", _("按目录登记的方式")),
    (Mode.REPLACE.value, _("替换原有文件")),
    (Mode.APPEND.value, _("增加一个文件")),
]


class UploadForm(forms.Form):
    """A file, how it is delivered, and for mended rows whose quarantine it mends."""

    file = forms.FileField(
        label=_("数据文件"), help_text=_("CSV、TSV、XLS、XLSX、ODS、JSON、GeoJSON、HTML 表格、DBF 或者 Parquet 文件，也可打包为 ZIP（其中一个表格或者 Shapefile 图层）；UTF-8、GB18030、UTF-16、Big5 均可"), allow_empty_file=True, max_length=255,
        widget=forms.FileInput(attrs={"accept": _KINDS}),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("投送方式"), required=False, choices=[("", _("按目录登记的方式")), *Mode.choices])
    resource = forms.ChoiceField(label=_("投送到"), required=False)
    mends = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, resources: Sequence[Resource] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        files = [each for each in resources if each.kind == ResourceKind.FILE]
        if len(resources) > 1 and files:
            listed = [(each.number, f"{each.title}（{each.get_kind_display()}）{each.number}") for each in resources]
            self.fields["resource"] = forms.ChoiceField(
                label=_("投送到"), required=False, choices=[("", _("按文件类型判断")), *listed]
            )
        else:
            del self.fields["resource"]
        if files and len(files) == len(resources):
            # A file has no rows: no keys to update by, no quarantine, no limit of rejected rows.
            self.fields["mode"] = forms.ChoiceField(label=_("投送方式"), required=False, choices=_FILE_MODES)
            self.fields["file"].widget.attrs.pop("accept", None)
            self.fields["file"].help_text = _("任何文件均可，原样保存；不按记录校核，投送后即为当前快照")
        elif files:
            self.fields["file"].widget.attrs.pop("accept", None)
            self.fields["file"].help_text = _(
                "文件资源接受任何文件，原样保存；库表接受 CSV、TSV、XLS、XLSX、ODS、JSON、GeoJSON、HTML 表格或者 Parquet 文件"
            )
