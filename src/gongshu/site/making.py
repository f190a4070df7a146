"""Making a node: its folder, its key, its tables and the people who can sign in first."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongshu.site.node import SETTINGS_FILE, NodeUnfit, read

if TYPE_CHECKING:
    from gongshu.people.models import Body

SETTINGS = """\
# The one settings file of this node. Every setting is described in docs/reference/settings.md.
jurisdiction = "{jurisdiction}"
rehearsal = {rehearsal}
master_key = "{master_key}"
database = "{database}"
address = "{address}"
"""
# A real node promises what its own body has decided; a rehearsal shows how a promise looks.
REHEARSED = """\
promises = { "classification.review" = 20, "classification.review_every" = 60, "demand.reply" = 10, "oversight.notice" = 60, "participation.answer" = 5, "quality.rectify" = 10 }
licence = { name = "CC BY 4.0", address = "https://creativecommons.org/licenses/by/4.0/deed.zh-hans" }
"""
FIRST_ACCOUNTS = (
    ("sysadmin", "系统管理员", "system"),
    ("secadmin", "安全管理员", "security"),
    ("auditadmin", "审计管理员", "audit"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    folder: Path
    master_key: Path
    recovery_key: str  # shown once; whoever holds it can open everything that is encrypted here


def make_folder(
    folder: Path, *, jurisdiction: str, rehearsal: bool, database: str, address: str, master_key: Path | None
) -> Made:
    """Write the folder, its settings and its master key; nothing of it exists yet in a database.

    Raises: NodeUnfit if the folder holds something already or the key would lie inside it.
    """
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise NodeUnfit(
            f"{folder} is not empty; name a new folder, or remove what is in it",
            f"{folder} 不是空文件夹；请另选文件夹，或者移走其中的内容",
        )
    key = (master_key or folder.with_name(f"{folder.name}.key")).resolve()
    if key.is_relative_to(folder):
        raise NodeUnfit(
            f"the master key {key} would lie inside the node; name a place outside with --key",
            f"主密钥 {key} 会落在节点文件夹之内；请用 --key 写明外面的位置",
        )
    if key.exists():
        raise NodeUnfit(
            f"{key} exists already and may open another node; name another place with --key, or remove it",
            f"{key} 已经存在，可能是另一节点的主密钥；请用 --key 另选位置，或者移走它",
        )
    for part in ("lake", "serving", "ledger", "spool"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    secret = secrets.token_hex(32)
    write_key(key, secret)
    text = SETTINGS.format(
        jurisdiction=jurisdiction, rehearsal=str(rehearsal).lower(), master_key=key, database=database, address=address
    )
    (folder / SETTINGS_FILE).write_text(text + (REHEARSED if rehearsal else ""), encoding="utf-8")
    return Made(folder=folder, master_key=key, recovery_key="-".join(secret[at : at + 8] for at in range(0, 64, 8)))


def write_key(path: Path, secret: str) -> None:
    """Write a master key that only its owner can read, and not before that is so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secret + "\n", encoding="ascii")


def recover(folder: Path, recovery_key: str) -> Path:
    """Write the master key anew from its recovery key and return where. Raises: NodeUnfit."""
    node = read(folder)
    secret = recovery_key.replace("-", "").strip().lower()
    if len(secret) != 64 or not set(secret) <= set("0123456789abcdef"):
        raise NodeUnfit(
            "a recovery key is eight groups of eight hexadecimal digits",
            "恢复密钥是八组、每组八位的十六进制数；请核对后重新输入",
        )
    if node.master_key.exists():
        raise NodeUnfit(
            f"{node.master_key} is there already; nothing was changed", f"{node.master_key} 已经存在，没有作任何改动"
        )
    write_key(node.master_key, secret)
    return node.master_key


def make_tables() -> None:
    """Bring the control database to this version; Django has to be set up for the node."""
    from django.core.management import call_command

    from gongshu.jobs import planning

    call_command("migrate", verbosity=0, interactive=False)
    planning.count_anew()  # SQLite changes a table by building it anew, and its counts go with the old one.


@contextmanager
def hurried() -> Iterator[None]:
    """Let a node that nobody uses yet be filled without waiting for the disk at every step; at the end it waits once for all.

    If the machine fails meanwhile, the node has to be made again. PostgreSQL's own settings decide there.
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    _pragma(connection, "synchronous = OFF")
    try:
        yield
    finally:
        _pragma(connection, "synchronous = FULL")
        _pragma(connection, "wal_checkpoint(TRUNCATE)")


def _pragma(connection: Any, said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {said}")


def fill(now: datetime, *, rehearsal: bool) -> None:
    """Load the regions and open the first accounts.

    A rehearsal gets the standing cast, a real node its three administrators, who cannot sign in before their one-time link.
    """
    from django.conf import settings
    from django.db import transaction

    from gongshu.audit import Event, Subject, record
    from gongshu.people import services
    from gongshu.people.actor import SYSTEM

    services.load_regions(actor=SYSTEM, now=now)
    if rehearsal:
        services.make_cast(now)
    else:
        body = _first_body(now)
        for login, name, office in FIRST_ACCOUNTS:
            account = services.open_account(login, name, body=body, actor=SYSTEM, now=now)
            services.appoint(account, office, actor=SYSTEM, now=now)
    with transaction.atomic():
        node = Subject("node", settings.GONGSHU.jurisdiction, settings.GONGSHU.name)
        record(Event.NODE_INIT, node, by=SYSTEM, at=now, facts={"rehearsal": rehearsal})


def _first_body(now: datetime) -> Body:
    """Register the body in which the administrators work: whoever runs the platform here, in no one's name yet and with no role.

    The system administrator gives it its own name and registers the others.
    """
    from gongshu.people import services
    from gongshu.people.actor import SYSTEM
    from gongshu.people.kinds import kinds
    from gongshu.people.law import jurisdiction
    from gongshu.people.models import Region

    place = Region.objects.get(code=jurisdiction().code)
    kind = next(iter(kinds(now.date())))  # The first kind that a text names is its government department.
    names = {
        "zh": f"{place.zh}公共数据运行管理机构", "en": f"{place.en} operating institution", "short": "运行管理机构",
    }  # fmt: skip
    return services.register_body(f"{place.code}-yxgl", kind=kind, region=place, actor=SYSTEM, now=now, **names)


def links(now: datetime) -> list[dict[str, str]]:
    """Return a fresh one-time sign-in link for everybody of the cast, or for the administrators of a real node."""
    from gongshu.people import services
    from gongshu.people.models import Account

    accounts = Account.objects.filter(is_active=True).select_related("body").order_by("pk")
    return [
        {
            "login": account.login,
            "name": account.name,
            "body": account.body.short if account.body else "",
            "link": services.one_time_link(account, now),
        }
        for account in accounts
    ]
