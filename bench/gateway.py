"""Row by key at two million rows: the gateway, with token, quota and durable use event, against a bare Starlette handler.

Eight keep-alive clients in a process of their own send 500 requests a second in all, at fixed moments (open loop): a slow
answer does not slow the next question down, so waiting is counted. Both servers run beside each other and take turns.

    python bench/gateway.py [--rows 2000000] [--rate 500] [--seconds 15] [--rounds 3]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 8
BARE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def row(request):
    return JSONResponse({"rows": [{"unit_no": request.path_params["key"]}]})

app = Starlette(routes=[Route("/data/{entry}/{key:path}", row)])
"""


def environment(folder: Path) -> dict[str, str]:
    node = folder / "node"
    node.mkdir()
    key = folder / "node.key"
    key.write_text(secrets.token_hex(32), encoding="ascii")
    key.chmod(0o600)
    text = f'jurisdiction = "cn/sichuan/dazhou"\nrehearsal = true\nmaster_key = "{key}"\nseal_within = 86400\n'
    (node / "gongshu.toml").write_text(text, encoding="utf-8")
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT), str(folder)])
    return {"GONGSHU_NODE": str(node), "DJANGO_SETTINGS_MODULE": "gongshu.site.settings", "PYTHONPATH": paths}


def prepare(rows: int) -> tuple[str, str]:
    """Fill the node: an entry of so many rows, published, hooked, served and granted. Return entry and token."""
    import django

    django.setup()
    from django.core.management import call_command

    from gongshu.gateway.tests.stage import Stage
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC) - timedelta(minutes=5)
    make_cast(now)
    stage = Stage(lambda login: actor_for_login(login, now))
    stage.rows = rows
    started = time.perf_counter()
    entry = stage.entry(now=now)
    print(f"{rows} rows delivered, published and served in {time.perf_counter() - started:.0f} s")
    grant = stage.granted(entry.number, now=now, quota=10_000_000)
    return entry.number, stage.token(grant, now=now)


def serve(app: str, environ: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen(command, env={**os.environ, **environ})
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.1)
    raise SystemExit(f"{app} did not start")


async def client(port: int, head: str, keys: list[str], moments: list[float], start: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for key, moment in zip(keys, moments, strict=True):
        due = start + moment
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        writer.write(head.format(key=key).encode())
        status = await reader.readuntil(b"\r\n\r\n")
        length = int(
            next(line for line in status.lower().split(b"\r\n") if line.startswith(b"content-length:")).split(b":")[1]
        )
        await reader.readexactly(length)
        took.append(time.perf_counter() - due)
        if b" 200 " not in status[:16]:
            raise SystemExit(status.decode())
    writer.close()


def load(port: int, entry: str, token: str, rows: int, rate: int, seconds: int) -> None:
    """The clients' process: print the latencies in seconds as JSON."""

    async def run() -> list[float]:
        head = f"GET /data/{entry}/{{key}} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n"
        took: list[float] = []
        total = rate * seconds
        pick = random.Random(7)
        start = time.perf_counter() + 0.5
        tasks = []
        for number in range(CLIENTS):
            moments = [i / rate for i in range(number, total, CLIENTS)]
            keys = [f"U{pick.randrange(1, rows + 1):05d}" for _ in moments]
            tasks.append(client(port, head, keys, moments, start, took))
        await asyncio.gather(*tasks)
        return took

    print(json.dumps(asyncio.run(run())))


def measure(
    port: int, entry: str, token: str, given: argparse.Namespace, seconds: int, environ: dict[str, str]
) -> list[float]:
    command = [
        sys.executable,
        __file__,
        "--load",
        str(port),
        entry,
        token,
        str(given.rows),
        str(given.rate),
        str(seconds),
    ]
    return list(
        json.loads(
            subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=True).stdout
        )
    )


def report(name: str, took: list[float]) -> list[float]:
    cuts = statistics.quantiles(took, n=1000)
    found = [cuts[499], cuts[949], cuts[989]]
    print(f"| {name} | {len(took)} | " + " | ".join(f"{value * 1000:.2f}" for value in found) + " |")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("rows", 2_000_000), ("rate", 500), ("seconds", 15), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshu-bench-") as name:
        folder = Path(name)
        environ = environment(folder)
        (folder / "bare_app.py").write_text(BARE, encoding="utf-8")
        os.environ.update(environ)
        sys.path[:0] = environ["PYTHONPATH"].split(os.pathsep)
        entry, token = prepare(given.rows)
        servers = {
            "bare Starlette": serve("bare_app:app", environ),
            "gateway": serve("gongshu.gateway.app:app", environ),
        }
        try:
            took = turns(servers, entry, token, given, environ)
        finally:
            for process, _ in servers.values():
                process.terminate()
                process.wait()
        print(
            f"\n{given.rows} rows, {CLIENTS} clients, {given.rate} requests/s, milliseconds:\n\n| | requests | p50 | p95 | p99 |\n| --- | --- | --- | --- | --- |"
        )
        bare, gateway = (report(name, took[name]) for name in servers)
        print(
            "| ratio | | "
            + " | ".join(f"{mine / theirs:.1f} ×" for mine, theirs in zip(gateway, bare, strict=True))
            + " |"
        )


def turns(
    servers: dict[str, tuple[subprocess.Popen[bytes], int]],
    entry: str,
    token: str,
    given: argparse.Namespace,
    environ: dict[str, str],
) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in servers}
    for _, port in servers.values():
        measure(port, entry, token, given, 2, environ)  # warm
    for _ in range(given.rounds):
        for name, (_, port) in servers.items():
            took[name] += measure(port, entry, token, given, given.seconds, environ)
    return took


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        port, entry, token, rows, rate, seconds = sys.argv[2:]
        load(int(port), entry, token, int(rows), int(rate), int(seconds))
    else:
        main()
