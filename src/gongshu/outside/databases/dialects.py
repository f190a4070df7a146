"""What differs between database servers: the driver, how it connects, how names are quoted and values marked.

PostgreSQL and MySQL come with the node; whoever needs another server installs its driver, which is imported only then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from gongshu.outside import network, web
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import Allowed, Forbidden

WITHIN = 15  # seconds to connect
ZONE = "Asia/Shanghai"  # moments are read as the clock on the wall shows them
_OFFSET = "+08:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A database and who reads it."""

    dialect: str
    host: str
    port: int
    database: str
    user: str
    encrypted: bool = False  # whether the connection must be TLS with a certificate that this machine trusts


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One kind of server."""

    name: str
    title: str
    port: int  # where it listens as a rule
    module: str  # the driver
    package: str  # what to install for it
    quotes: tuple[str, str]  # around a name
    mark: str  # of the n-th value of a statement, "%s" or ":{n}"
    connect: Callable[[Any, Server, str, str, Sequence[Allowed]], Any]
    begins: tuple[str, ...] = ()  # so that all statements of a reading see one state of the database
    cursor: Callable[[Any], Any] = lambda connection: connection.cursor()  # one that does not hold the whole answer

    def quoted(self, name: str) -> str:
        """Return a name, with its schema before a dot, as this server writes it."""
        left, right = self.quotes
        return ".".join(f"{left}{part.replace(right, right * 2)}{right}" for part in name.split("."))

    def marks(self, count: int, first: int = 1) -> list[str]:
        return [self.mark.format(n=n) for n in range(first, first + count)]


def _postgresql(driver: Any, server: Server, secret: str, address: str, allowed: Sequence[Allowed]) -> Any:
    mode = {"sslmode": "verify-full", "sslrootcert": "system"} if server.encrypted else {"sslmode": "prefer"}
    return driver.connect(
        host=server.host, hostaddr=address, port=server.port, dbname=server.database, user=server.user, password=secret,
        connect_timeout=WITHIN, options=f"-c timezone={ZONE} -c datestyle=ISO", application_name="gongshu", gssencmode="disable", **mode,
    )  # fmt: skip


def _mysql(driver: Any, server: Server, secret: str, address: str, allowed: Sequence[Allowed]) -> Any:
    import ssl

    connection = driver.connect(
        host=server.host, port=server.port, database=server.database, user=server.user, password=secret, charset="utf8mb4",
        init_command=f"SET time_zone = '{_OFFSET}'", read_timeout=600, write_timeout=600, local_infile=False, defer_connect=True,
        ssl=ssl.create_default_context() if server.encrypted else None,
    )  # fmt: skip
    # The driver takes a connection that is there already, so it goes to the address that was looked at.
    connection.connect(network.connected(server.host, server.port, allowed, WITHIN))
    return connection


def _oracle(driver: Any, server: Server, secret: str, address: str, allowed: Sequence[Allowed]) -> Any:
    return driver.connect(
        user=server.user, password=secret, host=address, port=server.port, service_name=server.database, tcp_connect_timeout=WITHIN,
        protocol="tcps" if server.encrypted else "tcp", ssl_server_dn_match=False,
    )  # fmt: skip


def _sqlserver(driver: Any, server: Server, secret: str, address: str, allowed: Sequence[Allowed]) -> Any:
    if server.encrypted:
        raise OutsideFailed(Cause.DRIVER, "SQL Server 的加密连接暂不支持", "encrypted connections to SQL Server are not supported yet")  # fmt: skip
    return driver.connect(
        dsn=address, port=server.port, database=server.database, user=server.user, password=secret, login_timeout=WITHIN, timeout=600
    )  # fmt: skip


DIALECTS: Final[Mapping[str, Dialect]] = {
    each.name: each
    for each in (
        Dialect(
            name="postgresql", title="PostgreSQL / Kingbase / openGauss", port=5432, module="psycopg", package="psycopg[binary]", quotes=('"', '"'),
            mark="%s", connect=_postgresql, begins=("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",),
        ),
        Dialect(
            name="mysql", title="MySQL / MariaDB", port=3306, module="pymysql", package="pymysql", quotes=("`", "`"), mark="%s", connect=_mysql,
            begins=("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",),
            cursor=lambda connection: connection.cursor(import_module("pymysql.cursors").SSCursor),
        ),
        Dialect(
            name="oracle", title="Oracle", port=1521, module="oracledb", package="oracledb", quotes=('"', '"'), mark=":{n}", connect=_oracle,
            begins=("SET TRANSACTION READ ONLY",),
        ),
        Dialect(
            name="sqlserver", title="SQL Server", port=1433, module="pytds", package="python-tds", quotes=("[", "]"), mark="%s", connect=_sqlserver,
        ),
    )
}  # fmt: skip


@contextmanager
def connected(server: Server, secret: str, allowed: Sequence[Allowed]) -> Iterator[tuple[Dialect, Any]]:
    """Give a connection to a database, closed afterwards. Raises: OutsideFailed, which quotes nothing of what the server said."""
    dialect = DIALECTS[server.dialect]
    driver = _driver(dialect)
    with told(driver):
        connection = _connect(dialect, driver, server, secret, allowed)
        try:
            yield dialect, connection
        finally:
            with suppress(Exception):  # What was wrong is being told already; a broken connection cannot be closed.
                connection.close()


def _driver(dialect: Dialect) -> Any:
    try:
        return import_module(dialect.module)
    except ImportError as problem:
        raise OutsideFailed(
            Cause.DRIVER, f"本节点没有安装 {dialect.title} 的驱动（pip install {dialect.package}）",
            f"this node has no driver for {dialect.title} (pip install {dialect.package})", code=dialect.package,
        ) from problem  # fmt: skip


def _connect(dialect: Dialect, driver: Any, server: Server, secret: str, allowed: Sequence[Allowed]) -> Any:
    try:
        address = network.found(server.host, server.port, allowed)[0]
        return dialect.connect(driver, server, secret, address, allowed)
    except Forbidden as problem:
        raise web.forbidden() from problem
    except driver.Error as problem:
        if (code := _code(problem)) in _CREDENTIAL or "authentication" in str(problem) or "role" in str(problem):
            raise OutsideFailed(Cause.CREDENTIAL, "数据库不接受登记的用户名或者密码", "the database refuses the user or the secret", code=code) from problem  # fmt: skip
        if code in _MISSING or "does not exist" in str(problem):
            raise OutsideFailed(Cause.MISSING, f"没有数据库 {server.database}", f"there is no database {server.database}", code=code) from problem  # fmt: skip
        raise web.unreachable() from problem
    except (OSError, UnicodeError) as problem:
        raise web.unreachable() from problem


# SQLSTATE of PostgreSQL and Kingbase, numbers of MySQL, Oracle and SQL Server.
_CREDENTIAL = frozenset({"28P01", "28000", "1045", "1044", "1698", "1017", "18456"})
_MISSING = frozenset({"3D000", "42P01", "42703", "3F000", "1049", "1146", "1054", "942", "904", "208", "207"})
_DENIED = frozenset({"42501", "1142", "1143", "1227", "1031", "229"})


@contextmanager
def told(driver: Any) -> Iterator[None]:
    """Turn what a driver raises into words; the server's own may quote rows."""
    try:
        yield
    except driver.Error as problem:
        code = _code(problem)
        if code in _MISSING or code in _DENIED:
            raise OutsideFailed(Cause.MISSING, "没有登记的表或者列，或者没有读取权限", "the table or a column is not there, or may not be read", code=code) from problem  # fmt: skip
        if isinstance(problem, driver.OperationalError | driver.InterfaceError) and code[:2] not in ("22", "23", "42"):
            raise OutsideFailed(Cause.BROKEN_OFF, "与数据库的连接中断", "the connection to the database broke off", code=code) from problem  # fmt: skip
        raise OutsideFailed(Cause.FORMAT, f"数据库不能完成这次操作（{code or '无代码'}）", f"the database cannot do this ({code or 'no code'})", code=code) from problem  # fmt: skip


def _code(problem: Any) -> str:
    """Return the server's own code of an error: a SQLSTATE or a number, never its text."""
    first = problem.args[0] if problem.args else ""
    # A number says more than the SQLSTATE that MySQL puts beside it.
    found = first if isinstance(first, int) else getattr(problem, "sqlstate", None) or getattr(first, "code", None) or getattr(problem, "number", None)  # fmt: skip
    return str(found) if isinstance(found, int) or (isinstance(found, str) and len(found) == 5) else ""
