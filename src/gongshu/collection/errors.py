"""What collection refuses.

CollectionError
├── NoSuchDelivery     no delivery or snapshot of this number that this person may see (404)
├── NoSuchUpload       no upload of this number that this person sends (404)
├── DeliveryRefused    the file as a whole was not taken; nothing of it was kept (422)
├── DeliveryRunning    another delivery to the same entry is being written (409)
├── UploadUnfinished   parts of the file have not come yet (409)
├── PieceUnfit         a piece is cut otherwise than agreed, or came damaged; nothing of it was kept (422)
├── NotDecidable       the delivery does not wait for a decision, or the data has changed since (409)
├── MendUnfit          a mended file does not belong to the quarantine it names (422)
├── ModeUnfit          the mode does not suit the entry's items (422)
├── ResourceUnclear    the entry has several resources and none was named (422)
├── SourceUnfit        a source is not described so that it could be fetched; every fault in one list (422)
├── FetchRunning       the source is being fetched (409)
└── StorageGone        no space, or the files of the lake cannot be had (507)
"""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.collection.datasources.description import Fault
from gongshu.people.told import Told


class CollectionError(Told):
    status = 409

    def as_json(self) -> dict[str, str]:
        return {
            "zh": self.because["zh"],
            "en": self.because["en"],
            "remedy_zh": self.remedy["zh"],
            "remedy_en": self.remedy["en"],
        }


class NoSuchDelivery(CollectionError):
    status = 404

    def __init__(self, number: str, what_zh: str = "投送", what_en: str = "delivery") -> None:
        super().__init__(
            f"没有编号为 {number} 的{what_zh}", f"there is no {what_en} {number!r} that you may see", shown=number,
            remedy_zh="核对编号", remedy_en="check the number",
        )  # fmt: skip


class NoSuchUpload(CollectionError):
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(
            f"没有您正在上传的文件 {number}", f"you are sending no file {number!r}", shown=number,
            remedy_zh="请重新选择文件上传", remedy_en="choose the file and send it anew",
        )  # fmt: skip


class UploadUnfinished(CollectionError):
    pass


class PieceUnfit(CollectionError):
    status = 422


class DeliveryRefused(CollectionError):
    status = 422


class DeliveryRunning(CollectionError):
    pass


class NotDecidable(CollectionError):
    pass


class MendUnfit(CollectionError):
    status = 422


class ModeUnfit(CollectionError):
    status = 422


class ResourceUnclear(CollectionError):
    status = 422


class SourceUnfit(CollectionError):
    status = 422

    def __init__(self, where: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        zh, en = "；".join(f"{each.field}：{each.zh}" for each in faults), "; ".join(f"{each.field}: {each.en}" for each in faults)  # fmt: skip
        super().__init__(
            f"采集源登记有 {len(faults)} 处问题：{zh}", f"{len(faults)} problems with the source: {en}", where=where,
            shown=", ".join(dict.fromkeys(each.field for each in faults)),
            remedy_zh="逐项改正后重新提交", remedy_en="correct each and send it again",
        )  # fmt: skip


class FetchRunning(CollectionError):
    pass


class StorageGone(CollectionError):
    status = 507
