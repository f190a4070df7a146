"""A table of the 自然资源局 that was really delivered, and its serving copy."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.prepared import prepare

from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.collection import services as collection
from gongshu.grants.services import issue_token
from gongshu.grants.tests import stage as below
from gongshu.jobs import worker

NOW, at, said = below.NOW, below.at, below.said
HEADER = "不动产单元号,面积,登记日期,权利人,证件号,片区\n"


def person(number: int) -> str:
    """An identity number that nobody has; the same for the same number."""
    return f"51170219900101{number:04d}"


def table(rows: int = 6, *, start: int = 1) -> str:
    lines = (
        f"U{i:05d},{60 + i % 40}.5,2025-09-{1 + i % 28:02d},张三{i % 10},{person(i)},{'城东' if i % 2 else '城西'}\n"
        for i in range(start, start + rows)
    )
    return HEADER + "".join(lines)


class Stage(below.Stage):
    """Delivers real rows and lets the worker build what follows."""

    rows = 6

    def hook(self, entry: Entry, now: datetime = NOW) -> None:
        self.hook_text(entry, table(self.rows), now)

    def hook_text(self, entry: Entry, text: str, now: datetime = NOW) -> None:
        """Deliver this text, hook the resource and let the worker build the serving copy."""
        self.deliver(entry, text, now=now)
        prepare(entry, now)
        case = catalogue.submit_resource(entry.resources.get().number, actor=self.cast("huang"), now=now)
        self.move(case.number, "approve", self.cast("chen"), now=now)
        worker.drain(now)

    def deliver(self, entry: Entry, text: str, *, now: datetime = NOW) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "登记.csv"
            path.write_text(text, encoding="utf-8")
            return collection.deliver(entry.number, path, actor=self.cast("huang"), now=now)

    def token(self, grant: Any, *, by: str = "liu", now: datetime = NOW) -> str:
        return issue_token(grant.number, "系统对接", actor=self.cast(by), now=now)[1]

    def api_token(self, login: str, *, scopes: Sequence[str] = ("*",), now: datetime = NOW) -> str:
        from gongshu.people.models import Account
        from gongshu.people.services import issue_token as issue

        account = Account.objects.get(login=login)
        return issue(account, "程序", scopes=list(scopes), expires_at=at(90), actor=self.cast(login), now=now)[1]

    def files(self, *files: tuple[str, bytes], now: datetime = NOW, **said: Any) -> Entry:
        """A published entry whose only resource is a set of files, delivered one beside the other and hooked."""
        described = {"title": "编码指南", "items": [], "resources": [{"kind": "file"}], "delivery_mode": "append"}
        entry = self.entry(hooked=False, now=now, **{**described, **said})
        for name, content in files:
            self.deliver_file(entry, name, content, now=now)
        self.hook_resource(f"{entry.number}-1", now=now)
        return entry

    def deliver_file(self, entry: Entry, name: str, content: bytes, *, now: datetime = NOW, resource: str = "") -> Any:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            return collection.deliver(entry.number, path, actor=self.cast("huang"), now=now, resource=resource)

    def hook_resource(self, number: str, *, now: datetime = NOW) -> None:
        prepare(Entry.objects.get(resources__number=number), now)
        case = catalogue.submit_resource(number, actor=self.cast("huang"), now=now)
        self.move(case.number, "approve", self.cast("chen"), now=now)
        worker.drain(now)
