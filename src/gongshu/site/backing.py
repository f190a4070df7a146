"""A backup of a node that goes on serving: one state of the control database, and every file that it points to."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from gongshu.ledger.durable import DurableFolder
from gongshu.site.node import Node, NodeUnfit

MANIFEST = "backup.json"
# What changes in place and is copied by its own means; all other files are written once and never changed.
_TIED = ("ledger/checkpoint", "ledger/ledger.json")
# An index of the catalogue is built anew after a restore.
_LEFT_OUT = ("index", "ledger/writing", "ledger/lock", "spool/spill")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was written."""

    folder: str
    at: str
    files: int
    bytes: int


def back_up(node: Node, target: Path, now: datetime) -> Backup:
    """Write a node into a new folder while it serves, and return what was written.

    Files first, then control database and checkpoint together while nothing is sealed, then what came in between: so the copy holds
    every file that its control database points to. The master key is not in it. Raises: NodeUnfit for a node on PostgreSQL, or a
    folder that is there already or lies inside the node.
    """
    _require(node, target)
    target.mkdir(parents=True)
    target.chmod(0o700)
    _copy_changed(node, target)
    with DurableFolder(node.ledger, lambda step: None).alone():
        for name in _TIED:
            _copy(node.folder / name, target / name)
        _copy_database(node.control, target)
    # Uses and tables that came after the control database's state are taken up from it again; missing ones could not be.
    for database in (node.uses, node.lake / "catalogue.sqlite"):
        if database.exists():
            _copy_database(database, target / database.parent.relative_to(node.folder))
    _copy_changed(node, target)
    sizes = [path.stat().st_size for path in target.rglob("*") if path.is_file()]
    made = Backup(folder=str(target), at=now.isoformat(), files=len(sizes), bytes=sum(sizes))
    (target / MANIFEST).write_text(json.dumps(asdict(made), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return made


def _require(node: Node, target: Path) -> None:
    if node.database != "sqlite":
        raise NodeUnfit(
            "the control data of this node is in PostgreSQL: stop `serve`, run `pg_dump`, and copy the folder beside it",
            "本节点的控制数据在 PostgreSQL 中：请停止 serve，运行 pg_dump，并一同复制节点文件夹",
        )
    if target.exists():
        raise NodeUnfit(f"{target} is there already; name a new folder", f"{target} 已经存在；请另写一个新文件夹")
    if target.resolve().is_relative_to(node.folder.resolve()):
        raise NodeUnfit(
            f"{target} lies inside the node; name a folder outside, best on another machine",
            f"{target} 在节点文件夹之内；请写在外面，最好在另一台机器上",
        )


def _copy_changed(node: Node, target: Path) -> None:
    """Copy every file that is not there yet or was still being written; one that is swept in the meantime was needed by nobody."""
    for path in _files(node.folder):
        copy = target / path.relative_to(node.folder)
        if not copy.exists() or _seen(copy) != _seen(path):
            _copy(path, copy)


def _seen(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        here = Path(root).relative_to(folder)
        folders[:] = [name for name in folders if (here / name).as_posix() not in _LEFT_OUT]
        for name in names:
            told = (here / name).as_posix()
            if told not in _TIED + _LEFT_OUT and ".sqlite" not in name:
                yield folder / told


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.copying")
    try:
        shutil.copy2(source, unfinished)
    except FileNotFoundError:
        return
    unfinished.rename(target)


def _copy_database(source: Path, folder: Path) -> None:
    """Copy a database in one consistent state, whoever writes to it meanwhile. Raises: NodeUnfit if the copy is not sound."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(folder / source.name),))
    with closing(sqlite3.connect(folder / source.name)) as copy:
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise NodeUnfit(
            f"{source} is damaged: {found}; restore an earlier backup", f"{source} 已损坏：{found}；请恢复较早的备份"
        )
