"""DuckDB connections as the lake uses them: offline, bounded, with encrypted spill files."""

import errno
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

import duckdb

from .columns import literal
from .errors import LakeError, StorageFull
from .keys import FileKey
from .prescan import Progress

MEMORY = "640MB"  # Leaves room under 1 GiB for Python, Arrow and what DuckDB does not count.
_LEFT_FOR = 7 * 86_400  # Seconds; no statement runs that long, and a folder's time stands still while its files grow.


@cache
def httpfs() -> Path:
    """Return the file of the httpfs extension that was installed as a wheel.

    It carries the hardware AES that Parquet encryption uses; nothing is ever fetched from the network.
    """
    spec = find_spec("duckdb_extension_httpfs")
    for folder in spec.submodule_search_locations or [] if spec else []:
        for found in Path(folder).glob(f"extensions/v{duckdb.__version__}/httpfs.duckdb_extension"):
            return found
    raise LakeError(
        f"the wheel duckdb-extension-httpfs=={duckdb.__version__} is not installed; reinstall the requirements",
        f"没有安装 duckdb-extension-httpfs=={duckdb.__version__}；请重新安装依赖",
    )


_checked: set[tuple[int, int, int]] = set()  # files of the extension whose signature DuckDB has checked in this process


def _stamp(file: Path) -> tuple[int, int, int]:
    """Return what changes when a file is replaced or written to."""
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def connect(spill: Path, *, memory: str = MEMORY, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection in memory that spills only under `spill`, encrypted, and loads nothing from the network."""
    spill.mkdir(parents=True, exist_ok=True)
    extension = httpfs()
    stamp = _stamp(extension)
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "allow_persistent_secrets": False,
            # The first connection of a process checks the signature. Doing it again takes a hundred times as long as
            # everything else here, so later ones do not while the file is the same; its hash was checked at installation.
            "allow_unsigned_extensions": stamp in _checked,
            "memory_limit": memory,
            "temp_directory": str(_own(spill)),
        }
    )
    connection.execute(f"LOAD {literal(str(extension))}")
    _checked.add(stamp)
    connection.execute("SET temp_file_encryption = true")
    # DuckDB would keep decrypted pages of Parquet files in its cache; the limit is small and files are read once.
    connection.execute(
        "SET enable_external_file_cache = false; SET enable_progress_bar = true; SET enable_progress_bar_print = false"
    )
    if threads:
        connection.execute(f"SET threads = {threads}")
    return connection


def _own(spill: Path) -> Path:
    """Return a folder for one connection alone; DuckDB makes it when it first spills and removes it when it closes.

    Two that spill into one folder take the same names for their files: each then reads what the other has encrypted, and fails.
    What a killed process left is of no more use and goes with the next connection.
    """
    for left in spill.iterdir():
        with suppress(FileNotFoundError):
            if left.is_dir() and time.time() - left.stat().st_mtime > _LEFT_FOR:
                shutil.rmtree(left, ignore_errors=True)
    return spill / f"{os.getpid()}-{token_hex(6)}"


@contextmanager
def watched(connection: duckdb.DuckDBPyConnection, progress: Progress | None, size: int) -> Iterator[None]:
    """Report how much of a file the running statement has read, several times a second."""
    if progress is None:
        yield
        return
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.25):
            share = connection.query_progress()  # In per cent; below zero while nothing is known
            if share > 0:
                progress(int(size * min(share, 100) / 100), size)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def use(connection: duckdb.DuckDBPyConnection, key: FileKey) -> str:
    """Make the key known to the connection and return COPY's clause that names it."""
    connection.execute(f"PRAGMA add_parquet_key({literal(key.key_id)}, {literal(key.encoded)})")
    return f"encryption_config {{footer_key: {literal(key.key_id)}}}"


@contextmanager
def full_disk_explained(folder: Path) -> Iterator[None]:
    """Turn a write error for want of space into StorageFull; other errors pass."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        if not lacks_space(error):
            raise
        why = str(error).splitlines()[0]
        raise StorageFull(
            f"the disk under {folder} is full or its quota is used up ({why}); nothing became visible; "
            "free some space and deliver the same file again",
            f"{folder} 所在磁盘已满或者配额用尽（{why}），没有任何内容入库；请清理空间后重新投送同一文件",
        ) from error


def lacks_space(error: Exception) -> bool:
    """Say whether the error means that nothing more can be written."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    text = str(error)
    return any(
        mark in text for mark in ("No space left", "File too large", "quota exceeded", "max_temp_directory_size")
    )


def parquet_sql(path: Path | str, key: FileKey | str | None = None, *options: str) -> str:
    """Return the SQL source of a Parquet file; the key, if any, was made known to the connection by `use`."""
    if key is not None:
        key_id = key if isinstance(key, str) else key.key_id
        options = (*options, f"encryption_config = {{footer_key: {literal(key_id)}}}")
    return f"read_parquet({', '.join([literal(str(path)), *options])})"
