"""A node is a folder; this module reads its one settings file, `gongshu.toml`."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SETTINGS_FILE = "gongshu.toml"
_NETWORKS = ("interface_networks", "source_networks")
_OF_LAKE = {"lake_encryption": ("files", "store"), "lake_engine": ("duckdb", "spark")}
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtps")  # plain, STARTTLS, TLS from the first byte


class NodeUnfit(Exception):
    """The folder cannot serve as a node; the message says what is wrong and how to put it right, in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.because = {"zh": zh, "en": en}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What `gongshu.toml` says, with every path made absolute."""

    folder: Path
    jurisdiction: str  # path under the law folder, "cn/sichuan/dazhou"
    name: str = "公数"
    rehearsal: bool = False  # a standing cast, `--as` and `--at`; never on a real node
    database: str = "sqlite"  # or a PostgreSQL address, postgresql://user@host/name
    master_key: Path  # 32 random bytes in hexadecimal, outside the folder
    laws: Path | None = None  # an installation's own law folder; None: the packaged one
    promises: Mapping[str, int] = field(default_factory=dict)  # service promises for times that a text leaves open
    address: str = "http://127.0.0.1:8000"  # printed in letters and mails
    mail: str = (
        ""  # smtp://user:password@host:port, also smtp+tls:// (STARTTLS) and smtps://; empty: notices stay in the pages
    )
    mail_from: str = "gongshu@localhost"
    seal_within: int = 3600  # seconds; older unsealed events stop every change
    rejected_share: float = 0.05  # of a delivery's rows; above it a steward decides
    requests_a_minute: int = 600  # that one network may send to each web process's gateway without a token
    small_cell_k: int = 5  # rows that a group of opened data needs at least; a promise of the node, no text sets it
    small_cell_variety: int = 2  # distinct values that a sensitive item needs in each group, likewise
    interface_networks: tuple[str, ...] = ()  # networks of its own in which interfaces of sources may be called
    source_networks: tuple[str, ...] = ()  # networks of its own in which data is fetched and handed over
    source_folders: tuple[str, ...] = ()  # folders of this machine below which data is fetched
    unused_days: int = 90  # without a use, after which a grant is proposed for recall; a promise of the node
    search_index: bool = False  # whether searches are answered by an index in the node's folder, beside the database
    upload_days: int = 7  # without a further piece, after which a file that did not come whole is deleted
    hosts: tuple[str, ...] = ("*",)
    sign_up: bool = True  # whether citizens and companies may open their own accounts; staff never can
    oidc: Mapping[str, str] = field(default_factory=dict)  # id, name, server, client_id, secret of one OIDC provider
    licence: Mapping[str, str] = field(default_factory=dict)  # name and address of the licence of opened data
    lake_encryption: str = "files"  # every file has a key of its own; "store": the store under the lake encrypts, and files of tables lie plain
    lake_engine: str = (
        "duckdb"  # or "spark", with `cluster` and lake_encryption = "store"; see docs/operators/cluster.md
    )
    cluster: str = ""  # master of a Spark standalone cluster, spark://host:7077
    cluster_settings: Path | None = None  # file of Spark's own settings: shared secret, memory, cores
    cluster_rows: int = 20_000_000  # rows of a table from which its scans go to the cluster

    @property
    def control(self) -> Path:
        return self.folder / "control.sqlite"

    @property
    def uses(self) -> Path:
        return self.folder / "uses.sqlite"

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def serving(self) -> Path:
        return self.folder / "serving"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    def master(self) -> bytes:
        """Return the 32 bytes of the master key. Raises: NodeUnfit if the file is missing, lies inside or is readable by others."""
        path = self.master_key
        if path.resolve().is_relative_to(self.folder.resolve()):
            raise NodeUnfit(
                f"the master key {path} lies inside the node folder; move it out and name it in {SETTINGS_FILE}",
                f"主密钥 {path} 放在节点文件夹之内；请移到外面，并在 {SETTINGS_FILE} 中写明位置",
            )
        try:
            mode = path.stat().st_mode
            key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except FileNotFoundError as problem:
            raise NodeUnfit(
                f"no master key at {path}; put it back or use `gongshu recover` with the recovery key",
                f"{path} 没有主密钥；请放回原处，或者用恢复密钥运行 gongshu recover",
            ) from problem
        except ValueError as problem:
            raise NodeUnfit(
                f"{path} is not a master key (64 hexadecimal digits)",
                f"{path} 不是主密钥（64 位十六进制数）；请用恢复密钥恢复",
            ) from problem
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise NodeUnfit(
                f"{path} can be read by others; run `chmod 600 {path}`",
                f"{path} 可以被他人读取；请运行 chmod 600 {path}",
            )
        if len(key) != 32:
            raise NodeUnfit(
                f"{path} holds {len(key)} bytes instead of 32",
                f"{path} 为 {len(key)} 字节，应为 32 字节；请用恢复密钥恢复",
            )
        return key

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes that only this node's master key gives for this purpose."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"gongshu {purpose}".encode()).derive(self.master())


def read(folder: Path) -> Node:
    """Return the node in this folder. Raises: NodeUnfit naming the file and the setting."""
    path = folder / SETTINGS_FILE
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise NodeUnfit(
            f"{folder} is not a node (no {SETTINGS_FILE}); make one with `gongshu init {folder}`",
            f"{folder} 不是节点（没有 {SETTINGS_FILE}）；可用 gongshu init {folder} 建立",
        ) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise NodeUnfit(f"{path} cannot be read: {problem}", f"{path} 不能读取：{problem}") from problem
    return _checked(path, said, folder.resolve())


def _checked(path: Path, said: dict[str, Any], folder: Path) -> Node:
    known = {name for name in Node.__dataclass_fields__ if name != "folder"}
    unknown = sorted(set(said) - known)
    if unknown:
        raise NodeUnfit(
            f"{path} has unknown settings {unknown}; known are {sorted(known)}",
            f"{path} 有不认识的设置 {'、'.join(unknown)}；可用的有 {'、'.join(sorted(known))}",
        )
    for name in ("jurisdiction", "master_key"):
        if name not in said:
            raise NodeUnfit(f"{path} has no setting {name}", f"{path} 没有设置 {name}；请补上")
    said["master_key"] = (folder / Path(said["master_key"]).expanduser()).resolve()
    if said.get("laws"):
        said["laws"] = (folder / said["laws"]).resolve()
    if said.get("mail") and urlsplit(said["mail"]).scheme not in MAIL_SCHEMES:
        raise NodeUnfit(
            f"{path}: mail = {said['mail']!r} is no mail server; write one of {MAIL_SCHEMES} before ://host:port",
            f"{path}:mail = {said['mail']!r} 不是邮件服务器地址；请在 ://主机:端口 之前写 {'、'.join(MAIL_SCHEMES)} 之一",
        )
    if (licence := said.get("licence")) and (set(licence) != {"name", "address"} or not all(licence.values())):
        raise NodeUnfit(
            f"{path}: licence = {licence!r}; write its name and its address",
            f"{path}:licence = {licence!r} 不完整；请写明许可的 name（名称）和 address（网址）",
        )
    for name in ("hosts", *_NETWORKS, "source_folders"):
        if name in said:
            said[name] = tuple(said[name])
    for name in _NETWORKS:
        if unfit := [each for each in said.get(name, ()) if not _is_network(each)]:
            raise NodeUnfit(
                f"{path}: {name} holds {unfit}; write networks such as 10.20.0.0/16 or 10.20.3.4:8080",
                f"{path}:{name} 中的 {'、'.join(map(str, unfit))} 不是网段；请写成 10.20.0.0/16 或者 10.20.3.4:8080",
            )
    if unfit := [
        each for each in said.get("source_folders", ()) if not Path(each).is_absolute() or Path(each) == Path("/")
    ]:
        raise NodeUnfit(
            f"{path}: source_folders holds {unfit}; write absolute folders, not the root",
            f"{path}:source_folders 中的 {'、'.join(map(str, unfit))} 须是绝对路径，且不能是根目录",
        )
    if said.get("cluster_settings"):
        said["cluster_settings"] = (folder / said["cluster_settings"]).resolve()
    _require_lake(path, said)
    return Node(folder=folder, **said)


def _require_lake(path: Path, said: Mapping[str, Any]) -> None:
    """Raises: NodeUnfit where the settings of the lake do not fit each other."""
    for name, choices in _OF_LAKE.items():
        if said.get(name, choices[0]) not in choices:
            raise NodeUnfit(
                f"{path}: {name} = {said[name]!r} is none of {choices}; write one of them",
                f"{path}:{name} = {said[name]!r} 不在可选值之内；请写 {'、'.join(choices)} 之一",
            )
    if said.get("lake_engine") != "spark":
        return
    if not str(said.get("cluster", "")).startswith("spark://"):
        raise NodeUnfit(
            f'{path}: lake_engine = "spark" needs the master; write cluster = "spark://host:7077"',
            f'{path}:lake_engine = "spark" 须写明集群主节点；请写 cluster = "spark://主机:7077"',
        )
    if said.get("lake_encryption") != "store":
        raise NodeUnfit(
            f'{path}: a cluster reads only what its store encrypts; write lake_encryption = "store" once the store does, or lake_engine = "duckdb"',
            f'{path}:集群只能读取由存储加密的文件；存储加密之后请写 lake_encryption = "store"，否则请写 lake_engine = "duckdb"',
        )


def _is_network(said: object) -> bool:
    from gongshu.outside.network import read_allowed

    try:
        read_allowed(str(said))
    except ValueError:
        return False
    return True


def current() -> Node | None:
    """Return the node that GONGSHU_NODE names, or None where no node is meant (checks, migrations being written)."""
    folder = os.environ.get("GONGSHU_NODE")
    return read(Path(folder)) if folder else None
