"""How reaching another system can fail: what happened, whether another try may help, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final


class Cause(StrEnum):
    """The codes stand in records and answers."""

    FORBIDDEN = "forbidden"  # its address lies where the node may not call
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN_OFF = "broken-off"  # the connection ended in the middle
    CREDENTIAL = "credential"  # the user or the secret is refused
    MISSING = "missing"  # no such table, column, file or bucket
    STATUS = "status"  # an HTTP status that is not 2xx
    FORMAT = "format"  # not what was described
    TOO_LARGE = "too-large"
    DRIVER = "driver"  # the operator has not installed the driver
    UNCONFIRMED = "unconfirmed"  # written, but what arrived is not what was sent


TRANSIENT = frozenset({Cause.UNREACHABLE, Cause.TIMEOUT, Cause.BROKEN_OFF})
_AGAIN = {
    Cause.FORBIDDEN: ("由运行管理机构在 gongshu.toml 的 source_networks 中写明该地址", "let the operator name the address in source_networks of gongshu.toml"),
    Cause.CREDENTIAL: ("核对用户名，重新填写密码或者密钥", "check the user and enter the secret again"),
    Cause.MISSING: ("核对名称和读取权限", "check the name and the permission to read it"),
    Cause.DRIVER: ("由运行管理机构安装驱动后重试", "let the operator install the driver"),
    Cause.FORMAT: ("核对登记的内容，或者联系数源单位", "check what is registered, or ask the source"),
    Cause.TOO_LARGE: ("缩小每次取数的范围", "ask for less at once"),
}  # fmt: skip
_LATER = (
    "稍后会自动重试；一直如此时请联系数源单位",
    "it is tried again by itself; if that does not help, ask the source",
)


# What a record keeps where not the other system failed.
FAULT: Final[Mapping[str, str]] = {
    "cause": "fault", "zh": "平台内部出错，详见日志", "en": "a fault of the platform itself; see its log", "remedy_zh": "请联系运行管理机构", "remedy_en": "tell the operator",
}  # fmt: skip
INTERRUPTED: Final[Mapping[str, str]] = {
    "cause": "fault", "zh": "后台任务多次中断", "en": "its job was interrupted too often", "remedy_zh": "请运行管理机构查看后台任务", "remedy_en": "let the operator look at the job",
}  # fmt: skip


class OutsideFailed(Exception):
    """Reaching another system came to nothing; what that system said in its own words is not told, for it may quote data."""

    def __init__(
        self, cause: Cause, zh: str, en: str, *, code: str = "", remedy: tuple[str, str] | None = None
    ) -> None:
        self.cause, self.code = cause, code
        self.because = {"zh": zh, "en": en}
        self.remedy = dict(zip(("zh", "en"), remedy or _AGAIN.get(cause, _LATER), strict=True))
        super().__init__(f"{cause}: {en}")

    def as_json(self) -> dict[str, Any]:
        """Return what a record keeps of it."""
        return {
            "cause": self.cause.value, "code": self.code, **self.because, "remedy_zh": self.remedy["zh"], "remedy_en": self.remedy["en"]
        }  # fmt: skip

    @property
    def is_transient(self) -> bool:
        """Whether another try may help."""
        return self.cause in TRANSIENT or (self.cause is Cause.STATUS and self.code[:1] == "5") or self.code == "429"
