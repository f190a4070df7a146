"""Data set pages and searches over 100,000 entries, signed out: a closed loop of 32 on the machine that serves.

70 % data set pages, 30 % searches, half of these with a rare and half with a common word. The load comes from a process of its own on the same
cores. Bars: 120 requests a second, p95 below 0.7 s. The reference is the same server's /healthz, which asks nothing of the catalogue.
The node is filled as a rehearsal and served as a real one: only a rehearsal's clock asks for its last event, on every page.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

ENTRIES = int(os.environ.get("GONGSHU_BENCH_ENTRIES", "100000"))
CLIENTS, SECONDS, PORT = 32, 20, 8497
KINDS = ["登记", "许可", "名录", "统计", "监测", "处罚", "检验", "备案", "补贴", "公示"]
THINGS = [
    "企业",
    "车辆",
    "学校",
    "医院",
    "药品",
    "食品",
    "水质",
    "空气",
    "土地",
    "房屋",
    "公交",
    "道路",
    "桥梁",
    "电梯",
    "矿山",
    "林地",
    "农机",
    "种子",
    "渔船",
    "旅馆",
]
BIN = Path(sys.executable).parent / "gongshu"


def fill(node: Path) -> None:
    """Write the entries as rows, published and without data, then build the index through the service."""
    os.environ |= {"GONGSHU_NODE": str(node), "DJANGO_SETTINGS_MODULE": "gongshu.site.settings"}
    import django

    django.setup()
    from django.utils import timezone

    from gongshu.catalogue import services
    from gongshu.catalogue.models import Entry, EntryVersion, Item
    from gongshu.people.actor import SYSTEM
    from gongshu.people.models import Body, Region

    now, dice = timezone.now(), random.Random(1)
    bodies, region = list(Body.objects.filter(region_id="511700")), Region.objects.get(code="511700")
    for start in range(0, ENTRIES, 2_000):
        numbers = range(start, min(start + 2_000, ENTRIES))
        entries = Entry.objects.bulk_create(
            [
                Entry(number=f"511700-{900_000 + n}", provider=dice.choice(bodies), created_at=now, changed_at=now)
                for n in numbers
            ]
        )
        versions = EntryVersion.objects.bulk_create(
            [
                EntryVersion(
                    entry=entry, number=1, state="published", region=region, made_at=now, made_by="bench", format="database", data_type="structured",
                    published_at=now, title=title(n), abstract=f"{title(n)},按年度整理,含编号、名称、日期和所在区县。", domain=dice.choice(("market", "health", "transport")),
                    update_frequency="monthly", sharing="unconditional", opening="unconditional", level="general-1",
                )
                for n, entry in zip(numbers, entries, strict=True)
            ]
        )  # fmt: skip
        Item.objects.bulk_create(
            [
                Item(version=v, place=place, name=name, code=f"c{place}")
                for v in versions
                for place, name in enumerate(("编号", "名称", "日期"), 1)
            ]
        )
        for entry, version in zip(entries, versions, strict=True):
            entry.current, entry.state, entry.published_at = version, "published", now
        Entry.objects.bulk_update(entries, ["current", "state", "published_at"])
    services.reindex(actor=SYSTEM, now=now)
    from gongshu.audit import sealer

    sealer.seal(now)


def title(number: int) -> str:
    return f"{THINGS[number % 20]}{KINDS[number // 20 % 10]}信息{rare(number)}"


def rare(number: int) -> str:
    """A name that some ten entries share."""
    return f"第{number // 10}批"


def address(dice: random.Random) -> str:
    if dice.random() < 0.7:
        return f"/catalogue/511700-{900_000 + dice.randrange(ENTRIES)}"
    words = rare(dice.randrange(ENTRIES)) if dice.random() < 0.5 else dice.choice(THINGS)
    return f"/catalogue?q={quote(words)}"


async def client(until: float, seed: int, only: str, times: list[float], bad: list[int]) -> None:
    dice = random.Random(seed)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    while time.perf_counter() < until:
        start = time.perf_counter()
        writer.write(
            f"GET {only or address(dice)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh-CN\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(
            (int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length")), None
        )
        if length is None:
            while (size := int(await reader.readline(), 16)) or await reader.readline() is None:
                await reader.readexactly(size + 2)
        else:
            await reader.readexactly(length)
        if " 200 " not in head[:20]:
            bad.append(int(head.split(" ")[1]))
        times.append(time.perf_counter() - start)
    writer.close()


async def load(seconds: float, only: str = "") -> dict[str, float]:
    times: list[float] = []
    bad: list[int] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(client(until, seed, only, times, bad) for seed in range(CLIENTS)))
    cuts = quantiles(times, n=100)
    return {"requests_s": len(times) / seconds, "p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "not_200": len(bad)}


def measured(seconds: float, only: str = "") -> dict[str, float]:
    """Run the load in a process of its own and return what it saw."""
    words = [sys.executable, __file__, "load", str(seconds), only]
    found: dict[str, float] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gongshu-bench-") as folder:
        node = Path(folder) / "node"
        subprocess.run(
            [BIN, "init", node, "--jurisdiction", "dazhou", "--rehearsal"], check=True, stdout=subprocess.DEVNULL
        )
        start = time.perf_counter()
        fill(node)
        print(f"{ENTRIES} entries written and indexed in {time.perf_counter() - start:.0f} s")
        settings = node / "gongshu.toml"
        settings.write_text(
            settings.read_text(encoding="utf-8").replace("rehearsal = true", "rehearsal = false"), encoding="utf-8"
        )
        server = subprocess.Popen(
            [BIN, "serve", "--node", node, "--port", str(PORT), "--web", "2"], stderr=subprocess.DEVNULL
        )
        try:
            time.sleep(12)
            for name, found in (
                ("cold", measured(SECONDS)),
                ("warm", measured(SECONDS)),
                ("healthz", measured(5, "/healthz")),
            ):
                print(f"{name:8} " + "  ".join(f"{key} {value:.3f}" for key, value in found.items()), flush=True)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        print(json.dumps(asyncio.run(load(float(sys.argv[2]), sys.argv[3]))))
    else:
        main()
