"""A live node and a headless Chromium for the tests that look at pages; skipped by name where there is no Chromium.

The root conftest.py makes its fixtures known everywhere (`chromium`, `live`, `desk`, `phone`); import only its functions.
What a page shows is asked by Playwright's `expect`, which waits: `is_visible()` after a press looks at the page before it.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# Playwright's synchronous interface runs a loop in this thread; Django would refuse its own database calls beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESK, PHONE = (1280, 900), (390, 844)
_AXE = Path(__file__).resolve().parent.parent / "node_modules/axe-core/axe.min.js"
_CHINESE = re.compile(r"[\u3007\u3400-\u9fff]")
_PATIENCE = 300_000  # ms: a busy machine is slow, and slowness is no failure here
_QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


@contextmanager
def served(application: Any) -> Iterator[str]:
    """Serve an ASGI application from a thread of this process and yield its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=0, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One headless Chromium for a file's tests: while it is there, its loop keeps `asyncio.run` from every other test."""
    path = os.environ.get("GONGSHU_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium here; install it (Debian: apt-get install chromium) or name it in GONGSHU_CHROMIUM")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=_QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def live(transactional_db: None, node: object) -> Iterator[str]:
    """The whole node as it is run, on a folder of this test's own: the address it answers at."""
    from gongshu.site.asgi import application

    with served(application) as address:
        yield address


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
    """A page of a desktop's width, in Chinese; what its console complains about fails the test."""
    with opened(chromium, DESK) as page:
        yield page


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    """A page of a phone's width, in Chinese."""
    with opened(chromium, PHONE) as page:
        yield page


@contextmanager
def opened(
    chromium: Any, size: tuple[int, int], language: str = "zh-CN", scripts: bool = True, lost: str = ""
) -> Iterator[Any]:
    """Yield a page in a session of its own. Fails when the page broke its own policy or a script failed.

    `lost`: what the console says of a line that the test cuts.
    """
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=language, java_script_enabled=scripts
    )
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if _is_fault(said, lost) else None)
    yield page
    context.close()
    assert not complaints, f"the browser complained: {complaints}"


def _is_fault(said: Any, lost: str) -> bool:
    """A page that answers 404 or 403 is no fault: tests ask for such pages."""
    expected = ["the server responded with a status of 4", *([lost] if lost else [])]
    return said.type == "error" and not any(each in said.text for each in expected)


def sign_in(page: Any, address: str, login: str) -> None:
    """Give the browser the session of this account, as a sign-in would."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

    account = get_user_model().objects.get(login=login)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])


def visit(page: Any, address: str, path: str, login: str = "") -> None:
    """Open a page as somebody, or as nobody. Pages that share a session's files come sooner than each in a session of its own."""
    page.context.clear_cookies()
    if login:
        sign_in(page, address, login)
    assert page.goto(address + path).status in (200, 410), path  # what is gone has a page that says so


def wrong_with(chromium: Any, address: str, pages: Sequence[tuple[str, str]], *, unfolded: bool = False) -> list[str]:
    """Look at pages as their readers do (login, path) in both languages at both widths, and return what is wrong with them.

    Each width and each language is looked at by axe once; the other width is then tried without loading the page anew.
    """
    found: list[str] = []
    for language, sizes in (("zh-CN", (DESK, PHONE)), ("en-US", (PHONE, DESK))):
        with opened(chromium, sizes[0], language) as page:
            for login, path in pages:
                page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
                visit(page, address, path, login)
                page.evaluate("document.fonts.ready.then(() => 0)")
                for summary in page.locator("main details > summary").all() if unfolded else ():
                    summary.click()
                keep(page, f"{login}{path}-{language}")
                told = [f"axe: {fault}" for fault in faults(page)] + [
                    f"too wide: {element}" for element in overflows(page)
                ]
                if language == "en-US":
                    told += [f"in Chinese: {text}" for text in chinese(page)]
                page.set_viewport_size({"width": sizes[1][0], "height": sizes[1][1]})
                told += [f"too wide at {sizes[1][0]}: {element}" for element in overflows(page)]
                found += [f"{login or 'a visitor'} at {path} in {language}: {each}" for each in told]
    return found


def keep(page: Any, name: str) -> None:
    """Leave a picture for whoever wants to look, in the folder that GONGSHU_LOOK names."""
    if folder := os.environ.get("GONGSHU_LOOK"):
        page.screenshot(path=Path(folder) / f"{re.sub('[^0-9A-Za-z]+', '-', name).strip('-')}.png", full_page=True)


def faults(page: Any) -> list[str]:
    """Return what axe finds against WCAG 2.1 AA on the page: rule, element, what to do."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
    )
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflows(page: Any) -> list[str]:
    """Return the elements that make the page wider than the window, once it has settled in it; a phone would have to be pushed sideways."""
    script = """async () => { const wide = () => document.documentElement.scrollWidth > innerWidth;
      for (let tries = 0; wide() && tries < 50; tries++) await new Promise(again => setTimeout(again, 100));
      return !wide() ? [] : [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120)); }"""
    return page.evaluate(script)  # type: ignore[no-any-return]


def chinese(page: Any) -> list[str]:
    """Return the Chinese texts of an English page that are not marked as Chinese (data and words of the law are)."""
    script = """() => { const found = []; const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) { const e = walk.currentNode.parentElement; if (e.closest('[lang^="zh"], script, style')) continue; found.push(walk.currentNode.data); }
      for (const e of document.querySelectorAll('[title], [placeholder], [aria-label], [alt]')) { if (e.closest('[lang^="zh"]')) continue;
        for (const name of ['title', 'placeholder', 'aria-label', 'alt']) if (e.hasAttribute(name)) found.push(e.getAttribute(name)); }
      return found; }"""
    return [text.strip() for text in page.evaluate(script) if _CHINESE.search(text)]
