"""The errors that people are told: in both languages, with an HTTP status, the article and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class Told(Exception):
    """What is wrong, where, under which article, and how to put it right; pages show the words of their language."""

    status = 422

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        remedy_zh: str = "",
        remedy_en: str = "",
        article: Any = None,
        where: str = "",
        shown: object = "",
    ) -> None:
        self.because: Mapping[str, str] = {"zh": zh, "en": en}
        self.remedy: Mapping[str, str] = {"zh": remedy_zh, "en": remedy_en}
        self.article, self.where, self.shown = article, where, str(shown)
        said = f" ({article})" if article else ""
        super().__init__(f"{en}{said}" + (f"; {remedy_en}" if remedy_en else ""))


class Unfit(Told):
    """Everything that is wrong with what was handed in, in one list of (Chinese, English); nothing of it was kept."""

    status = 422
    kept: ClassVar[tuple[str, str]] = ("保存", "kept")  # what cannot be done with it

    def __init__(self, where: str, faults: Sequence[tuple[str, str]], article: Any = None) -> None:
        self.faults = tuple(faults)
        zh, en = ("\n".join(lines) for lines in zip(*faults, strict=True))
        super().__init__(
            f"{where} 不能{self.kept[0]}：\n{zh}", f"{where} cannot be {self.kept[1]}:\n{en}", where=where, shown=where, article=article,
            remedy_zh="改正后重新提交，什么也没有改动", remedy_en="mend it and send it again; nothing was changed",
        )  # fmt: skip


class Unknown(Told):
    """Nothing has this number, or nothing that this person may see: the two are not told apart."""

    status = 404
    what: ClassVar[tuple[str, str]] = ("记录", "record")
    look: ClassVar[tuple[str, str]] = ("核对编号", "check the number")

    def __init__(self, number: object) -> None:
        super().__init__(
            f"没有您可以查看的{self.what[0]} {number}", f"there is no {self.what[1]} {str(number)!r} that you may see", shown=number,
            remedy_zh=self.look[0], remedy_en=self.look[1],
        )  # fmt: skip
