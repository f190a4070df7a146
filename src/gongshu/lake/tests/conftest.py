"""The standing cast of the lake's tests: one vault, one lake folder, the register of enterprises of the 市场监管局."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import Cast, cast
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.keys import Keyring, MemoryKeys, Vault
from gongshu.lake.tables import Mode, Tables

ENTRY = "511700-0042"
COLUMNS = [
    Column("编号", "bh", ColumnType.INTEGER, key=True),
    Column("身份证号", "sfzh", level=4),
    Column("姓名", "xm", level=3),
    Column("金额", "je", ColumnType.DECIMAL),
    Column("登记日期", "rq", ColumnType.DATE),
    Column("有效", "yx", ColumnType.BOOLEAN),
]
HEADER = "编号,身份证号,姓名,金额,登记日期,有效"
ROWS = [
    "1,511702199001011234,张三丰,100.50,2024-01-02,是",
    "2,511702198502025678,李四,7,2024/3/4,否",
    "3,511703197703039012,王五,,2024年5月6日,",
]


@pytest.fixture
def vault() -> Vault:
    return Vault(Keyring(b"k" * 32), MemoryKeys())


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write lines under the standing header, or under another, and return the file."""

    def write(
        *rows: str, header: str | None = HEADER, encoding: str = "utf-8", end: str = "\n", name: str = "rows.csv"
    ) -> Path:
        lines = ([header] if header else []) + list(rows)
        path = tmp_path / name
        path.write_bytes("".join(line + end for line in lines).encode(encoding))
        return path

    return write


@pytest.fixture
def delivered(tmp_path: Path, vault: Vault) -> Callable[..., Cast]:
    def deliver(path: Path, columns: list[Column] = COLUMNS, **options: object) -> Cast:
        return cast(path, columns, tmp_path / "work", vault, threads=2, **options)  # type: ignore[arg-type]

    return deliver


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    found = Tables(tmp_path / "lake")
    yield found
    found.close()


@pytest.fixture
def engine(tables: Tables, vault: Vault, tmp_path: Path) -> DuckEngine:
    return DuckEngine(tables, vault, tmp_path / "spill", threads=2)


@pytest.fixture
def committed(tables: Tables, vault: Vault, written: Callable[..., Path]) -> Callable[..., Ref]:
    """Deliver rows all the way and return the snapshot."""

    def commit(
        *rows: str,
        delivery: str = "d1",
        mode: Mode = Mode.REPLACE,
        base: int | None = None,
        columns: list[Column] = COLUMNS,
        header: str = HEADER,
    ) -> Ref:
        ids = tables.prepare(ENTRY, columns)
        path = written(*(rows or ROWS), header=header, name=f"{delivery}.csv")
        found = cast(path, columns, tables.place(ENTRY, delivery), vault, ids=ids, threads=2)
        return Ref(ENTRY, tables.commit(ENTRY, [found.good], delivery=delivery, mode=mode, base=base))

    return commit
