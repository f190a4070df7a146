"""What a node keeps beside its database: its key, where it is enrolled, and its targets with their credentials. All of it is its owner's alone.

The key lies in FILE, the rest in FILE.json; both can be read by the user of the program and by nobody else.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongshu.exchange.batches import Described
from gongshu.exchange.errors import IdentityUnfit
from gongshu.ledger.errors import KeyRefused
from gongshu.ledger.keys import load_key, make_key, save_key

_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Where a node belongs."""

    server: str  # https://data.example.gov.cn
    node: str  # its number there
    name: str
    body: str
    platform_key: str  # by which the platform signs its receipts
    targets: dict[str, Described] = field(default_factory=dict)


class Identity:
    """The files of one node."""

    def __init__(self, file: Path) -> None:
        self.file, self.beside = file, file.with_name(f"{file.name}.json")

    def key(self) -> Ed25519PrivateKey:
        """Return the node's key. Raises: IdentityUnfit."""
        try:
            return load_key(self.file)
        except KeyRefused as problem:
            raise IdentityUnfit(
                f"{self.file} 不是只有本用户可读的交换节点密钥", f"{self.file} is no key of an exchange node that only its user can read: {problem}",
                remedy=("先运行 gongshu exchange enrol；权限须为 0600", "run `gongshu exchange enrol` first; the file's mode must be 0600"),
            ) from problem  # fmt: skip

    def make_key(self) -> Ed25519PrivateKey:
        """Return a new key, kept; the one that is there where an enrolment did not come to its end. Raises: IdentityUnfit."""
        if self.beside.exists():
            raise IdentityUnfit(
                f"{self.file} 已经登记", f"{self.file} is enrolled already",
                remedy=("为新节点另选一个文件", "choose another file for another node"),
            )  # fmt: skip
        if not self.file.exists():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            save_key(self.file, make_key())
        return self.key()

    def enrolled(self) -> Enrolled:
        """Return where the node is enrolled, with its targets. Raises: IdentityUnfit."""
        try:
            if self.beside.stat().st_mode & 0o077:
                raise IdentityUnfit(f"{self.beside} 可被他人读取", f"{self.beside} can be read by others", remedy=("运行 chmod 600", "run chmod 600 on it"))  # fmt: skip
            said: dict[str, Any] = json.loads(self.beside.read_text(encoding="utf-8"))
            targets = {name: Described(**each) for name, each in said.pop("targets").items()}
            return Enrolled(**said, targets=targets)
        except (OSError, ValueError, TypeError, KeyError) as problem:
            raise IdentityUnfit(
                f"{self.file} 还没有登记，或者旁边的文件不完整", f"{self.file} is not enrolled, or what lies beside it is not whole",
                remedy=("运行 gongshu exchange enrol", "run `gongshu exchange enrol`"),
            ) from problem  # fmt: skip

    def keep(self, enrolled: Enrolled) -> None:
        """Write where the node is enrolled and what its targets are, whole or not at all."""
        said = {**asdict(enrolled), "targets": {name: asdict(each) for name, each in enrolled.targets.items()}}
        fresh = self.beside.with_name(f"{self.beside.name}.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(said, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.beside)

    def set_target(self, name: str, described: Described | None) -> Enrolled:
        """Keep a target under a name, or forget it. Raises: IdentityUnfit."""
        with self.alone("targets"):
            held = self.enrolled()
            targets = {key: each for key, each in held.targets.items() if key != name}
            if described is not None:
                targets[name] = described
            changed = replace(held, targets=targets)
            self.keep(changed)
        return changed

    @property
    def receipts(self) -> Path:
        """The folder in which the receipts of both ends are kept, a file for each batch."""
        return self.file.with_name(f"{self.file.name}.receipts")

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Let no second program of this identity do the same. Raises: IdentityUnfit."""
        with self.file.with_name(f"{self.file.name}.{what}.lock").open("w") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as problem:
                raise IdentityUnfit(
                    "本节点的另一个程序正在运行", "another program of this node is running", remedy=("只运行一个", "run only one")
                ) from problem  # fmt: skip
            yield


def address_of(server: str) -> str:
    """Return a platform's address as it is kept. Raises: IdentityUnfit for one to which anybody could listen."""
    parts = urlsplit(server)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.username:
        raise IdentityUnfit(f"“{server}”不是平台的网址", f"{server!r} is no address of a platform", remedy=("写成 https://data.example.gov.cn", "write it like https://data.example.gov.cn"))  # fmt: skip
    if parts.scheme == "http" and parts.hostname not in _HERE:
        raise IdentityUnfit(
            f"“{server}”不加密，批次会以明文经过网络", f"{server!r} is not encrypted: rows would cross the network in clear",
            remedy=("使用 https:// 网址", "use an https:// address"),
        )  # fmt: skip
    return server.rstrip("/")
