"""Chinese is set with Chinese punctuation: on pages, in letters and messages, and in the law's files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.test_translations import CATALOGUE, SOURCE, modules, templates

CHINESE = r"[\u3007\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"{CHINESE}[,:;()]{CHINESE}")
# The law's texts number the items of a paragraph 第(一)项, and an article's name is a key.
# An address is written as machines read it.
SPARED = re.compile(r"第\([一二三四五六七八九十]+\)项|://\S+")
pytestmark = pytest.mark.pure


def wrong(text: str) -> bool:
    return HALF_WIDTH.search(SPARED.sub("", text)) is not None


def test_no_template_sets_chinese_with_half_width_punctuation() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {line.strip()[:120]}"
        for path in (*templates(), CATALOGUE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong(line)
    ]
    assert not found, "write ，：；（）:\n" + "\n".join(found)


def test_no_message_sets_chinese_with_half_width_punctuation() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}: {node.value[:120]}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and wrong(node.value)
    ]
    assert not found, "write ，：；（）:\n" + "\n".join(found)


def test_no_file_of_the_law_or_the_demonstration_sets_chinese_with_half_width_punctuation() -> None:
    found = [
        f"{path.relative_to(SOURCE)}: {text[:120]}"
        for part in ("jurisdictions", "demonstration")
        for path in sorted((SOURCE / part).rglob("*.yaml"))
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
        for text in scalars(document)
        if wrong(text)
    ]
    assert not found, "write ，：；（）:\n" + "\n".join(found)


def test_a_comma_never_cuts_a_text_of_two_languages_short() -> None:
    """In `{zh: 甲,乙, en: a, b}` YAML takes what follows a comma for another key; such a text must be quoted."""
    found = [
        f"{path.relative_to(SOURCE)}: {mapping}"
        for path in sorted(SOURCE.rglob("*.yaml"))
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
        for mapping in mappings(document)
        if "zh" in mapping and None in mapping.values()
    ]
    assert not found, "quote:\n" + "\n".join(found)


def mappings(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
    for value in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from mappings(value)


def scalars(document: Any) -> Iterator[str]:
    """Every text of a YAML document that is not a key."""
    if isinstance(document, dict):
        for value in document.values():
            yield from scalars(value)
    elif isinstance(document, list):
        for value in document:
            yield from scalars(value)
    elif isinstance(document, str):
        yield document


def test_a_half_width_comma_is_noticed_and_the_number_of_an_item_is_not() -> None:
    assert wrong("不填则长期有效,可以随时终止")
    assert not wrong("第三十七条第(五)项规定")
