"""What registering an interface refuses.

InterfaceError (a CatalogueError)
├── DescriptionUnfit   the service is not described so that it could be called; every fault in one list (422)
├── NoInterface        no interface of this number that this person may see (404)
├── StopUnfit          a stop cannot be planned so; every fault in one list (422)
└── Hooked             what is reviewed cannot change while the interface is hooked or under review (409)
"""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.catalogue.errors import CatalogueError
from gongshu.interfaces.description import Fault
from gongshu.people.told import Unfit


class InterfaceError(CatalogueError):
    pass


class DescriptionUnfit(InterfaceError):
    status = 422

    def __init__(self, where: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        zh, en = (
            "；".join(f"{each.field}：{each.zh}" for each in faults),
            "; ".join(f"{each.field}: {each.en}" for each in faults),
        )
        super().__init__(
            f"接口登记有 {len(faults)} 处问题：{zh}", f"{len(faults)} problems with the interface: {en}", where=where,
            shown=", ".join(dict.fromkeys(each.field for each in faults)),
            remedy_zh="逐项改正后重新提交", remedy_en="correct each and send it again",
        )  # fmt: skip


class NoInterface(InterfaceError):
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(
            f"没有您可以查看的接口 {number}", f"there is no interface {number!r} that you may see", shown=number,
            remedy_zh="核对资源编号", remedy_en="check the number of the resource",
        )  # fmt: skip


class Hooked(InterfaceError):
    pass


class StopUnfit(Unfit, InterfaceError):
    kept = ("停用", "stopped so")
