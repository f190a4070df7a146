"""What is told of a source, checked as a whole. Pure: no database, no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from gongshu.outside.databases import DIALECTS, Server
from gongshu.outside.storage import Bucket

LONGEST = 500  # characters of one field
MOST_PAGES = 10_000


class Kind(StrEnum):
    FOLDER = "folder"
    WEB = "web"
    STORAGE = "storage"
    DATABASE = "database"


class Paging(StrEnum):
    """How a service divides a long answer."""

    NONE = "none"
    PAGE = "page"  # the number of the page, from `first`
    OFFSET = "offset"  # the number of rows before
    NEXT = "next"  # the answer tells the address or the token of the next page


class Credential(StrEnum):
    NONE = "none"
    HEADER = "header"
    BEARER = "bearer"
    BASIC = "basic"  # the secret is written user:password


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of the node's machine, below one that the operator opened (`source_folders`)."""

    path: str
    pattern: str = "*"  # of the names that are taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """A file or a JSON service at an address."""

    address: str
    credential: str = Credential.NONE.value
    credential_name: str = ""  # of the header
    file: str = ""  # how the fetched file is called where the answer is a file; empty: as its address ends
    rows_at: str = ""  # where the rows of a JSON answer are, "data.list"; with paging only
    paging: str = Paging.NONE.value
    page_name: str = ""  # parameter of the page, the offset or the token
    first: int = 1  # number of the first page
    size_name: str = ""  # parameter of the rows of a page
    size: int = 500
    next_at: str = ""  # where the answer tells the next page; an address or a token
    since_name: str = ""  # parameter that says since when
    mark: str = ""  # field of a row that grows with every change


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Objects of a bucket that speaks S3."""

    address: str
    bucket: str
    prefix: str = ""
    pattern: str = "*"  # of the last part of their names
    region: str = "us-east-1"
    user: str = ""  # access key

    @property
    def held(self) -> Bucket:
        return Bucket(address=self.address, name=self.bucket, region=self.region, user=self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A table or a view of a database."""

    dialect: str
    host: str
    database: str
    user: str
    table: str
    port: int = 0  # 0: as the server listens as a rule
    encrypted: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)  # {column: how the delivered file calls it}; empty: all
    mark: str = ""  # column that grows with every change; empty: the whole table each time
    overlap: int = 0  # minutes before the last mark that are read again

    @property
    def server(self) -> Server:
        return Server(
            dialect=self.dialect, host=self.host, port=self.port or DIALECTS[self.dialect].port, database=self.database, user=self.user,
            encrypted=self.encrypted,
        )  # fmt: skip


Description = Folder | Web | Storage | Database
KINDS: Final[Mapping[Kind, type[Description]]] = {
    Kind.FOLDER: Folder, Kind.WEB: Web, Kind.STORAGE: Storage, Kind.DATABASE: Database,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a description."""

    field: str
    zh: str
    en: str


def read(kind: str, given: Mapping[str, Any]) -> tuple[Description | None, list[Fault]]:
    """Return what is told of a source, and all that is wrong with it; the first is None where it cannot be read at all."""
    if kind not in list(Kind):
        return None, [Fault("kind", f"“{kind}”不是采集方式，可选：{'、'.join(Kind)}", f"{kind!r} is no kind of source; choose one of {', '.join(Kind)}")]  # fmt: skip
    shape = KINDS[Kind(kind)]
    faults = list(_misread(shape, given))
    if faults:
        return None, faults
    said = shape(**{name: _clean(value) for name, value in given.items()})
    return said, list(_faults(said))


def as_mapping(said: Description) -> dict[str, Any]:
    return asdict(said)


def kind_of(said: Description) -> Kind:
    return next(kind for kind, shape in KINDS.items() if isinstance(said, shape))


def needs_secret(said: Description) -> bool:
    """Whether a secret belongs to it."""
    match said:
        case Web():
            return said.credential != Credential.NONE
        case Storage():
            return bool(said.user)
    return isinstance(said, Database)


def place_of(said: Description) -> tuple[object, ...]:
    """Return what a secret is entered for: it goes nowhere else."""
    match said:
        case Web():
            parts = urlsplit(said.address)
            return "web", parts.scheme, parts.netloc, said.credential, said.credential_name
        case Storage():
            parts = urlsplit(said.address)
            return "storage", parts.scheme, parts.netloc, said.user
        case Database():
            return "database", said.dialect, said.host, said.port, said.user, said.encrypted
    return ("folder",)


def names_to(said: Description) -> str:
    """Return the host or folder that is read, as the record of a change names it."""
    match said:
        case Folder():
            return PurePosixPath(said.path).name
        case Database():
            return said.host
    return urlsplit(said.address).hostname or ""


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _misread(shape: type[Description], given: Mapping[str, Any]) -> Iterator[Fault]:
    known = {each.name: each for each in fields(shape)}
    for name in given:
        if name not in known:
            yield Fault(name, f"没有这一项，可用：{'、'.join(known)}", f"there is no such field; there are {', '.join(known)}")  # fmt: skip
    for name, each in known.items():
        value = given.get(name)
        if each.default is MISSING and each.default_factory is MISSING and not str(value or "").strip():
            yield Fault(name, "必须填写", "must be filled in")
        if name in given and not _fits(str(each.type), value):
            yield Fault(name, f"“{value}”不是这一项的值", f"{value!r} is no value of this field")


def _fits(type_: str, value: Any) -> bool:
    match type_:
        case "int":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000
        case "bool":
            return isinstance(value, bool)
        case "str":
            return isinstance(value, str) and len(value) <= LONGEST and not any(ord(sign) < 32 for sign in value)
    return isinstance(value, Mapping) and all(isinstance(each, str) and 0 < len(each) <= LONGEST for pair in value.items() for each in pair)  # fmt: skip


def _faults(said: Description) -> Iterator[Fault]:
    match said:
        case Folder():
            yield from _folder(said)
        case Web():
            yield from _address(said.address)
            yield from _web(said)
        case Storage():
            yield from _address(said.address)
        case Database():
            yield from _database(said)


def _folder(said: Folder) -> Iterator[Fault]:
    if not said.path.startswith("/") or ".." in PurePosixPath(said.path).parts:
        yield Fault("path", f"“{said.path}”须是绝对路径", f"{said.path!r} must be an absolute path")


def _address(address: str) -> Iterator[Fault]:
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good, parts = False, urlsplit("")
    if not good or any(ord(sign) <= 32 or ord(sign) > 126 for sign in address):
        yield Fault("address", f"“{address}”不是地址，须写成 https://主机/路径，只用 ASCII 可见字符", f"{address!r} is no address; write https://host/path in visible ASCII")  # fmt: skip
    if parts.username or parts.password:
        yield Fault("address", "地址中不得写账号密码，请填在“密钥”一栏", "an address holds no user or password; say them as the secret")  # fmt: skip


def _web(said: Web) -> Iterator[Fault]:
    for name, options in (("credential", Credential), ("paging", Paging)):
        if getattr(said, name) not in list(options):
            yield Fault(name, f"可选：{'、'.join(options)}", f"choose one of {', '.join(options)}")
    header = said.credential_name.lower()
    if said.credential == Credential.HEADER and (not header.replace("-", "").isalnum() or header in ("host", "content-length", "connection", "accept-encoding")):  # fmt: skip
        yield Fault("credential_name", "须写明密钥所在的请求头，不能是连接自身的请求头", "name the header of the secret, not one of the connection itself")  # fmt: skip
    if said.paging in (Paging.PAGE, Paging.OFFSET) and not (said.page_name and said.size_name and said.size):
        yield Fault("page_name", "分页须写明页码参数、每页条数参数和条数", "paging needs the parameters of the page and of its size, and the size")  # fmt: skip
    if said.paging == Paging.NEXT and not said.next_at:
        yield Fault("next_at", "须写明下一页在答复中的位置", "say where the answer tells the next page")
    if bool(said.since_name) != bool(said.mark):
        yield Fault("mark", "增量取数须同时写明起始参数和变更字段", "reading what changed needs both the parameter and the field of a row")  # fmt: skip
    if said.paging == Paging.NONE and (said.mark or said.rows_at or said.next_at):
        yield Fault("paging", "不分页时按文件接收，不能另写数据行的位置和变更字段", "without paging the answer is a file; rows, next page and mark belong to paging")  # fmt: skip


def _database(said: Database) -> Iterator[Fault]:
    if said.dialect not in DIALECTS:
        yield Fault("dialect", f"可选：{'、'.join(DIALECTS)}", f"choose one of {', '.join(DIALECTS)}")
    if said.port > 65535:
        yield Fault("port", "端口最大 65535", "a port is at most 65535")
    if any(sign in said.host for sign in "/@,? "):
        yield Fault("host", "只写主机名或者地址", "write a host or an address only")
    if any(sign in said.database for sign in "=/"):
        yield Fault("database", "只写库名", "write the name of the database only")
    if said.overlap and not said.mark:
        yield Fault("overlap", "没有变更列时不能回溯", "nothing can overlap without a column of changes")
    twice = [each for each in said.columns.values() if list(said.columns.values()).count(each) > 1]
    if twice:
        yield Fault("columns", f"名称重复：{'、'.join(dict.fromkeys(twice))}", f"named twice: {', '.join(dict.fromkeys(twice))}")  # fmt: skip
