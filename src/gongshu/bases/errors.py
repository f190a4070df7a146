"""What base databases refuse.

BaseError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchBase     no base database of this number that this person may see (404)
├── BaseUnfit      a definition that does not hold; all problems in one list (422)
├── CannotBuild    a member may not be used any more, has no data, or the result would be handled more laxly than a source (409)
├── LookUnfit      no purpose was stated, or the key is none of this base (422)
└── NothingGranted the body of whoever looks may use no item of it (403)
"""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError
from gongshu.people.told import Unfit, Unknown


class BaseError(CatalogueError):
    pass


class NoSuchBase(Unknown, BaseError):
    what = ("基础数据库或者主题数据库", "base or topic database")
    look = ("在基础库和主题库列表中查找", "look in the list of base and topic databases")


class BaseUnfit(Unfit, BaseError):
    pass


class CannotBuild(Unfit, BaseError):
    status = 409
    kept = ("归集", "built")


class LookUnfit(Unfit, BaseError):
    kept = ("查看", "looked at")


class NothingGranted(BaseError):
    status = 403

    def __init__(self, title: str, entry: str) -> None:
        super().__init__(
            f"本单位没有可以使用“{title}”任何数据项的依据", f"your body may use no item of {title}", where=title, shown=entry,
            remedy_zh=f"对目录 {entry} 或者成员目录提出共享申请", remedy_en=f"apply for sharing of entry {entry} or of a member",
        )  # fmt: skip
