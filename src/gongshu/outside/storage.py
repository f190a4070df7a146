"""Object storage that speaks S3: listing a bucket and reading objects, signed as AWS Signature Version 4 demands.

Read from the service's own documentation of the signature: the canonical request, the string to sign, the derived key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from lxml import etree

from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import Allowed
from gongshu.outside.web import Answer, Client

_EMPTY = hashlib.sha256(b"").hexdigest()
_LISTING = 32 << 20  # bytes of one page of a listing, a thousand names


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where objects lie. The address may hold a path below which the service stands."""

    address: str  # https://oss.example.gov.cn
    name: str
    region: str = "us-east-1"
    user: str = ""  # access key; empty: the bucket is read by anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One object of a bucket."""

    key: str
    size: int  # bytes
    version: str  # its ETag: another one whenever its bytes change
    at: str  # when it was written, in the service's words


class Storage:
    """Reads a bucket as one user."""

    def __init__(self, bucket: Bucket, secret: str, client: Client) -> None:
        self._bucket, self._secret, self._client = bucket, secret, client

    def objects(self, prefix: str) -> Iterator[Stored]:
        """Yield the objects whose names begin like this, in the order of their names. Raises: OutsideFailed."""
        token = ""
        while True:
            query = {"list-type": "2", "prefix": prefix, "max-keys": "1000"}
            query |= {"continuation-token": token} if token else {}
            with self._asked("", query) as answer:
                page = _parsed(answer.body(_LISTING))
            yield from (_stored(each) for each in page.findall("{*}Contents"))
            token = page.findtext("{*}NextContinuationToken") or ""
            if page.findtext("{*}IsTruncated") != "true" or not token:
                return

    @contextmanager
    def opened(self, key: str) -> Iterator[Answer]:
        """Give an object's bytes on their way. Raises: OutsideFailed."""
        with self._asked(key, {}) as answer:
            yield answer

    @contextmanager
    def _asked(self, key: str, query: Mapping[str, str]) -> Iterator[Answer]:
        base = urlsplit(self._bucket.address)
        path = quote(f"{base.path.rstrip('/')}/{self._bucket.name}" + (f"/{key}" if key else ""))
        asked = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query.items()))
        url = f"{base.scheme}://{base.netloc}{path}" + (f"?{asked}" if asked else "")
        headers = self._signed(base.netloc, path, asked) if self._bucket.user else {}
        with self._client.get(url, headers) as answer:
            yield answer

    def _signed(self, host: str, path: str, query: str) -> dict[str, str]:
        # The service compares the signature's time with its own clock, so this is the machine's and not the node's.
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        return signed(self._bucket, self._secret, host=host, path=path, query=query, moment=moment)


def signed(bucket: Bucket, secret: str, *, host: str, path: str, query: str, moment: str) -> dict[str, str]:
    """Return the headers of a GET that is signed; `moment` is in UTC, 20250301T090000Z."""
    names = "host;x-amz-content-sha256;x-amz-date"
    canonical = (
        f"GET\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{_EMPTY}\nx-amz-date:{moment}\n\n{names}\n{_EMPTY}"
    )
    scope = f"{moment[:8]}/{bucket.region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{secret}".encode()
    for part in (moment[:8], bucket.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    credential = f"AWS4-HMAC-SHA256 Credential={bucket.user}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {"x-amz-date": moment, "x-amz-content-sha256": _EMPTY, "Authorization": credential}


@contextmanager
def connected(bucket: Bucket, secret: str, allowed: Sequence[Allowed]) -> Iterator[Storage]:
    with Client(allowed) as client:
        yield Storage(bucket, secret, client)


def _parsed(page: bytes) -> Element:
    # No entity is resolved and no document type is loaded, so nothing unfolds.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        found: Element = etree.fromstring(page, parser)
    except etree.XMLSyntaxError as problem:
        raise OutsideFailed(Cause.FORMAT, "对象存储的答复不是 XML", "the storage did not answer XML") from problem
    return found


def _stored(each: Element) -> Stored:
    said = {name: each.findtext(f"{{*}}{name}") or "" for name in ("Key", "Size", "ETag", "LastModified")}
    return Stored(
        key=said["Key"], size=int(said["Size"] or 0), version=said["ETag"].strip('"') or said["LastModified"], at=said["LastModified"]
    )  # fmt: skip
