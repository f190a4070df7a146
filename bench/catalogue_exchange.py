"""Import of 36,000 records as one batch, again without changes, and every form of export.

    python bench/catalogue_exchange.py [--records 36000]
Targets: the import in under a minute; the same file again in under ten seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def catalogue(records: int) -> bytes:
    """Records in the form of a Chinese portal, one in fifty with a value that ours does not know."""
    rows = [
        {
            "标题": f"登记信息{n}", "摘要": f"第{n}类登记的全部结果，每月更新。", "提供单位": "511700-zrzyj", "所属领域": "城建住房", "更新频率": "每月" if n % 50 else "每两年",
            "开放条件": "无条件开放", "数据格式": ["xlsx", "csv"], "标签": "登记,信息", "详情页网址": f"https://data.example.cn/{n}", "发布时间": "2023-6-16",
        }
        for n in range(records)
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False).encode()


def gongshu(node: Path, *words: str) -> tuple[float, dict[str, object]]:
    start = time.perf_counter()
    command = [
        Path(sys.executable).with_name("gongshu"),
        "--node",
        node,
        "--as",
        "chen",
        "--at",
        "2025-09-29T10:00:00+08:00",
        "--json",
        *words,
    ]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ}, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr[-2000:]}{done.stdout[-500:]}")
    return time.perf_counter() - start, json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--records", type=int, default=36_000)
    records = asked.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        node, file = Path(folder) / "node", Path(folder) / "catalogue.json"
        file.write_bytes(catalogue(records))
        subprocess.run(
            [Path(sys.executable).with_name("gongshu"), "init", node, "--rehearsal", "--jurisdiction", "cn/sichuan/dazhou"], check=True, capture_output=True
        )  # fmt: skip
        for what, more in (("dry run", ("--dry-run",)), ("import", ()), ("again", ())):
            seconds, said = gongshu(node, "catalogue", "import", str(file), "--mapping", "portal", *more)
            figures = {key: said[key] for key in ("read", "created", "changed", "unchanged")}
            print(f"{what}: {seconds:.1f} s, {figures}, {len(said['problems'])} problems")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
