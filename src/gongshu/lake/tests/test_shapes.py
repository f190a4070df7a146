"""Shapefiles and dBASE tables: every attribute as it is written, every geometry as GeoJSON."""

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapefile

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.dbase import is_dbase
from gongshu.lake.deliver import cast
from gongshu.lake.errors import WorkbookDamaged
from gongshu.lake.inspect import inspect
from gongshu.lake.keys import Vault
from gongshu.lake.shapes import layers
from gongshu.lake.tests.reading import quarantined, rows_of

pytestmark = pytest.mark.pure
POINT = (107.468, 31.209)
ROWS: list[tuple[Any, ...]] = [
    ("东门公厕", 511702199001011234, 12.5, date(2025, 3, 1), True),
    ("西门公厕", 2, None, None, None),
]


NAMES = ("名称", "编号", "面积", "日期", "开放")


def layer(
    folder: Path,
    stem: str = "公厕",
    encoding: str = "gb18030",
    rows: list[tuple[Any, ...]] = ROWS,
    names: tuple[str, ...] = NAMES,
) -> Path:
    """Write a layer of points; the last one has no geometry."""
    with shapefile.Writer(str(folder / stem), shapeType=shapefile.POINT, encoding=encoding) as out:
        for name, kind in zip(names, [("C", 40), ("N", 19), ("N", 12, 2), ("D",), ("L",)], strict=True):
            out.field(name, *kind)
        for row in rows[:-1]:
            out.point(*POINT)
            out.record(*row)
        out.null()
        out.record(*rows[-1])
    (folder / f"{stem}.cpg").unlink(missing_ok=True)
    return folder / stem


def packed(path: Path, *stems: Path, without: str = "", **more: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for stem in stems:
            for ending in (".shp", ".shx", ".dbf"):
                if ending != without:
                    archive.write(stem.with_name(stem.name + ending), f"导出/{stem.name}{ending}")
        for name, text in more.items():
            archive.writestr(f"导出/{name}", text)
    return path


def cells(path: Path) -> list[tuple[str | None, ...] | None]:
    return [record.cells for one in layers(path) for record in one.records()]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_every_attribute_is_read_as_it_is_written_and_the_point_as_geojson(encoding: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", layer(tmp_path, encoding=encoding))
    (only,) = layers(path)
    assert only.header.names == (*NAMES, "geometry")
    first, second = cells(path)
    assert first is not None
    assert first[:5] == ("东门公厕", "511702199001011234", "12.50", "2025-03-01", "true")
    assert json.loads(first[5] or "") == {"type": "Point", "coordinates": list(POINT)}
    assert second == ("西门公厕", "2", None, None, None, None)


def test_what_the_code_page_file_says_counts_more_than_what_the_letters_look_like(tmp_path: Path) -> None:
    rows = [("達州", 1, 1, None, None), ("成都", 2, 2, None, None)]
    path = packed(
        tmp_path / "a.zip",
        layer(tmp_path, "big5", "big5", rows, ("NAME", "NO", "AREA", "DAY", "OPEN")),
        **{"big5.cpg": "950\r\n"},
    )
    assert [row[0] for row in cells(path) if row] == ["達州", "成都"]


def test_a_feature_that_is_marked_as_deleted_takes_its_geometry_along(tmp_path: Path) -> None:
    stem = layer(tmp_path, rows=[("甲", 1, 1, None, None), *ROWS])
    dbf = stem.with_name(stem.name + ".dbf")
    content = bytearray(dbf.read_bytes())
    content[int.from_bytes(content[8:10], "little")] = ord("*")
    dbf.write_bytes(content)
    found = cells(packed(tmp_path / "a.zip", stem))
    assert [(row[0], row[5] is None) for row in found if row] == [("东门公厕", False), ("西门公厕", True)]


def test_every_layer_is_a_table_and_the_one_that_fits_is_delivered(tmp_path: Path, vault: Vault) -> None:
    path = packed(tmp_path / "a.zip", layer(tmp_path), layer(tmp_path, "备份"))
    found = inspect(path)
    assert (str(found.format), [(one.name, one.rows) for one in found.tables]) == (
        "shapefile",
        [("公厕", 2), ("备份", 2)],
    )
    path = packed(tmp_path / "b.zip", layer(tmp_path))
    columns = [Column("名称", "mc", key=True), Column("日期", "rq", ColumnType.DATE), Column("geometry", "geom")]
    done = cast(path, columns, tmp_path / "work", vault)
    assert rows_of(done.good, vault, tmp_path, "mc, rq::VARCHAR, geom IS NULL") == [
        ("东门公厕", "2025-03-01", False),
        ("西门公厕", None, True),
    ]


def test_a_dbase_table_alone_is_read_without_geometries(tmp_path: Path) -> None:
    layer(tmp_path)
    table = inspect(tmp_path / "公厕.dbf").tables[0]
    assert (table.name, table.rows, [name for name, _ in table.columns]) == (
        "公厕", 2, list(NAMES),
    )  # fmt: skip


def test_a_cell_that_was_cut_within_a_character_is_set_aside(tmp_path: Path, vault: Vault) -> None:
    stem = layer(tmp_path, rows=[("甲" * 20, 1, 1, None, None), *ROWS])
    dbf = stem.with_name(stem.name + ".dbf")
    content = dbf.read_bytes().replace("甲".encode("gb18030") * 20, "甲".encode("gb18030") * 19 + b"\xbc\x20")
    dbf.write_bytes(content)
    done = cast(packed(tmp_path / "a.zip", stem), [Column("名称", "mc")], tmp_path / "work", vault)
    assert [(n, reasons[0][0]) for n, _, reasons in quarantined(done.quarantine, vault, tmp_path)] == [(1, "encoding-error")]  # fmt: skip


@pytest.mark.parametrize("without", [".dbf"])
def test_a_layer_without_its_attributes_is_refused_with_what_to_do(without: str, tmp_path: Path) -> None:
    with pytest.raises(WorkbookDamaged, match=r"pack all parts"):
        list(layers(packed(tmp_path / "a.zip", layer(tmp_path), without=without)))


def test_damaged_shapes_are_refused(tmp_path: Path) -> None:
    stem = layer(tmp_path)
    shp = stem.with_name(stem.name + ".shp")
    shp.write_bytes(shp.read_bytes()[:110])
    with pytest.raises(WorkbookDamaged, match=r"cannot be read .*; export the layer again"):
        cells(packed(tmp_path / "a.zip", stem))


@pytest.mark.parametrize("text", ["0,1\r\n" * 3000, "0" * 5000 + "\r", "0a\n\n" + "1,2\r" * 4000])
def test_text_that_begins_with_the_sign_of_a_dbase_version_is_text(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    assert not is_dbase(tmp_path / "a.csv")
