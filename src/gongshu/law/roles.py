"""Roles that bodies hold under a text, and the functions in procedures that those roles carry out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongshu.law.articles import Article
from gongshu.law.parameters import article_at
from gongshu.law.yamlfile import Section, unmarked

LEVELS = ("nation", "province", "city", "county", "township")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a body can be under a text: 公共数据主管部门, 运行管理机构."""

    key: str
    name: Mapping[str, str]
    levels: tuple[str, ...]
    article: Article | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Who takes a step: a party of the case, or the body that holds a role at a level."""

    key: str  # "sharing.decider"
    party: str | None = None  # applicant | provider | clock
    role: str | None = None
    level_of: str | None = None  # the level and region of this party
    level: str | None = None  # a fixed level
    above: bool = False  # one level up
    article: Article | None = None  # None: the platform's own default, never shown as law


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    roles: Mapping[str, Role]
    functions: Mapping[str, Function]


def read_roles(section: Section, jurisdiction: str, laws: tuple[str, ...]) -> Roles:
    """Return what roles.yaml of one jurisdiction declares. Raises: LawFileError."""
    roles = section.maybe("roles", Section, None)
    functions = section.maybe("functions", Section, None)
    found = Roles(
        roles={key: _read_role(key, roles.need(key, Section), jurisdiction, laws) for key in roles or ()},
        functions={
            key: _read_function(key, functions.need(key, Section), jurisdiction, laws) for key in functions or ()
        },
    )
    section.finish()
    return found


def _read_article(section: Section, jurisdiction: str, laws: tuple[str, ...]) -> Article | None:
    clause, law = section.maybe("article"), section.maybe("law", str, laws[0] if laws else "")
    if clause is None and not section.maybe("default", bool, False):
        raise section.complain("names no `article`; give it, or `default: true` where no text says so", "article")
    return article_at(section, "article", jurisdiction, law, clause) if clause else None


def _read_role(key: str, section: Section, jurisdiction: str, laws: tuple[str, ...]) -> Role:
    levels = tuple(section.maybe("levels", list, ["city", "county"]))
    if unknown := set(levels) - set(LEVELS):
        raise section.complain(f"levels {sorted(unknown)} are unknown; known are {', '.join(LEVELS)}", "levels")
    for note in ("holder", "duties", "carries", "of"):  # Said for readers and coverage; nothing is decided by them.
        section.maybe(note, object)
    role = Role(
        key=key,
        name=section.need("name", Section).plain(),
        levels=levels,
        article=_read_article(section, jurisdiction, laws),
    )
    section.finish()
    return role


def _read_function(key: str, section: Section, jurisdiction: str, laws: tuple[str, ...]) -> Function:
    party = section.maybe("party")
    if (party is None) == ("role" not in section):
        raise section.complain("a function is either a `party` of the case or a `role` at a level")
    section.maybe("carries", list)
    given: dict[str, Any] = {name: section.maybe(name) for name in ("role", "level_of", "level")}
    # That a party acts for itself is no text's choice, so it may stand without an article.
    cited = not party or "article" in section
    article = _read_article(section, jurisdiction, laws) if cited else None
    function = Function(key=key, party=party, above=section.maybe("above", bool, False), article=article, **given)
    section.finish()
    return function


def carried(section: Section) -> dict[str, list[str]]:
    """Return which rows of obligations.csv each role and function of a roles.yaml carries."""
    plain: dict[str, Any] = unmarked(section)
    return {
        f"{kind}:{key}": list(said.get("carries", ()))
        for kind, part in (("role", "roles"), ("function", "functions"))
        for key, said in (plain.get(part) or {}).items()
    }
