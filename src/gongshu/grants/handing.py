"""Hand-outs as rows: found by their secret, checked, and ready to be carried out by the gateway."""

from __future__ import annotations

from datetime import datetime

from gongshu.grants.errors import NotHandedOut, UnknownGrant
from gongshu.grants.models import Handout
from gongshu.grants.models.handouts import Kind, Stage
from gongshu.people.secret import digest_of

FILE_PURPOSE = "handed-out files"  # of the key that wraps the files' keys


def by_secret(secret: str, kind: Kind, now: datetime) -> Handout:
    """Return the hand-out that a secret opens. Raises: UnknownGrant, the same for a wrong secret and for one that is over."""
    found = (
        Handout.objects.select_related("grant__body", "grant__account")
        .filter(digest=digest_of(secret), kind=kind)
        .first()
    )
    if found is None or found.stage == Stage.STOPPED or found.expires_at <= now:
        raise UnknownGrant(
            "令牌或者链接不存在、已停用或者已过期", "this token or link is unknown, stopped or expired",
            remedy_zh="在授权页重新生成", remedy_en="make a new one on the page of the grant",
        )  # fmt: skip
    if found.stage != Stage.READY:
        raise NotHandedOut(
            "文件尚未生成完毕" if found.stage == Stage.WAITING else f"文件未能生成：{found.error}",
            "the file is not ready yet" if found.stage == Stage.WAITING else f"the file could not be made: {found.error}",
            shown=found.hint, remedy_zh="请稍后再试", remedy_en="try again in a moment",
        )  # fmt: skip
    return found
