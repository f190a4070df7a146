"""Reads a law folder into its parts and gathers every fault it meets, so that an author sees them all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from gongshu.law import yamlfile
from gongshu.law.articles import Article, ArticleText, to_chinese
from gongshu.law.calendar import WorkCalendar, read_notice
from gongshu.law.errors import LawFileError, LawProblems, Place
from gongshu.law.measures import Measure, read_measure
from gongshu.law.parameters import Parameter, read_parameter
from gongshu.law.roles import LEVELS, Roles, read_roles

T = TypeVar("T")


@dataclass(slots=True)
class Folder:
    """What was read, before anything is asked of it."""

    jurisdictions: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[Any] = field(default_factory=list)
    solar: list[tuple[date, frozenset[tuple[int, int]]]] = field(default_factory=list)
    words: yamlfile.Section | None = None
    facts: yamlfile.Section | None = None
    problems: list[LawFileError] = field(default_factory=list)

    @property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar(self.notices, self.solar)

    def attempt(self, reader: Callable[..., T], *arguments: Any) -> T | None:
        """Return what the reader returns, or note its complaint and return None."""
        try:
            return reader(*arguments)
        except LawFileError as problem:
            self.problems.append(problem)
        except UnicodeDecodeError as problem:
            path = next(argument for argument in arguments if isinstance(argument, Path))
            self.problems.append(
                LawFileError(Place(path, 1, 1), f"not UTF-8 at byte {problem.start}; save the file as UTF-8")
            )
        return None


def read_folder(root: Path) -> Folder:
    """Return all that stands under a law folder. Raises: LawProblems listing every fault."""
    found = Folder()
    if not root.is_dir():
        raise LawProblems([LawFileError(Place(root, 1, 1), "there is no such law folder")])
    for path in sorted(root.rglob("jurisdiction.yaml")):
        name = path.parent.relative_to(root).as_posix()
        parts = found.attempt(_read_jurisdiction, found, name, path)
        if parts is not None:
            found.jurisdictions[name] = parts
    for path in sorted(root.glob("*/calendar/[0-9]*.yaml")):
        notice = found.attempt(read_notice, path)
        if notice is not None:
            found.notices.append(notice)
    for path in root.glob("*/calendar/solar.yaml"):
        found.solar += found.attempt(_read_solar, path) or []
    for path in root.glob("*/procedures/words.yaml"):
        found.words = found.attempt(yamlfile.read, path)
    for path in root.glob("*/procedures/facts.yaml"):
        found.facts = found.attempt(yamlfile.read, path)
    if found.problems:
        raise LawProblems(found.problems)
    return found


def _read_jurisdiction(found: Folder, name: str, path: Path) -> dict[str, Any]:
    section = yamlfile.read(path)
    measures = _read_measures(found, name, section)
    folder = path.parent
    parts = {
        "folder": folder,
        "code": section.need("code"),
        "name": section.need("name", yamlfile.Section).plain(),
        "level": section.choice("level", LEVELS),
        "measures": measures,
        "vocabulary": yamlfile.unmarked(section.maybe("vocabulary", yamlfile.Section, {})),
        "roles": _read_roles(found, name, folder, measures),
        "parameters": _read_parameters(found, name, folder, measures),
        "texts": _read_texts(found, name, folder, measures),
    }
    section.finish()
    return parts


def _read_measures(found: Folder, name: str, section: yamlfile.Section) -> dict[str, Measure]:
    measures: dict[str, Measure] = {}
    said = section.maybe("measures", yamlfile.Section)
    for short in said or ():
        measure = found.attempt(read_measure, short, name, said.need(short, yamlfile.Section))
        if measure is not None:
            measures[short] = measure
    return measures


def _read_roles(found: Folder, name: str, folder: Path, measures: dict[str, Measure]) -> Roles:
    path = folder / "roles.yaml"
    roles = (
        found.attempt(lambda p: read_roles(yamlfile.read(p), name, tuple(measures)), path) if path.is_file() else None
    )
    return roles or Roles(roles={}, functions={})


def _read_parameters(found: Folder, name: str, folder: Path, measures: dict[str, Measure]) -> dict[str, Parameter]:
    base = folder / "parameters"
    parameters: dict[str, Parameter] = {}
    for path in sorted(base.rglob("*.yaml")):
        key = ".".join(path.relative_to(base).with_suffix("").parts)
        parameter = found.attempt(lambda p, k=key: read_parameter(k, yamlfile.read(p), measures, name), path)
        if parameter is not None:
            parameters[key] = parameter
    return parameters


def _read_texts(
    found: Folder, name: str, folder: Path, measures: dict[str, Measure]
) -> dict[tuple[str, int], ArticleText]:
    path = folder / "articles.yaml"
    if not path.is_file():
        return {}
    texts: dict[tuple[str, int], ArticleText] = {}
    section = found.attempt(yamlfile.read, path)
    for law in section or ():
        if law not in measures:
            found.problems.append(section.complain(f"{law!r} is not a measure of {name}", law))  # type: ignore[union-attr]
            continue
        articles = section.need(law, yamlfile.Section)  # type: ignore[union-attr]
        for number in articles:
            text = found.attempt(_read_text, articles, number, name, law)
            if text is not None:
                texts[law, number] = text
    return texts


def _read_text(articles: yamlfile.Section, number: Any, name: str, law: str) -> ArticleText:
    if not isinstance(number, int):
        raise articles.complain(f"{number!r} is not an article's number; write 20", number)
    said = articles.need(number, yamlfile.Section)  # type: ignore[arg-type]
    article = Article(jurisdiction=name, law=law, clause=f"第{to_chinese(number)}条")
    chapter = said.maybe("chapter", yamlfile.Section)
    text = ArticleText(
        article=article,
        summary={"zh": said.need("zh"), "en": said.need("en")},
        chapter=chapter.plain() if chapter else None,
    )
    said.finish()
    return text


def _read_solar(path: Path) -> list[tuple[date, frozenset[tuple[int, int]]]]:
    section = yamlfile.read(path)
    section.maybe("source", object)
    values = section.need("values", yamlfile.Section)
    section.finish()
    return [(since, frozenset((int(day[:2]), int(day[3:])) for day in values[since])) for since in values]
