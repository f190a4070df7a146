"""What every page carries: policy, languages, places, the node's name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.template import Context
from django.test import Client, RequestFactory
from django.utils.translation import override

from gongshu.ui import context, navigation, statuses, translations
from gongshu.ui.assets import FOLDER
from gongshu.ui.middleware import policy
from gongshu.ui.navigation import Place, places
from gongshu.ui.templatetags import gongshu as tags

pytestmark = [pytest.mark.pure, pytest.mark.urls("gongshu.site.tests.gallery")]


def page(**headers: str) -> str:
    return Client(raise_request_exception=False).get("/gallery", headers=headers).content.decode()


def test_nothing_inline_runs_and_nothing_comes_from_elsewhere() -> None:
    said = Client().get("/gallery").headers["Content-Security-Policy"]
    assert "default-src 'self'" in said
    assert "unsafe" not in said
    assert "frame-ancestors 'none'" in said


def test_a_form_may_lead_to_the_sign_in_service_and_nowhere_else() -> None:
    node = replace(settings.GONGSHU, oidc={"server": "https://id.example.cn/realms/gov"})
    assert policy(node).endswith("form-action 'self' https://id.example.cn")
    assert policy(settings.GONGSHU).endswith("form-action 'self'")


def test_a_page_speaks_chinese_first() -> None:
    assert '<html lang="zh-Hans"' in page()
    assert "跳到正文" in page()


def test_a_browser_that_asks_for_english_gets_english() -> None:
    said = page(**{"Accept-Language": "en"})
    assert '<html lang="en"' in said
    assert "Skip to the content" in said


def test_the_language_is_changed_by_a_form_and_kept() -> None:
    visitor = Client()
    visitor.post("/language", {"language": "en", "next": "/gallery"})
    assert '<html lang="en"' in visitor.get("/gallery").content.decode()


def test_changing_the_language_leads_nowhere_else() -> None:
    answer = Client().post("/language", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_a_rehearsal_says_on_every_page_that_it_is_one(settings) -> None:
    assert "演练节点" in page()
    settings.GONGSHU = replace(settings.GONGSHU, rehearsal=False)
    assert "演练节点" not in page()


def test_a_signed_out_page_sets_no_cookie() -> None:
    assert not Client().get("/no-such-page").cookies


def test_layers_above_add_names_to_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_EXTRAS", [])
    context.extend(_seven)
    context.extend(_seven)
    assert context.page(RequestFactory().get("/"))["unread"] == 7
    assert [_seven] == context._EXTRAS


def _seven(request: object) -> dict[str, int]:
    return {"unread": 7}


def test_the_current_place_is_the_one_with_the_longest_fitting_address(monkeypatch: pytest.MonkeyPatch) -> None:
    menu = (Place(name="gallery", title="a", icon="home"), Place(name="healthz", title="b", icon="law"))
    monkeypatch.setitem(navigation.MENUS, "public", menu)
    assert [link.here for link in places("public", "/gallery/part", frozenset(), {}.get)] == [True, False]
    assert [link.here for link in places("public", "/galleries", frozenset(), {}.get)] == [False, False]


def test_a_place_is_shown_to_those_whose_duty_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    menu = (Place(name="gallery", title="a", icon="home", duties=frozenset({"steward"}), count="waiting"),)
    monkeypatch.setitem(navigation.MENUS, "public", menu)
    assert places("public", "/", frozenset(), {}.get) == []
    assert places("public", "/", frozenset({"steward"}), {"waiting": 3}.get)[0].count == 3


def test_places_that_belong_together_stand_under_one_heading(
    monkeypatch: pytest.MonkeyPatch, rf: RequestFactory
) -> None:
    own, kept = (
        Place(name="gallery", title="a", icon="home"),
        Place(name="healthz", title="b", icon="law", group="Kept"),
    )
    monkeypatch.setitem(navigation.MENUS, "console", (own, kept, replace(kept, title="c")))
    found = tags.places(Context({"request": rf.get("/gallery")}), "console")["groups"]
    assert [(group["title"], [link.place.title for link in group["links"]]) for group in found] == [
        ("", ["a"]),
        ("Kept", ["b", "c"]),
    ]


def test_a_page_that_a_node_does_not_have_is_not_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(navigation.MENUS, "public", (Place(name="no:page", title="a", icon="home"),))
    assert places("public", "/", frozenset(), {}.get) == []


def test_every_drawing_that_is_used_exists() -> None:
    drawings = (FOLDER / "icons.svg").read_text(encoding="utf-8")
    used = {known.icon for known in statuses.STATUSES.values()} | {
        place.icon for menu in navigation.MENUS.values() for place in menu
    }
    assert [name for name in sorted(used) if f'id="{name}"' not in drawings] == []


def test_every_status_has_english_words() -> None:
    with override("en"):
        assert [name for name, known in statuses.STATUSES.items() if not str(known.words).isascii()] == []


def test_a_catalogue_is_compiled_when_its_source_is_newer(tmp_path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "目录"\nmsgstr "Catalogue"\n',
        encoding="utf-8",
    )
    assert translations.refresh(tmp_path) == [folder / "django.mo"]
    assert translations.refresh(tmp_path) == []
    assert b"Catalogue" in (folder / "django.mo").read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]
