"""The lake's reasons to refuse a whole file, told to the person who delivered it in both languages."""

from __future__ import annotations

from gongshu.collection.errors import CollectionError, DeliveryRefused, StorageGone
from gongshu.lake import errors

FULL = ("磁盘空间不足，没有任何内容入库", "请清理空间后重新投送同一文件")


def told(problem: errors.LakeError, name: str) -> CollectionError:
    """Return the error that a person is told for one of the lake's: its own sentences, which end with their remedy after a semicolon."""
    kind = DeliveryRefused if isinstance(problem, errors.FileRefused) else StorageGone
    zh, remedy_zh = _parted(problem.because["zh"], "；")
    en, remedy_en = _parted(problem.because["en"], "; ")
    named = zh if name in zh else f"{name}：{zh}"
    return kind(named, en, remedy_zh=remedy_zh, remedy_en=remedy_en, where=name, shown=name)


def _parted(sentence: str, mark: str) -> tuple[str, str]:
    what, _, remedy = sentence.rpartition(mark)
    return (what, remedy) if what else (remedy, "")


def full(name: str, problem: Exception) -> StorageGone:
    """Return what is told where a disk was full outside of the lake's own writing."""
    why = str(problem).splitlines()[0]
    zh, remedy = FULL
    return StorageGone(
        f"{name}：{zh}", f"{name}: the disk is full ({why}); nothing became visible", where=name,
        remedy_zh=remedy, remedy_en="free some space and deliver the same file again",
    )  # fmt: skip
