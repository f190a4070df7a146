"""JSON documents: where the records are, and that nothing of them changes on the way."""

import json
from pathlib import Path

import pytest

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.documents import Document
from gongshu.lake.errors import FormatUnknown
from gongshu.lake.inspect import inspect
from gongshu.lake.keys import Vault
from gongshu.lake.tests.reading import quarantined, rows_of

pytestmark = pytest.mark.pure


def cells(path: Path, text: str | bytes, encoding: str = "utf-8") -> list[tuple[str | None, ...] | None]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    found = Document.of(path, encoding)
    return [found.names, *(record.cells for record in found.records())]


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ('[{"a": 1, "b": "x"}, {"b": "y", "c": null}]', ("a", "b", "c"), [("1", "x", None), (None, "y", None)]),
        ('{"code": 0, "data": {"total": 2, "list": [{"a": 1}, {"a": 2}]}}', ("a",), [("1",), ("2",)]),
        ('{"甲": {"数": 1}, "乙": {"数": 2}, "丙": {"数": 3}}', ("键", "数"), [("甲", "1"), ("乙", "2"), ("丙", "3")]),
        ('{"甲": [1], "乙": [2], "丙": []}', ("键", "值"), [("甲", "[1]"), ("乙", "[2]"), ("丙", "[]")]),
        ('{"a": 1,\n "b": true}', ("a", "b"), [("1", "true")]),
        ('[["名称", "数量"], ["甲", 1], ["乙", 2]]', ("名称", "数量"), [("甲", "1"), ("乙", "2")]),
    ],
)  # fmt: skip
def test_the_records_are_found_where_programs_put_them(
    text: str, names: tuple[str, ...], rows: list[tuple[str | None, ...]], tmp_path: Path
) -> None:
    assert cells(tmp_path / "a.json", text) == [names, *rows]


def test_no_digit_of_a_number_is_lost(tmp_path: Path) -> None:
    text = '[{"证": 511702199001011234, "额": 1.10, "点": [104.066, 30.5]}]'
    assert cells(tmp_path / "a.json", text)[1] == ("511702199001011234", "1.10", "[104.066, 30.5]")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_document_is_read_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps([{"姓名": "张三", "住址": "达州市通川区"}] * 3, ensure_ascii=False).encode(encoding))
    assert [(t.rows, t.columns[0][0]) for t in inspect(path).tables] == [(3, "姓名")]


def test_a_feature_is_its_properties_and_its_geometry(tmp_path: Path) -> None:
    feature = {"type": "Feature", "id": 7, "properties": {"name": "通川区"}, "geometry": {"type": "Point", "coordinates": [107.5, 31.2]}}  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    names, row = cells(tmp_path / "a.geojson", text)
    assert names == ("id", "name", "geometry")
    assert row is not None
    assert row[:2] == ("7", "通川区")
    assert json.loads(row[2] or "") == feature["geometry"]


@pytest.mark.parametrize("text", ['[{"a": 1},', '[{"a": 1,}]', '[{"a": NaN}]', "[]"])
def test_what_is_no_json_or_empty_is_refused_with_what_to_do(text: str, tmp_path: Path) -> None:
    with pytest.raises(FormatUnknown, match=r"; (write it again|deliver an array)"):
        cells(tmp_path / "a.json", text)


def test_a_line_longer_than_any_line_may_be_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"a": i, "b": "x" * 500} for i in range(6000)]))
    assert inspect(path).tables[0].rows == 6000


def test_a_value_that_does_not_fit_is_set_aside_and_the_others_are_delivered(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"名称": "甲", "数": 1}, {"名称": "乙", "数": "多"}, {"名称": "丙", "数": 3}]', encoding="utf-8")
    found = cast(path, [Column("名称", "mc"), Column("数", "s", ColumnType.INTEGER)], tmp_path / "work", vault)
    assert rows_of(found.good, vault, tmp_path, "mc, s") == [("甲", 1), ("丙", 3)]
    assert [(record, reasons) for record, _, reasons in quarantined(found.quarantine, vault, tmp_path)] == [
        (2, [("not-an-integer", "数")])
    ]
