"""What a source body tells of its own service, checked as a whole. Pure: no database, no network.

A parameter or an answered item that is not described does not exist for the gateway: nothing passes that nobody has looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

LONGEST_WAIT = 60  # seconds; whoever waits longer has given up
LARGEST_ANSWER = 64  # MiB
MOST_PARAMETERS, MOST_ERRORS = 30, 60
LARGEST_QUOTA = 1_000_000_000
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
# A parameter of these names would steer how the answer travels and not what is asked for.
_RESERVED_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "content-type", "upgrade"})  # fmt: skip


class Protocol(StrEnum):
    JSON = "json"
    SOAP = "soap"


class Method(StrEnum):
    GET = "GET"
    POST = "POST"


class Place(StrEnum):
    """Where a parameter stands in the request to the source."""

    QUERY = "query"
    PATH = "path"
    BODY = "body"


class Credential(StrEnum):
    """How the source knows the platform. The consumer never sees it."""

    NONE = "none"
    HEADER = "header"
    QUERY = "query"
    BEARER = "bearer"
    BASIC = "basic"  # the secret is written user:password


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value that the consumer says."""

    name: str
    place: Place = Place.QUERY
    required: bool = False
    item: str = ""  # code of the item whose value it names: only whoever may use that item may ask by it
    title: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """One code that the source answers instead of data, in its own words."""

    code: str
    meaning: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """One service of a source body."""

    protocol: Protocol
    method: Method
    address: str  # https://…, parameters of the path in braces
    operation: str = ""  # SOAP: the element of the request
    namespace: str = ""  # SOAP: of that element
    action: str = ""  # SOAP: the SOAPAction header
    credential: Credential = Credential.NONE
    credential_name: str = ""  # of the header or of the query parameter
    parameters: tuple[Parameter, ...] = ()
    rows_at: str = ""  # JSON: where the rows are, "data.list", empty: the answer itself; SOAP: the element of a row
    fields: Mapping[str, str] = field(default_factory=dict)  # {item: name in the source's rows}
    status_at: str = ""  # JSON: where the answer says whether it worked, "code"; empty: it does not say
    fine: tuple[str, ...] = ()  # values there that mean yes
    errors: tuple[ErrorCode, ...] = ()
    sample: str = ""
    quota: int | None = None  # calls a day that the source allows to all together
    timeout: int = 10  # seconds for one call from beginning to end
    largest: int = 8  # MiB of one answer

    def error(self, code: str) -> ErrorCode | None:
        return next((each for each in self.errors if each.code == code), None)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a description."""

    field: str
    zh: str
    en: str


def faults(said: Description, items: Sequence[str]) -> list[Fault]:
    """Return all that keeps a description from being used; `items` are the codes of the entry's items."""
    return [*_address(said), *_credential(said), *_parameters(said, items), *_answer(said, items), *_limits(said)]


def _address(said: Description) -> list[Fault]:
    found: list[Fault] = []
    try:
        parts = urlsplit(said.address)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        found.append(Fault("address", f"“{said.address}”不是服务地址，须写成 https://主机/路径", f"{said.address!r} is no address; write https://host/path"))  # fmt: skip
    if parts.username or parts.password:
        found.append(Fault("address", "地址中不得写账号密码，请填在“凭证”一栏", "an address holds no user or password; say them as the credential"))  # fmt: skip
    if parts.query or parts.fragment:
        found.append(Fault("address", "地址中不写 ? 和 # 之后的内容，请逐个登记为参数", "leave out what follows ? or #; register each as a parameter"))  # fmt: skip
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in said.address):
        found.append(Fault("address", "地址只能用 ASCII 可见字符，其他字符须先编码", "an address is visible ASCII; encode anything else"))  # fmt: skip
    if said.protocol is Protocol.SOAP and not (said.operation and set(said.operation) <= _NAME):
        found.append(Fault("operation", "SOAP 服务须写明操作名（字母、数字、下划线）", "a SOAP service needs the name of its operation: letters, digits, underscores"))  # fmt: skip
    for name in ("namespace", "action"):
        if any(ord(sign) <= 32 or ord(sign) > 126 or sign == '"' for sign in getattr(said, name)):
            found.append(Fault(name, "只能用 ASCII 可见字符，不能有引号", "visible ASCII without quotation marks"))
    return found


def _credential(said: Description) -> list[Fault]:
    named = said.credential in (Credential.HEADER, Credential.QUERY)
    if named and not (said.credential_name and set(said.credential_name) <= _NAME):
        return [Fault("credential_name", "须写明凭证所在的请求头或者参数名", "name the header or the parameter of the credential")]  # fmt: skip
    if said.credential is Credential.HEADER and said.credential_name.lower() in _RESERVED_HEADERS:
        return [Fault("credential_name", f"{said.credential_name} 由网关自己填写", f"{said.credential_name} is written by the gateway itself")]  # fmt: skip
    return []


def _parameters(said: Description, items: Sequence[str]) -> list[Fault]:
    found, names = [], [each.name for each in said.parameters]
    if len(names) > MOST_PARAMETERS:
        found.append(Fault("parameters", f"参数最多 {MOST_PARAMETERS} 个", f"there are at most {MOST_PARAMETERS} parameters"))  # fmt: skip
    for each in said.parameters:
        if not each.name or not set(each.name) <= _NAME:
            found.append(Fault("parameters", f"“{each.name}”不能作参数名", f"{each.name!r} cannot name a parameter"))
        if names.count(each.name) > 1:
            found.append(Fault("parameters", f"参数 {each.name} 重复", f"the parameter {each.name} stands twice"))
        if each.item and each.item not in items:
            found.append(Fault("parameters", f"参数 {each.name} 对应的数据项 {each.item} 不在目录中", f"the entry has no item {each.item}, which the parameter {each.name} names"))  # fmt: skip
        if each.place is Place.PATH and (f"{{{each.name}}}" not in urlsplit(said.address).path or not each.required):
            found.append(Fault("parameters", f"路径参数 {each.name} 须必填，并在地址中写作 {{{each.name}}}", f"{each.name} stands in the path: make it required and write {{{each.name}}} in the address"))  # fmt: skip
        if each.place is Place.BODY and said.method is Method.GET and said.protocol is Protocol.JSON:
            found.append(Fault("parameters", f"GET 请求没有请求体，{each.name} 不能放在其中", f"a GET has no body to hold {each.name}"))  # fmt: skip
        if said.credential is Credential.QUERY and each.name == said.credential_name:
            found.append(Fault("parameters", f"参数 {each.name} 与凭证同名", f"the parameter {each.name} is named like the credential"))  # fmt: skip
    unfilled = urlsplit(said.address).path.split("{")[1:]
    known = {each.name for each in said.parameters if each.place is Place.PATH}
    found += [
        Fault("address", f"地址中的 {{{name}}} 没有登记为路径参数", f"{{{name}}} of the address is no parameter of the path")
        for name in (part.split("}")[0] for part in unfilled)
        if name not in known
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _answer(said: Description, items: Sequence[str]) -> list[Fault]:
    unknown = [item for item in said.fields if item not in items]
    found = []
    if unknown:
        names_zh, names_en = "、".join(unknown), ", ".join(unknown)
        found.append(Fault("fields", f"目录没有数据项 {names_zh}", f"the entry has no item {names_en}"))
    if not said.fields:
        found.append(Fault("fields", "至少写明一个数据项在答复中的字段；没有写明的字段不会给出", "say the field of at least one item; fields that are not named never leave"))  # fmt: skip
    if said.protocol is Protocol.SOAP and not said.rows_at:
        found.append(Fault("rows_at", "SOAP 服务须写明一行数据的元素名", "a SOAP service needs the name of the element of a row"))  # fmt: skip
    if said.status_at and not said.fine:
        found.append(Fault("fine", "写明了状态字段，还须写明表示成功的值", "say which values of the status mean yes"))
    if len(said.errors) > MOST_ERRORS:
        found.append(Fault("errors", f"错误码最多 {MOST_ERRORS} 个", f"there are at most {MOST_ERRORS} error codes"))
    return found


def _limits(said: Description) -> list[Fault]:
    found = []
    if not 1 <= said.timeout <= LONGEST_WAIT:
        found.append(Fault("timeout", f"超时须为 1 至 {LONGEST_WAIT} 秒", f"the timeout is 1 to {LONGEST_WAIT} s"))
    if not 1 <= said.largest <= LARGEST_ANSWER:
        found.append(Fault("largest", f"答复上限须为 1 至 {LARGEST_ANSWER} MiB", f"an answer is at most 1 to {LARGEST_ANSWER} MiB"))  # fmt: skip
    if said.quota is not None and not 1 <= said.quota <= LARGEST_QUOTA:
        found.append(Fault("quota", f"每日调用上限须为 1 至 {LARGEST_QUOTA}，不限时留空", f"the daily quota is 1 to {LARGEST_QUOTA}; leave it empty for none"))  # fmt: skip
    return found
