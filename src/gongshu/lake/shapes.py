"""Shapefiles in a ZIP, and dBASE tables alone: the attributes of each feature with its geometry as GeoJSON, one table a layer."""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from struct import error
from typing import IO, Any

import shapefile

from .archive import copy, name_of, opened
from .dbase import Dbase, encoding_named
from .errors import WorkbookDamaged
from .headers import Header
from .nameless import nameless
from .records import Record

GEOMETRY = "geometry"
LONGEST = 100  # Bytes of a .cpg file


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; its records can be read until the next one is asked for."""

    name: str
    table: Dbase
    shapes: IO[bytes] | None  # None: a table without geometries
    epoch: int = 1900

    @property
    def header(self) -> Header:
        own = (GEOMETRY,) if self.shapes else ()
        return Header(0, 1, (*self.table.names, *own), ())

    def records(self) -> Iterator[Record]:
        """Yield the features that are not marked as deleted. Raises: WorkbookDamaged if a geometry cannot be read."""
        names, number = self.header.names, 0
        for cells, geometry in self._pairs():
            if cells is None:
                continue
            number += 1
            row = (*cells, geometry) if self.shapes else cells
            raw = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
            damaged = "�" in raw
            yield Record(number, raw, None if damaged else row, "encoding-error" if damaged else None)

    def _pairs(self) -> Iterator[tuple[tuple[str | None, ...] | None, str | None]]:
        if self.shapes is None:
            yield from ((cells, None) for cells in self.table.rows())
            return
        try:
            shapes = shapefile.Reader(shp=self.shapes).iterShapes()
            for cells in self.table.rows():
                yield cells, _geojson(next(shapes, None))
        except (shapefile.ShapefileException, error, ValueError, IndexError) as problem:
            raise WorkbookDamaged(
                f"{self.name}.shp cannot be read ({problem}); export the layer again, or deliver GeoJSON",
                f"{self.name}.shp 不能读取（{problem}）；请重新导出该图层，或者改为投送 GeoJSON",
            ) from problem


def _geojson(shape: Any) -> str | None:
    if shape is None or shape.shapeType == shapefile.NULL:
        return None
    return json.dumps(shape.__geo_interface__, ensure_ascii=False)


def layers(path: Path) -> Iterator[Layer]:
    """Yield every layer of a ZIP with shapefiles, or a dBASE file as the only one.

    Raises: WorkbookDamaged if a part is missing or cannot be read; FormatUnknown if it is encrypted or damaged; ZipBomb.
    """
    if not zipfile.is_zipfile(path):
        with path.open("rb") as source:
            yield Layer(path.stem, Dbase(source, path.name), None)
        return
    with opened(path) as archive:
        parts = {name_of(member).casefold(): member for member in archive.infolist()}
        for key, member in parts.items():
            if key.endswith(".shp"):
                with ExitStack() as stack:
                    yield _layer(archive, member, parts, key.removesuffix(".shp"), stack)


def _layer(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, parts: dict[str, zipfile.ZipInfo], stem: str, stack: ExitStack
) -> Layer:
    name = PurePosixPath(name_of(member).replace("\\", "/")).stem
    if f"{stem}.dbf" not in parts:
        raise WorkbookDamaged(
            f"{name}.shp has no {name}.dbf beside it; pack all parts of the layer",
            f"{name}.shp 缺少同名的 .dbf 文件；请把图层的各个文件一并打包",
        )
    named = parts.get(f"{stem}.cpg")
    encoding = None
    if named is not None and named.file_size <= LONGEST:
        encoding = encoding_named(archive.read(named).decode("latin-1"))
    table = Dbase(_unpacked(archive, parts[f"{stem}.dbf"], stack), f"{name}.dbf", encoding)
    return Layer(name, table, _unpacked(archive, member, stack))


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, stack: ExitStack) -> IO[bytes]:
    handle = stack.enter_context(nameless(member.file_size))
    with os.fdopen(os.dup(handle), "wb") as out:
        copy(archive, member, out)
    source = stack.enter_context(os.fdopen(os.dup(handle), "rb"))
    source.seek(0)
    return source
