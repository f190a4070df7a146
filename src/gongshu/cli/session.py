"""Opening the node that a command is about: settings, clock and the person who acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gongshu.cli.output import said
from gongshu.site.node import Node, NodeUnfit, read

if TYPE_CHECKING:
    from gongshu.people.actor import Actor

TOKEN = "GONGSHU_TOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    node: Node
    actor: Actor
    now: datetime


def set_up(folder: Path | None = None) -> Node:
    """Return the node, with Django set up for it. Raises: NodeUnfit naming what is missing."""
    chosen = folder or said.node
    if chosen is None:
        raise NodeUnfit(
            "no node is named; use --node DIR or GONGSHU_NODE, or make one with `gongshu init DIR`",
            "没有写明节点；请用 --node 或者 GONGSHU_NODE 写明文件夹，或者用 gongshu init 建立",
        )
    node = read(chosen)
    node.master()
    os.environ["GONGSHU_NODE"] = str(chosen.resolve())
    import django

    django.setup()
    return node


def require_tables() -> None:
    """Raise NodeUnfit unless the control database has exactly the tables of this version."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as problem:
        raise NodeUnfit(
            f"the control database cannot be reached: {problem}; look whether it runs and whether the disk is full",
            f"控制库不能访问：{problem}；请查看数据库是否运行、磁盘是否已满",
        ) from problem
    if plan:
        raise NodeUnfit(
            f"the control database lacks {len(plan)} changes of this version; run `gongshu upgrade`",
            f"控制库缺少本版本的 {len(plan)} 项变更；请先备份，再运行 gongshu upgrade",
        )


@contextmanager
def session(*, changes: bool = True) -> Iterator[Session]:
    """Yield who acts, on which node, at what time; when a change is done, run what follows from it and seal it.

    A rehearsal acts as --as LOGIN at --at; a real node with the token of GONGSHU_TOKEN. Raises: NodeUnfit; the errors of people.
    """
    node = set_up()
    require_tables()
    from gongshu.audit import clock

    clock.set_to(said.at)
    now = clock.now()
    if said.at:
        settle(now)  # Time has passed first: what fell due or ended until then has to be seen.
    yield Session(node=node, actor=_actor(now), now=now)
    if changes:
        settle(now)


def _actor(now: datetime) -> Actor:
    from gongshu.people.acting import actor_for_login, actor_for_token
    from gongshu.people.actor import ANYONE

    if said.login:
        return actor_for_login(said.login, now)
    token = os.environ.get(TOKEN)
    return actor_for_token(token, now) if token else ANYONE


def settle(now: datetime) -> None:
    """Run every job that is ready and seal every event: nothing a command did waits for a worker that may not run."""
    from gongshu.audit import sealer
    from gongshu.jobs import worker

    worker.drain(now)
    sealer.seal(now)
