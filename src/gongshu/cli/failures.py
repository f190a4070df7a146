"""Which exit code and which words an error gets; what is not listed here is a fault of the program and is shown as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import typer
from typer.exceptions import TyperException

from gongshu.law.errors import LawError, UnknownName
from gongshu.site.node import NodeUnfit


class WrongValue(typer.BadParameter):
    """A value on the command line, or in a file that it names, that cannot be understood; said in both languages."""

    def __init__(self, en: str, zh: str, hint: str = "") -> None:
        super().__init__(en, param_hint=hint or None)
        self.because = {"zh": zh, "en": en}


_MISUSES = {
    "MissingParameter": "缺少必须写明的参数或者选项", "NoSuchOption": "没有这个选项", "BadParameter": "参数或者选项的取值不对",
    "BadOptionUsage": "选项的用法不对", "UsageError": "命令的用法不对", "FileError": "文件不能读取",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    kind: str
    what: str
    exit_code: int
    article: str | None = None
    zh: str = ""  # the same in Chinese, where the error says it in both

    def shape(self) -> dict[str, str | None]:
        """The one shape of an error in JSON."""
        return {"kind": self.kind, "what": self.what, "what_zh": self.zh or self.what, "article": self.article}


def misuse(problem: TyperException) -> Failure:
    """Return how to report a command line that is not understood; the library's own sentences get a Chinese one before them."""
    en = problem.format_message()
    kinds = (kind.__name__ for kind in type(problem).__mro__)
    what = next((_MISUSES[kind] for kind in kinds if kind in _MISUSES), "命令的用法不对")
    zh = _chinese(problem, "because") or f"{what}:{en}"
    return Failure(kind="WrongUse", what=en, exit_code=problem.exit_code, zh=f"{zh}；可用 --help 查看用法")


def describe(problem: Exception) -> Failure | None:
    """Return how to report an error, or None if it is none that a user can put right."""
    if isinstance(problem, NodeUnfit):
        return Failure(kind="NodeUnfit", what=str(problem), exit_code=3, zh=problem.because["zh"])
    if isinstance(problem, LawError | OSError) or _is_ours(problem):
        said = getattr(problem, "ruling", problem)
        article = getattr(said, "article", None)
        zh = "；".join(filter(None, (_chinese(said, "because"), _chinese(said, "remedy"))))
        return Failure(
            kind=type(problem).__name__,
            what=str(problem),
            exit_code=2 if isinstance(problem, UnknownName) else 1,  # A name that nothing has is wrong use.
            article=str(article) if article else None,
            zh=zh,
        )
    return None


def _is_ours(problem: Exception) -> bool:
    """Errors of this package and Django's own checks are answers to the user; anything else is a fault to be shown whole."""
    module = type(problem).__module__
    return module.startswith("gongshu.") or type(problem).__name__ in ("ValidationError", "ObjectDoesNotExist")


def _chinese(said: object, name: str) -> str:
    words = getattr(said, name, None)
    return str(words.get("zh", "")) if isinstance(words, Mapping) else ""
