"""What classification refuses.

ClassificationError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchRules      no such rules, or no version of this number (404)
├── NoSuchCatalogue  no catalogue of important data of this number that this person may see (404)
├── Unfit            what was handed in cannot be kept; all problems in one list (422)
└── TooLow           a level is below what a text or an input demands (422)
"""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError
from gongshu.people import told
from gongshu.people.told import Unknown


class ClassificationError(CatalogueError):
    pass


class NoSuchRules(Unknown, ClassificationError):
    what = ("规则", "set of rules")
    look = ("在分类分级规则页面查找", "look on the page of the rules")


class NoSuchCatalogue(Unknown, ClassificationError):
    what = ("重要数据目录", "catalogue of important data")
    look = (
        "目录不公开，仅编制部门和列入数据的单位可以查看",
        "it is not public: its author and the bodies whose data it lists see it",
    )


class Unfit(told.Unfit, ClassificationError):
    pass


class TooLow(Unfit):
    pass
