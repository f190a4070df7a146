"""Static files come from memory, may be kept, and nothing beside them is served."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gongshu.site.static import Static
from gongshu.ui import assets

pytestmark = pytest.mark.pure


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static" / "vendor").mkdir(parents=True)
    (tmp_path / "static" / "page.css").write_text("body { color: #1d3f72 }\n" * 200, encoding="utf-8")
    (tmp_path / "static" / "vendor" / "library.js").write_text("1;", encoding="utf-8")
    (tmp_path / "static" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "static" / "notes.txt").write_text("not for visitors", encoding="utf-8")
    (tmp_path / "secret.css").write_text("outside", encoding="utf-8")
    return tmp_path / "static"


@pytest.fixture
def visitor(folder: Path) -> TestClient:
    return TestClient(Static(folder))


def test_a_file_is_served_with_its_kind(visitor: TestClient) -> None:
    answer = visitor.get("/static/vendor/library.js")
    assert answer.text == "1;"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_address_with_a_digest_may_be_kept_for_a_year(visitor: TestClient) -> None:
    assert "immutable" in visitor.get("/static/page.css?v=abc").headers["cache-control"]


def test_an_address_without_a_digest_is_asked_again(visitor: TestClient) -> None:
    answer = visitor.get("/static/page.css")
    assert answer.headers["cache-control"] == "no-cache"
    assert visitor.get("/static/page.css", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_text_is_sent_compressed_to_those_who_can_read_it(visitor: TestClient) -> None:
    with visitor.stream("GET", "/static/page.css", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed).startswith(b"body {")


def test_text_is_sent_plain_to_those_who_cannot(visitor: TestClient) -> None:
    answer = visitor.get("/static/page.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.text.startswith("body {")


def test_a_picture_is_not_compressed_again(visitor: TestClient) -> None:
    assert "content-encoding" not in visitor.get("/static/picture.png", headers={"Accept-Encoding": "gzip"}).headers


def test_an_edited_file_is_read_again(visitor: TestClient, folder: Path) -> None:
    assert visitor.get("/static/vendor/library.js").text == "1;"
    (folder / "vendor" / "library.js").write_text("22;", encoding="utf-8")
    assert visitor.get("/static/vendor/library.js").text == "22;"


@pytest.mark.parametrize(
    "address",
    [
        "/static/none.css",
        "/static/notes.txt",
        "/static/vendor",
        "/static/../secret.css",
        "/static/%2e%2e/secret.css",
        "/static//etc/passwd",
    ],
)
def test_nothing_else_is_served(visitor: TestClient, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_static_files_are_only_read(visitor: TestClient) -> None:
    assert visitor.post("/static/page.css").status_code == 405


def test_every_file_that_the_base_page_names_is_there() -> None:
    real = TestClient(Static())
    for name in (
        "gongshu.css",
        "print.css",
        "gongshu.js",
        "icons.svg",
        "mark.svg",
        "vendor/tabler.min.css",
        "vendor/htmx.min.js",
        "vendor/echarts.min.js",
    ):
        assert real.get(assets.address(name)).status_code == 200
