"""Several opened tables as one ZIP: the same rows, rights and records as one by one."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from gongshu.grants.uses import reading

OPENED = {"opening": "unconditional", "opening_conditions": "", "sharing": "unconditional"}
OTHER = [{"name": "事项", "code": "matter", "type": "text", "key": True}]


@pytest.fixture
def pair(stage):
    first = stage.entry(**OPENED)
    second = stage.entry(hooked=False, title="事项", items=OTHER, **OPENED)
    stage.hook_text(second, "事项\n登记\n注销\n")
    return first, second


def asked(get, *numbers, format_="csv", token=""):
    return get("bundle?" + "&".join(f"entry={number}" for number in numbers) + f"&format={format_}", token)


@pytest.mark.parametrize("format_", ["csv", "jsonl", "xlsx", "parquet"])
def test_the_manifest_tells_every_file_by_its_digest(pair, get, format_):
    answer = asked(get, *(each.number for each in pair), format_=format_)
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert [(each["entry"], each["rows"]) for each in manifest["files"]] == [
        (pair[0].number, 6),
        (pair[1].number, 2),
    ]
    for each in manifest["files"]:
        assert hashlib.sha256(archive.read(each["file"])).hexdigest() == each["sha256"]
    assert manifest["files"][0]["masked"] == ["owner", "owner_id"]


def test_what_is_masked_alone_is_masked_in_the_bundle(pair, get):
    archive = zipfile.ZipFile(io.BytesIO(asked(get, pair[0].number).content))
    rows = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    assert "511702********0003" in rows
    assert "51170219900101" not in rows


def test_each_table_of_a_bundle_is_recorded_as_a_download(pair, get, node):
    asked(get, *(each.number for each in pair))
    for each in pair:
        use = reading.uses(node.uses, entry=each.number)[0]
        assert (use.event, use.facts["bundle"]) == ("sharing:use:download", 2)


def test_one_table_that_takes_an_application_refuses_the_whole(pair, stage, get, node):
    closed = stage.entry(
        title="控制点", items=[{"name": "点号", "code": "point", "type": "text", "key": True}], hooked=False
    )
    stage.hook_text(closed, "点号\nP1\n")
    assert asked(get, pair[0].number, closed.number).status_code == 403
    assert reading.uses(node.uses, entry=pair[0].number) == []


def test_limits_are_told(pair, get, monkeypatch):
    from gongshu.gateway import bundling

    assert asked(get).status_code == 422
    assert asked(get, pair[0].number, format_="docx").status_code == 422
    assert asked(get, *(f"X{number}" for number in range(21))).status_code == 422
    monkeypatch.setattr(bundling, "MOST_ROWS", 7)
    answer = asked(get, *(each.number for each in pair))
    assert (answer.status_code, "8" in json.dumps(answer.json())) == (413, True)
