"""Where a node puts what it fetches: a table of a database, or files of a folder. Only the node knows the address and the credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from gongshu.exchange.batches import ANYWHERE, Described, Due, Fetched, Target, sent_of
from gongshu.exchange.errors import TargetUnfit
from gongshu.exchange.folders import FORMATS, FolderTarget, local_files
from gongshu.outside import databases
from gongshu.outside.databases import DIALECTS, WRITES, Handover, Receipt, Server
from gongshu.outside.failures import Cause, OutsideFailed


class DatabaseTarget:
    """A table, filled by the very steps by which the platform itself fills one."""

    def __init__(self, described: Described) -> None:
        self._described = described

    def receipt(self, due: Due) -> Receipt | None:
        try:
            with self._connected() as (dialect, connection):
                return Handover(dialect, connection, ()).receipt(due.table, due.batch)
        except OutsideFailed as problem:
            if problem.cause is Cause.MISSING:
                return None  # Nothing has ever arrived there: not even the table of receipts is made.
            raise

    def take(self, due: Due, fetched: Fetched, now: datetime) -> Receipt:
        with self._connected() as (dialect, connection), fetched() as reading:
            sent, columns = sent_of(due, reading.said)
            work = Handover(dialect, connection, columns)
            work.prepare(due.table, due.subscription)
            return work.send(sent, reading.rows(), reading.gone(), now)

    @contextmanager
    def _connected(self) -> Iterator[tuple[Any, Any]]:
        said = self._described
        server = Server(
            dialect=said.kind, host=said.host, port=said.port, database=said.database, user=said.user, encrypted=said.encrypted
        )  # fmt: skip
        with databases.connected(server, said.secret, ANYWHERE) as found:
            yield found


SFTP, FOLDER = "sftp", "folder"
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(sorted(WRITES), ("host", "user", "database", "secret")), SFTP: ("host", "user", "host_key", "folder"), FOLDER: ("folder",),
}  # fmt: skip
KINDS: Final = tuple(_NEEDS)
_SSH: Final = 22


def described(**said: Any) -> Described:
    """Return a target as the node keeps it. Raises: TargetUnfit naming what is missing."""
    made = Described(**{name: value for name, value in said.items() if value is not None})
    if made.kind not in KINDS:
        raise TargetUnfit(f"没有“{made.kind}”这种目标", f"there is no target of the kind {made.kind!r}", remedy=(f"可选：{'、'.join(KINDS)}", f"choose one of {', '.join(KINDS)}"))  # fmt: skip
    missing = [name for name in _NEEDS[made.kind] if not getattr(made, name)]
    if made.kind == SFTP and not (made.secret or made.key_file):
        missing.append("secret")
    if missing:
        raise TargetUnfit(f"目标缺少：{'、'.join(missing)}", f"the target lacks {', '.join(missing)}", remedy=("逐项写明；密码由 GONGSHU_TARGET_SECRET 传入", "say each; the password comes from GONGSHU_TARGET_SECRET"))  # fmt: skip
    if made.format not in ("", *FORMATS):
        raise TargetUnfit(f"没有“{made.format}”这种文件格式", f"there is no format {made.format!r}", remedy=(f"可选：{'、'.join(FORMATS)}", f"choose one of {', '.join(FORMATS)}"))  # fmt: skip
    if made.kind == SFTP and len(made.host_key.split()) < 2:
        raise TargetUnfit("主机密钥不完整", "the host key is not whole", remedy=("照 ssh-keyscan 的输出写成 ssh-ed25519 AAAA…", "write it as ssh-keyscan tells it: ssh-ed25519 AAAA…"))  # fmt: skip
    if made.kind == FOLDER and not Path(made.folder).is_dir():
        raise TargetUnfit(
            f"没有文件夹 {made.folder}", f"there is no folder {made.folder}", remedy=("先建立文件夹", "make it first")
        )
    port = made.port or (DIALECTS[made.kind].port if made.kind in WRITES else _SSH if made.kind == SFTP else 0)
    return Described(**{**asdict(made), "port": port})


def target_of(found: Described) -> Target:
    """Return what takes the batches of a target."""
    if found.kind in WRITES:
        return DatabaseTarget(found)
    if found.kind == FOLDER:
        return FolderTarget(found, local_files)
    from gongshu.exchange.sftp import sftp_files  # takes a quarter of a second to load, and most targets are tables

    return FolderTarget(found, sftp_files)
