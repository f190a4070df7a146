"""Links for a browser that downloads: signed, short-lived, for one person, one entry and one format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from gongshu.grants.errors import UnknownGrant

LASTS = timedelta(minutes=5)
FILE = "file:"  # before the number of a file that leaves as it is, in place of a format
_SALT = "gongshu download"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Who may fetch what until when."""

    login: str  # empty: anybody
    entry: str
    format: str


def make(link: Link, now: datetime) -> str:
    """Return the last part of the address /data/links/…"""
    return signing.dumps([link.login, link.entry, link.format, (now + LASTS).timestamp()], salt=_SALT, compress=False)


def read(text: str, now: datetime) -> Link:
    """Return what a link says. Raises: UnknownGrant, the same for a forged and for an old one."""
    try:
        login, entry, format_, until = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        until = 0.0
    if until <= now.timestamp():
        raise UnknownGrant(
            "下载链接无效或者已过期", "this download link is not valid or has expired",
            remedy_zh="在数据集页面重新下载", remedy_en="download again from the page of the data set",
        )  # fmt: skip
    return Link(login=login, entry=entry, format=format_)


def format_of(text: str) -> str:
    """Return the format that a link names; `read` has to have passed it before."""
    return str(signing.loads(text, salt=_SALT)[2])
