"""What quality refuses.

QualityError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoTable        the entry has no table with a published snapshot (409)
├── NoRules        the entry has no rules yet (409)
└── NotReferable   a rule looks into an entry whose records its author may not compare with (403)
A rule that cannot be read is lake.errors.RuleInvalid (422).
"""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError


class QualityError(CatalogueError):
    pass


class NoTable(QualityError):
    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} 没有已发布快照的库表", f"{number} has no table with a published snapshot", where=number,
            remedy_zh="先投送数据", remedy_en="deliver data first",
        )  # fmt: skip


class NoRules(QualityError):
    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} 还没有质量规则", f"{number} has no quality rules yet", where=number,
            remedy_zh="用 gongshu quality propose 取得建议，改定后用 gongshu quality rules 登记，或者在质量页面登记",
            remedy_en="take those that `gongshu quality propose` prints, and set them with `gongshu quality rules` or on the quality page",
        )  # fmt: skip


class NotReferable(QualityError):
    status = 403

    def __init__(self, rule: str, entry: str) -> None:
        super().__init__(
            f"规则 {rule} 引用目录 {entry}，比对其记录须为本单位目录、无条件共享的目录，或者由质量校核单位设定",
            f"rule {rule} compares with records of {entry}, which is neither one's own nor shared unconditionally", shown=entry,
            remedy_zh="改引其他目录，或者请质量校核单位设定该规则", remedy_en="name another entry, or let the body that checks quality set the rule",
        )  # fmt: skip
