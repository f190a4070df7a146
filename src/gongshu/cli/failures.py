"""Which exit code and which words an error gets; what is not listed here is a fault of the program and is shown as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshu.law.errors import LawError, UnknownName
from gongshu.site.node import NodeUnfit


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


def describe(problem: Exception) -> Failure | None:
    """Return how to report an error, or None if it is none that a user can put right."""
    if isinstance(problem, NodeUnfit):
        return Failure(kind="NodeUnfit", what=str(problem), exit_code=3)
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
