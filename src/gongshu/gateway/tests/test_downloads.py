"""Downloads: all formats, masked, recorded, and over when the grant is."""

from __future__ import annotations

import asyncio
import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from gongshu.gateway import streaming
from gongshu.gateway.problems import denied
from gongshu.gateway.tests.stage import NOW, at, table
from gongshu.grants.uses import reading
from gongshu.sharing.services import download_link


def read(format_: str, content: bytes) -> list[list[str]]:
    """The table of a downloaded file, as text, header first."""
    if format_ == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    if format_ == "jsonl":
        records = [json.loads(line) for line in content.splitlines()]
        return [list(records[0]), *([str(value) for value in record.values()] for record in records)]
    if format_ == "xlsx":
        return [
            [str(cell) for cell in row]
            for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        ]
    found = pq.read_table(io.BytesIO(content))
    return [found.schema.names, *([str(value) for value in row.values()] for row in found.to_pylist())]


@pytest.mark.parametrize("format_", ["csv", "xlsx", "parquet", "jsonl"])
def test_a_body_downloads_unconditional_data_in_every_format(stage, get, format_, node):
    entry = stage.entry(sharing="unconditional")
    answer = get(f"{entry.number}/download?format={format_}", stage.api_token("liu"))
    assert answer.status_code == 200, answer.text
    rows = read(format_, answer.content)
    assert (len(rows), rows[0][0], rows[3][0]) == (7, "不动产单元号", "U00003")
    assert [rows[3][3], rows[3][4]] == ["张**", "511702********0003"]
    use = reading.uses(node.uses, entry=entry.number)[0]
    assert (use.event, use.facts["format"], use.login) == ("sharing:use:download", format_, "liu")


def test_a_grant_gives_its_rows_and_items_to_a_download(stage, entry, get):
    token = stage.token(stage.granted(entry.number, items=["unit_no", "owner"], rows={"district": ["城西"]}))
    rows = read("csv", get(f"{entry.number}/download", token).content)
    assert rows == [["不动产单元号", "权利人"], ["U00002", "张**"], ["U00004", "张**"], ["U00006", "张**"]]


def test_an_unknown_format_is_told_with_those_there_are(stage, get):
    entry = stage.entry(sharing="unconditional")
    answer = get(f"{entry.number}/download?format=docx", stage.api_token("liu"))
    assert (answer.status_code, "csv" in answer.json()["error"]["remedy"]) == (422, True)


def test_a_page_sends_the_browser_to_a_link_for_this_person_alone(stage, get, node):
    entry = stage.entry(sharing="unconditional")
    link = download_link(entry.number, "csv", actor=stage.cast("liu"), now=NOW)
    answer = get(link.removeprefix("/data/"))
    assert answer.status_code == 200, answer.text
    assert reading.uses(node.uses, entry=entry.number)[0].login == "liu"


def test_a_link_is_over_after_five_minutes_and_cannot_be_changed(stage, get, today):
    entry = stage.entry(sharing="unconditional")
    link = download_link(entry.number, "csv", actor=stage.cast("liu"), now=NOW).removeprefix("/data/")
    assert get(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 404
    today(at(0.01))
    assert get(link).status_code == 404


def test_a_link_of_somebody_who_left_opens_nothing(stage, get):
    from gongshu.people.models import Account

    entry = stage.entry(sharing="unconditional")
    link = download_link(entry.number, "csv", actor=stage.cast("liu"), now=NOW).removeprefix("/data/")
    Account.objects.filter(login="liu").update(is_active=False, closed_at=NOW)
    assert get(link).status_code == 401


def test_anybody_downloads_what_is_opened_unconditionally(stage, get):
    entry = stage.entry(sharing="unconditional", opening="unconditional")
    assert len(read("csv", get(f"{entry.number}/download").content)) == 7


@pytest.mark.pure
def test_a_stream_stops_at_the_next_block_once_the_grant_is_over():
    asked = []

    async def again():
        asked.append(None)
        if len(asked) > 2:
            raise denied(409, "已暂停", "suspended")

    async def blocks():
        for _ in range(10):
            yield b"x" * 10

    got = []

    async def run() -> None:
        async for block in streaming.guarded(blocks(), again):
            got.append(block)

    with pytest.raises(streaming.HandoutStopped, match="suspended"):
        asyncio.run(run())
    assert len(got) == 2


@pytest.mark.pure
def test_an_export_that_nobody_reads_any_more_ends():
    written = []

    def write(out):
        for _ in range(1_000):
            out.write(b"x" * streaming.BLOCK)
            written.append(None)

    async def run():
        stream = streaming.written(write)
        assert await anext(stream)
        await stream.aclose()

    asyncio.run(run())
    assert len(written) < 100


@pytest.mark.pure
def test_an_export_that_fails_breaks_the_stream_off_instead_of_ending_it():
    def write(out):
        out.write(b"x" * streaming.BLOCK)
        raise OSError("disk")

    async def run():
        return [block async for block in streaming.written(write)]

    with pytest.raises(OSError, match="disk"):
        asyncio.run(run())


def test_a_large_table_streams_whole(stage, get):
    stage.rows = 20_000
    entry = stage.entry(sharing="unconditional")
    content = get(f"{entry.number}/download", stage.api_token("liu")).content
    assert content.count(b"\n") == 20_001


def test_the_download_follows_the_published_snapshot(stage, get):
    from gongshu.gateway.app import control
    from gongshu.jobs import worker

    entry = stage.entry(sharing="unconditional")
    stage.deliver(entry, table(9), now=at(0.0005))
    worker.drain(at(0.0005))
    control.forget()
    assert len(read("csv", get(f"{entry.number}/download", stage.api_token("liu")).content)) == 10
