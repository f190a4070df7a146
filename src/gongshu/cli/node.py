"""Commands about the node itself: init, upgrade, serve, worker, doctor, recover."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn

from gongshu import law
from gongshu.cli import session as sessions
from gongshu.cli.output import console, emit, messages, said, table
from gongshu.law import proving
from gongshu.site import making
from gongshu.site.node import SETTINGS_FILE, NodeUnfit

PLACE = "cn/sichuan/dazhou"
Port = Annotated[int, typer.Option(help="Port to listen on.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


def init(
    folder: Annotated[Path, typer.Argument(help="New folder of the node.")],
    jurisdiction: Annotated[str, typer.Option(help="cn/sichuan/dazhou")],
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="With a standing cast, --as and --at; never for real work.")
    ] = False,
    database: Annotated[str, typer.Option(help="sqlite, or postgresql://user@host/name")] = "sqlite",
    address: Annotated[str, typer.Option(help="Address that letters and links print.")] = "http://127.0.0.1:8000",
    key: Annotated[Path | None, typer.Option(help="Where the master key goes; by default beside the folder.")] = None,
) -> None:
    """Make a node and print its recovery key and one-time sign-in links, once."""
    place = law.load().jurisdiction(jurisdiction)
    if not rehearsal:
        law.load().require_in_force(place.path, datetime.now().astimezone().date())
    made = making.make_folder(
        folder, jurisdiction=place.path, rehearsal=rehearsal, database=database, address=address, master_key=key
    )
    sessions.set_up(made.folder)
    making.make_tables()
    from gongshu.audit import clock

    # A rehearsal begins far in the past, so that any day can be played with --at.
    clock.set_to((said.at or clock.BEGINNING) if rehearsal else None)
    now = clock.now()
    making.fill(now, rehearsal=rehearsal)
    links = making.links(clock.now())
    sessions.settle(clock.now())
    document = {
        "node": str(made.folder),
        "jurisdiction": place.path,
        "rehearsal": rehearsal,
        "master_key": str(made.master_key),
        "recovery_key": made.recovery_key,
        "links": links,
    }

    def words() -> None:
        console.print(f"{made.folder} is a node of {place.name['zh']} ({place.path})")
        console.print(f"master key: {made.master_key} (keep it outside the folder and out of its backups)")
        console.print(f"recovery key, shown this once: [bold]{made.recovery_key}[/]")
        show_links(links)

    emit(document, words)


def demo(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it when it is filled.")] = True,
) -> None:
    """Fill a demonstration node for Dazhou, or open the one that is there, print everybody's sign-in link and serve it."""
    folder = said.node
    if folder is None:
        raise NodeUnfit(
            "no node is named; use --node DIR (a new folder, or one that `gongshu demo` made)",
            "没有写明节点；请用 --node 写明一个新文件夹，或者 gongshu demo 建立的文件夹",
        )
    fresh = not (folder / SETTINGS_FILE).exists()
    if fresh:
        address = f"http://{host}:{port}"
        made = making.make_folder(
            folder, jurisdiction=PLACE, rehearsal=True, database="sqlite", address=address, master_key=None
        )
    try:
        counts = _filled(folder, fresh)
    except BaseException:
        if fresh:  # A demonstration that was filled half way would look whole at the next start.
            shutil.rmtree(made.folder, ignore_errors=True)
            made.master_key.unlink(missing_ok=True)
        raise
    from gongshu.audit import clock

    links = making.links(clock.now())
    sessions.settle(clock.now())
    document = {"node": str(folder), "address": f"http://{host}:{port}", **counts, "links": links}

    def words() -> None:
        console.print("达州 ready: {bodies} bodies, {entries} entries, {open} applications to answer.".format(**counts))
        show_links(links)

    emit(document, words)
    if serve_it:
        serve_node(folder, host=host, port=port, web=1)


def _filled(folder: Path, fresh: bool) -> dict[str, int]:
    """Fill the demonstration if it is fresh and return what it holds."""
    sessions.set_up(folder)
    if not fresh:
        sessions.require_tables()
    from gongshu.audit import clock
    from gongshu.demonstration import filling

    with (
        making.hurried() if fresh else nullcontext(),
        Progress(SpinnerColumn(), "{task.description}", console=messages, transient=True) as shown,
    ):
        task = shown.add_task("达州")
        if fresh:
            making.make_tables()
        return filling.fill(clock.now(), told=lambda words: shown.update(task, description=words))


def show_links(links: list[dict[str, str]]) -> None:
    """Print one-time sign-in links, one person a line."""
    for one in links:
        console.print(
            f"{one['login']:<11} {one['name']} {one['body']}\n            {one['link']}", markup=False, soft_wrap=True
        )


def upgrade() -> None:
    """Bring the control database to this version; stop `serve` first and keep a backup."""
    sessions.set_up()
    making.make_tables()
    emit({"upgraded": True}, lambda: console.print("the control database fits this version"))


def recover(recovery_key: Annotated[str, typer.Argument(help="Eight groups of eight hexadecimal digits.")]) -> None:
    """Write the master key anew from the recovery key that `init` printed."""
    if said.node is None:
        raise NodeUnfit("no node is named; use --node DIR", "没有写明节点；请用 --node 写明文件夹")
    path = making.recover(said.node, recovery_key)
    emit({"master_key": str(path)}, lambda: console.print(f"{path} is there again"))


def serve(
    port: Port = 8000, host: Host = "127.0.0.1", web: Annotated[int, typer.Option(help="Web processes.")] = 1
) -> None:
    """Serve the node: pages, API and gateway in this process, jobs and sealing in a second one."""
    node = sessions.set_up()
    sessions.require_tables()
    problems = proving.check(law.load(node.laws))
    if problems:
        listed = "\n".join(map(str, problems))
        raise NodeUnfit(
            f"the law files are not sound, run `gongshu law check`:\n{listed}",
            f"法规文件有误，请运行 gongshu law check:\n{listed}",
        )
    from gongshu.audit import clock, sealer

    sealer.seal(clock.now())
    serve_node(node.folder, host=host, port=port, web=web)


def serve_node(folder: Path, *, host: str, port: int, web: int) -> None:
    """Run web and worker until a signal ends both."""
    import uvicorn

    words = [sys.executable, "-m", "gongshu.cli.main", "worker", "--node", str(folder)]
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_running, args=(words, stop), daemon=True)
    keeper.start()
    messages.print(f"http://{host}:{port}/ (Ctrl-C stops; start again and nothing is lost)")
    try:
        uvicorn.run(
            "gongshu.site.asgi:application",
            host=host,
            port=port,
            workers=web if web > 1 else None,
            log_level="warning",
            lifespan="on",
            proxy_headers=True,
            server_header=False,
        )
    finally:
        stop.set()
        keeper.join(timeout=15)


def _keep_running(words: list[str], stop: threading.Event) -> None:
    """Start the worker, and start it again should it die; end it when the web process ends."""
    while not stop.is_set():
        child = subprocess.Popen(words, env={**os.environ, "GONGSHU_PARENT": str(os.getpid())})
        while child.poll() is None and not stop.wait(0.5):
            pass
        if stop.is_set():
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
        elif child.returncode:
            stop.wait(2)


def worker() -> None:
    """Run jobs, clocks and sealing until a signal ends it; `serve` starts one by itself."""
    sessions.set_up()
    sessions.require_tables()
    from gongshu.audit import clock
    from gongshu.jobs import worker as jobs

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    parent = os.environ.get("GONGSHU_PARENT")
    if parent:
        threading.Thread(target=_end_with, args=(int(parent), stop), daemon=True).start()
    jobs.run_forever(stop, clock=clock.now)


def _end_with(parent: int, stop: threading.Event) -> None:
    """A worker whose server was killed would go on unseen, so it ends with it."""
    while not stop.wait(2):
        if os.getppid() != parent:
            stop.set()


def doctor() -> None:
    """Look whether the node is fit; exit 3 with what to put right if it is not."""
    from gongshu.site import fitness

    node = sessions.set_up()
    sessions.require_tables()
    findings = fitness.examine(node)
    unfit = [finding for finding in findings if finding.level == "unfit"]
    document: dict[str, Any] = {
        "ok": not unfit,
        "findings": [{"level": one.level, "what": one.what, "remedy": one.remedy} for one in findings],
    }

    def words() -> None:
        table(("level", "what", "remedy"), [(one.level, one.what, one.remedy) for one in findings])

    emit(document, words)
    if unfit:
        raise typer.Exit(3)


def backup(target: Annotated[Path, typer.Argument(help="A new folder, best on another machine.")]) -> None:
    """Copy the node into a new folder while it serves: database, ledger and files that fit together, without the master key."""
    from gongshu.site import backing

    node = sessions.set_up()
    sessions.require_tables()
    from gongshu.audit import clock

    made = backing.back_up(node, target, clock.now())
    emit(asdict(made), lambda: console.print(f"{made.folder}: {made.files} files, {made.bytes} bytes", markup=False))
