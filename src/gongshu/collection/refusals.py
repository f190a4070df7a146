"""The lake's reasons to refuse a whole file, told to the person who delivered it in both languages."""

from __future__ import annotations

from typing import Final

from gongshu.collection.errors import CollectionError, DeliveryRefused, StorageGone
from gongshu.lake import errors

# The lake's own sentence is English and names the figures; these say the same kind of thing in Chinese, with the remedy.
WORDS: Final[dict[type[errors.LakeError], tuple[str, str]]] = {
    errors.FileEmpty: ("文件为空，没有任何记录", "请投送带表头且至少有一条记录的文件"),
    errors.FormatUnknown: ("无法识别的文件格式", "请投送 CSV、TSV、XLSX、Parquet 或者 JSON 行文件"),
    errors.EncodingUnknown: ("无法识别的文字编码", "请另存为 UTF-8 或者 GB18030 后重新投送"),
    errors.LineTooLong: ("有一行超过长度上限，换行符丢失或者引号没有闭合", "请重新导出，每条记录一行"),
    errors.ZipBomb: ("工作簿解压后过大，没有打开", "请删除无用的行和格式，或者改为投送 CSV"),
    errors.WorkbookDamaged: ("工作簿或者 Parquet 文件已损坏，不能打开", "请重新导出后投送"),
    errors.FileChanged: ("读取过程中文件发生了变化，没有保留任何内容", "请待文件写完后重新投送"),
    errors.HeaderMismatch: ("文件缺少目录规定的列", "表头请使用信息项的名称或者代码，或者先变更目录"),
    errors.StorageFull: ("磁盘空间不足，没有任何内容入库", "请清理空间后重新投送同一文件"),
    errors.CommitConflict: ("其他进程同时写入，提交未成功", "请重新投送"),
    errors.KeyMissing: ("数据文件的密钥无法取得", "请用同一份备份恢复控制库和数据湖"),
}


def told(problem: errors.LakeError, name: str) -> CollectionError:
    """Return the error that a person is told for one of the lake's."""
    zh, remedy = next(
        (WORDS[kind] for kind in type(problem).__mro__ if kind in WORDS), ("文件未能入库", "请联系运行管理机构")
    )
    kind = DeliveryRefused if isinstance(problem, errors.FileRefused) else StorageGone
    # The lake's sentence ends with its own remedy, after a semicolon.
    en, _, remedy_en = str(problem).rpartition("; ")
    return kind(
        f"{name}：{zh}", en or remedy_en, remedy_zh=remedy, remedy_en=remedy_en if en else "", where=name, shown=name
    )


def full(name: str, problem: Exception) -> StorageGone:
    """Return what is told where a disk was full outside of the lake's own writing."""
    why = str(problem).splitlines()[0]
    zh, remedy = WORDS[errors.StorageFull]
    return StorageGone(
        f"{name}：{zh}", f"{name}: the disk is full ({why}); nothing became visible", where=name,
        remedy_zh=remedy, remedy_en="free some space and deliver the same file again",
    )  # fmt: skip
