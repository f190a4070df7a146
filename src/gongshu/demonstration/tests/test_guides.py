"""The guide that the demonstration hands out as a file."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.demonstration import guides
from gongshu.demonstration.people import read

pytestmark = pytest.mark.pure


def test_the_dictionary_is_a_pdf_that_is_the_same_every_time():
    entries = [each for each in read("entries.yaml")["entries"] if each["key"] in ("stops", "buses")]
    first, again = (guides.dictionary("数据字典", entries, date(2025, 9, 29)) for _ in range(2))
    assert (len(entries), first[:5], first == again) == (2, b"%PDF-", True)


def test_whatever_a_file_of_the_demonstration_explains_is_one_of_its_entries():
    entries = read("entries.yaml")["entries"]
    keys = {each["key"] for each in entries}
    explained = [set(each["file"]["explains"]) for each in entries if "file" in each]
    assert explained
    assert all(each <= keys for each in explained)
