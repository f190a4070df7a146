"""What became of a call, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gongshu.interfaces.wire.failures import Outcome

OUTCOMES: Final[Mapping[Outcome, Any]] = {
    Outcome.OK: _("正常答复"),
    Outcome.DECLARED: _("数源答复错误码"),
    Outcome.STATUS: _("数源答复 HTTP 错误"),
    Outcome.TIMEOUT: _("超时"),
    Outcome.UNREACHABLE: _("连接不上"),
    Outcome.FORBIDDEN: _("地址不在允许的网络"),
    Outcome.FORMAT: _("答复格式不对"),
    Outcome.SCHEMA: _("答复字段与登记不符"),
    Outcome.TOO_LARGE: _("答复过大"),
    Outcome.BROKEN_OFF: _("答复中断"),
    Outcome.OPEN: _("熔断，未调用"),
    Outcome.BUSY: _("同时调用过多，未调用"),
}
