"""Services that divide a long answer, asked over real connections."""

from __future__ import annotations

import json

import pytest
from tests.servers import SECRET

from gongshu.collection.datasources.description import Web
from gongshu.collection.datasources.paging import lines
from gongshu.collection.tests.units import PAGED, units_service
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import read_allowed
from gongshu.outside.web import Client

pytestmark = pytest.mark.pure
NEXT = {"paging": "next", "next_at": "next", "rows_at": "data"}
SINCE = {"since_name": "since", "mark": "at"}


@pytest.fixture(scope="module")
def port():
    with units_service() as held:
        yield held


def read(port, path, before=None, **how):
    said, mark = Web(address=f"http://127.0.0.1:{port}{path}", **how), {}
    with Client([read_allowed(f"127.0.0.1:{port}")]) as client:
        text = b"".join(lines(said, {"X-Key": SECRET}, before or {}, mark, client)).decode()
    return [json.loads(line)["unit_no"] for line in text.splitlines()], mark


@pytest.mark.parametrize(
    ("path", "how"),
    [("/units", PAGED), ("/units?fixed=1", {**PAGED, "size": 5}), ("/units", {**PAGED, "paging": "offset", "page_name": "offset"}), ("/next", NEXT)],
    ids=["page", "a page that is just full", "offset", "next"],
)  # fmt: skip
def test_every_row_comes_once_however_the_service_divides_them(port, path, how):
    rows, mark = read(port, path, **how, **SINCE)
    assert rows == ["U1", "U2", "U3", "U4", "U5"]
    assert mark == {"column": "at", "value": 105, "rows": 0}
    assert read(port, path, mark, **how, **SINCE) == (["U5"], mark)
    assert read(port, path, {"column": "at", "value": 900}, **how, **SINCE)[0] == []


@pytest.mark.parametrize(
    ("path", "how", "cause"),
    [
        ("/units", {**PAGED, "rows_at": "rows"}, Cause.FORMAT), ("/nothing", PAGED, Cause.MISSING),
        ("/units", {**PAGED, "first": 9}, Cause.FORMAT), ("/same", {**PAGED, "size": 1, "rows_at": "data"}, Cause.FORMAT),
        ("/elsewhere", NEXT, Cause.FORMAT), ("/broken", PAGED, Cause.FORMAT),
    ],
    ids=["no rows there", "no such address", "no row at all", "paging without effect", "the next page elsewhere", "no JSON"],
)  # fmt: skip
def test_an_answer_that_is_not_as_described_ends_the_fetch(port, path, how, cause):
    with pytest.raises(OutsideFailed) as failed:
        read(port, path, **how)
    assert failed.value.cause is cause
    assert SECRET not in str(failed.value)
