"""Names of delivered files: whatever is handed in, what is kept is a name and no path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.collection import naming

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("指南.pdf", "指南.pdf"), ("../../etc/passwd", "passwd"), ("C:\\导出\\表.xlsx", "表.xlsx"), ("a\nb\0c.pdf", "abc.pdf"), ("..", "upload"),
        ("/", "upload"), ("", "upload"), (" . ", "upload"), ("照\u202egpj.exe", "照gpj.exe"), (".gitignore", ".gitignore"),
    ],
)  # fmt: skip
def test_a_name_is_kept_without_folders_and_signs_that_deceive(said, kept):
    assert naming.named(said) == kept


@given(st.text(st.characters(codec=None, categories=None), max_size=600))
def test_no_name_is_a_path_or_too_long_or_cannot_be_written(said):
    name = naming.named(said)
    assert name not in ("", ".", "..")
    assert not set(name) & set("/\\\0\n\r")
    assert len(name.encode()) <= naming.LONGEST


def test_a_name_that_is_too_long_keeps_its_ending():
    assert naming.named("指" * 200 + ".pdf").endswith("指.pdf")


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("指南.PDF", "application/pdf"), ("公文.ofd", "application/ofd"), ("成果.gpkg", "application/geopackage+sqlite3"), ("照片.jpg", "image/jpeg"),
        ("无", "application/octet-stream"), ("x.unknown", "application/octet-stream"),
    ],
)  # fmt: skip
def test_the_media_type_is_told_by_the_ending(name, media):
    assert naming.media_of(name) == media


def test_tables_are_told_by_their_ending_and_documents_are_none():
    assert [naming.is_tabular(name) for name in ("a.CSV", "a.xlsx", "a.pdf", "a.zip", "a")] == [
        True,
        True,
        False,
        False,
        False,
    ]
