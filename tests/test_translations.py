"""Every word of the interface is Chinese first and complete in English."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "gongshu"
CATALOGUE = SOURCE / "ui/locale/en/LC_MESSAGES/django.po"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
pytestmark = pytest.mark.pure


def templates() -> list[Path]:
    return [
        path
        for kind in ("*.html", "*.txt")
        for path in SOURCE.rglob(kind)
        if "templates" in path.parts and "tests" not in path.parts
    ]


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts]


def said() -> Iterator[tuple[Path, int, str | None, str]]:
    """Every text that a template or module asks a translation of: file, line, context, text."""
    from django.utils.translation.template import templatize

    for path in (*templates(), *modules()):
        text = path.read_text(encoding="utf-8")
        python = text if path.suffix == ".py" else templatize(text, origin=str(path))
        for line, message, _, context in extract("python", io.BytesIO(python.encode()), keywords=KEYWORDS):
            yield path.relative_to(SOURCE), line, context, message[0] if isinstance(message, tuple) else message


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as text:
        return read_po(text, locale="en")


def test_every_chinese_text_of_the_interface_is_in_the_english_catalogue(catalogue: Catalog) -> None:
    missing = []
    for path, line, context, text in said():
        found = catalogue.get(text, context)
        if CHINESE.search(text) and (found is None or not found.string or found.fuzzy):
            missing.append(f"{path}:{line}: {text!r}")
    assert not missing, f"translate in {CATALOGUE.name}:\n" + "\n".join(missing)


def test_every_english_text_names_the_same_values_as_the_chinese(catalogue: Catalog) -> None:
    wrong = []
    for message in catalogue:
        chinese = message.id if isinstance(message.id, tuple) else (message.id,)
        english = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and any(set(PLACES.findall(text)) != set(PLACES.findall(chinese[-1])) for text in english):
            wrong.append(f"{chinese[0]!r} → {english!r}")
    assert not wrong, "the places of values differ:\n" + "\n".join(wrong)


def test_no_english_text_contains_chinese_characters(catalogue: Catalog) -> None:
    english = [
        text
        for message in catalogue
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert [text for text in english if CHINESE.search(text)] == []


def test_no_template_shows_a_chinese_text_that_is_not_translated() -> None:
    """Chinese between tags must stand in `translate`, `blocktranslate`, or an element marked `lang="zh…"`."""
    bare = []
    for path in templates():
        for line, text in bare_chinese(path.read_text(encoding="utf-8")):
            bare.append(f"{path.relative_to(SOURCE)}:{line}: {text}")
    assert not bare, "mark for translation:\n" + "\n".join(bare)


def bare_chinese(template: str) -> Iterator[tuple[int, str]]:
    kept = re.sub(
        r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{#.*?#}|{%\s*comment.*?endcomment\s*%}",
        _blank,
        template,
        flags=re.S,
    )
    kept = re.sub(r"<(\w+)[^<>]*\blang=\"zh[^<>]*>.*?</\1>", _blank, kept, flags=re.S)
    kept = re.sub(r"{[%{].*?[%}]}", _blank, kept, flags=re.S)
    for number, line in enumerate(kept.splitlines(), 1):
        if CHINESE.search(line):
            yield number, line.strip()


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
