"""A list on paper: landscape, its heading on every page, number, date, digest and page below."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

from gongshu.audit import sealer
from gongshu.catalogue import lists, queries, services
from gongshu.catalogue.lists.paper import paper
from gongshu.catalogue.tests.stage import NOW, complete, publish

CITY = "511700"


@pytest.fixture
def held(huang, chen):
    publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    return services.publish_list("opening_responsibility_list", CITY, actor=chen, now=NOW)


def printed(held, actor, times=1):
    titles = [str(column.title) for column in lists.kind_of(held.kind).columns]
    return paper(held, titles, list(queries.list_rows(actor, held)) * times, [("统计期", "2025-09")])


def pages(content):
    return pypdf.PdfReader(BytesIO(content)).pages


def words(page):
    return "".join(page.extract_text().split())


def test_the_paper_tells_title_version_article_period_and_every_row(held, chen):
    (page,) = pages(printed(held, chen))
    said = words(page)
    for each in ("达州市开放责任清单", "第1版", "第二十六条", "统计期：2025-09", "不动产登记信息", "511700-0001"):
        assert each in said
    assert page.mediabox.width > page.mediabox.height


def test_every_page_repeats_the_heading_and_says_number_day_digest_and_which_page_it_is(held, chen):
    found = pages(printed(held, chen, times=80))
    assert len(found) > 2
    for place, page in enumerate(found, 1):
        said = words(page)
        assert "目录编号" in said
        assert "opening_responsibility_list.511700.1" in said
        assert held.digest in said
        assert "2025-09-29" in said
        assert f"第{place}页，共{len(found)}页" in said


def test_once_its_record_is_sealed_a_version_is_the_same_paper_every_time(held, chen):
    assert "日志共" not in words(pages(printed(held, chen))[0])
    sealer.seal(NOW)
    first = printed(held, chen)
    sealer.seal(NOW)
    assert printed(held, chen) == first
    assert "日志共" in words(pages(first)[0])


def test_a_large_list_is_printed_without_tags_and_to_its_end(held, chen):
    read = pypdf.PdfReader(BytesIO(printed(held, chen, times=2600)))
    assert "/StructTreeRoot" not in read.trailer["/Root"]
    assert "共2600条" in words(read.pages[0])
    assert words(read.pages[-1]).count("不动产登记信息") >= 1
    assert f"第{len(read.pages)}页，共{len(read.pages)}页" in words(read.pages[-1])


def test_the_paper_is_handed_out_by_the_page(held, client):
    answer = client.get(f"/lists/{held.kind}/{CITY}/1.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert held.digest in words(pages(answer.content)[0])
    assert ".pdf" in answer["Content-Disposition"]
