"""What everybody takes without a token: one table as CSV, and rows by key, against DuckDB and a bare Starlette handler.

The download is the whole way, from the encrypted snapshot through the gateway to a client that throws it away; the reference
is DuckDB writing the same rows as CSV from the same Parquet files. The queries come from sixteen connections in a process of
their own, each sending the next when it has its answer (closed loop); both servers take turns on the same two cores.

    python bench/opened.py [--rows 2000000] [--pairs 5] [--seconds 5]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent))
from gateway import BARE, environment, serve

CONNECTIONS = 16
OPEN = {"sharing": "unconditional", "opening": "unconditional"}


def prepare(rows: int) -> str:
    """Fill the node with one entry that is open to everybody; return its number."""
    import django

    django.setup()
    from datetime import UTC, datetime, timedelta

    from django.core.management import call_command

    from gongshu.gateway.tests.stage import Stage
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC) - timedelta(minutes=5)
    make_cast(now)
    stage = Stage(lambda login: actor_for_login(login, now))
    stage.rows = rows
    return str(stage.entry(now=now, **OPEN).number)


def bare_copy(entry: str, target: Path) -> float:
    """Return the seconds that DuckDB takes to write the published snapshot as CSV."""
    from gongshu.gateway import lake
    from gongshu.grants.entries import table_of

    table = table_of(entry)
    assert table is not None
    with lake.engine().session({"t": lake.ref_of(table)}) as session:
        session.execute(f"SET threads = {os.cpu_count()}")
        start = time.perf_counter()
        session.execute(f"COPY (SELECT * FROM t) TO '{target}' (FORMAT csv)")
    return time.perf_counter() - start


def download(port: int, entry: str) -> tuple[float, int]:
    """Return the seconds and bytes of one download."""
    start, size = time.perf_counter(), 0
    with urlopen(f"http://127.0.0.1:{port}/data/{entry}/download?format=csv") as answer:
        while block := answer.read(1 << 20):
            size += len(block)
    return time.perf_counter() - start, size


def peak(process: subprocess.Popen[bytes]) -> int:
    """Return the most memory, in MiB, that a process has had."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


async def ask(port: int, entry: str, rows: int, until: float, pick: random.Random) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.perf_counter() < until:
        writer.write(f"GET /data/{entry}/U{pick.randrange(1, rows + 1):05d} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        await reader.readexactly(int(fields[b"content-length"]))
        answered += 1
    writer.close()
    return answered


def load(port: int, entry: str, rows: int, seconds: float) -> None:
    """The clients' process: print the requests answered in a second."""

    async def run() -> int:
        until = time.perf_counter() + seconds
        return sum(await asyncio.gather(*(ask(port, entry, rows, until, random.Random(i)) for i in range(CONNECTIONS))))

    print(json.dumps(asyncio.run(run()) / seconds))


def rate(port: int, entry: str, rows: int, seconds: float) -> float:
    command = [sys.executable, __file__, "--load", str(port), entry, str(rows), str(seconds)]
    return float(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def report(servers: dict[str, tuple[subprocess.Popen[bytes], int]], entry: str, given: argparse.Namespace) -> None:
    gateway, port = servers["gateway"]
    print("| figure | reference | gateway | ratio | bar |\n|---|---|---|---|---|")
    rates = {name: [] for name in servers}
    for name in servers:
        rate(servers[name][1], entry, given.rows, 1)  # warm
    for _ in range(given.pairs):
        for name, (_, at) in servers.items():
            rates[name].append(rate(at, entry, given.rows, given.seconds))
    bare, ours = (statistics.median(rates[name]) for name in servers)
    print(f"| rows by key, requests/s | {bare:.0f} | {ours:.0f} | {ours / bare:.2f} | 1000 or ≥ 0.30 |", flush=True)
    pairs, size = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.pairs):
            reference = bare_copy(entry, Path(folder) / "bare.csv")
            seconds, size = download(port, entry)
            pairs.append((reference, seconds))
    plain, own = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    speed = statistics.median(reference / seconds for reference, seconds in pairs)
    told = f"{plain:.2f} s | {own:.2f} s, {size / own / 1e6:.0f} MB/s, peak {peak(gateway)} MiB"
    print(f"| download of {given.rows} rows as CSV | {told} | {speed:.2f} of its speed | ≥ 0.60 |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("rows", 2_000_000), ("pairs", 5), ("seconds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--load", nargs=4)
    given = parser.parse_args()
    if given.load:
        load(int(given.load[0]), given.load[1], int(given.load[2]), float(given.load[3]))
        return
    with tempfile.TemporaryDirectory(prefix="gongshu-bench-") as name:
        folder = Path(name)
        environ = environment(folder)
        with (folder / "node/gongshu.toml").open("a", encoding="utf-8") as settings:
            settings.write("requests_a_minute = 100000000\n")
        (folder / "bare_app.py").write_text(BARE, encoding="utf-8")
        os.environ.update(environ)
        sys.path[:0] = environ["PYTHONPATH"].split(os.pathsep)
        entry = prepare(given.rows)
        servers = {
            "bare": serve("bare_app:app", environ),
            "gateway": serve("gongshu.gateway.app:app", environ),
        }
        try:
            report(servers, entry, given)
        finally:
            for process, _ in servers.values():
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()
