"""One thing that is wrong with a description: where, what, under which article, and how to put it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gongshu.law.articles import Article


class Weight(StrEnum):
    """What a problem keeps from happening."""

    DRAFT = "draft"  # the description cannot even be kept
    REVIEW = "review"  # it can be kept, but not reviewed or published
    WARNING = "warning"  # an officer has to know; nothing is refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    rule: str  # the parameter that demands it, "sharing.withheld_fields", or "form"
    path: str  # "items[3].code"
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    article: Article | None = None  # None: the form itself, no text
    shown: str = ""  # the offending value
    weight: Weight = Weight.REVIEW
    pointer: str = ""  # number of the entry that stands against it

    def line(self, language: str) -> str:
        if language == "zh":
            article = f"（{self.article}）" if self.article else ""
            return f"{self.path}：{self.zh}{article}" + (f"；{self.remedy_zh}" if self.remedy_zh else "")
        article = f" ({self.article})" if self.article else ""
        return f"{self.path}: {self.en}{article}" + (f"; {self.remedy_en}" if self.remedy_en else "")

    @property
    def what(self) -> Mapping[str, str]:
        return {"zh": self.zh, "en": self.en}

    @property
    def remedy(self) -> Mapping[str, str]:
        return {"zh": self.remedy_zh, "en": self.remedy_en}

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule, "path": self.path, "what": dict(self.what), "remedy": dict(self.remedy), "weight": str(self.weight),
            "article": str(self.article or ""), "shown": self.shown, "pointer": self.pointer,
        }  # fmt: skip
