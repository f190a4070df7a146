"""The cases that test an article: tests/law/<place>/*.yaml of a checkout. A wheel carries no tests, and then there are none to show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gongshu.law import Law, yamlfile
from gongshu.law.articles import number_of
from gongshu.portal.lawbook.proofs import CHECKOUT

_NUMBER = re.compile(r"(\d+)\.yaml$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One legal case: facts in, what the law has to say out."""

    name: str
    file: str  # "tests/law/cn/sichuan/dazhou/20.yaml"
    given: Mapping[str, Any]
    expect: Mapping[str, Any]

    @property
    def clause(self) -> str:
        return str(self.expect.get("article") or "")


def examples(law: Law, path: str, short: str, number: int) -> list[Example]:
    """Return the cases whose value is set by one article of one text."""
    parameters = law.jurisdiction(path).parameters
    return [each for each in _of_place(path) if _tests(each, parameters, short, number)]


def _tests(example: Example, parameters: Mapping[str, Any], short: str, number: int) -> bool:
    """By the article that the case expects; else by the number of its file, one file per article; else by that of the value."""
    parameter = parameters.get(example.given.get("parameter", ""))
    articles = (
        {dated.article.number for dated in parameter.values if dated.article.law == short} if parameter else set()
    )
    if not articles:
        return False
    if example.clause:
        return number_of(example.clause) == number
    of_file = _NUMBER.search(example.file)
    return int(of_file[1]) == number if of_file else number in articles


@cache
def _of_place(path: str) -> Sequence[Example]:
    folder = CHECKOUT / "tests" / "law" / path
    files = sorted(folder.glob("*.yaml"), key=_order) if folder.is_dir() else []
    return tuple(_example(file, case.plain()) for file in files for case in yamlfile.read_list(file))


def _order(file: Path) -> tuple[int, str]:
    return (int(file.stem) if file.stem.isdigit() else 0, file.stem)


def _example(file: Path, said: Mapping[str, Any]) -> Example:
    name = file.relative_to(CHECKOUT).as_posix()
    return Example(name=said["name"], file=name, given=said["given"], expect=said["expect"])
