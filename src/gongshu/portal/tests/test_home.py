"""The first page: its figures are those of what the visitor may see."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from gongshu.portal.queries.home import InTime
from gongshu.ui.navigation import MENUS


def test_the_figures_are_those_of_the_published_catalogue(city: Any, visitor: Any) -> None:
    home = visitor().get("/").context["home"]
    assert home.figures.published == 5
    assert home.resources == 4
    assert home.figures.rows == 12
    assert home.hooked == 80
    assert home.bodies == 8


def test_drafts_do_not_count_and_are_not_shown(city: Any, visitor: Any) -> None:
    said = visitor().get("/").content.decode()
    assert "矿业权登记" not in said
    assert "道路运输经营许可" in said


def test_what_is_withheld_from_opening_is_neither_shown_nor_counted_for_the_public(city: Any, visitor: Any) -> None:
    from gongshu.catalogue import services
    from gongshu.catalogue.tests.stage import NOW, complete, publish

    said = complete(
        title="涉密标志",
        opening="withheld",
        opening_basis={"kind": "law", "law": "保守国家秘密法", "article": "第九条"},
    )
    said |= {
        "opening_conditions": "",
        "opening_reason": "国家秘密",
        "items": [{**said["items"][0], "name": "标志号", "code": "mark_no"}],
    }
    publish(services.add(said, actor=city.person("huang"), now=NOW), city.person("huang"), city.person("chen"), NOW)
    assert "涉密标志" not in visitor().get("/").content.decode()
    assert visitor().get("/").context["home"].figures.published == 5
    assert visitor("liu").get("/").context["home"].figures.published == 6


def test_domains_lead_to_the_search_with_their_filter(city: Any, visitor: Any) -> None:
    page = visitor().get("/")
    assert next((key, count) for key, _, count in page.context["home"].domains) == ("transport", 3)
    assert "?domain=transport" in page.content.decode()


def test_a_late_answer_counts_against_the_office(city: Any, visitor: Any) -> None:
    in_time = visitor().get("/").context["home"].in_time
    assert (in_time.answered, in_time.in_time, in_time.share) == (2, 1, 50)
    assert InTime(answered=0, in_time=0).share is None
    assert InTime(answered=200, in_time=199).share == 99


def test_the_page_shows_what_the_law_promises_with_its_articles(city: Any, visitor: Any) -> None:
    said = visitor().get("/").content.decode()
    assert "有条件共享申请的答复期限" in said
    assert "达州办法 第二十条第二款" in said


def test_figures_of_charts_stand_in_tables_as_well(city: Any, visitor: Any) -> None:
    said = visitor().get("/").content.decode()
    assert said.count('class="chart-table"') == 3
    assert "2025-08" in said


def test_figures_change_with_the_catalogue(city: Any, visitor: Any) -> None:
    from gongshu.catalogue.tests.stage import NOW, publish

    assert visitor().get("/").context["home"].figures.published == 5
    publish(city.draft, city.person("huang"), city.person("chen"), NOW)
    assert visitor().get("/").context["home"].figures.published == 6


def test_an_empty_node_says_what_will_appear(db: None, node: object, visitor: Any) -> None:
    page = visitor().get("/")
    assert page.status_code == 200
    assert "还没有发布的目录" in page.content.decode()
    assert page.context["home"].hooked is None


def test_large_numbers_are_told_as_people_say_them() -> None:
    from django.utils.translation import override

    from gongshu.portal.templatetags.portal import short_count

    assert short_count(9_999) == ("9,999", "")
    assert short_count(1_204_331) == ("120.4", "万")
    with override("en"):
        assert short_count(1_204_331) == ("1.2", " million")
        assert short_count(20_000) == ("20,000", "")


def test_the_page_is_complete_in_english(city: Any, visitor: Any) -> None:
    said = visitor(language="en").get("/").content.decode()
    assert "Public data of Dazhou" in said
    assert "What the law promises" in said


def test_search_engines_are_told_what_to_read(city: Any, visitor: Any) -> None:
    robots = visitor().get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Disallow: /cases" in robots.content.decode()
    assert "Sitemap: " in robots.content.decode()


def public_menu() -> list[str]:
    public = MENUS["public"]
    return [reverse(place.name) for place in public] + [each for place in public for each in place.also]


def test_the_sitemap_lists_the_law_and_open_entries_and_no_draft(city: Any, visitor: Any) -> None:
    maps = re.findall(r"<loc>http://[^/]+(/sitemap/[^<]+)</loc>", visitor().get("/sitemap.xml").content.decode())
    assert maps == ["/sitemap/pages.xml", "/sitemap/datasets-1.xml"]
    law, datasets = (visitor().get(each).content.decode() for each in maps)
    assert [place for place in public_menu() if f"{place}</loc>" not in law] == []
    assert "/law/cn/sichuan/dazhou/%E8%BE%BE%E5%B7%9E%E5%8A%9E%E6%B3%95/20" in law
    assert f"/catalogue/{city.entries[0].number}<" in datasets
    assert city.draft.number not in datasets
    assert visitor().get("/sitemap/datasets-2.xml").status_code == 404
